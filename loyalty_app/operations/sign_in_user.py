"""An owner, manager or admin signs in."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select, update

from loyalty_app.domain.actors import Role
from loyalty_app.domain.errors import InvalidInput, SignInFailed
from loyalty_app.models import Merchant, User
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.password_hashing import LONGEST, password_hashing
from loyalty_app.operations.personal_data import read_email
from loyalty_app.operations.sessions import open_session
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

SIGNED_IN_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInUser(Command):
    """E-mail and password as typed."""

    secret = frozenset({"password"})

    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSignedIn(Outcome):
    """The token goes into the browser's cookie and is stored nowhere; it ends at `expires_at` at the latest."""

    session_token: str = field(repr=False)
    user_id: int
    role: Role
    merchant_id: int | None
    locale: str
    expires_at: datetime


def sign_in_user(command: SignInUser) -> UserSignedIn:
    """A fresh session; one bcrypt, also for an address nobody has. Refuses sign_in_failed, never saying which."""
    user = _find(_Find(canonical=_canonical(command.email)))
    is_right = password_hashing.matches(command.password[:LONGEST], user.password_hash if user else None)
    if user is None or not is_right or len(command.password) > LONGEST:
        _record_failure(_Known(user_id=user.id if user else None, merchant_id=user.merchant_id if user else None))
        raise SignInFailed
    signed_in = _open(_Open(user=user))
    if signed_in is None:
        raise SignInFailed
    return signed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class _Find(Command):
    canonical: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _User:
    id: int
    password_hash: str = field(repr=False)
    merchant_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known(Command):
    user_id: int | None
    merchant_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open(Command):
    user: _User


@operation
def _find(work: Work, command: _Find) -> _User | None:
    row = work.connection.execute(
        select(User.id, User.password_hash, User.merchant_id)
        .outerjoin(Merchant, Merchant.id == User.merchant_id)
        .where(
            User.email_canonical == command.canonical,
            User.deleted_at.is_(None),
            Merchant.deleted_at.is_(None),
        )
    ).one_or_none()
    return None if row is None else _User(**row._asdict())


@operation
def _record_failure(work: Work, command: _Known) -> None:
    """Nothing of what was typed is kept: people type passwords into the wrong field."""
    subject = f"user:{command.user_id}" if command.user_id is not None else None
    record_event(work, None, Event(what="sign_in_failed", subject=subject, merchant_id=command.merchant_id))


@operation
def _open(work: Work, command: _Open) -> UserSignedIn | None:
    """The session; None if the user or the password changed meanwhile."""
    user = work.connection.execute(
        update(User)
        .where(
            User.id == command.user.id,
            User.password_hash == command.user.password_hash,
            User.deleted_at.is_(None),
        )
        .values(last_login_at=work.now())
        .returning(User.id, User.role, User.merchant_id, User.locale)
    ).one_or_none()
    if user is None:
        return None
    opened = open_session(work, kind="user", user_id=user.id, lifetime=SIGNED_IN_FOR)
    event = Event(what="signed_in", subject=f"user:{user.id}", merchant_id=user.merchant_id, user_id=user.id)
    record_event(work, None, event)
    return UserSignedIn(
        session_token=opened.token,
        user_id=user.id,
        role=Role.named(user.role),
        merchant_id=user.merchant_id,
        locale=user.locale,
        expires_at=opened.expires_at,
    )


def _canonical(typed: str) -> str | None:
    try:
        return read_email(typed).canonical
    except InvalidInput:
        return None
