"""Which build of the product made a page: an open page notices when a newer one serves, and is fetched anew (B095)."""

import hashlib
from functools import cache

from flask import Flask, Response, current_app, request

from loyalty_app.config import ROOT
from loyalty_app.domain.errors import ReloadNeeded
from loyalty_app.web.htmx import is_fragment

HEADER = "Page-Build"
_PARTS = ("loyalty_app/**/*.py", "templates/**/*.html", "static/**/*", "translations/**/*.po")


def configure_builds(app: Flask) -> None:
    """Say the build with every answer to a page."""
    app.extensions["build"] = _build_of_these_files()
    app.jinja_env.globals["current_build"] = current_build
    app.after_request(_say_build)


def current_build() -> str:
    """Eight characters that change with every byte of code, templates, styles, scripts and sentences."""
    build: str = current_app.extensions["build"]
    return build


def require_this_build() -> None:
    """Refuse reload_needed to the page of an older build; call it only where the counter rests (U61).

    A page that is in the middle of a customer is served as ever: its forms go through the same checks as all others.
    """
    if is_fragment() and request.headers.get(HEADER, current_build()) != current_build():
        raise ReloadNeeded


def _say_build(response: Response) -> Response:
    if not request.path.startswith(("/api/", "/static/")):
        response.headers[HEADER] = current_build()
    return response


@cache
def _build_of_these_files() -> str:
    digest = hashlib.sha256()
    for file in sorted(file for part in _PARTS for file in ROOT.glob(part) if file.is_file()):
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:8]
