"""A person ends: cards closed by a line, every name blanked, the proof of it kept; whoever decided it (S72)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from loyalty_app.domain.actors import Actor, CustomerActor
from loyalty_app.domain.card_numbers import CardReference, new_card_number, new_qr_code
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import LockedCard, Posting, lock_card, post, retire_names, set_status
from loyalty_app.models import Customer, Erasure, LoyaltyCard
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.customer_in_hand import CustomerInHand, lock_customer
from loyalty_app.operations.forgetting import forget_answers, forget_mail, forget_origins, forget_person
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.passes_due import retire_passes
from loyalty_app.operations.sending_codes import take_turn_with
from loyalty_app.traces import note_traces
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Somebody who is locked, and all that ends with them.

    `customer_ids`: their row and those that go along; `cards`: the live ones of all these, locked. `erased_by` and
    `reason` are for the list of erasures and the audit trail; neither names a person.
    """

    person: CustomerInHand
    customer_ids: Sequence[int]
    cards: Sequence[LockedCard]
    erased_by: str
    reason: str | None = None


def lock_leaving(work: Work, actor: Actor | CustomerActor, customer_id: int) -> CustomerInHand:
    """The person as `lock_customer` gives them, after whoever is just writing to their address.

    Else a code that is being sent at this moment would be written to somebody who is erased.
    """
    known = select(Customer.email_canonical).where(
        Customer.id == customer_id, Customer.merchant_id == actor.merchant_id
    )
    address: str | None = work.connection.execute(known).scalar_one_or_none()
    if address is not None:
        take_turn_with(work, actor.merchant_id, address)
    return lock_customer(work, actor, customer_id)


def lock_live_cards(work: Work, actor: Actor, customer_ids: Sequence[int]) -> list[LockedCard]:
    """All cards of these people that can still be used, in the order of their ids; the people are locked already."""
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


def open_balances(cards: Sequence[LockedCard]) -> tuple[int, int]:
    """The stamps and points that would be forfeited."""
    return sum(card.state.stamp_count for card in cards), sum(card.state.points_balance for card in cards)


def erase_people(work: Work, actor: Actor, leaving: Leaving) -> None:
    """End the cards and blank the rows. Once it is committed, `traces.leave_no_trace` has to follow."""
    for card in leaving.cards:
        _end_card(work, actor, card)
    for customer_id in leaving.customer_ids:
        _forget(work, leaving, customer_id)
    note_traces(work.connection)
    what = Event(what="customer_erased", subject=f"customer:{leaving.person.id}", reason=leaving.reason)
    record_event(work, actor, what)


def _end_card(work: Work, actor: Actor, card: LockedCard) -> None:
    """The line says how much was left behind; a card without a balance gets one, too, so that its end has a date."""
    forfeit = Posting(
        type=TransactionType.CARD_DEACTIVATED,
        stamps_delta=-card.state.stamp_count,
        points_delta=-card.state.points_balance,
    )
    _, card = post(work, actor, card, forfeit)
    set_status(work, card, "erased")


def _forget(work: Work, leaving: Leaving, customer_id: int) -> None:
    """The row stays as a number that its cards and consents belong to; who it was says a keyed hash alone."""
    person = leaving.person
    cards = work.connection.scalars(select(LoyaltyCard.id).where(LoyaltyCard.customer_id == customer_id)).all()
    for card_id in cards:
        code, number = new_qr_code(work.random_below), new_card_number(work.random_below)
        retire_names(work, card_id, qr_token=code, card_number=number)
        retire_passes(work, card_id)
    forget_answers(work, cards)
    forget_origins(work, cards)
    address = None if person.is_provisional else person.email_canonical
    forget_mail(work, person.merchant_id, customer_id, address)
    forget_person(work, customer_id)
    work.connection.execute(update(Customer).where(Customer.id == customer_id).values(erased_at=work.now()))
    work.connection.execute(
        insert(Erasure).values(
            merchant_id=person.merchant_id,
            customer_id=customer_id,
            address_hash=mail_codes.address_hash(person.merchant_id, address) if address else None,
            erased_at=work.now(),
            erased_by=leaving.erased_by,
        )
    )
