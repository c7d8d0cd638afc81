"""One member who stays away: reminded that the card ends, or forgotten when it does (S73)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, update

from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.inactivity import Absence, NextStep
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.domain.store_days import store_day
from loyalty_app.ledger import LockedCard
from loyalty_app.models import Customer, LoyaltyCard, Merchant, Store
from loyalty_app.operations.customer_in_hand import CustomerInHand
from loyalty_app.operations.erasing import Leaving, erase_people, lock_leaving, lock_live_cards, open_balances
from loyalty_app.operations.notifications import Message, queue_message
from loyalty_app.queries.inactive_members import absent_member
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetInactiveMember(Command):
    """Do what is due about this member now."""

    merchant_id: int
    customer_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InactiveMemberLookedAfter(Outcome):
    """What was done. After `forget`, `traces.leave_no_trace` has to follow; many members share one."""

    step: NextStep


@operation
def forget_inactive_member(work: Work, command: ForgetInactiveMember) -> InactiveMemberLookedAfter:
    """Remind, forget or leave alone, as is due once person and cards are locked.

    Who was seen a moment before is left alone; the same twice does nothing the second time. Refuses customer_unknown
    for who left meanwhile.
    """
    actor = Actor(merchant_id=command.merchant_id, store_id=None, role=Role.OWNER)
    person = lock_leaving(work, actor, command.customer_id)
    cards = lock_live_cards(work, actor, [person.id])
    member = absent_member(work.connection, person.id)
    step = member.absence.next_step(work.now()) if member else NextStep.WAIT
    if member and step is NextStep.REMIND:
        _remind(work, person, cards, member.absence)
    if member and step is NextStep.FORGET:
        reason = f"Not seen for {member.absence.months} months"
        leaving = Leaving(person=person, customer_ids=[person.id], cards=cards, erased_by="clean-up", reason=reason)
        erase_people(work, actor, leaving)
    return InactiveMemberLookedAfter(step=step)


def _remind(work: Work, person: CustomerInHand, cards: Sequence[LockedCard], absence: Absence) -> None:
    """The mail says what ends when, in the merchant's days; it is sent once for this absence."""
    now = work.now()
    place = _place(work, person, cards)
    forgotten_at = absence.forgotten_at(now)
    assert forgotten_at is not None
    assert person.email is not None
    ends_on = store_day(forgotten_at, place.timezone).date
    stamps, points = open_balances(cards)
    message = Message(
        merchant_id=person.merchant_id,
        customer_id=person.id,
        store_id=place.store_id,
        kind=MailKind.INACTIVE,
        locale=person.locale,
        dedupe_key=f"inactive:{person.id}:{ends_on}",
        email=person.email,
        facts={
            "last_seen_on": store_day(absence.last_seen_at, place.timezone).date.isoformat(),
            "ends_on": ends_on.isoformat(),
            "stamps": stamps,
            "points": points,
        },
    )
    queue_message(work, message)
    work.connection.execute(update(Customer).where(Customer.id == person.id).values(inactivity_reminded_at=now))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    timezone: str
    store_id: int | None


def _place(work: Work, person: CustomerInHand, cards: Sequence[LockedCard]) -> _Place:
    """The merchant's time zone, and the store where the newest card was made out if it is still open."""
    newest = max((card.id for card in cards), default=None)
    is_there = (Store.id == LoyaltyCard.enrolled_at_store_id) & Store.is_active & Store.deleted_at.is_(None)
    row = work.connection.execute(
        select(Merchant.timezone, Store.id.label("store_id"))
        .select_from(Merchant)
        .outerjoin(LoyaltyCard, LoyaltyCard.id == newest)
        .outerjoin(Store, is_there)
        .where(Merchant.id == person.merchant_id)
    ).one()
    return _Place(timezone=row.timezone, store_id=row.store_id)
