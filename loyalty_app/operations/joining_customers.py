"""Two rows of one person become one: cards are joined by ledger lines, proofs of consent and mail move along."""

from dataclasses import dataclass

from sqlalchemy import select, update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.ledger import lock_card
from loyalty_app.models import Consent, Customer, EmailCode, LoyaltyCard, Notification
from loyalty_app.operations.forgetting import forget_person
from loyalty_app.operations.merge_cards import merge_locked_cards
from loyalty_app.operations.passes_due import mark_passes_due
from loyalty_app.operations.welcome_bonus import take_back_second_bonus
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCard:
    """A card that is in use, and what decides which one it can join."""

    id: int
    customer_id: int
    program_id: int
    scope_store_id: int | None


def join_customers(work: Work, actor: Actor, *, source_id: int, target_id: int) -> None:
    """Give everything of the source to the target; both are locked. What the target said of themselves stays.

    A card joins the target's card of the same program that serves the same store; where there is none, it changes
    hands as it is. Of two welcome bonuses one stays (S32). Refuses card_blocked for a blocked card that would have to
    join another one.
    """
    join_cards(work, actor, source_id=source_id, target_id=target_id)
    for kind in (Consent, EmailCode, Notification):
        work.connection.execute(update(kind).where(kind.customer_id == source_id).values(customer_id=target_id))
    leave_empty_row(work, source_id)


def join_cards(work: Work, actor: Actor, *, source_id: int, target_id: int) -> None:
    """Give the source's cards to the target, and nothing else; otherwise as `join_customers`."""
    cards = _live_cards(work, source_id, target_id)
    theirs = [card for card in cards if card.customer_id == target_id]
    heirs: dict[int, int] = {}
    for card in (card for card in cards if card.customer_id == source_id):
        meeting = next((other for other in theirs if _serves(other, card)), None)
        if meeting is not None:
            _merge(work, actor, source_id=card.id, target_id=meeting.id)
        heirs[card.program_id] = (meeting or card).id
    take_back_second_bonus(work, actor, source_id=source_id, target_id=target_id, heirs=heirs)
    moved = update(LoyaltyCard).where(LoyaltyCard.customer_id == source_id).values(customer_id=target_id)
    for card_id in work.connection.scalars(moved.returning(LoyaltyCard.id)).all():
        mark_passes_due(work, card_id)


def leave_empty_row(work: Work, customer_id: int) -> None:
    """What is left of a person whose cards are somebody else's now: a number; nobody is signed in to it any more."""
    forget_person(work, customer_id)
    work.connection.execute(update(Customer).where(Customer.id == customer_id).values(deleted_at=work.now()))


def cards_without_heir(work: Work, *, source_id: int, target_id: int) -> list[LiveCard]:
    """The source's live cards for which the target has none of the same program that serves the same store."""
    cards = _live_cards(work, source_id, target_id)
    theirs = [card for card in cards if card.customer_id == target_id]
    return [
        card for card in cards if card.customer_id == source_id and not any(_serves(other, card) for other in theirs)
    ]


def _live_cards(work: Work, *customer_ids: int) -> list[LiveCard]:
    rows = work.connection.execute(
        select(LoyaltyCard.id, LoyaltyCard.customer_id, LoyaltyCard.program_id, LoyaltyCard.scope_store_id)
        .where(
            LoyaltyCard.customer_id.in_(customer_ids),
            LoyaltyCard.deleted_at.is_(None),
            LoyaltyCard.status.in_(("active", "blocked")),
        )
        .order_by(LoyaltyCard.id)
    )
    return [LiveCard(**row._asdict()) for row in rows]


def _serves(other: LiveCard, card: LiveCard) -> bool:
    return other.program_id == card.program_id and other.scope_store_id in (None, card.scope_store_id)


def _merge(work: Work, actor: Actor, *, source_id: int, target_id: int) -> None:
    """Always the older card first, so that two who merge at once do not wait for each other."""
    locked = {
        card_id: lock_card(work, actor, CardReference(card_id=card_id)) for card_id in sorted((source_id, target_id))
    }
    merge_locked_cards(work, actor, source=locked[source_id], target=locked[target_id])
