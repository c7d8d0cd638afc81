"""Finding cards."""

from typing import Literal

from loyalty_app.api.answers import CardAnswer
from loyalty_app.api.calls import call
from loyalty_app.api.card_name import CardName
from loyalty_app.api.lists import ListQuery
from loyalty_app.api.refusals import OF_CARD_NAME
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardOfOtherStore, CardUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.edge.card_misses import watching_misses
from loyalty_app.queries.card_view import CardView, find_card
from loyalty_app.queries.find_cards import find_cards as find_some
from loyalty_app.queries.pages import Page
from loyalty_app.unit_of_work import clock


class CardsQuery(ListQuery):
    """`search`: at least three characters of a name, e-mail address, phone or card number."""

    search: str | None = None
    status: Literal["active", "blocked"] | None = None


@call(Page[CardView], query=CardsQuery)
def find_cards(query: CardsQuery) -> Page[CardView]:
    """The cards of the merchant's members, newest first."""
    return find_some(
        db.session.connection(),
        current_caller().acting,
        search=query.search,
        status=query.status,
        page=query.page(),
        now=clock.now(),
    )


@call(CardAnswer, body=CardName, refuses=(*OF_CARD_NAME, CardOfOtherStore))
def look_up_card(body: CardName) -> CardAnswer:
    """Find a card by what was scanned or typed; after thirty that nobody has, the till waits."""
    with watching_misses():
        found = find_card(db.session.connection(), current_caller().acting, body.reference(), clock.now())
    return CardAnswer(card=found)


@call(CardAnswer, refuses=(CardUnknown,))
def show_card(card_id: int) -> CardAnswer:
    """One card."""
    reference = CardReference(card_id=card_id)
    return CardAnswer(card=find_card(db.session.connection(), current_caller().acting, reference, clock.now()))
