"""What a phone with an empty cache receives to see the page on which one drops a pin."""

import shutil
from typing import Any, Final

from playwright.sync_api import Page, sync_playwright

from bench.pages_bench import PIN_PAGE
from bench.results import Result
from bench.server import made_run
from tools.machine import BROWSERS

TARGET_KB: Final = 150
MAP_READY: Final = "[data-pin-map] .leaflet-pane"


def received_bytes(page: Page, address: str) -> tuple[int, list[str]]:
    """Bytes over the wire, headers included, until the map stands and the network rests."""
    sizes: list[float] = []
    urls: list[str] = []
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        sizes.append(event["encodedDataLength"])

    wire.on("Network.loadingFinished", finished)
    wire.on("Network.responseReceived", lambda event: urls.append(event["response"]["url"]))
    page.goto(address, wait_until="networkidle")
    page.wait_for_selector(MAP_READY, state="attached")
    page.wait_for_load_state("networkidle")
    return round(sum(sizes)), urls


def pin_page_weight() -> list[Result]:
    """All that Chromium receives for the pin page, its map and its data."""
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    with made_run() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = chromium.new_context(viewport={"width": 360, "height": 740}).new_page()
        weight, urls = received_bytes(page, server.address + PIN_PAGE)
        chromium.close()
    elsewhere = [url for url in urls if not url.startswith(server.address)]
    if elsewhere:
        raise RuntimeError(f"the page loaded something from another host: {elsewhere}")
    return [Result.limit("pin_page_weight_kb", weight / 1000, TARGET_KB, "kB")]
