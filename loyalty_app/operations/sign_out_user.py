"""Somebody signs out: a copy of their cookie is worth nothing from now on."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.models import Session
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutUser(Command):
    """End one session of the user, or (`everywhere`) all of them."""

    user_id: int
    session_id: int
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSignedOut(Outcome):
    """The session is over."""


@operation
def sign_out_user(work: Work, command: SignOutUser) -> UserSignedOut:
    """Signing out twice is no mistake."""
    theirs = update(Session).where(
        Session.user_id == command.user_id, Session.kind == "user", Session.revoked_at.is_(None)
    )
    if not command.everywhere:
        theirs = theirs.where(Session.id == command.session_id)
    work.connection.execute(theirs.values(revoked_at=work.now()))
    event = Event(what="signed_out", subject=f"user:{command.user_id}", user_id=command.user_id)
    record_event(work, None, event)
    return UserSignedOut()
