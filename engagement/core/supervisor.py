"""The process that keeps the web server and the worker running, and stops them together.

Each child leads a session of its own, so that one signal here reaches each child once and all that
it started can be swept away with it. The supervisor itself stays in its caller's process group:
Ctrl-C in the terminal must reach it.
"""

import ctypes
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from types import FrameType
from typing import Final

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PR_SET_PDEATHSIG: Final = 1
_LIBC: Final = ctypes.CDLL(None) if sys.platform == "linux" else None

Log = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Command:
    """A child to keep running."""

    name: str
    argv: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient the supervisor is; seconds, except the number of attempts."""

    grace: float = 10.0
    """From the stop signal until what is left is killed."""
    first_delay: float = 0.1
    longest_delay: float = 2.0
    settled: float = 5.0
    """A child that lived this long has started well: its next failure starts a new count."""
    attempts: int = 3
    """Failures in a row before a child that never settled is given up, and all is stopped."""


@dataclass(slots=True)
class Child:
    """One command, its running process and its history."""

    command: Command
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    failures: int = 0
    has_settled: bool = False

    @property
    def running(self) -> bool:
        """Whether a process exists that has not been waited for."""
        return self.process is not None


def log_line(event: str, **facts: object) -> None:
    """Write one event as a JSON line to standard error."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"time": at, "level": "INFO", "logger": "supervisor", "message": event, **facts}
    sys.stderr.write(json.dumps(line) + "\n")


def die_with_parent(parent: int | None = None) -> None:
    """Ask the kernel for TERM when our parent is gone, however it died (Linux; elsewhere nothing).

    `parent` is the process that we believe to be it; if it is gone already, leave at once.
    """
    if _LIBC is None:
        return
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if parent is not None and os.getppid() != parent:
        os._exit(1)


def _prepare_child(parent: int) -> None:
    """Run in the child before its command: default signals, and our fate shared."""
    for number in (*STOP_SIGNALS, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    die_with_parent(parent)


@dataclass(slots=True)
class Supervisor:
    """Starts commands, restarts what dies, stops all on INT, TERM or HUP."""

    commands: Sequence[Command]
    timing: Timing = field(default_factory=Timing)
    log: Log = log_line
    stopped_by: int | None = None
    _children: list[Child] = field(default_factory=list)
    _wake: tuple[socket.socket, socket.socket] = field(default_factory=socket.socketpair)

    def run(self) -> int:
        """Supervise until told to stop. 0: all ended in time; 1: some were killed or given up."""
        self._listen()
        self._children = [Child(command) for command in self.commands]
        while not self._over():
            for child in self._children:
                self._keep(child)
            self._sleep(self._until_next())
        given_up = self.stopped_by is None
        in_time = self._stop(self.stopped_by or signal.SIGTERM)
        self.log("stopped", in_time=in_time, given_up=given_up)
        return 0 if in_time and not given_up else 1

    def _listen(self) -> None:
        """Every signal of interest wakes `_sleep`, also one that arrives just before it."""
        for end in self._wake:
            end.setblocking(False)
        signal.set_wakeup_fd(self._wake[1].fileno(), warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask_to_stop)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def _ask_to_stop(self, number: int, _frame: FrameType | None) -> None:
        self.stopped_by = number

    def _sleep(self, seconds: float) -> None:
        if select.select([self._wake[0]], [], [], seconds)[0]:
            self._wake[0].recv(4096)

    def _until_next(self) -> float:
        waiting = [child.due for child in self._children if not child.running]
        return max(0.0, min(waiting) - time.monotonic()) if waiting else 60.0

    def _keep(self, child: Child) -> None:
        """Notice a death; start what is due."""
        if child.running:
            self._reap(child)
        if not child.running and child.due <= time.monotonic():
            self._start(child)

    def _start(self, child: Child) -> None:
        child.process = subprocess.Popen(
            child.command.argv,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=partial(_prepare_child, os.getpid()),  # noqa: PLW1509  one thread only
        )
        child.started = time.monotonic()
        self.log("started", child=child.command.name, pid=child.process.pid)

    def _reap(self, child: Child) -> bool:
        """Take note of a child that ended, sweep what it left; False while it runs."""
        if child.process is None or (code := child.process.poll()) is None:
            return False
        _signal_group(child.process.pid, signal.SIGKILL)
        lived = time.monotonic() - child.started
        child.has_settled |= lived >= self.timing.settled
        if lived >= self.timing.settled or code == -signal.SIGKILL:
            child.failures = 0  # a good life, or killed from outside: no sign that it cannot start
        delay = min(self.timing.first_delay * 2**child.failures, self.timing.longest_delay)
        child.failures += code != -signal.SIGKILL
        child.process, child.due = None, time.monotonic() + delay
        self.log("ended", child=child.command.name, code=code, lived=round(lived, 3))
        return True

    def _over(self) -> bool:
        return self.stopped_by is not None or any(map(self._hopeless, self._children))

    def _hopeless(self, child: Child) -> bool:
        return not child.has_settled and child.failures >= self.timing.attempts

    def _stop(self, number: int) -> bool:
        """Pass the signal on, wait for the grace, kill what is left."""
        self.log("stopping", signal=signal.Signals(number).name)
        left = [child for child in self._children if child.process is not None]
        for child in left:
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(number)
        deadline = time.monotonic() + self.timing.grace
        while (left := [c for c in left if not self._reap(c)]) and time.monotonic() < deadline:
            self._sleep(max(0.0, deadline - time.monotonic()))
        for child in left:
            self._kill(child)
        return not left

    def _kill(self, child: Child) -> None:
        if child.process is not None:
            self.log("killed", child=child.command.name, pid=child.process.pid)
            _signal_group(child.process.pid, signal.SIGKILL)
            child.process.wait()


def _signal_group(leader: int, number: int) -> None:
    try:
        os.killpg(leader, number)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return


def commands_from(environ: Mapping[str, str]) -> tuple[Command, ...]:
    """The web server and the worker of this installation."""
    python = sys.executable
    commands = {
        "web": Command("web", (python, "-m", "engagement.core.web")),
        "worker": Command("worker", (python, "-m", "flask", "--app", "wsgi", "worker")),
    }
    wanted = environ.get("PROCESSES", "web,worker").split(",")
    return tuple(commands[name.strip()] for name in wanted)


def main() -> int:
    """Entry point of `python -m engagement.core.supervisor`."""
    timing = Timing(grace=float(os.environ.get("STOP_SECONDS", "10")))
    return Supervisor(commands_from(os.environ), timing).run()


if __name__ == "__main__":
    sys.exit(main())
