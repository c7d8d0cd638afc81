"""The browser code alone: a counter that answers with sample screens and remembers what it was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tools.look_server import Guide, serve

TABLET = {"width": 1280, "height": 800}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """One tablet in front of one pretend server."""

    page: Page
    guide: Guide
    base: str

    def open(self, screen: str, query: str = "") -> Page:
        self.page.goto(f"{self.base}/screen/{screen}?{query}", wait_until="networkidle")
        return self.page

    def sent(self, verb: str) -> list[dict[str, list[str]]]:
        """The bodies of every POST to that verb so far."""
        return [fields for path, fields in self.guide.received if path == verb]

    def keys_of(self, verb: str) -> set[str]:
        return {fields["request_id"][0] for fields in self.sent(verb)}


@pytest.fixture
def make_counter() -> Iterator[Callable[..., Counter]]:
    """A factory: `make_counter(browser, **context options)`."""
    server, guide, base = serve()
    contexts = []

    def make(browser: Browser, **options: Any) -> Counter:
        options.setdefault("viewport", TABLET)
        context = browser.new_context(**options)
        contexts.append(context)
        return Counter(page=context.new_page(), guide=guide, base=base)

    yield make
    for context in contexts:
        context.close()
    server.shutdown()
    server.server_close()


@pytest.fixture
def counter(make_counter: Callable[..., Counter], browser: Browser) -> Counter:
    return make_counter(browser)
