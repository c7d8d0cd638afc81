"""Members who stay away are reminded, and forgotten when they do not come back (S73)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from loyalty_app.db import db
from loyalty_app.domain.errors import Busy, CustomerUnknown
from loyalty_app.domain.inactivity import NextStep
from loyalty_app.operations.forget_inactive_member import ForgetInactiveMember, forget_inactive_member
from loyalty_app.queries.inactive_members import (
    AbsentMember,
    ForgettingMerchant,
    absent_members,
    forgetting_merchants,
)
from loyalty_app.traces import leave_no_trace
from loyalty_app.unit_of_work import Command, Outcome, clock

BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetInactive(Command):
    """Look after all members of all merchants, or of one; a dry run counts whom it would remind and forget."""

    merchant_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InactiveForgotten(Outcome):
    """How many were reminded and how many are forgotten."""

    reminded: int
    forgotten: int


def forget_inactive(command: ForgetInactive) -> InactiveForgotten:
    """Each member in a transaction of their own, so that the counter never waits for more than one.

    Safe to run twice, also at the same time: every member is judged anew once they are locked. Who is being served
    right now is looked after the next time.
    """
    steps: Counter[NextStep] = Counter()
    with db.engine.connect() as connection:
        merchants = forgetting_merchants(connection, command.merchant_id)
    for merchant in merchants:
        for member in _absent(merchant):
            step = member.absence.next_step(clock.now())
            is_due = step is not NextStep.WAIT
            steps[_look_after(merchant, member) if is_due and not command.dry_run else step] += 1
    if steps[NextStep.FORGET] and not command.dry_run:
        leave_no_trace()
    reminded, forgotten = steps[NextStep.REMIND], steps[NextStep.FORGET]
    return InactiveForgotten(reminded=reminded, forgotten=forgotten, dry_run=command.dry_run)


def _absent(merchant: ForgettingMerchant) -> Iterator[AbsentMember]:
    """Everybody whose absence may be over, read a batch at a time; nothing is locked while they are looked after."""
    after_id = 0
    while True:
        with db.engine.connect() as connection:
            batch = absent_members(connection, merchant, clock.now(), after_id=after_id, limit=BATCH)
        yield from batch
        if len(batch) < BATCH:
            return
        after_id = batch[-1].customer_id


def _look_after(merchant: ForgettingMerchant, member: AbsentMember) -> NextStep:
    command = ForgetInactiveMember(merchant_id=merchant.id, customer_id=member.customer_id)
    try:
        return forget_inactive_member(command).step
    except (Busy, CustomerUnknown):  # at the counter right now; or gone by themselves
        return NextStep.WAIT
