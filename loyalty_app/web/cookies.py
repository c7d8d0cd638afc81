"""The cookies of the HTML edge: never readable by scripts, never sent from elsewhere."""

from datetime import datetime

from flask import Flask, current_app
from werkzeug.wrappers import Response

from loyalty_app.config import Settings
from loyalty_app.edge.caller import cookie_name


def configure_cookies(app: Flask, settings: Settings) -> None:
    """Flask's own cookie carries nothing but the secret behind the form tokens."""
    app.config.update(
        SESSION_COOKIE_NAME="__Host-page" if settings.cookies_secure else "page",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=settings.cookies_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
    )


def set_cookie(
    response: Response, what: str, value: str, *, expires: datetime | None = None, same_site: str = "Strict"
) -> None:
    """Give the browser the secret `what`; without `expires` until it is closed."""
    response.set_cookie(
        cookie_name(what),
        value,
        expires=expires,
        path="/",
        secure=_settings().cookies_secure,
        httponly=True,
        samesite=same_site,
    )


def drop_cookie(response: Response, what: str) -> None:
    """Take the cookie away."""
    response.delete_cookie(
        cookie_name(what), path="/", secure=_settings().cookies_secure, httponly=True, samesite="Strict"
    )


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
