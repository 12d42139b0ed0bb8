"""Answering over HTTP: the page of twenty questions, sending it, and a burst of submissions."""

import itertools
import math
import multiprocessing
import random
import sqlite3
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from statistics import median
from typing import Final
from urllib.parse import urlsplit

from bench.burst_bench import P95_MS, SECONDS, measured, p95, post_request
from bench.client import Connection, get_request, requests_per_second
from bench.durability_bench import KILLS, LOCKED, RECEIPT, has_receipt, kill_web
from bench.journey import Form, Page, ask, patiently
from bench.pages_bench import HELLO, ROUNDS
from bench.results import Result
from bench.server import Server, made_run
from bench.survey_site import PAGE, answers, open_survey

GET_TARGET: Final = 0.3
POST_TARGET: Final = 0.15
SENDS: Final = 300
SENDERS: Final = 4
BURST_A_SECOND: Final = 30
WALKERS: Final = 4
KILLED_CLIENTS: Final = 4


def pages_vs_hello() -> list[Result]:
    """The page of twenty questions, and sending them, against a view that only says hello.

    Sent: the draft is unsealed, every answer judged again, and stored with `synchronous=FULL`.
    """
    hello: list[float] = []
    gets: list[float] = []
    posts: list[float] = []
    with made_run({"BENCH_HELLO": "1", "WEB_WORKERS": "1"}) as server:
        open_survey(server)
        batches = [last_pages(server, SENDS) for _ in range(ROUNDS)]
        for path in (HELLO, PAGE):
            requests_per_second(server.port, path, 0.5)
        before = stored(server)
        for batch in batches:
            hello.append(requests_per_second(server.port, HELLO, 2.0))
            gets.append(requests_per_second(server.port, PAGE, 2.0))
            posts.append(sent_per_second(server.port, batch))
        lost = SENDS * ROUNDS - (stored(server) - before)
    if lost:
        raise RuntimeError(f"{lost} submissions were not stored")
    base = median(hello)
    return [
        Result.at_least("survey_get_vs_hello", median(gets), base, GET_TARGET, "requests/s"),
        Result.at_least("survey_post_vs_hello", median(posts), base, POST_TARGET, "submissions/s"),
    ]


def survey_burst() -> list[Result]:
    """30 submissions a second for a minute, with pages beside them: p95, failures, losses."""
    with made_run() as server:
        open_survey(server)
        drafts = last_pages(server, SECONDS * BURST_A_SECOND)
        before = stored(server)
        pages = [get_request(PAGE)] * (SECONDS * BURST_A_SECOND)
        found = measured(server.port, {12: drafts, 8: pages})
        rows = stored(server) - before
        locked = server.log.read_text().count(LOCKED)
    every = [*found[12], *found[8]]
    failed = sum(one.status != 200 for one in every) + locked
    print(
        f"  {len(found[12])} submissions p95 {p95(found[12]):.0f} ms, pages p95 "
        f"{p95(found[8]):.0f} ms, {failed} failed, {rows} stored"
    )
    return [
        Result.limit("survey_burst", round(p95(found[12])), P95_MS, "ms (p95)"),
        Result.limit("survey_burst_failed", failed, 0, "requests"),
        Result.limit("survey_burst_lost", abs(len(drafts) - rows), 0, "responses"),
    ]


def killed_while_sending() -> list[Result]:
    """100 times kill -9 of the web server while people send: none lost, none stored twice."""
    pause = random.Random(4)
    codes: list[str] = []
    stop = threading.Event()
    with made_run() as server:
        open_survey(server)
        before = stored(server)
        threads = [
            threading.Thread(target=_keep_sending, args=(server, codes, stop))
            for _ in range(KILLED_CLIENTS)
        ]
        for thread in threads:
            thread.start()
        for _ in range(KILLS):
            seen = len(codes)
            while len(codes) == seen:
                server.check()
                time.sleep(0.01)
            time.sleep(pause.uniform(0, 0.2))
            kill_web(server)
        stop.set()
        for thread in threads:
            thread.join()
        rows = stored(server) - before
    print(f"  {len(codes)} acknowledged, {len(set(codes))} codes, {rows} stored")
    return [
        Result.limit("survey_kill9_lost", max(0, len(codes) - rows), 0, "responses"),
        Result.limit("survey_kill9_duplicates", max(0, rows - len(codes)), 0, "responses"),
    ]


def stored(server: Server) -> int:
    """How many responses stand in the database."""
    with sqlite3.connect(server.database) as connection:
        count: int = connection.execute("SELECT count(*) FROM survey_responses").fetchone()[0]
    return count


def last_pages(server: Server, count: int) -> list[bytes]:
    """Requests that each send a whole questionnaire, walked up to its last page."""
    with ThreadPoolExecutor(WALKERS) as pool:
        return list(pool.map(lambda _number: _last(server), range(count)))


def sent_per_second(port: int, requests: Sequence[bytes]) -> float:
    """Send each once, as fast as they are answered; every one must be."""
    results: Queue[list[int]] = multiprocessing.Queue()
    shares = [requests[start::2] for start in range(2)]
    drivers = [multiprocessing.Process(target=_send, args=(port, one, results)) for one in shares]
    start = time.perf_counter()
    for driver in drivers:
        driver.start()
    statuses = list(itertools.chain.from_iterable(results.get() for _ in drivers))
    seconds = time.perf_counter() - start
    for driver in drivers:
        driver.join()
    if any(status != 200 for status in statuses):
        raise RuntimeError(f"a submission was answered {max(statuses)}")
    return len(requests) / (seconds or math.inf)


def _send(port: int, requests: Sequence[bytes], results: "Queue[list[int]]") -> None:
    connections = [Connection(port) for _ in range(SENDERS // 2)]
    statuses = []
    for start in range(0, len(requests), len(connections)):
        batch = requests[start : start + len(connections)]
        for connection, request in zip(connections, batch, strict=False):
            connection.send(request)
        statuses += [
            connection.receive() for connection, _ in zip(connections, batch, strict=False)
        ]
    results.put(statuses)


def _last(server: Server) -> bytes:
    form = _form(ask("GET", server.address + PAGE))
    checked = ask("POST", form.action, {**form.values, **answers()})
    last = _form(checked)
    return post_request(urlsplit(last.action).path, {**last.values, "go": "send"})


def _form(page: Page) -> Form:
    form = page.form()
    if form is None or page.status != 200:
        raise RuntimeError(f"the survey stopped at {page.status} {page.heading()}")
    return form


def _keep_sending(server: Server, codes: list[str], stop: threading.Event) -> None:
    def wait() -> None:
        server.check()
        time.sleep(0.05)

    while not stop.is_set():
        first = _form(patiently(lambda: ask("GET", server.address + PAGE), wait))
        said = {**first.values, **answers()}
        last = _form(patiently(lambda: ask("POST", first.action, said), wait))  # noqa: B023
        sending = {**last.values, "go": "send"}
        page = patiently(lambda: ask("POST", last.action, sending), wait)  # noqa: B023
        if not has_receipt(page):
            raise RuntimeError(f"no receipt: {page.status} {page.heading()}")
        found = RECEIPT.search(page.text)
        codes.append(found.group() if found else "")
