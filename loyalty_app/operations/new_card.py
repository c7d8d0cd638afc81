"""Making a card out, and its first line."""

from sqlalchemy import insert

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference, new_card_number, new_qr_code
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import LockedCard, Posting, lock_card, post
from loyalty_app.models import LoyaltyCard
from loyalty_app.unit_of_work import Work


def issue_card(
    work: Work, actor: Actor, *, program_id: int, customer_id: int, scope_store_id: int | None
) -> LockedCard:
    """An empty card; should its number exist already, the whole operation runs again with another one."""
    values = {
        "merchant_id": actor.merchant_id,
        "program_id": program_id,
        "customer_id": customer_id,
        "scope_store_id": scope_store_id,
        "enrolled_at_store_id": actor.store_id,
        "card_number": new_card_number(work.random_below),
        "qr_token": new_qr_code(work.random_below),
        "created_at": work.now(),
    }
    card_id: int = work.connection.execute(insert(LoyaltyCard).values(values).returning(LoyaltyCard.id)).scalar_one()
    card = lock_card(work, actor, CardReference(card_id=card_id))
    return post(work, actor, card, Posting(type=TransactionType.CARD_CREATED))[1]
