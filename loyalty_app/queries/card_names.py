"""Whose card it is, short enough for a list that others may see: first name and initial, and the end of the number."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.models import Customer, LoyaltyCard
from loyalty_app.queries.last_actions import short_name


@dataclass(frozen=True, slots=True, kw_only=True)
class CardName:
    """`name` is None where there is no person (any more); `tail` are the last four digits."""

    name: str | None
    tail: str


def card_names(connection: Connection, merchant_id: int, card_ids: Collection[int]) -> dict[int, CardName]:
    """The names of these cards of the merchant by card id, in one statement."""
    statement = (
        select(LoyaltyCard.id, LoyaltyCard.card_number, Customer.first_name, Customer.last_name)
        .outerjoin(Customer, Customer.id == LoyaltyCard.customer_id)
        .where(LoyaltyCard.merchant_id == merchant_id, LoyaltyCard.id.in_(sorted(set(card_ids))))
    )
    return {
        row.id: CardName(name=short_name(row.first_name, row.last_name), tail=row.card_number[-4:])
        for row in connection.execute(statement)
    }
