"""Forget what nobody needs any more: old request keys, sessions and codes that ended, addresses of requests."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, CursorResult, delete, select

from loyalty_app.domain.idempotency import RETENTION_DAYS
from loyalty_app.models import IdempotencyKey, PairingCode, Session, TransactionRequest
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

Ended = IdempotencyKey | Session | PairingCode | TransactionRequest
ADDRESSES_KEPT_DAYS = 30
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

    @property
    def may_have_left_some(self) -> bool:
        """Whether another call would find more."""
        figures = (self.idempotency_keys, self.sessions, self.pairing_codes, self.transaction_requests)
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
    )


def _delete(work: Work, kind: type[Ended], is_old: ColumnElement[bool]) -> int:
    batch = select(kind.id).where(is_old).order_by(kind.id).limit(BATCH)
    result = work.connection.execute(delete(kind).where(kind.id.in_(batch)))
    assert isinstance(result, CursorResult)
    return int(result.rowcount)
