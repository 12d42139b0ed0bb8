"""What tests need of the machine: Chromium, and in CI a PostgreSQL server of their own.

Usage: python -m tools.machine browser|postgres-answers|postgres-start FOLDER|postgres-stop FOLDER
"""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import psycopg

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
POSTGRES_FOLDERS: Final = "/usr/lib/postgresql/*/bin"


def say(message: str) -> None:
    """Speak to the person, not to the pipe."""
    print(message, file=sys.stderr, flush=True)


def apt_install(package: str) -> bool:
    """Install a Debian package when we may; False says that nothing was installed."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    commands = (["update"], ["install", "--yes", "--no-install-recommends", package])
    codes = [
        subprocess.run(
            ["apt-get", "-qq", *command], env=os.environ | quiet, stdout=sys.stderr, check=False
        ).returncode
        for command in commands
    ]
    return not any(codes)


def browser() -> int:
    """Have Chromium, or say plainly what does not run; fails only where it is required."""
    if any(shutil.which(name) for name in BROWSERS):
        return 0
    say("Chromium is not here: installing it from Debian's packages")
    if apt_install("chromium"):
        return 0
    say(
        "Chromium could not be installed (that takes root and apt-get): BROWSER TESTS DO NOT RUN.\n"
        "Install it yourself to run them: apt-get install chromium"
    )
    return 1 if os.environ.get("REQUIRE_BROWSER") else 0


def _postgres_bin() -> Path | None:
    folders = sorted(Path("/").glob(POSTGRES_FOLDERS.lstrip("/")))
    found = shutil.which("initdb")
    return Path(found).parent if found else (folders[-1] if folders else None)


def _as_server_user(command: Sequence[str | Path]) -> None:
    """Run as `postgres` when we are root: the server refuses to run as root."""
    prefix: list[str | Path] = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, stdout=sys.stderr, cwd="/")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_start(folder: Path) -> int:
    """Make and start a throw-away server in `folder`; prints its URL."""
    if _postgres_bin() is None:
        say("PostgreSQL is not here: installing it from Debian's packages")
        apt_install("postgresql")
    programs = _postgres_bin()
    if programs is None:
        say("PostgreSQL could not be installed (that takes root and apt-get).")
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    port, data = _free_port(), folder / "data"
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off"
    options = ("-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
    _as_server_user([programs / "initdb", "-D", data, *options])
    log = folder / "server.log"
    _as_server_user([programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", settings, "start"])
    print(f"postgresql://postgres@127.0.0.1:{port}/postgres")
    return 0


def postgres_stop(folder: Path) -> int:
    """Stop the server in `folder` and remove it."""
    programs = _postgres_bin()
    if programs is not None and (folder / "data").exists():
        _as_server_user([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"])
    shutil.rmtree(folder, ignore_errors=True)
    return 0


def postgres_answers() -> int:
    """0 when a server answers at TEST_POSTGRES_URL."""
    try:
        psycopg.connect(os.environ["TEST_POSTGRES_URL"], connect_timeout=3).close()
    except psycopg.OperationalError as error:
        say(f"No PostgreSQL answers at TEST_POSTGRES_URL: {error}")
        return 1
    return 0


def main(arguments: Sequence[str]) -> int:
    """Run one of the commands above."""
    commands: dict[str, Callable[..., int]] = {
        "browser": browser,
        "postgres-answers": postgres_answers,
        "postgres-start": postgres_start,
        "postgres-stop": postgres_stop,
    }
    return commands[arguments[0]](*map(Path, arguments[1:]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
