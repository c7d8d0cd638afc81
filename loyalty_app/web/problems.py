"""A refusal as a page or fragment: the catalogue's sentence, the same status, and a way on.

An audience with a look of its own registers its own handlers on its blueprint and uses what is here.
"""

import structlog
from flask import Flask, Response, g, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.errors import (
    BodyTooLarge,
    HostUnknown,
    InvalidInput,
    MethodNotAllowed,
    NotFound,
    Refusal,
)
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.htmx import is_fragment
from loyalty_app.web.language import timezone

_log = structlog.get_logger(__name__)
_AS_REFUSALS: dict[int, type[Refusal]] = {404: NotFound, 405: MethodNotAllowed, 413: BodyTooLarge}


def configure_problems(app: Flask) -> None:
    """Answer refusals and surprises wherever no audience does it its own way."""
    app.register_error_handler(Refusal, answer_refusal)
    app.register_error_handler(Exception, answer_surprise)
    app.after_request(_say_when)


def answer_refusal(refusal: Refusal) -> AnyResponse:
    """A plain page, or an alert for htmx, with the refusal's status."""
    note(refusal)
    db.session.rollback()
    return _answer(code_of(refusal), texts.headline(refusal), sentence_of(refusal), status=refusal.status)


def answer_surprise(problem: Exception) -> AnyResponse:
    """404, 405 and their kind as refusals; anything unexpected as 500 with a code to read aloud."""
    if isinstance(problem, HTTPException):
        return _answer_http(problem)
    support_code = log_surprise(problem)
    return _answer(
        "unexpected",
        gettext("Not saved"),
        gettext("Something went wrong here. Nothing was changed. Try again."),
        status=500,
        support_code=support_code,
    )


def log_surprise(problem: Exception) -> str:
    """Note what happened with its trace; returns the code a person may read to support."""
    db.session.rollback()
    _log.error("unexpected", exc_info=problem)
    code: str = g.get("request_id", "")
    return code


def note(refusal: Refusal) -> None:
    """One line per refusal: its code, never what was typed; and when it is worth trying again."""
    g.refusal_code = code_of(refusal)
    g.retry_after_seconds = refusal.facts.get("retry_after_seconds")


def sentence_of(refusal: Refusal) -> str:
    """The catalogue's sentence in the reader's language, times in the store's zone."""
    return texts.sentence(refusal, timezone=timezone())


def code_of(refusal: Refusal) -> str:
    """The code of the refusal; of the first field for several wrong ones."""
    return refusal.problems[0].code if isinstance(refusal, InvalidInput) else refusal.code


def _say_when(response: AnyResponse) -> AnyResponse:
    if response.status_code >= 400 and (seconds := g.get("retry_after_seconds")):
        response.headers["Retry-After"] = str(seconds)
    return response


def _answer_http(problem: HTTPException) -> AnyResponse:
    status = problem.code or 500
    if status < 400:
        return problem.get_response(request.environ)
    if isinstance(problem, SecurityError):  # no address of ours can be built under a name that is not ours
        return Response(sentence_of(HostUnknown()), status, content_type="text/plain; charset=utf-8")
    kind = _AS_REFUSALS.get(status)
    if kind is None:
        return _answer(
            f"http_{status}",
            gettext("Not saved"),
            gettext("Something went wrong here. Nothing was changed. Try again."),
            status=status,
        )
    refusal = kind()
    note(refusal)
    response = _answer(refusal.code, texts.headline(refusal), sentence_of(refusal), status=status)
    for name, value in problem.get_headers(request.environ):
        if name == "Allow":
            response.headers[name] = value
    return response


def _answer(code: str, headline: str, sentence: str, *, status: int, support_code: str | None = None) -> Response:
    values = {
        "code": code,
        "headline": headline,
        "sentence": sentence,
        "support_code": support_code,
        "next_url": _way_on(),
    }
    name = "problems/_alert.html" if _wants_fragment() else "problems/page.html"
    return make_response(render_template(name, **values), status)


def _wants_fragment() -> bool:
    return hasattr(request, "htmx") and is_fragment()


def _way_on() -> str:
    """No dead end: the counter for a tablet, the front door for everybody else."""
    if request.path.startswith("/store/"):
        return url_for("terminal.show")
    return url_for("public.front_door")
