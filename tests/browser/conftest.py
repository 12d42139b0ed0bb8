"""A real browser and a real server: Debian's Chromium against the app on a port of its own.

A page that reaches for another host, writes an error to the console or breaks the content security
policy fails its test. Pictures land in tests/output/.
"""

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)
from werkzeug.serving import WSGIRequestHandler, make_server

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
OUTPUT = ROOT / "tests" / "output"
NARROW, WIDE = 320, 1280
ARGUMENTS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-gpu",
    "--disable-sync",
    "--no-first-run",
]
COVERED = """() => {
  const here = document.activeElement, box = here.getBoundingClientRect();
  const at = [box.left + box.width / 2, box.top + Math.min(box.height, 40) / 2];
  const top = document.elementFromPoint(...at);
  return !(top && (here.contains(top) || top.contains(here) || here.labels?.[0]?.contains(top)));
}"""
NAMES = ("chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder opens a browser."""
    for item in items:
        if Path(item.fspath).is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Browsers do not see the database: SQLite is enough here."""
    shutil.copy(sqlite_template, tmp_path / "engagement.db")
    return f"sqlite:///{tmp_path / 'engagement.db'}"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium from PATH, or a skip; a failure where REQUIRE_BROWSER is set."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    missing = "no Chromium on PATH" if found is None else None
    if missing is None and not AXE.exists():
        missing = "axe-core is not installed: make assets"
    if missing:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the app logs by itself."""


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the app, served by threads until the test ends."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@dataclass
class Visitor:
    """A browser window of one width, with everything it complained about."""

    context: BrowserContext
    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        """A page of ours, with everything on it loaded."""
        self.page.goto(self.home + path)
        return self._whole()

    def press(self, name: str) -> Page:
        """Press the button of this name and wait for what comes."""
        self.page.get_by_role("button", name=name, exact=True).click()
        return self._whole()

    def _whole(self) -> Page:
        """The page with everything on it; only a map goes on loading after its page."""
        self.page.wait_for_load_state()
        if self.page.locator("[data-pin-map]").count():
            self.page.wait_for_load_state("networkidle")
        return self.page

    def axe(self) -> list[str]:
        """What axe-core finds on the page as it is: rule and element of each violation."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("async () => (await axe.run(document)).violations")
        return [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]

    def picture(self, name: str) -> Path:
        """A picture of the whole page in tests/output/."""
        OUTPUT.mkdir(exist_ok=True)
        path = OUTPUT / f"{name}.png"
        self.page.screenshot(path=path, full_page=True)
        return path

    def fits(self) -> bool:
        """Whether the page needs no sideways scrolling."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def covered(self) -> bool:
        """Whether the element with the focus is hidden behind another one, or out of the window."""
        return bool(self.page.evaluate(COVERED))

    def focused(self) -> str:
        """The class of the element that has the focus."""
        return str(self.page.evaluate("document.activeElement.className"))


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(chromium: Browser, live_server: str) -> Iterator[Visit]:
    """Open a browser window: `visit(width=320, javascript=True)`; complaints fail the test."""
    visitors: list[Visitor] = []

    def make(*, width: int = WIDE, javascript: bool = True, **options: Any) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=javascript, **options
        )
        page = context.new_page()
        visitor = Visitor(context, page, live_server)
        visitors.append(visitor)
        _listen(visitor)
        return visitor

    yield make
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []


def _listen(visitor: Visitor) -> None:
    ours = urlsplit(visitor.home).netloc

    def requested(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != ours:
            visitor.complaints.append(f"asked another host: {request.url}")

    def said(message: ConsoleMessage) -> None:
        refused = message.text.startswith("Failed to load resource")
        if message.type in ("error", "warning") and not refused:
            visitor.complaints.append(f"console: {message.text}")

    visitor.context.on("request", requested)
    visitor.page.on("console", said)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(f"script: {error}"))
    visitor.page.on("requestfailed", lambda request: _failed(visitor, request))


def _failed(visitor: Visitor, request: Request) -> None:
    """A request that was cut off by leaving the page is nobody's fault."""
    if request.failure != "net::ERR_ABORTED":
        visitor.complaints.append(f"failed: {request.url} {request.failure}")
