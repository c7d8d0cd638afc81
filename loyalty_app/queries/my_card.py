"""What a customer sees on their phone: their card, what it is worth, what happened last, where it is valid."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.ledger import read_card
from loyalty_app.models import LoyaltyTransaction, Merchant
from loyalty_app.queries.card_view import CardView, card_view
from loyalty_app.queries.customer_caller import CustomerCaller
from loyalty_app.queries.pages import Page, PageRequest
from loyalty_app.queries.storefront import Place, list_places
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.queries.transactions import TransactionFilter, list_transactions, select_lines, view_of_row

LAST_LINES = 5
HISTORY_PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCard:
    """The card of a signed-in customer. `places`: where it is valid.

    `expiring_points` are all points of the card and expire at `points_expire_at` unless it is used before; 0 where
    nothing expires.
    """

    card: CardView
    lines: tuple[TransactionView, ...]
    places: tuple[Place, ...]
    works_everywhere: bool
    expiring_points: int
    points_expire_at: datetime | None
    contact_email: str | None


def my_card(connection: Connection, customer: CustomerCaller, now: datetime) -> MyCard:
    """The card with its last five lines; at most five statements. Refuses card_unknown without a live card."""
    actor = _at_merchant(customer)
    locked = read_card(connection, actor, _reference(customer))
    view = card_view(connection, locked, now)
    last = (
        select_lines()
        .where(LoyaltyTransaction.card_id == view.id)
        .order_by(LoyaltyTransaction.card_version.desc())
        .limit(LAST_LINES)
    )
    contact: str | None = connection.execute(
        select(Merchant.contact_email).where(Merchant.id == customer.merchant_id)
    ).scalar_one()
    return MyCard(
        card=view,
        lines=tuple(view_of_row(row) for row in connection.execute(last)),
        places=list_places(connection, customer.merchant_id, only_store_id=view.scope_store_id),
        works_everywhere=view.scope_store_id is None,
        expiring_points=view.points_balance if view.points_expire_at else 0,
        points_expire_at=view.points_expire_at,
        contact_email=contact,
    )


def my_history(
    connection: Connection, customer: CustomerCaller, page: PageRequest | None = None
) -> Page[TransactionView]:
    """The card's lines, newest first, twenty on a page. Refuses card_unknown without a live card."""
    wanted = TransactionFilter(card_id=_reference(customer).card_id)
    return list_transactions(connection, _at_merchant(customer), wanted, page or PageRequest(limit=HISTORY_PAGE))


def _reference(customer: CustomerCaller) -> CardReference:
    if customer.card_id is None:
        raise CardUnknown
    return CardReference(card_id=customer.card_id)


def _at_merchant(customer: CustomerCaller) -> Actor:
    return Actor(merchant_id=customer.merchant_id, store_id=customer.store_id)
