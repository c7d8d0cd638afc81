"""Fragments and whole pages: which of the two a request wants, and where a fragment goes."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxHeaders


def configure_htmx(app: Flask) -> None:
    """Know htmx's requests; caches keep pages and fragments of one address apart."""
    Htmx(app)
    app.after_request(_vary)


def is_fragment() -> bool:
    """Whether htmx asks for a part of the page it shows; an address typed or reloaded gets a whole page (S42)."""
    htmx = _htmx()
    return bool(htmx) and not htmx.history_restore_request


def came_from() -> str | None:
    """The path of the page the request was made on, with its query; None if unknown or not ours."""
    url = urlsplit(_htmx().current_url or request.headers.get("Referer", ""))
    if url.netloc != request.host or not url.path:
        return None
    return own_path(f"{url.path}?{url.query}" if url.query else url.path)


def own_path(path: str | None, *, below: str = "/") -> str | None:
    r"""`path` if it leads to one of our own pages, None for anything else (`//evil.example`, `/\\evil`)."""
    if not path or "\\" in path or any(ord(char) < 0x20 for char in path):
        return None
    parts = urlsplit(path)
    if parts.scheme or parts.netloc or not parts.path.startswith(below) or parts.path.startswith("//"):
        return None
    return path


def push_address(response: Response, address: str) -> None:
    """Let the browser's address be `address`, so that reload and Back show what is on the screen."""
    current = urlsplit(_htmx().current_url or "")
    same = address == (f"{current.path}?{current.query}" if current.query else current.path)
    response.headers["HX-Replace-Url" if same else "HX-Push-Url"] = address


def _htmx() -> HtmxHeaders:
    found: HtmxHeaders = request.htmx  # type: ignore[attr-defined]  # put there by configure_htmx
    return found


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("HX-Request")
    return response
