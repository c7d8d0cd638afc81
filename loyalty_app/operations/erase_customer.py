"""Somebody leaves for good: what names them goes, the books stay and still add up (S72)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from loyalty_app.domain.actors import Actor, CustomerActor
from loyalty_app.domain.card_numbers import CardReference, new_card_number, new_qr_code
from loyalty_app.domain.errors import ConfirmationRequired
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import LockedCard, Posting, lock_card, post, retire_names, set_status
from loyalty_app.models import Customer, Erasure, LoyaltyCard
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.customer_in_hand import CustomerInHand, behind, lock_customer
from loyalty_app.operations.forgetting import forget_answers, forget_mail, forget_origins, forget_person
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.passes_due import retire_passes
from loyalty_app.operations.rights import require_owner
from loyalty_app.traces import leave_no_trace, note_traces
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
    person = lock_customer(work, command.actor, command.customer_id)
    actor = behind(command.actor)
    if not isinstance(command.actor, CustomerActor):
        require_owner(command.actor)
    people = [person.id, *_namesakes(work, person)]
    cards = _live_cards(work, actor, people)
    stamps = sum(card.state.stamp_count for card in cards)
    points = sum(card.state.points_balance for card in cards)
    if not command.confirmed:
        raise ConfirmationRequired(stamps_forfeited=stamps, points_forfeited=points)
    for card in cards:
        _end_card(work, actor, card)
    for customer_id in people:
        _forget(work, command, person, customer_id)
    note_traces(work.connection)
    what = Event(what="customer_erased", subject=f"customer:{person.id}", reason=command.reason)
    record_event(work, actor, what)
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


def _live_cards(work: Work, actor: Actor, customer_ids: Sequence[int]) -> list[LockedCard]:
    live = (
        select(LoyaltyCard.id)
        .where(
            LoyaltyCard.customer_id.in_(customer_ids),
            LoyaltyCard.deleted_at.is_(None),
            LoyaltyCard.status.in_(("active", "blocked")),
        )
        .order_by(LoyaltyCard.id)
    )
    ids = work.connection.scalars(live).all()
    return [lock_card(work, actor, CardReference(card_id=card_id)) for card_id in ids]


def _end_card(work: Work, actor: Actor, card: LockedCard) -> None:
    """The line says how much was left behind; a card without a balance gets one, too, so that its end has a date."""
    forfeit = Posting(
        type=TransactionType.CARD_DEACTIVATED,
        stamps_delta=-card.state.stamp_count,
        points_delta=-card.state.points_balance,
    )
    _, card = post(work, actor, card, forfeit)
    set_status(work, card, "erased")


def _forget(work: Work, command: EraseCustomer, person: CustomerInHand, customer_id: int) -> None:
    """The row stays as a number that its cards and consents belong to; who it was says a keyed hash alone."""
    cards = work.connection.scalars(select(LoyaltyCard.id).where(LoyaltyCard.customer_id == customer_id)).all()
    for card_id in cards:
        code, number = new_qr_code(work.random_below), new_card_number(work.random_below)
        retire_names(work, card_id, qr_token=code, card_number=number)
        retire_passes(work, card_id)
    forget_answers(work, cards)
    forget_origins(work, cards)
    forget_mail(work, person.merchant_id, customer_id, None if person.is_provisional else person.email_canonical)
    forget_person(work, customer_id)
    work.connection.execute(update(Customer).where(Customer.id == customer_id).values(erased_at=work.now()))
    address = person.email_canonical if not person.is_provisional else None
    work.connection.execute(
        insert(Erasure).values(
            merchant_id=person.merchant_id,
            customer_id=customer_id,
            address_hash=mail_codes.address_hash(person.merchant_id, address) if address else None,
            erased_at=work.now(),
            erased_by=_who(command.actor),
        )
    )


def _who(actor: Actor | CustomerActor) -> str:
    if isinstance(actor, CustomerActor):
        return "customer"
    if actor.user_id is not None:
        return f"user:{actor.user_id}"
    return f"api_token:{actor.api_token_id}" if actor.api_token_id is not None else "console"
