"""What is acknowledged is stored, once: under kill -9 of the web server, and under many writers."""

import os
import random
import re
import signal
import sqlite3
import threading
import time
from dataclasses import dataclass, field
from typing import Final

from bench.journey import Page, submit
from bench.pages_bench import PIN_PAGE
from bench.results import Result
from bench.server import Server, made_run

KILLS: Final = 100
KILLED_CLIENTS: Final = 4
WRITERS: Final = 8
WRITING_SECONDS: Final = 30
RECEIPT: Final = re.compile(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4})+\b")
LOCKED: Final = "database is locked"
ANSWERS: Final = {"longitude": "-0.5406", "latitude": "53.2344"}


def has_receipt(page: Page) -> bool:
    """Whether a page is the receipt: it has a code and nothing more to send."""
    return page.form() is None and RECEIPT.search(page.text) is not None


@dataclass(slots=True)
class Residents:
    """Threads that submit reports one after the other until told to stop."""

    server: Server
    count: int
    receipts: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begin."""
        self._threads = [threading.Thread(target=self._submit_all) for _ in range(self.count)]
        for thread in self._threads:
            thread.start()

    def finish(self) -> None:
        """Let each end the report it is at: an answer is waited for, however often it takes."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def check(self) -> None:
        """Raise when one could not submit, or when the server has ended."""
        self.server.check()
        if self.failures:
            raise RuntimeError(f"a resident could not submit: {self.failures[0]}")

    def _wait(self) -> None:
        self.server.check()
        time.sleep(0.05)

    def _submit_all(self) -> None:
        start = self.server.address + PIN_PAGE
        while not self._stop.is_set():
            try:
                page = submit(start, ANSWERS, has_receipt, self._wait)
            except RuntimeError as error:
                self.failures.append(str(error))
                return
            found = RECEIPT.search(page.text)
            self.receipts.append(found.group() if found else "")


def stored(server: Server) -> int:
    """How many reports stand in the database."""
    with sqlite3.connect(server.database) as connection:
        count: int = connection.execute("SELECT count(*) FROM reports").fetchone()[0]
    return count


def kill_web(server: Server) -> None:
    """Kill -9 every process of the web server, once it runs."""
    while not (processes := server.web_processes()):
        server.check()
        time.sleep(0.01)
    for pid in processes:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def killed_while_submitting() -> list[Result]:
    """100 times kill -9 during submissions: nothing acknowledged lost, nothing stored twice."""
    pause = random.Random(2)
    with made_run() as server:
        before = stored(server)
        residents = Residents(server, KILLED_CLIENTS)
        residents.start()
        for _ in range(KILLS):
            seen = len(residents.receipts)
            while len(residents.receipts) == seen:
                residents.check()
                time.sleep(0.01)  # each life of the server answers somebody before it is killed
            time.sleep(pause.uniform(0, 0.2))
            kill_web(server)
        residents.finish()
        residents.check()
        rows = stored(server) - before
    acknowledged = len(residents.receipts)
    print(f"  {acknowledged} acknowledged, {len(set(residents.receipts))} codes, {rows} stored")
    return [
        Result.limit("kill9_lost", max(0, acknowledged - rows), 0, "reports"),
        Result.limit("kill9_duplicates", max(0, rows - acknowledged), 0, "reports"),
    ]


def eight_writers() -> list[Result]:
    """Eight residents submitting at once on SQLite for 30 s: the database is never locked."""
    with made_run() as server:
        before = stored(server)
        residents = Residents(server, WRITERS)
        residents.start()
        time.sleep(WRITING_SECONDS)
        residents.finish()
        residents.check()
        rows = stored(server) - before
        log = server.log.read_text()
    print(f"  {len(residents.receipts)} acknowledged, {rows} stored in {WRITING_SECONDS} s")
    refused = log.count(LOCKED) + log.count("database away")
    return [Result.limit("locked_errors", refused, 0, "errors")]
