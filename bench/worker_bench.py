"""What one web worker costs, beside a bare Flask and SQLAlchemy worker on the same server."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

from bench.pages_bench import HOME, JOURNEY, PIN_PAGE
from bench.results import Result
from bench.server import answers, command_of, descendants, free_port
from tools.environment import ROOT

ROUNDS: Final = 5
TARGET: Final = 2.0
PUBLIC_PAGES: Final = (HOME, JOURNEY, PIN_PAGE, "/privacy", "/accessibility", "/help")


@dataclass(frozen=True, slots=True)
class Cost:
    """One start of a worker."""

    seconds: float
    megabytes: float


def memory_megabytes(pid: int) -> float:
    """Proportional set size: shared pages are counted once among those that share them."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise LookupError("the kernel does not say Pss")


def cost(module: str, pages: tuple[str, ...], environment: Mapping[str, str]) -> Cost:
    """Start the web server on a module; seconds until the first 200, memory after some pages."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.serve", module],
        cwd=ROOT,
        env=os.environ | environment | {"PORT": str(port), "LOG_LEVEL": "WARNING"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while not answers(address + pages[0]):
            if process.poll() is not None:
                raise RuntimeError(f"{module} did not start")
            time.sleep(0.005)
        seconds = time.perf_counter() - began
        for page in pages * 3:
            urllib.request.urlopen(address + page).read()
        (worker,) = [pid for pid in descendants(process.pid) if "python" in command_of(pid)]
        return Cost(seconds, memory_megabytes(worker))
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)


def worker_cost() -> list[Result]:
    """Interleaved starts, medians."""
    ours: list[Cost] = []
    bare: list[Cost] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        environment = {"MODE": "demonstration", "INSTANCE_DIR": folder}
        prepare = [sys.executable, "-m", "flask", "--app", "wsgi", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env=os.environ | environment, check=True)
        for _ in range(ROUNDS):
            ours.append(cost("wsgi", PUBLIC_PAGES, environment))
            bare.append(cost("bench.bare", (HOME,), environment))
    return [
        Result.at_most(
            "worker_memory_mb",
            median(c.megabytes for c in ours),
            median(c.megabytes for c in bare),
            TARGET,
            "MB",
        ),
        Result.at_most(
            "worker_start_s",
            median(c.seconds for c in ours),
            median(c.seconds for c in bare),
            TARGET,
            "s",
        ),
    ]
