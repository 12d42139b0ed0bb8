"""Public pages against a view that only says hello, in the same app behind the same middleware."""

from statistics import median
from typing import Final

from bench.client import requests_per_second
from bench.results import Result
from bench.server import made_run

ROUNDS: Final = 5
SECONDS: Final = 2.0
TARGET: Final = 0.3
HELLO: Final = "/bench/hello"
HOME: Final = "/"
JOURNEY: Final = "/report/"
PIN_PAGE: Final = "/report/where/"


def pages_vs_hello() -> list[Result]:
    """Requests per second with one worker, alternating runs, median of five."""
    paths = {"home_vs_hello": HOME, "pin_page_vs_hello": PIN_PAGE}
    rates: dict[str, list[float]] = {path: [] for path in (HELLO, *paths.values())}
    with made_run({"BENCH_HELLO": "1", "WEB_WORKERS": "1"}) as server:
        for path in rates:
            requests_per_second(server.port, path, 0.5)
        for _ in range(ROUNDS):
            for path, found in rates.items():
                found.append(requests_per_second(server.port, path, SECONDS))
    hello = median(rates[HELLO])
    return [
        Result.at_least(name, median(rates[path]), hello, TARGET, "requests/s")
        for name, path in paths.items()
    ]
