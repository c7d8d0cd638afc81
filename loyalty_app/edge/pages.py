"""A page instead of a problem document, where a person opens an address of the API: the HTML edge says how it looks."""

from collections.abc import Callable

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

from loyalty_app.domain.errors import Refusal

ShowRefusal = Callable[[Refusal, str | None], Response]
_PAGE = "pass_refused_page"
_KINDS = ("application/problem+json", "application/json", "text/html")  # the first for who takes anything


def show_refused_passes_by(app: Flask, show: ShowRefusal) -> None:
    """Let `show(refusal, store_code)` draw the page; None: whose shop it is cannot be said."""
    app.extensions[_PAGE] = show


def prefers_page() -> bool:
    """Whether a browser asks, as far as it says what it reads."""
    return request.accept_mimetypes.best_match(_KINDS) == "text/html"


def refused_pass_page(refusal: Refusal, store_code: str | None) -> Response:
    """Why no pass is given here, for a person."""
    show: ShowRefusal = current_app.extensions[_PAGE]
    return show(refusal, store_code)
