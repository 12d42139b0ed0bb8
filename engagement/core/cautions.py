"""What starts, and yet hardly can be meant: said in the log when a web server starts.

A wrong setting stops the start; these are right somewhere, so that they can only be a warning.
"""

import logging
from typing import Final

from flask import Flask, current_app, request

from engagement.core.db import SAFE_METHODS
from engagement.core.settings import Settings

log = logging.getLogger(__name__)

EXTENSION: Final = "cautions.forwarded"
ONE_ADDRESS: Final = (
    "everybody who comes through a proxy has its one address, so the defence holds nearly all "
    "reports for review and limits meet everybody at once. Set TRUSTED_PROXY_HOPS to the number "
    "of proxies in front"
)
HTTPS: Final = f"PUBLIC_BASE_URL is https and TRUSTED_PROXY_HOPS is 0: {ONE_ADDRESS}."
FORWARDED: Final = (
    f"A request came with X-Forwarded-For and TRUSTED_PROXY_HOPS is 0: {ONE_ADDRESS}."
)


def cautions(settings: Settings) -> list[str]:
    """Sentences about settings that do not go together; none where they do."""
    found = []
    if settings.web_workers > 1:
        own = {
            "BURSTS_URL": (settings.bursts_url, "the reports of a network"),
            "LIMITS_URL": (settings.limits_url, "the requests of a person"),
        }
        found = [
            f"WEB_WORKERS is {settings.web_workers} and {name} is memory://: each web process "
            f"counts {what} by itself, so up to {settings.web_workers} times as many pass. "
            f"Set {name} to a redis://… that all of them share."
            for name, (url, what) in own.items()
            if url.startswith("memory:")
        ]
    if settings.secure and not settings.trusted_proxy_hops:
        found.append(HTTPS)
    return found


def say_cautions(settings: Settings) -> None:
    """One line of the log for each."""
    for caution in cautions(settings):
        log.warning(caution)


def init_cautions(app: Flask, settings: Settings) -> None:
    """Notice a proxy that nobody told us of, from the first header that it adds."""
    if not settings.trusted_proxy_hops:
        app.before_request(_notice_proxy)


def _notice_proxy() -> None:
    """Once in a process, and never with a POST: a line beside it would tell when it came."""
    if EXTENSION in current_app.extensions or request.method not in SAFE_METHODS:
        return
    if "X-Forwarded-For" in request.headers:
        current_app.extensions[EXTENSION] = True
        log.warning(FORWARDED)
