"""P8 and P9: pages on a cheap phone (1.6 Mbit/s, 150 ms, a processor four times slower), first visit and repeat."""

import time
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.figures import Figure, at_most, for_information
from bench.stage import Stage
from tests.browser.conftest import QUIET, find_chromium

SECONDS, MAP_KB = 2.5, 250
FIRST_KB, REPEAT_KB = 150, 20
LINE = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 100_000}
MARKERS = ".leaflet-marker-pane .leaflet-marker-icon"


def measure(stage: Stage) -> list[Figure]:
    """Of one kind of works there are some hundreds, as a province has."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*QUIET, "--no-sandbox"])
        try:
            runs = [_visit(browser, stage.product, "/map/?kind=red_scarf_house", MARKERS) for _run in range(3)]
            page = _visit(browser, stage.product, "/works/", "main li")
        finally:
            browser.close()
    return [
        at_most("P8", "map with the works of one kind", "s to the first markers", [r[0] for r in runs], SECONDS),
        at_most("P8", "map with the works of one kind", "kB in all", [r[1] for r in runs], MAP_KB),
        for_information("P8", "map, the second time", "kB in all", [r[2] for r in runs]),
        at_most("P9", "list of works, first visit", "kB in all", [page[1]], FIRST_KB),
        at_most("P9", "list of works, repeat", "kB in all", [page[2]], REPEAT_KB),
    ]


def _visit(browser: Browser, address: str, path: str, wanted: str) -> tuple[float, float, float]:
    """Seconds until `wanted` is there, and kB on the line at the first visit and at the second."""
    context = browser.new_context(
        base_url=f"http://{address}", viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    session = context.new_cdp_session(page)
    received = 0.0

    def count(event: dict[str, Any]) -> None:
        nonlocal received
        received += event["encodedDataLength"] / 1000

    session.on("Network.loadingFinished", count)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    began = time.monotonic()
    page.goto(path)
    page.locator(wanted).first.wait_for(state="attached")
    seconds = time.monotonic() - began
    page.wait_for_load_state("networkidle")
    first, received = received, 0.0
    page.goto(path)
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, first, received
