"""The way in: every request gets an id, passes the address ceiling, its route's policy and its limit, in this order."""

import secrets

import structlog
from flask import Flask, current_app, g, request

from loyalty_app.edge.caller import identify, require_allowed
from loyalty_app.edge.limits import require_within_ceiling, require_within_limit
from loyalty_app.edge.policy import declared
from loyalty_app.edge.slow_bodies import require_body_in_time

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no look-alikes: a support code is read aloud


def configure_gate(app: Flask) -> None:
    """Run the gate before every request."""
    app.before_request(_name_request)
    app.before_request(_let_in)


def _name_request() -> None:
    g.request_id = _new_id()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _let_in() -> None:
    if request.endpoint is None or request.endpoint == "static":
        return
    if request.routing_exception is not None:
        return
    require_body_in_time()
    require_within_ceiling()
    known = declared(current_app, request.endpoint)
    g.caller = identify(known.policy)
    require_allowed(known.policy, g.caller)
    if known.limit:
        require_within_limit(known.limit, g.caller.key)


def _new_id() -> str:
    number, letters = secrets.randbits(64), ""
    for _ in range(8):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return letters
