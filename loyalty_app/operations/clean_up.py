"""Forget what nobody needs any more: old request keys, sessions, codes and mails, addresses of requests."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CursorResult, delete, select, update

from loyalty_app.domain.idempotency import RETENTION_DAYS
from loyalty_app.models import EmailCode, IdempotencyKey, Notification, PairingCode, Session, TransactionRequest
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

Ended = IdempotencyKey | Session | PairingCode | TransactionRequest | EmailCode | Notification
ADDRESSES_KEPT_DAYS = 30
MAILS_KEPT_DAYS = 90
CODES_KEPT_DAYS = 1  # how many were sent in the last hour is counted by them
ENDED_KEPT_DAYS = 7  # so that "your session is over" can still be told from "unknown"
BATCH = 10_000  # longer statements would keep the counter waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanUp(Command):
    """Delete up to ten thousand old rows of each kind; a dry run counts them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanedUp(Outcome):
    """How many rows went. As long as one of the figures is a full batch, there may be more."""

    idempotency_keys: int
    sessions: int
    pairing_codes: int
    transaction_requests: int
    email_codes: int
    mails: int
    addresses_of_mails: int

    @property
    def may_have_left_some(self) -> bool:
        """Whether another call would find more."""
        figures = [value for value in asdict(self).values() if not isinstance(value, bool)]
        return not self.dry_run and max(figures) >= BATCH


@operation
def clean_up(work: Work, command: CleanUp) -> CleanedUp:  # noqa: ARG001  everybody's rows alike
    """Delete what is older than it is kept; the ledger and the audit are for ever."""
    now = work.now()
    ended, forgotten = now - timedelta(days=ENDED_KEPT_DAYS), now - timedelta(days=RETENTION_DAYS)
    return CleanedUp(
        idempotency_keys=_delete(work, IdempotencyKey, IdempotencyKey.created_at < forgotten),
        sessions=_delete(work, Session, Session.expires_at < ended),
        pairing_codes=_delete(work, PairingCode, PairingCode.expires_at < ended),
        transaction_requests=_delete(
            work, TransactionRequest, TransactionRequest.created_at < now - timedelta(days=ADDRESSES_KEPT_DAYS)
        ),
        email_codes=_delete(work, EmailCode, EmailCode.expires_at < now - timedelta(days=CODES_KEPT_DAYS)),
        mails=_delete(
            work,
            Notification,
            (Notification.state != "pending") & (Notification.created_at < now - timedelta(days=MAILS_KEPT_DAYS)),
        ),
        addresses_of_mails=_forget_addresses(work, before=ended),
    )


def _forget_addresses(work: Work, *, before: datetime) -> int:
    """A mail that could not be sent in a week will not be; one that was sent needs its address no more."""
    old = (
        select(Notification.id)
        .where(Notification.state != "pending", Notification.email.is_not(None), Notification.created_at < before)
        .order_by(Notification.id)
        .limit(BATCH)
    )
    result = work.connection.execute(update(Notification).where(Notification.id.in_(old)).values(email=None))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)


def _delete(work: Work, kind: type[Ended], is_old: ColumnElement[bool]) -> int:
    batch = select(kind.id).where(is_old).order_by(kind.id).limit(BATCH)
    result = work.connection.execute(delete(kind).where(kind.id.in_(batch)))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
