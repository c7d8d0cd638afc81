"""Finding a card and showing it: by scan, by its number, by a part of a name."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference, read_scan
from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.caller import current_caller
from loyalty_app.edge.card_misses import watching_misses
from loyalty_app.queries.card_view import CardView, find_card
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.moments import moment
from loyalty_app.unit_of_work import clock
from loyalty_app.web import problems
from loyalty_app.web.language import timezone
from loyalty_app.web.terminal.page import front_of_shop, is_unlocked, show
from loyalty_app.web.terminal.screens import OpenCard, Program, TypedNumber
from loyalty_app.web.terminal.unlocking import show_unlock


def look_up() -> AnyResponse:
    """Open the card behind a scan or a typed number; a locked counter asks for the PIN first and then goes on."""
    with watching_misses():
        card = read_card(read_scan(request.form.get("scan", "")))
    place = url_for("terminal.show_card", card_id=card.id)
    if not is_unlocked():
        return show_unlock(staff_id=_who_was_here(), next_path=place)
    return redirect(place, code=303)


def show_card(card_id: int) -> Response:
    """The card with what can be done now."""
    return show_open_card(read_card(CardReference(card_id=card_id)))


def type_number() -> Response:
    """The keys for the number on the card."""
    return show("_type_number", TypedNumber())


def read_card(reference: CardReference) -> CardView:
    """The card among those of this shop; refuses card_unknown."""
    return find_card(db.session.connection(), current_caller().acting, reference, clock.now())


def show_open_card(card: CardView, *, refusal: Refusal | None = None) -> Response:
    """The screen of an open card; `refusal` is why it is shown once more instead of what was asked for."""
    screen = OpenCard(
        card=card,
        program=program_words(),
        rewards=card.available_rewards,
        next_reward=card.next_reward,
        stamp_refusal=_why_no_stamp(card),
        code=refusal.code if refusal else None,
        message=problems.sentence_of(refusal) if refusal else None,
        details_url=url_for("store.card", card_id=card.id),
    )
    status = refusal.status if refusal else 200
    return show("_card", screen, status=status, address=url_for("terminal.show_card", card_id=card.id))


def program_words() -> Program:
    """What the screens say of the program."""
    front = front_of_shop()
    return Program(
        loyalty_type=front.loyalty_type,
        stamps_reward_description=front.stamps_reward_description or gettext("Reward"),
    )


def _why_no_stamp(card: CardView) -> str | None:
    if card.next_stamp_available_at is None:
        return None
    return gettext("Next stamp at %(time)s", time=moment(card.next_stamp_available_at, timezone()))


def _who_was_here() -> int | None:
    terminal = current_caller().terminal
    return terminal.staff.id if terminal and terminal.staff else None
