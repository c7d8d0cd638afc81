"""Two traps for robots: a field that people never see, and a form that comes back before anybody read it (B078)."""

import secrets
from datetime import datetime

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from loyalty_app.unit_of_work import clock

TRAP_FIELD = "join_reference"
SHOWN_FIELD = "shown_at"
FASTEST_SECONDS = 1.0
_LONGEST = 200


def shown_now() -> str:
    """For the form that is being shown: when that was, signed."""
    return _signer().dumps(int(clock.now().timestamp() * 1000))


def is_robot() -> bool:
    """Whether the form that was sent went into one of the traps."""
    if request.form.get(TRAP_FIELD, "").strip():
        return True
    shown = _shown_at(request.form.get(SHOWN_FIELD, ""))
    return shown is None or (clock.now() - shown).total_seconds() < FASTEST_SECONDS


def nobodys_token() -> str:
    """What looks like the token of a session, and opens nothing."""
    return secrets.token_urlsafe(32)


def _shown_at(value: str) -> datetime | None:
    try:
        milliseconds = _signer().loads(value[:_LONGEST])
    except BadSignature:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, tz=clock.now().tzinfo)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="joining-form-shown")
