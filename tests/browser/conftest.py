"""A real Chromium for every test of this folder; its tests carry the `browser` mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from tests.browser.chromium import launch

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium per worker; tests take contexts or pages of it."""
    started = launch(playwright)
    yield started
    started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page in a context of its own: no cookies, no storage from before."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def browser_with_camera(playwright: Playwright) -> Iterator[Callable[[Path], Browser]]:
    """A factory: `browser_with_camera(film)` is a Chromium whose camera plays that film."""
    started: list[Browser] = []

    def start(film: Path) -> Browser:
        started.append(launch(playwright, film=film))
        return started[-1]

    yield start
    for each in started:
        each.close()
