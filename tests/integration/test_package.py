"""The wheel carries all that an installation serves, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("templates", "static", "migrations", "partnership", "translations")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.mark.parametrize("folder", SHIPPED)
def test_every_file_beside_the_packages_travels(names: set[str], folder: str) -> None:
    files = {
        f"engagement/shipped/{file.relative_to(ROOT)}"
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and file.name != ".made-from"
    }

    assert files
    assert files <= names


def test_the_packages_and_the_door_travel(names: set[str]) -> None:
    assert {"wsgi.py", "engagement/__init__.py", "geo/__init__.py", "surveys/__init__.py"} <= names


def test_tests_tools_and_benchmarks_stay_behind(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names if ".dist-info" not in name}

    assert tops == {"wsgi.py", "engagement", "geo", "surveys"}


def test_the_packages_in_the_wheel_find_the_folders(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path)
    code = (
        "from engagement.core.settings import shipped\n"
        f"for name in {SHIPPED!r}: assert shipped(name).is_dir(), shipped(name)\n"
        "print(shipped('templates'))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == str(tmp_path / "engagement" / "shipped" / "templates")
