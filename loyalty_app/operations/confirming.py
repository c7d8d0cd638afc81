"""Whoever proved an address becomes a member with their card, or the member they are already (S31, S32)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, select, update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.ledger import lock_card
from loyalty_app.models import Customer, LoyaltyCard
from loyalty_app.operations.joining_customers import join_customers
from loyalty_app.operations.moving_in import is_open_elsewhere, move_in, move_over
from loyalty_app.operations.notifications import Message, queue_message
from loyalty_app.operations.sessions import end_customer_sessions
from loyalty_app.operations.taking_over import take_over_unproven
from loyalty_app.operations.welcome_bonus import grant_welcome_bonus
from loyalty_app.queries.counter import counter_of
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Who they are now, and their card that serves this store, if they have one."""

    customer_id: int
    card_id: int | None
    was_confirmed: bool = False
    was_merged: bool = False


def confirm_customer(
    work: Work, actor: Actor, customer_id: int, *, canonical: str, browser_token: str
) -> Confirmed | None:
    """The member whose proven address this is; None where the person left or has another address by now.

    Everybody who was signed in to a card that was not proven is signed out: whoever joined with a foreign address, or
    claimed the card that staff made for one, loses sight of it as soon as its owner proves it. A card that another
    browser than `browser_token`'s joined with is replaced: its code may be in anybody's hands. Other cards that were
    joined with the address and never proven join the member's, too; where a member only signs in once more, those of
    this browser alone.
    """
    person = work.connection.execute(_live(actor).where(Customer.id == customer_id)).one_or_none()
    if person is None or person.email_canonical != canonical:
        return None
    if not person.is_provisional:
        is_first = _note_proof(work, customer_id)
        only = None if is_first else browser_token
        was_merged = take_over_unproven(work, actor, customer_id, canonical=canonical, only_of_browser=only)
        return Confirmed(customer_id=customer_id, card_id=card_here(work, actor, customer_id), was_merged=was_merged)
    end_customer_sessions(work, customer_id)
    member = _member_with(work, actor, canonical)
    if member is None:
        return _confirm_new(work, actor, customer_id, canonical=canonical, browser_token=browser_token)
    if is_open_elsewhere(work, customer_id, browser_token):
        move_over(work, actor, source_id=customer_id, target_id=member.id)
    else:
        join_customers(work, actor, source_id=customer_id, target_id=member.id)
    _note_proof(work, member.id)
    take_over_unproven(work, actor, member.id, canonical=canonical)
    return Confirmed(customer_id=member.id, card_id=card_here(work, actor, member.id), was_merged=True)


def _confirm_new(work: Work, actor: Actor, customer_id: int, *, canonical: str, browser_token: str) -> Confirmed:
    if is_open_elsewhere(work, customer_id, browser_token):
        customer_id = move_in(work, actor, customer_id)
    _become_member(work, customer_id)
    was_merged = take_over_unproven(work, actor, customer_id, canonical=canonical)
    card_id = card_here(work, actor, customer_id)
    if card_id is not None:
        card = lock_card(work, actor, CardReference(card_id=card_id))
        grant_welcome_bonus(work, actor, card, counter_of(work.connection, actor).welcome_bonus_points)
    return Confirmed(customer_id=customer_id, card_id=card_id, was_confirmed=True, was_merged=was_merged)


def move_to_address(work: Work, actor: Actor, customer_id: int, *, email: str, canonical: str) -> Confirmed | None:
    """The member with their new address, which is proven; the old one is told. None where the person left.

    Whoever was signed in by the old address is signed out: what opens the card has changed. If the new address belongs
    to another member, both are the same person: their cards join under that address. So do cards that were joined with
    it and never proven.
    """
    person = work.connection.execute(_live(actor).where(Customer.id == customer_id)).one_or_none()
    if person is None:
        return None
    end_customer_sessions(work, customer_id)
    other = _member_with(work, actor, canonical)
    if other is not None and other.id != customer_id:
        join_customers(work, actor, source_id=customer_id, target_id=other.id)
        take_over_unproven(work, actor, other.id, canonical=canonical)
        return Confirmed(customer_id=other.id, card_id=card_here(work, actor, other.id), was_merged=True)
    work.connection.execute(
        update(Customer)
        .where(Customer.id == customer_id)
        .values(email=email, email_canonical=canonical, email_verified_at=work.now())
    )
    if person.email and person.email_canonical != canonical:
        _tell_old_address(work, actor, person)
    was_merged = take_over_unproven(work, actor, customer_id, canonical=canonical)
    card_id = card_here(work, actor, customer_id)
    return Confirmed(customer_id=customer_id, card_id=card_id, was_confirmed=True, was_merged=was_merged)


def card_here(work: Work, actor: Actor, customer_id: int) -> int | None:
    """The person's live card that serves the actor's store, the store's own before the one for all."""
    cards = (
        select(LoyaltyCard.id)
        .where(
            LoyaltyCard.customer_id == customer_id,
            LoyaltyCard.deleted_at.is_(None),
            LoyaltyCard.status.in_(("active", "blocked")),
            LoyaltyCard.scope_store_id.is_(None) | (LoyaltyCard.scope_store_id == actor.store_id),
        )
        .order_by(LoyaltyCard.scope_store_id.is_(None), LoyaltyCard.id.desc())
        .limit(1)
    )
    card_id: int | None = work.connection.execute(cards).scalar_one_or_none()
    return card_id


def _live(actor: Actor) -> Select[Any]:
    """People of the merchant, locked."""
    columns = ("id", "email", "email_canonical", "is_provisional", "locale")
    return (
        select(*(getattr(Customer, name) for name in columns))
        .where(Customer.merchant_id == actor.merchant_id, Customer.deleted_at.is_(None), Customer.erased_at.is_(None))
        .with_for_update(key_share=True)
    )


def _member_with(work: Work, actor: Actor, canonical: str) -> Row[*tuple[Any, ...]] | None:
    member = _live(actor).where(Customer.email_canonical == canonical, ~Customer.is_provisional)
    return work.connection.execute(member).one_or_none()


def _note_proof(work: Work, customer_id: int) -> bool:
    """Whether it is the first proof, which ends the sessions that were opened without one."""
    proven = update(Customer).where(Customer.id == customer_id, Customer.email_verified_at.is_(None))
    is_first = proven.values(email_verified_at=work.now()).returning(Customer.id)
    if work.connection.execute(is_first).first() is None:
        return False
    end_customer_sessions(work, customer_id)
    return True


def _become_member(work: Work, customer_id: int) -> None:
    work.connection.execute(
        update(Customer).where(Customer.id == customer_id).values(is_provisional=False, email_verified_at=work.now())
    )


def _tell_old_address(work: Work, actor: Actor, person: Row[*tuple[Any, ...]]) -> None:
    queue_message(
        work,
        Message(
            merchant_id=actor.merchant_id,
            customer_id=person.id,
            store_id=actor.store_id,
            kind=MailKind.EMAIL_CHANGED,
            locale=person.locale,
            dedupe_key=f"email_changed:{work.operation_id}",
            email=person.email,
        ),
    )
