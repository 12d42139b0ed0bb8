"""The server under measurement: the one that `make run` starts, on a fresh instance folder."""

import os
import shlex
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.error import URLError

from tools.environment import ROOT

START_SECONDS: Final = 120
WEB: Final = "engagement.core.web"


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it answers, where its data is, who runs it."""

    port: int
    instance: Path
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.instance / "engagement.db"

    def check(self) -> None:
        """Raise when `make run` has ended: then there is nothing to wait for."""
        if self.process.poll() is not None:
            raise RuntimeError(f"make run ended with {self.process.returncode}")

    def web_processes(self) -> list[int]:
        """The web server's process ids: its main one, then its workers."""
        ours = [pid for pid in descendants(self.process.pid) if WEB in command_of(pid)]
        return sorted(ours)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command_of(pid: int) -> str:
    """The command line of a process, empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def descendants(pid: int) -> list[int]:
    """All that a process started, however far down (Linux)."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [d for child in map(int, children) for d in (child, *descendants(child))]


def answers(url: str) -> bool:
    """Whether a URL answers 200."""
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (URLError, OSError):
        return False


def wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the first answer; the log is shown when there is none."""
    deadline = time.monotonic() + START_SECONDS
    while not answers(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.05)


@contextmanager
def made_run(extra: Mapping[str, str] | None = None) -> Iterator[Server]:
    """`make run` in a fresh instance folder with the default database file; stopped by TERM."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        shown = {"PORT": str(port), "INSTANCE_DIR": folder, **(extra or {})}
        settings = " ".join(f"{k}={shlex.quote(v)}" for k, v in shown.items())
        print(f"  {settings} make run", flush=True)
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
        log = Path(folder) / "server.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["make", "run"], cwd=ROOT, env=inherited | shown, stdout=output, stderr=output
            )
        try:
            wait_until_up(f"http://127.0.0.1:{port}/healthz", process, log)
            yield Server(port, Path(folder), process, log)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)
