"""Take the phones that shall be woken now, so that nobody else wakes them at the same time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from loyalty_app.many_ids import one_of
from loyalty_app.models import AppleDevice
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

BATCH = 200
LEASE = timedelta(seconds=60)  # longer than a batch may take; whoever dies with one leaves it for that long


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPushes(Command):
    """Up to two hundred phones of this pass type whose push is due, the longest due first."""

    pass_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DuePush:
    """One phone, where to reach it, and the tag up to which it is told."""

    device_id: int
    push_token: str
    tag: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PushesClaimed(Outcome):
    """These phones are ours until then."""

    pushes: tuple[DuePush, ...]
    leased_until: datetime


@operation
def claim_pushes(work: Work, command: ClaimPushes) -> PushesClaimed:
    """Lease what is due. What is not noted before the lease ends is due again: repeated, never lost."""
    rows = work.connection.execute(
        select(AppleDevice.id, AppleDevice.push_token, AppleDevice.wanted_tag)
        .where(
            AppleDevice.pass_type_identifier == command.pass_type,
            AppleDevice.push_due_at <= work.now(),
            AppleDevice.gone_at.is_(None),
            or_(AppleDevice.leased_until.is_(None), AppleDevice.leased_until <= work.now()),
        )
        .order_by(AppleDevice.push_due_at)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    leased_until = work.now() + LEASE
    if rows:
        work.connection.execute(
            update(AppleDevice)
            .where(one_of(AppleDevice.id, [row.id for row in rows]))
            .values(leased_until=leased_until, attempts=AppleDevice.attempts + 1)
        )
    pushes = tuple(DuePush(device_id=row.id, push_token=row.push_token, tag=row.wanted_tag) for row in rows)
    return PushesClaimed(pushes=pushes, leased_until=leased_until)
