"""Somebody leaves for good: what names them goes, the books stay and still add up (S72)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from loyalty_app.domain.actors import Actor, CustomerActor
from loyalty_app.domain.errors import ConfirmationRequired
from loyalty_app.models import Customer
from loyalty_app.operations.customer_in_hand import CustomerInHand, behind
from loyalty_app.operations.erasing import Leaving, erase_people, lock_leaving, lock_live_cards, open_balances
from loyalty_app.operations.rights import require_owner
from loyalty_app.traces import leave_no_trace
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseCustomer(Command):
    """Forget the person. `confirmed`: they know that it is for good and what they leave behind.

    `reason` is for the audit trail; write no name into it.
    """

    actor: Actor | CustomerActor
    customer_id: int
    confirmed: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerErased(Outcome):
    """How much was left behind, by how many cards."""

    cards: int
    stamps_forfeited: int
    points_forfeited: int


def erase_customer(command: EraseCustomer) -> CustomerErased:
    """Blank the person, forfeit what is open by a line, retire code, number and passes; keep the lines.

    Rows of people who typed the same address and never proved it go, too, where the person has proven it. Afterwards
    nothing of it is left in SQLite's files either. Refuses confirmation_required with what is left behind as facts,
    customer_unknown, and forbidden below an owner.
    """
    erased = _erase(command)
    if not command.dry_run:
        leave_no_trace()
    return erased


@operation
def _erase(work: Work, command: EraseCustomer) -> CustomerErased:
    person = lock_leaving(work, command.actor, command.customer_id)
    actor = behind(command.actor)
    if not isinstance(command.actor, CustomerActor):
        require_owner(command.actor)
    people = [person.id, *_namesakes(work, person)]
    cards = lock_live_cards(work, actor, people)
    stamps, points = open_balances(cards)
    if not command.confirmed:
        raise ConfirmationRequired(stamps_forfeited=stamps, points_forfeited=points)
    leaving = Leaving(
        person=person, customer_ids=people, cards=cards, erased_by=_who(command.actor), reason=command.reason
    )
    erase_people(work, actor, leaving)
    return CustomerErased(cards=len(cards), stamps_forfeited=stamps, points_forfeited=points)


def _namesakes(work: Work, person: CustomerInHand) -> Sequence[int]:
    """Who typed the person's address and never proved it, locked in the order of their ids."""
    if person.is_provisional or person.email_canonical is None:
        return ()
    same = (
        select(Customer.id)
        .where(
            Customer.merchant_id == person.merchant_id,
            Customer.email_canonical == person.email_canonical,
            Customer.is_provisional,
            Customer.id != person.id,
        )
        .order_by(Customer.id)
        .with_for_update(key_share=True)
    )
    return work.connection.scalars(same).all()


def _who(actor: Actor | CustomerActor) -> str:
    if isinstance(actor, CustomerActor):
        return "customer"
    if actor.user_id is not None:
        return f"user:{actor.user_id}"
    return f"api_token:{actor.api_token_id}" if actor.api_token_id is not None else "console"
