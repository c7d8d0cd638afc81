"""Take the mails that are due, so that nobody else sends them meanwhile."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from loyalty_app.models import Notification
from loyalty_app.queries.due_mails import is_due
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

# Longer than a batch takes at a server that lets every answer wait; who dies in between is inherited after it.
LEASE = timedelta(minutes=10)
BATCH = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMails(Command):
    """Take up to twenty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailsClaimed(Outcome):
    """Their numbers, in the order they became due; they are this caller's until the lease is over."""

    ids: tuple[int, ...]


@operation
def claim_mails(work: Work, command: ClaimMails) -> MailsClaimed:  # noqa: ARG001  everybody's mails alike
    """Take what is pending, due and nobody's; each taking counts as an attempt."""
    now = work.now()
    due = (
        select(Notification.id)
        .where(is_due(now))
        .order_by(Notification.next_attempt_at, Notification.id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    ids = tuple(work.connection.execute(due).scalars())
    work.connection.execute(
        update(Notification)
        .where(Notification.id.in_(ids))
        .values(leased_until=now + LEASE, attempts=Notification.attempts + 1)
    )
    return MailsClaimed(ids=ids)
