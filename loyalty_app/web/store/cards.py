"""The members and one member's card, with everything that happened to it."""

from flask import Response, request

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.card_view import CardView
from loyalty_app.queries.find_cards import find_cards
from loyalty_app.queries.transactions import TransactionFilter, list_transactions
from loyalty_app.texts import field_sentence
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.moments import day, moment
from loyalty_app.unit_of_work import clock
from loyalty_app.web import problems
from loyalty_app.web.language import timezone
from loyalty_app.web.qr import qr_svg
from loyalty_app.web.store.lines import line_of_card
from loyalty_app.web.store.lists import part_of, wanted_part
from loyalty_app.web.store.screens import CardDetail, Cards
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.page import show


def cards() -> Response:
    """Everybody, newest first, or whom a part of name, e-mail, phone or number fits."""
    search = request.args.get("search", "").strip()[:100]
    page = wanted_part()
    try:
        found = find_cards(
            db.session.connection(), current_caller().acting, search=search or None, page=page, now=clock.now()
        )
    except InvalidInput as refusal:
        if refusal.problems[0].field == "cursor":
            raise
        problems.note(refusal)
        error = field_sentence(refusal.problems[0], beside=True)
        return show("_cards", Cards(search=search, error=error), status=refusal.status, folder="store")
    screen = Cards(search=search, cards=found.items, part=part_of(found, search=search))
    return show("_cards", screen, folder="store")


def card(card_id: int) -> Response:
    """One card: balances, person, code, and its lines."""
    opened = read_card(CardReference(card_id=card_id))
    lines = list_transactions(
        db.session.connection(), current_caller().acting, TransactionFilter(card_id=card_id), wanted_part()
    )
    screen = CardDetail(
        card=opened,
        qr_svg=qr_svg(opened.qr_code),
        facts=tuple((word, fact) for word, fact in _facts(opened) if fact),
        lines=tuple(line_of_card(line) for line in lines.items),
        part=part_of(lines, card_id=card_id),
        has_points=opened.loyalty_type != "stamps",
        message=_message(),
    )
    return show("_card_detail", screen, folder="store")


def _facts(opened: CardView) -> list[tuple[str, str | None]]:
    person, seen, expiry = opened.customer, opened.last_activity_at, opened.points_expire_at
    return [
        (gettext("Card number"), opened.card_number),
        (gettext("Rewards ready"), number(opened.rewards_ready + len(opened.available_rewards))),
        (gettext("E-mail"), person.email),
        (gettext("Phone"), person.phone),
        (gettext("Last visit"), moment(seen, timezone()) if seen else gettext("never")),
        (gettext("Joined at"), opened.enrolled_at_store.name if opened.enrolled_at_store else None),
        (gettext("Points expire on"), day(expiry, timezone()) if expiry and opened.points_balance else None),
    ]


def _message() -> str | None:
    """What was just done to the card, once."""
    return {
        "block_card": gettext("The card is blocked."),
        "unblock_card": gettext("The card works again."),
        "replace_card": gettext("The old code opens nothing any more. This is the new one."),
        "adjust_points": gettext("The points are corrected."),
        "void": gettext("Taken back. The line stays in the history."),
    }.get(request.args.get("done", ""))
