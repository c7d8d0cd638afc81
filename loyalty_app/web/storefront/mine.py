"""The card of whoever is signed in, read once per request."""

from flask import g

from loyalty_app.db import db
from loyalty_app.queries.my_card import MyCard, my_card
from loyalty_app.unit_of_work import clock
from loyalty_app.web.storefront.page import this_customer


def my_own() -> MyCard:
    """The card that is valid at this store; refuses card_unknown to somebody without one here."""
    if "my_card" not in g:
        g.my_card = my_card(db.session.connection(), this_customer(), clock.now())
    found: MyCard = g.my_card
    return found
