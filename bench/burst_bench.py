"""The radio mention: 200 pages and 10 reports a second for a minute, on the default database.

Requests are sent when they are due, not when the one before was answered; a late start counts as
waiting. Reports are walked up to their last page beforehand, and sent on time.
"""

import math
import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.queues import Queue
from typing import Final
from urllib.parse import urlencode, urlsplit

from bench.client import Connection, get_request
from bench.durability_bench import ANSWERS, LOCKED, stored
from bench.journey import Page, submit
from bench.pages_bench import PIN_PAGE
from bench.results import Result
from bench.server import Server, made_run

SECONDS: Final = 60
PAGES_A_SECOND: Final = 200
REPORTS_A_SECOND: Final = 10
PAGES: Final = ("/", "/report/", PIN_PAGE)
PAGE_CONNECTIONS: Final = 16
REPORT_CONNECTIONS: Final = 8
WALKERS: Final = 4
P95_MS: Final = 500


@dataclass(frozen=True, slots=True)
class Answered:
    """One request: how long it took from the moment it was due, and its status."""

    milliseconds: float
    status: int


def report_burst() -> list[Result]:
    """p95 of all requests, those that failed, and reports acknowledged but not stored."""
    with made_run() as server:
        drafts = walked(server, SECONDS * REPORTS_A_SECOND)
        before = stored(server)
        pages = islice(cycle(get_request(path) for path in PAGES), SECONDS * PAGES_A_SECOND)
        answered = measured(
            server.port,
            {PAGE_CONNECTIONS: list(pages), REPORT_CONNECTIONS: drafts},
        )
        rows = stored(server) - before
        locked = server.log.read_text().count(LOCKED)
    receipts = sum(one.status == 200 for one in answered[REPORT_CONNECTIONS])
    every = [one for kind in answered.values() for one in kind]
    failed = sum(one.status != 200 for one in every)
    print(
        f"  {len(every)} requests in {SECONDS} s: pages p95 {p95(answered[PAGE_CONNECTIONS]):.0f} "
        f"ms, reports p95 {p95(answered[REPORT_CONNECTIONS]):.0f} ms, {failed} failed, "
        f"{receipts} receipts, {rows} stored, {locked} locked"
    )
    return [
        Result.limit("report_burst", round(p95(every)), P95_MS, "ms (p95)"),
        Result.limit("report_burst_failed", failed + locked, 0, "requests"),
        Result.limit("report_burst_lost", abs(len(drafts) - rows), 0, "reports"),
    ]


def walked(server: Server, count: int) -> list[bytes]:
    """Requests that send a report each, walked up to the page that asks to check the answers."""

    def last_page(page: Page) -> bool:
        form = page.form()
        return form is not None and urlsplit(form.action).path == "/report/check/"

    def walk(_number: int) -> bytes:
        page = submit(server.address + PIN_PAGE, ANSWERS, last_page, lambda: time.sleep(0.05))
        form = page.form()
        assert form is not None
        return post_request(urlsplit(form.action).path, form.filled({}))

    with ThreadPoolExecutor(WALKERS) as pool:
        return list(pool.map(walk, range(count)))


def post_request(path: str, values: dict[str, str]) -> bytes:
    """The bytes of a form's POST."""
    body = urlencode(values).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def measured(port: int, kinds: dict[int, Sequence[bytes]]) -> dict[int, list[Answered]]:
    """Send each kind of request evenly over SECONDS on its number of connections."""
    queue: Queue[tuple[int, list[Answered]]] = multiprocessing.Queue()
    start = time.monotonic() + 1
    drivers = [
        multiprocessing.Process(target=_drive, args=(port, connections, requests, start, queue))
        for connections, requests in kinds.items()
    ]
    for driver in drivers:
        driver.start()
    answered = dict(queue.get() for _ in drivers)
    for driver in drivers:
        driver.join()
    return answered


def _drive(
    port: int,
    connections: int,
    requests: Sequence[bytes],
    start: float,
    queue: "Queue[tuple[int, list[Answered]]]",
) -> None:
    gap = SECONDS / len(requests)
    due = iter([(start + number * gap, request) for number, request in enumerate(requests)])
    answered: list[Answered] = []
    lock = threading.Lock()
    threads = [
        threading.Thread(target=_send_due, args=(port, due, lock, answered))
        for _ in range(connections)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    queue.put((connections, answered))


def _send_due(
    port: int, due: Iterator[tuple[float, bytes]], lock: threading.Lock, answered: list[Answered]
) -> None:
    connection = Connection(port)
    while True:
        with lock:
            moment, request = next(due, (math.inf, b""))
        if not request:
            return
        time.sleep(max(0.0, moment - time.monotonic()))
        connection.send(request)
        status = connection.receive()
        answered.append(Answered((time.monotonic() - moment) * 1000, status))


def p95(answered: Sequence[Answered]) -> float:
    """The 95th percentile of the waiting, in milliseconds."""
    ordered = sorted(one.milliseconds for one in answered)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]
