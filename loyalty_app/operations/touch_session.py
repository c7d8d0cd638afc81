"""Somebody is still there: the session goes on, and its idle lock waits again."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sqlalchemy import update

from loyalty_app.models import Session
from loyalty_app.queries.callers import TOUCH_SECONDS
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchSession(Command):
    """Note that a person used the session now; not for requests that a page makes by itself."""

    is_patient: ClassVar[bool] = False  # whoever asks for something else does not wait for this note

    session_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTouched(Outcome):
    """Noted, unless it was noted a moment ago."""


@operation
def touch_session(work: Work, command: TouchSession) -> SessionTouched:
    """Move last_seen_at to now; writes nothing for an ended session or within 15 s of the last time."""
    now = work.now()
    work.connection.execute(
        update(Session)
        .where(
            Session.id == command.session_id,
            Session.revoked_at.is_(None),
            Session.expires_at > now,
            Session.last_seen_at <= now - timedelta(seconds=TOUCH_SECONDS),
        )
        .values(last_seen_at=now)
    )
    return SessionTouched()
