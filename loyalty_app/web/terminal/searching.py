"""No code with them: cards by a part of a name, e-mail, phone or number."""

from flask import Response, request

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.card_view import CardView
from loyalty_app.queries.find_cards import find_cards
from loyalty_app.queries.pages import PageRequest
from loyalty_app.texts.catalogue import gettext
from loyalty_app.unit_of_work import clock
from loyalty_app.web.terminal.page import show
from loyalty_app.web.terminal.screens import Hit, Search
from loyalty_app.web.terminal.standing import points, short_name, stamps

LONGEST_LIST = 20


def search() -> Response:
    """The field, and the cards that fit what is in it."""
    query = request.args.get("search")
    if query is None:
        return show("_search", Search())
    query = query.strip()[:100]
    try:
        page = find_cards(
            db.session.connection(),
            current_caller().acting,
            search=query,
            page=PageRequest(limit=LONGEST_LIST),
            now=clock.now(),
        )
    except InvalidInput as refusal:
        error = texts.field_sentence(refusal.problems[0])
        return show("_search", Search(query=query, error=error), status=refusal.status)
    hits = tuple(_hit(card) for card in page.items)
    return show("_search", Search(query=query, found=hits, is_cut=page.total > len(hits)))


def _hit(card: CardView) -> Hit:
    first, last = card.customer.first_name or "", card.customer.last_name or ""
    return Hit(
        card_id=card.id,
        initials=(first[:1] + last[:1]).upper() or card.card_number[-2:],
        name=short_name(card),
        detail=" · ".join(part for part in (f"•••• {card.card_number[-4:]}", _hint(card), _store(card)) if part),
        balance=_balance(card),
    )


def _hint(card: CardView) -> str | None:
    """a…s@example.com, +352 … 12: enough to ask "is this you?", too little to learn an address."""
    if card.customer.email:
        name, _, host = card.customer.email.partition("@")
        return f"{name[:1]}…{name[-1:]}@{host}"
    if card.customer.phone:
        return f"{card.customer.phone[:4]} … {card.customer.phone[-2:]}"
    return None


def _store(card: CardView) -> str | None:
    return card.enrolled_at_store.name if card.enrolled_at_store else None


def _balance(card: CardView) -> str:
    if card.status != "active":
        return gettext("Card blocked")
    if card.loyalty_type == "points":
        return points(card.points_balance)
    return stamps(card.stamp_count, card.stamps_target)
