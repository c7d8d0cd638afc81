"""How the counter feels: `python -m tests.bench.counter [--scans N]`, in a real browser with the real server.

How long until a tap is seen (U03), and from a scan to the card on the screen (U04), at once and through a line with
400 ms of latency and 1 Mbit/s. Milliseconds of the browser's own clock, up to the second frame after the change.
"""

from __future__ import annotations

import argparse
import logging
import math
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import CDPSession, Page, expect, sync_playwright

from loyalty_app.app import create_app
from loyalty_app.db import db
from tests.bench.serving import served
from tests.browser.chromium import launch
from tests.browser.terminal.conftest import COUNTER, Counter, a_counter, at_rest
from tests.databases import Kind, new_database
from tests.factories import settings_for
from tests.servers import Run

SLOW_LINE: dict[str, object] = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 125_000,
    "uploadThroughput": 125_000,
}
FAST_LINE: dict[str, object] = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
SECOND_FRAME = "(then) => requestAnimationFrame(() => requestAnimationFrame(() => then()))"
SCAN = f"""(text) => new Promise((resolve) => {{
  const frame = {SECOND_FRAME};
  const began = performance.now();
  const seen = new MutationObserver(() => {{
    if (!document.querySelector("#screen[data-screen='card']")) return;
    seen.disconnect();
    frame(() => resolve(performance.now() - began));
  }});
  seen.observe(document.getElementById('counter'), {{ childList: true }});
  document.dispatchEvent(new CustomEvent('card-scanned', {{ detail: {{ text, source: 'usb' }}, cancelable: true }}));
}})"""
FEEL = f"""() => {{
  const frame = {SECOND_FRAME};
  const button = document.querySelector('.stamp-btn');
  window.felt = {{}};
  button.addEventListener('pointerdown', (event) => {{
    window.pressing = new Promise((seen) => frame(() => {{
      if (button.matches(':active')) window.felt.pressed = performance.now() - event.timeStamp;
      seen();
    }}));
  }});
  button.addEventListener('click', (event) => new MutationObserver(() => {{
    if (button.disabled) frame(() => {{ window.felt.resting ??= performance.now() - event.timeStamp; }});
    if (button.ariaBusy === 'true') frame(() => {{ window.felt.busy ??= performance.now() - event.timeStamp; }});
  }}).observe(button, {{ attributes: true }}));
}}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row of the report."""

    what: str
    aim: int
    milliseconds: list[float]

    def __str__(self) -> str:
        return f"| {self.what} | {self._share(0.5):.0f} | {self._share(0.95):.0f} | {self.aim} |"

    def _share(self, share: float) -> float:
        return sorted(self.milliseconds)[math.ceil(len(self.milliseconds) * share) - 1]


def main() -> None:
    """Print a table: median, 95th percentile and what was promised, in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scans", type=int, default=30)
    scans = parser.parse_args().scans
    logging.disable(logging.INFO)
    run = Run()
    try:
        figures = _measure(run.directory, scans)
    finally:
        run.close()
    print("| | p50 ms | p95 ms | at most |\n|---|---|---|---|")
    print("\n".join(map(str, figures)))


def _measure(directory: Path, scans: int) -> list[Figure]:
    url = new_database(Kind.sqlite, "felt", directory)
    app = create_app(settings_for(url, directory))
    with (
        tempfile.TemporaryDirectory() as logs,
        served(url, Path(logs), token="", card_ids=range(1), processes=1, threads=4) as server,
        app.app_context(),
        sync_playwright() as playwright,
    ):
        counter = a_counter(app, f"http://127.0.0.1:{server.port}", [])
        db.session.commit()
        browser = launch(playwright)
        page = counter.tablet(browser)
        line = page.context.new_cdp_session(page)
        found = [
            *_taps(counter, page, scans),
            _scans(counter, page, line, FAST_LINE, Figure(what="scan → card, LAN", aim=700, milliseconds=[]), scans),
            _scans(
                counter, page, line, SLOW_LINE,
                Figure(what="scan → card, 400 ms and 1 Mbit/s", aim=2500, milliseconds=[]), scans,
            ),
        ]  # fmt: skip
        browser.close()
    return found


def _taps(counter: Counter, page: Page, taps: int) -> list[Figure]:
    """A stamp whose answer is held back until the button is seen to be busy."""
    felt: list[dict[str, float]] = []
    for _ in range(taps):
        page.goto(counter.card_page())
        at_rest(page, "card")
        page.evaluate(FEEL)
        with page.expect_request("**/stamps"):
            page.route("**/stamps", lambda _route: None)
            page.locator(".stamp-btn").hover()
            page.mouse.down()
            page.evaluate("window.pressing")
            page.mouse.up()
        expect(page.locator(".stamp-btn[aria-busy]")).to_be_attached()
        page.wait_for_timeout(100)
        felt.append(page.evaluate("window.felt"))
        page.unroute("**/stamps")
    rows = (("tap → pressed", "pressed", 100), ("tap → resting", "resting", 300), ("tap → busy ring", "busy", 300))
    return [Figure(what=what, aim=aim, milliseconds=[one[name] for one in felt]) for what, name, aim in rows]


def _scans(
    counter: Counter, page: Page, line: CDPSession, kind: dict[str, object], figure: Figure, scans: int
) -> Figure:
    line.send("Network.enable")
    for _ in range(scans):
        line.send("Network.emulateNetworkConditions", FAST_LINE)
        page.goto(COUNTER)
        at_rest(page, "idle")
        line.send("Network.emulateNetworkConditions", kind)
        figure.milliseconds.append(page.evaluate(SCAN, counter.card.qr_token))
    return figure


if __name__ == "__main__":
    main()
