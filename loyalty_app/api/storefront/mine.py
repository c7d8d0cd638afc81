"""The customer's own card and its history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty_app.api.answers import CardAnswer
from loyalty_app.api.calls import call
from loyalty_app.api.lists import ListQuery
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.card_view import StoreName, find_card
from loyalty_app.queries.pages import Page
from loyalty_app.queries.transaction_view import RewardName, TransactionView
from loyalty_app.queries.transactions import TransactionFilter, list_transactions
from loyalty_app.unit_of_work import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class MyTransaction:
    """One line of the history as its owner sees it: what and where, not which member of staff at which tablet."""

    id: int
    type: str
    stamps_delta: int
    points_delta: int
    stamps_balance_after: int
    points_balance_after: int
    card_version: int
    store: StoreName | None
    purchase_amount_cents: int | None
    order_reference: str | None
    reward: RewardName | None
    categories: tuple[dict[str, Any], ...]
    reverses_id: int | None
    reversed_by_id: int | None
    shortfall: int
    reason: str | None
    happened_at: datetime
    recorded_at: datetime


@call(CardAnswer, refuses=(CardUnknown,))
def show_my_card() -> CardAnswer:
    """The customer's card."""
    reference = CardReference(card_id=_my_card_id())
    return CardAnswer(card=find_card(db.session.connection(), _merchants_eyes(), reference, clock.now()))


@call(Page[MyTransaction], query=ListQuery, refuses=(CardUnknown,))
def list_my_transactions(query: ListQuery) -> Page[MyTransaction]:
    """The history of the customer's card, newest first."""
    wanted = TransactionFilter(card_id=_my_card_id())
    found = list_transactions(db.session.connection(), _merchants_eyes(), wanted, query.page())
    return Page(
        items=tuple(_mine(line) for line in found.items), next_cursor=found.next_cursor, total=found.total
    )  # fmt: skip


def _my_card_id() -> int:
    card_id = current_caller().signed_in_customer.card_id
    if card_id is None:
        raise CardUnknown
    return card_id


def _merchants_eyes() -> Actor:
    return current_caller().signed_in_customer.acting.actor


def _mine(line: TransactionView) -> MyTransaction:
    return MyTransaction(**{name: getattr(line, name) for name in MyTransaction.__dataclass_fields__})
