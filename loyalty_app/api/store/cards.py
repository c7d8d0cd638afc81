"""Finding cards."""

from loyalty_app.api.answers import CardAnswer
from loyalty_app.api.calls import call
from loyalty_app.api.card_name import CardName
from loyalty_app.api.refusals import OF_CARD_NAME
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.card_view import find_card
from loyalty_app.unit_of_work import clock


@call(CardAnswer, body=CardName, refuses=OF_CARD_NAME)
def look_up_card(body: CardName) -> CardAnswer:
    """Find a card by what was scanned or typed."""
    reference = body.reference()
    return CardAnswer(card=find_card(db.session.connection(), current_caller().acting, reference, clock.now()))


@call(CardAnswer, refuses=(CardUnknown,))
def show_card(card_id: int) -> CardAnswer:
    """One card."""
    reference = CardReference(card_id=card_id)
    return CardAnswer(card=find_card(db.session.connection(), current_caller().acting, reference, clock.now()))
