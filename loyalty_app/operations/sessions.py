"""Sessions of people at work and of customers: rows that can be ended at once; only the hash of a token is kept."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import insert, update

from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Session
from loyalty_app.unit_of_work import Work

CUSTOMER_SIGNED_IN_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A session that just began."""

    token: str = field(repr=False)
    expires_at: datetime


def open_session(
    work: Work,
    *,
    kind: str,
    lifetime: timedelta,
    user_id: int | None = None,
    staff_pin_id: int | None = None,
    terminal_device_id: int | None = None,
) -> OpenedSession:
    """Begin a session of `kind` ("user", "terminal" or "staff") that ends after `lifetime` at the latest."""
    token, now = work.new_token(), work.now()
    work.connection.execute(
        insert(Session).values(
            token_hash=token_hash(token),
            kind=kind,
            user_id=user_id,
            staff_pin_id=staff_pin_id,
            terminal_device_id=terminal_device_id,
            expires_at=now + lifetime,
            last_seen_at=now,
        )
    )
    return OpenedSession(token=token, expires_at=now + lifetime)


def open_customer_session(work: Work, token: str, *, customer_id: int, card_id: int | None) -> OpenedSession:
    """Begin the session of a customer's browser, which knows its `token`; 90 days."""
    now = work.now()
    work.connection.execute(
        insert(Session).values(
            token_hash=token_hash(token),
            kind="customer",
            customer_id=customer_id,
            card_id=card_id,
            expires_at=now + CUSTOMER_SIGNED_IN_FOR,
            last_seen_at=now,
        )
    )
    return OpenedSession(token=token, expires_at=now + CUSTOMER_SIGNED_IN_FOR)


def end_terminal_sessions(work: Work, terminal_device_id: int) -> None:
    """Lock the tablet: whoever had it unlocked has to type the PIN again."""
    work.connection.execute(
        update(Session)
        .where(
            Session.kind == "terminal",
            Session.terminal_device_id == terminal_device_id,
            Session.revoked_at.is_(None),
        )
        .values(revoked_at=work.now())
    )


def end_staff_sessions(work: Work, staff_pin_id: int, *, kinds: tuple[str, ...] = ("terminal", "staff")) -> None:
    """End the sessions of one member of staff, at every tablet and till."""
    work.connection.execute(
        update(Session)
        .where(Session.kind.in_(kinds), Session.staff_pin_id == staff_pin_id, Session.revoked_at.is_(None))
        .values(revoked_at=work.now())
    )


def end_customer_sessions(work: Work, customer_id: int) -> None:
    """Sign the customer out of every browser."""
    work.connection.execute(
        update(Session)
        .where(Session.kind == "customer", Session.customer_id == customer_id, Session.revoked_at.is_(None))
        .values(revoked_at=work.now())
    )
