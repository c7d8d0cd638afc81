"""Refusals as application/problem+json (RFC 9457): a stable code, a sentence in the caller's language, the facts."""

import json
from datetime import UTC, datetime
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, g, request
from flask_babel import force_locale
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, SecurityError
from werkzeug.exceptions import MethodNotAllowed as WrongMethod

from loyalty_app import texts
from loyalty_app.api.bodies import MAX_BODY_KB
from loyalty_app.db import db
from loyalty_app.domain.errors import (
    BodyTooLarge,
    Busy,
    Fact,
    FieldProblem,
    HostUnknown,
    InvalidInput,
    JsonInvalid,
    MethodNotAllowed,
    NotFound,
    Refusal,
)
from loyalty_app.edge.caller import Caller
from loyalty_app.queries.callers import DEFAULT_TIMEZONE
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.locales import choose_locale

PREFIX = "/api/"
PROBLEM_JSON = "application/problem+json"
TYPE = "/api/v1/openapi.json#/x-problems/{code}"
_log = structlog.get_logger()


def api_blueprint(name: str, import_name: str, *, url_prefix: str) -> Blueprint:
    """A part of the JSON API, whose refusals and faults are answered as problems."""
    blueprint = Blueprint(name, import_name, url_prefix=url_prefix)
    blueprint.register_error_handler(Refusal, refused)
    blueprint.register_error_handler(HTTPException, refused_by_framework)
    blueprint.register_error_handler(Exception, failed)
    return blueprint


def configure_problems(app: Flask) -> None:
    """Answer as problems also what no route below /api/ was found for: then no blueprint is asked."""
    app.before_request(_refuse_unknown_path)


def refused(refusal: Refusal) -> Response:
    """The answer that says no."""
    code = code_of(refusal)
    g.refusal_code = code  # the line of the request's log says it
    facts = {} if isinstance(refusal, InvalidInput) else _plain(refusal.facts)
    locale = _locale()
    with force_locale(locale):
        detail = texts.sentence(refusal, timezone=_timezone())
        answer = _problem(refusal.status, code, facts, title=texts.title(refusal), detail=detail)
        if isinstance(refusal, InvalidInput):
            answer["errors"] = [_field(problem) for problem in refusal.problems]
        elif refusal.field is not None:
            answer["errors"] = [{"field": refusal.field, "code": code, "detail": detail}]
    return _response(answer, {"Content-Language": locale, **_headers(refusal)})


def refused_by_framework(problem: HTTPException) -> Response:
    """What Flask and Werkzeug refuse by themselves, with the headers they give it (Allow)."""
    kinds: dict[int | None, Refusal] = {
        400: JsonInvalid(),
        405: MethodNotAllowed(),
        413: BodyTooLarge(limit_kb=MAX_BODY_KB),
    }
    answer = refused(HostUnknown() if isinstance(problem, SecurityError) else kinds.get(problem.code) or NotFound())
    if isinstance(problem, WrongMethod) and problem.valid_methods:
        answer.headers["Allow"] = ", ".join(sorted(problem.valid_methods))
    return answer


def failed(fault: Exception) -> Response:
    """The answer when we are at fault: nothing of the fault is shown, the request id leads to it in the log."""
    db.session.rollback()
    _log.error("unexpected", exc_info=fault, request_id=g.request_id)
    if isinstance(fault, OperationalError | PoolTimeout):
        return refused(Busy(retry_after_seconds=1))
    locale = _locale()
    with force_locale(locale):
        answer = _problem(500, "unexpected", {}, title=gettext("Not saved"), detail=_fault())
    return _response(answer, {"Content-Language": locale})


def _fault() -> str:
    return gettext("Something went wrong here. Nothing was changed. Try again.")


def code_of(refusal: Refusal) -> str:
    """The stable code: the refusal's own, or that of the first wrong field."""
    return refusal.problems[0].code if isinstance(refusal, InvalidInput) else refusal.code


def _refuse_unknown_path() -> Response | None:
    """No route, so no blueprint whose handler would be asked; Flask raises the exception only after this."""
    if request.routing_exception is None or not request.path.startswith(PREFIX):
        return None
    return refused_by_framework(request.routing_exception)


def _problem(status: int, code: str, facts: dict[str, Any], *, title: str, detail: str) -> dict[str, Any]:
    return {
        **facts,
        "type": TYPE.format(code=code),
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
        "request_id": g.request_id,
    }


def _field(problem: FieldProblem) -> dict[str, Any]:
    said = {"field": problem.field, "code": problem.code, "detail": texts.field_sentence(problem)}
    return {**_plain(problem.facts), **said}


def _locale() -> str:
    return choose_locale(request.headers.get("Accept-Language"), None, "en")


def _timezone() -> str:
    caller: Caller | None = g.get("caller")
    return caller.timezone if caller else DEFAULT_TIMEZONE


def _plain(facts: dict[str, Fact]) -> dict[str, Any]:
    return {
        name: value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value
        for name, value in facts.items()
    }


def _headers(refusal: Refusal) -> dict[str, str]:
    headers = {}
    if refusal.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if wait := refusal.facts.get("retry_after_seconds"):
        headers["Retry-After"] = str(wait)
    return headers


def _response(answer: dict[str, Any], headers: dict[str, str]) -> Response:
    body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    return Response(body, status=answer["status"], headers=headers, content_type=PROBLEM_JSON)
