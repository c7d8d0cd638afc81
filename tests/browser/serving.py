"""The application on a port of its own, what it answered, and the devices that ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, TypeVar

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from loyalty_app.edge.headers import CSP_REPORT_PATH
from loyalty_app.edge.limits import Limits
from tests.factories import Shop


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One request the server answered: what it cost to send."""

    method: str
    path: str
    status: int
    size: int


@dataclass(kw_only=True)
class Served:
    """A running shop and the devices in front of it."""

    app: Flask
    base: str
    shop: Shop
    answered: list[Answered]
    contexts: list[BrowserContext] = field(default_factory=list)

    def a_page(self, browser: Browser, **options: Any) -> Page:
        """A page of a device that knows nothing yet; nothing on it moves."""
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(base_url=self.base, **options)
        context.set_default_timeout(10_000)
        self.contexts.append(context)
        return context.new_page()

    def sent(self, method: str, path: str) -> list[Answered]:
        """What the server was asked for."""
        return [one for one in self.answered if one.method == method and one.path == path]


S = TypeVar("S", bound=Served)


@contextmanager
def running(app: Flask, arrange: Callable[[str, list[Answered]], S]) -> Iterator[S]:
    """The shop that `arrange` makes, served at the address it is given; no page breaks the content policy (S36)."""
    app.extensions["limits"] = Limits("memory://")
    answered: list[Answered] = []
    server = make_server("127.0.0.1", 0, Recorder(app, answered), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found = arrange(f"http://127.0.0.1:{server.server_port}", answered)
    yield found
    for context in found.contexts:
        context.close()
    server.shutdown()
    server.server_close()
    thread.join()
    assert found.sent("POST", CSP_REPORT_PATH) == [], "a page tried to load what the policy forbids"


class Recorder:
    """Notes what the server answered."""

    def __init__(self, app: Flask, answered: list[Answered]) -> None:
        self._app, self._answered = app, answered

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        said: dict[str, Any] = {}

        def note(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            said.update(status=int(status[:3]), size=int(dict(headers).get("Content-Length", 0)))
            return start_response(status, headers, *rest)

        body = self._app.wsgi_app(environ, note)
        self._answered.append(Answered(method=environ["REQUEST_METHOD"], path=environ["PATH_INFO"], **said))
        return body
