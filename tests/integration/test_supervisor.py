"""The supervisor, with tiny children in place of the server and the worker."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from engagement.core.supervisor import commands_from

DRIVER = """
import json, sys
from engagement.core.supervisor import Command, Supervisor, Timing
plan = json.loads(sys.argv[1])
commands = [Command(name, (sys.executable, "-c", code)) for name, code in plan["children"].items()]
sys.exit(Supervisor(commands, Timing(**plan["timing"])).run())
"""
NOTE_PID = "import os, time, signal, sys; open({file!r}, 'a').write(str(os.getpid()) + '\\n')\n"
OBEDIENT = NOTE_PID + "time.sleep(60)"
STUBBORN = (
    "import os, time, signal\n"
    "for s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\n"
    + NOTE_PID
    + "while True: time.sleep(60)"
)
WITH_A_GRANDCHILD = (
    "import subprocess, sys\n"
    "subprocess.Popen([sys.executable, '-c', {grandchild!r}])\n" + NOTE_PID + "time.sleep(60)"
)
FAILING = NOTE_PID + "sys.exit(3)"


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    """Wait for something to become true; fails when it does not."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie does not)."""
    done = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return done.returncode == 0 and not done.stdout.strip().startswith("Z")


@dataclass
class Run:
    """A supervisor in a process of its own, with children that note their process ids."""

    process: subprocess.Popen[str]
    folder: Path

    def pids(self, name: str) -> list[int]:
        """Every process that was started as `name`, oldest first."""
        file = self.folder / name
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def wait_for(self, name: str, starts: int = 1) -> int:
        """The process id of the n-th start of a child."""
        until(lambda: len(self.pids(name)) >= starts)
        return self.pids(name)[starts - 1]

    def end(self) -> tuple[int, list[dict[str, object]]]:
        """Wait for the supervisor; its exit code and its log."""
        _, errors = self.process.communicate(timeout=15)
        ours = [line for line in errors.splitlines() if line.startswith("{")]
        return self.process.returncode, [json.loads(line) for line in ours]


Start = Callable[..., Run]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a supervisor over the children given as name=code."""
    runs: list[Run] = []

    def start(timing: dict[str, float] | None = None, **children: str) -> Run:
        files = {name: str(tmp_path / name) for name in children}
        grandchild = OBEDIENT.format(file=str(tmp_path / "grandchild"))
        plan = {
            "children": {
                name: code.format(file=files[name], grandchild=grandchild)
                for name, code in children.items()
            },
            "timing": timing or {},
        }
        command = [sys.executable, "-c", DRIVER, json.dumps(plan)]
        process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        runs.append(Run(process, tmp_path))
        return runs[-1]

    yield start
    for run in runs:
        run.process.kill()
        for file in tmp_path.iterdir():
            for pid in run.pids(file.name):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        run.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_signal_ends_every_child_and_the_supervisor(start: Start, number: int) -> None:
    run = start(web=OBEDIENT, worker=OBEDIENT)
    children = [run.wait_for("web"), run.wait_for("worker")]

    run.process.send_signal(number)
    code, log = run.end()

    assert code == 0
    assert not any(alive(pid) for pid in children)
    assert log[-1]["message"] == "stopped"


def test_a_killed_child_is_started_again_and_its_sibling_is_left_alone(start: Start) -> None:
    run = start(web=OBEDIENT, worker=OBEDIENT)
    worker = run.wait_for("worker")

    os.kill(run.wait_for("web"), signal.SIGKILL)
    second = run.wait_for("web", starts=2)

    assert alive(second)
    assert alive(worker)
    assert run.pids("worker") == [worker]


def test_what_a_killed_child_had_started_is_swept_away_before_the_next_start(start: Start) -> None:
    run = start(web=WITH_A_GRANDCHILD)
    orphan = run.wait_for("grandchild")

    os.kill(run.wait_for("web"), signal.SIGKILL)
    run.wait_for("web", starts=2)

    until(lambda: not alive(orphan))


def test_a_child_that_ignores_the_signal_is_killed_after_the_grace(start: Start) -> None:
    run = start({"grace": 0.5}, web=STUBBORN, worker=OBEDIENT)
    stubborn = run.wait_for("web")
    run.wait_for("worker")

    asked = time.monotonic()
    run.process.send_signal(signal.SIGTERM)
    code, log = run.end()

    assert code == 1
    assert time.monotonic() - asked >= 0.5
    assert not alive(stubborn)
    assert [line["child"] for line in log if line["message"] == "killed"] == ["web"]


def test_a_child_that_never_starts_well_is_given_up_and_everything_stops(start: Start) -> None:
    run = start({"first_delay": 0.01, "attempts": 3}, web=FAILING, worker=OBEDIENT)
    code, log = run.end()

    assert code == 1
    assert len(run.pids("web")) == 3
    assert not any(alive(pid) for pid in run.pids("worker"))
    assert log[-1]["given_up"] is True


def test_a_child_that_once_ran_well_is_started_again_for_ever(start: Start) -> None:
    timing = {"first_delay": 0.01, "longest_delay": 0.02, "attempts": 2, "settled": 0.0}
    run = start(timing, web=FAILING)

    run.wait_for("web", starts=6)

    assert run.process.poll() is None


@pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux tells a child of its parent's death"
)
def test_children_end_when_the_supervisor_itself_is_killed(start: Start) -> None:
    run = start(web=OBEDIENT, worker=OBEDIENT)
    children = [run.wait_for("web"), run.wait_for("worker")]

    run.process.kill()

    until(lambda: not any(alive(pid) for pid in children))


def test_an_installation_runs_the_server_and_the_worker_or_only_one_of_them() -> None:
    assert [c.name for c in commands_from({})] == ["web", "worker"]
    assert [c.name for c in commands_from({"PROCESSES": "worker"})] == ["worker"]
