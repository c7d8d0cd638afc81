"""A body arrives within seconds or is not waited for: who sends slowly, or never ends, holds nobody up (B009)."""

from collections.abc import Callable, Iterable
from io import BytesIO
from threading import Thread
from typing import Any

from flask import Flask, request

from loyalty_app.domain.errors import BodyTooSlow

SECONDS = 8
_TOO_SLOW = "loyalty.body_too_slow"
Application = Callable[..., Iterable[bytes]]


def configure_slow_bodies(app: Flask) -> None:
    """Read bodies before anything else happens. One that says it is larger than what pages and calls may send is left
    unread for its route, which refuses it or knows better.
    """
    app.wsgi_app = _reading_first(app.wsgi_app, app.config["MAX_CONTENT_LENGTH"])  # type: ignore[method-assign]


def require_body_in_time() -> None:
    """Refuse body_too_slow to whoever did not send all of it in eight seconds."""
    if _TOO_SLOW in request.environ:
        raise BodyTooSlow


def _reading_first(inner: Application, limit: int) -> Application:
    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        is_in_chunks = environ.pop("HTTP_TRANSFER_ENCODING", "").lower() == "chunked"
        length = environ.get("CONTENT_LENGTH") or "0"
        if not is_in_chunks and not (length.isdigit() and 0 < int(length) <= limit):
            return inner(environ, start_response)
        body = _read(environ["wsgi.input"], limit + 1 if is_in_chunks else int(length))
        if body is None:
            environ[_TOO_SLOW] = True
        if body is None or is_in_chunks:  # the size is known by now
            environ["CONTENT_LENGTH"] = str(len(body or b""))
        environ["wsgi.input"] = BytesIO(body or b"")
        return inner(environ, start_response if body is not None else _closing(start_response))

    return application


def _read(stream: Any, size: int) -> bytes | None:
    """Up to `size` bytes, None if they do not come in time.

    Reading cannot be interrupted: a thread of its own waits for the rest, and ends when the visitor hangs up.
    """
    read: list[bytes] = []
    reader = Thread(target=lambda: read.append(stream.read(size)), daemon=True)
    reader.start()
    reader.join(SECONDS)
    return read[0] if read else None if reader.is_alive() else b""


def _closing(start_response: Callable[..., Any]) -> Callable[..., Any]:
    """What is left of the body would be taken for the next request."""
    return lambda status, headers, *rest: start_response(status, [*headers, ("Connection", "close")], *rest)
