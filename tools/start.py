"""`make run`: prepare the database, print where to go, then become the supervisor."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

from engagement.core.supervisor import die_with_parent
from tools.environment import ROOT, compile_bytecode, fail

OUR_CODE = ("engagement", "geo", "surveys", "migrations", "wsgi.py")


def check_port(host: str, port: str) -> None:
    """Say so plainly when the address is taken, before anything is done."""
    if not port.isdigit():
        fail(f"PORT is {port!r}: it must be a number.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            fail(
                f"Port {port} on {host} cannot be used ({error.strerror}). Try: PORT=8001 make run"
            )


def stop(_number: int, _frame: object) -> None:
    """End while preparing: subprocess.run kills its child as this passes through."""
    sys.exit(143)


def main() -> None:
    """Prepare, then hand over to the supervisor in the same process."""
    if "MAKELEVEL" in os.environ:
        die_with_parent()
    signal.signal(signal.SIGTERM, stop)
    os.chdir(ROOT)
    os.environ.setdefault("MODE", "demonstration")
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    check_port(host, port)
    Path(os.environ.get("INSTANCE_DIR", "instance")).mkdir(parents=True, exist_ok=True)
    compile_bytecode([name for name in OUR_CODE if Path(name).exists()], force=False)
    prepare = [sys.executable, "-m", "flask", "--app", "wsgi", "prepare"]
    if code := subprocess.run(prepare, check=False).returncode:
        sys.exit(code)
    shown = f"[{host}]" if ":" in host else host
    print(f"\nServing at http://{shown}:{port}/ (Ctrl-C stops it)\n", flush=True)
    os.execv(sys.executable, [sys.executable, "-m", "engagement.core.supervisor"])


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
