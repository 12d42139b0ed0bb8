"""Make `.venv` hold what a lock file says. Runs on the system's Python; done before, it is instant.

Usage: python tools/environment.py run|dev
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
LOCKS = {"run": "requirements.lock", "dev": "requirements-dev.lock"}
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"


def fail(message: str) -> None:
    """Say what is wrong, and stop."""
    sys.exit(f"\n{message}\n")


def fingerprint(lock: str) -> str:
    """What `.venv` is made from: the lock file and this Python."""
    digest = hashlib.sha256((ROOT / lock).read_bytes())
    digest.update(f"{sys.version_info[:2]} {sys.platform} {VENV}".encode())
    return digest.hexdigest()


def stamp(kind: str) -> Path:
    """The file that remembers what was installed."""
    return VENV / f".installed-{kind}"


def up_to_date(kind: str) -> bool:
    """Whether `.venv` already holds what the lock file of `kind` says."""
    remembered = stamp(kind)
    return (
        PYTHON.exists()
        and remembered.exists()
        and remembered.read_text() == fingerprint(LOCKS[kind])
    )


def make_venv() -> None:
    """Create `.venv`, anew when its interpreter is gone or is of another version."""
    if PYTHON.exists() and _version() == sys.version_info[:2]:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    print("Creating .venv", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        fail(
            "Python's venv module cannot make .venv here.\n"
            "On Debian and Ubuntu: apt-get install python3-venv"
        )


def _version() -> tuple[int, ...]:
    show = "import sys; print(*sys.version_info[:2])"
    done = subprocess.run([PYTHON, "-c", show], capture_output=True, text=True, check=False)
    return tuple(int(part) for part in done.stdout.split())


def install(kind: str) -> None:
    """Install a lock file, every package checked against its hash, compiled to bytecode."""
    lock = LOCKS[kind]
    print(f"Installing {lock} (once; the next start skips this)", flush=True)
    if pip_install(ROOT / lock):
        fail(f"{lock} could not be installed; pip says why above. Is there a network?")
    compile_bytecode([str(VENV / "lib")], force=False)
    stamp(kind).write_text(fingerprint(lock))


def pip_install(lock: Path) -> int:
    """Install a lock file with pip, each package checked against its hash; pip's exit code."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
    return subprocess.run([*pip, "--require-hashes", "-r", str(lock)], check=False).returncode


def compile_bytecode(folders: list[str], *, force: bool) -> None:
    """Compile, also where PYTHONDONTWRITEBYTECODE is set: a start should not compile each time."""
    flags = ["-qq", "-j", "0", *(["-f"] if force else [])]
    subprocess.run([PYTHON, "-m", "compileall", *flags, *folders], check=False)


def main(kind: str) -> None:
    """Bring `.venv` up to date."""
    if up_to_date(kind) or (kind == "run" and up_to_date("dev")):
        return
    make_venv()
    install(kind)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in LOCKS:
        fail(__doc__ or "")
    main(sys.argv[1])
