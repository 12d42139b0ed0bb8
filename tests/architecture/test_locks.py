"""Lock files pin everything and name no host."""

import json
import re

import pytest

from tests.architecture.source import ROOT

PYTHON_LOCKS = ("requirements.lock", "requirements-dev.lock", "tools/requirements-node.lock")
PINNED = re.compile(r"^[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==[^\s;]+( ; [^\\]+)? \\$", re.IGNORECASE)
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
HOST = re.compile(r"https?:|file:|--(extra-)?index-url|--find-links|git\+", re.IGNORECASE)


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_a_python_lock_pins_each_package_with_its_hashes(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()

    assert lines
    assert [line for line in lines if not PINNED.match(line) and not HASH.match(line)] == []
    assert not HOST.search("\n".join(lines))


def test_the_development_lock_has_the_same_versions_as_the_lock_for_running() -> None:
    def pins(lock: str) -> set[str]:
        lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
        return {line.split()[0] for line in lines if PINNED.match(line)}

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_the_npm_lock_pins_each_package_and_names_no_host() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: facts for name, facts in json.loads(text)["packages"].items() if name}

    assert packages
    assert not HOST.search(text)
    assert [name for name, facts in packages.items() if "resolved" in facts] == []
    assert [name for name, facts in packages.items() if "integrity" not in facts] == []
