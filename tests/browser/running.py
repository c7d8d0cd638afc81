"""The application on a port of its own, for a real browser; it notes what it answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from loyalty_app.edge.headers import CSP_REPORT_PATH
from loyalty_app.edge.limits import Limits


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One request the server answered: what it cost to send."""

    method: str
    path: str
    status: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Running:
    """Where the application is to be found, and all that it answered so far."""

    base: str
    answered: list[Answered] = field(default_factory=list)


@contextmanager
def running(app: Flask) -> Iterator[Running]:
    """Serve until the block ends; no page of it may have broken the content policy (S36)."""
    app.extensions["limits"] = Limits("memory://")
    answered: list[Answered] = []
    server = make_server("127.0.0.1", 0, _Recorder(app, answered), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Running(base=f"http://127.0.0.1:{server.server_port}", answered=answered)
    server.shutdown()
    server.server_close()
    thread.join()
    complaints = [one for one in answered if (one.method, one.path) == ("POST", CSP_REPORT_PATH)]
    assert complaints == [], "a page tried to load what the policy forbids"


class _Recorder:
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
