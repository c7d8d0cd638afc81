"""What is written down about each request: one line with its id, where, how it ended and how long it took.

Never a PIN, code, token, cookie, address of a person or anything typed; only names of routes, codes and numbers.
"""

import logging
import sys
import time
import traceback
from collections.abc import MutableMapping
from textwrap import indent
from typing import Any, TextIO

import structlog
from flask import Flask, Response, g, request
from prometheus_client import Counter, Histogram

from loyalty_app.config import Settings

_NAME = "loyalty_app"
_LINE_BREAKS = str.maketrans({"\r": "\\r", "\n": "\\n"})
_log = structlog.get_logger(__name__)

REQUESTS = Counter("loyalty_requests", "Requests by route and answer", ["endpoint", "status"])
SECONDS = Histogram("loyalty_request_seconds", "How long answers took", ["endpoint"])


def configure_logs(app: Flask, settings: Settings) -> None:
    """Write lines as JSON or text to the error output, as the settings say, and one for every request."""
    write_lines(settings.log_format)
    app.before_request(_start)
    app.after_request(_note_request)


def write_lines(form: str) -> None:
    """Write what is noted as "json" or as "text" to the error output, one entry per line but for tracebacks in text."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _on_one_line,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    renderer = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_plain_traceback)
    )
    finish = [structlog.processors.format_exc_info, renderer] if form == "json" else [renderer]
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *finish],
        )
    )
    logger = logging.getLogger(_NAME)
    logger.handlers = [handler]
    logger.setLevel(logging.INFO)


def _plain_traceback(place: TextIO, problem: Any) -> None:
    """Files and lines, never the values of variables: those may be secrets. Set in, so that it forges no line."""
    place.write("\n" + indent("".join(traceback.format_exception(*problem)).rstrip(), "    "))


def _on_one_line(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """What visitors send must not be able to forge a line (S58)."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = value.translate(_LINE_BREAKS)
    return event


def _start() -> None:
    g.started = time.perf_counter()


def _note_request(response: Response) -> Response:
    endpoint = request.endpoint or "none"
    if endpoint == "static":
        return response
    seconds = time.perf_counter() - g.get("started", time.perf_counter())
    REQUESTS.labels(endpoint, str(response.status_code)).inc()
    SECONDS.labels(endpoint).observe(seconds)
    if endpoint not in ("public.livez", "public.readyz", "public.metrics"):
        caller = g.get("caller")
        _log.info(
            "request",
            method=request.method,
            endpoint=endpoint,
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
            caller=caller.key if caller and not caller.key.startswith("address:") else None,
            code=g.get("refusal_code"),
        )
    return response
