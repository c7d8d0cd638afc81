"""Forms come from our own pages: a token in each form and header, and no request that another site started (S40)."""

from flask import Flask, current_app, g, request
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms import ValidationError

from loyalty_app.domain.errors import PageExpired
from loyalty_app.edge.policy import CallerKind, declared
from loyalty_app.web.forms import new_request_key

FIELD = "csrf_token"
HEADER = "X-CSRF-Token"
SHIFT_SECONDS = 12 * 3600
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


def configure_page_tokens(app: Flask) -> None:
    """Ask for the token on everything that changes something; calls by token of tills carry none."""
    app.config.update(WTF_CSRF_TIME_LIMIT=SHIFT_SECONDS, WTF_CSRF_FIELD_NAME=FIELD)
    app.jinja_env.globals["csrf_token"] = page_token
    app.jinja_env.globals["new_request_key"] = new_request_key
    app.before_request(_require_own_page)


def page_token() -> str:
    """The token of this browser's forms, made once per request."""
    if "page_token" not in g:
        g.page_token = generate_csrf()
    token: str = g.page_token
    return token


def allow_without_token(app: Flask, endpoint: str) -> None:
    """Browsers send reports to this endpoint by themselves."""
    app.extensions.setdefault("without_page_token", set()).add(endpoint)


def _require_own_page() -> None:
    """Refuse page_expired for a change without a fresh token of this browser."""
    if request.method in _READING or request.endpoint is None or request.routing_exception is not None:
        return
    if request.endpoint in current_app.extensions.get("without_page_token", ()):
        return
    if declared(current_app, request.endpoint).policy.kind is CallerKind.TILL or request.path.startswith("/api/"):
        return
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        raise PageExpired
    try:
        validate_csrf(request.form.get(FIELD) or request.headers.get(HEADER))
    except ValidationError:
        raise PageExpired from None
