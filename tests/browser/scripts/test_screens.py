"""Every counter screen: no axe complaint in light and dark, big enough to touch and read, and nothing sideways."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.browser.accessibility import violations
from tests.browser.scripts.conftest import Counter
from tools.look import MEASURE
from tools.look_samples import SCREENS

FRAMES = [(1280, 800), (1024, 768), (800, 1280), (744, 1133), (360, 740), (320, 512)]


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_fits_every_frame_and_everybody(
    screen: str, make_counter: Callable[..., Counter], browser: Browser
) -> None:
    page = make_counter(browser, bypass_csp=True, reduced_motion="reduce").open(screen)
    problems: dict[str, list[str]] = {}
    for theme in ("light", "dark"):
        page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
        problems[theme] = violations(page)
    for width, height in FRAMES:
        page.set_viewport_size({"width": width, "height": height})
        problems[f"{width}x{height}"] = page.evaluate(MEASURE)
    assert {where: found for where, found in problems.items() if found} == {}
