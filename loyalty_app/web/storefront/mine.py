"""The card of whoever is signed in, read once per request."""

from dataclasses import dataclass

from flask import g

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.queries.card_view import CardView, find_card
from loyalty_app.queries.pages import PageRequest
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.queries.transactions import TransactionFilter, list_transactions
from loyalty_app.unit_of_work import clock
from loyalty_app.web.storefront.page import this_customer

LAST_LINES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCard:
    """The card and the last of its lines."""

    card: CardView
    lines: tuple[TransactionView, ...]


def my_own() -> MyCard:
    """The card that is valid at this store; refuses card_unknown to somebody without one here."""
    if "my_card" not in g:
        customer, connection = this_customer(), db.session.connection()
        if customer.card_id is None:
            raise CardUnknown
        actor = customer.acting.actor
        g.my_card = MyCard(
            card=find_card(connection, actor, CardReference(card_id=customer.card_id), clock.now()),
            lines=list_transactions(
                connection, actor, TransactionFilter(card_id=customer.card_id), PageRequest(limit=LAST_LINES)
            ).items,
        )
    found: MyCard = g.my_card
    return found
