"""Blocking, unblocking and replacing a card, and putting its points right: asked first, and always with a reason."""

from collections.abc import Callable
from dataclasses import replace

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import AdjustLimit, InvalidInput, Refusal, VoidExceedsOriginal, WouldBeNegative
from loyalty_app.domain.reasons import read_reason
from loyalty_app.operations.adjust_points import AdjustPoints
from loyalty_app.operations.adjust_points import adjust_points as run_adjust_points
from loyalty_app.operations.block_card import BlockCard
from loyalty_app.operations.block_card import block_card as run_block_card
from loyalty_app.operations.replace_card import ReplaceCard
from loyalty_app.operations.replace_card import replace_card as run_replace_card
from loyalty_app.operations.unblock_card import UnblockCard
from loyalty_app.operations.unblock_card import unblock_card as run_unblock_card
from loyalty_app.queries.card_view import CardView
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web import problems
from loyalty_app.web.forms import request_key
from loyalty_app.web.language import timezone
from loyalty_app.web.store.screens import Care
from loyalty_app.web.terminal.acting import acting
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.page import show
from loyalty_app.web.terminal.results import short_name

MAX_DIGITS = 9


def block_form(card_id: int) -> Response:
    """Shall the card be blocked?"""
    return ask(_block(_card(card_id)))


def block_card(card_id: int) -> AnyResponse:
    """Block it."""

    def do() -> None:
        card = CardReference(card_id=card_id)
        run_block_card(BlockCard(actor=acting(), card=card, reason=typed_reason(), request_id=request_key()))

    return attempt(do, lambda: _block(_card(card_id)), card_id, "block_card")


def unblock_form(card_id: int) -> Response:
    """Shall the card work again?"""
    return ask(_unblock(_card(card_id)))


def unblock_card(card_id: int) -> AnyResponse:
    """Let it work again."""

    def do() -> None:
        card = CardReference(card_id=card_id)
        run_unblock_card(UnblockCard(actor=acting(), card=card, reason=typed_reason(), request_id=request_key()))

    return attempt(do, lambda: _unblock(_card(card_id)), card_id, "unblock_card")


def replace_form(card_id: int) -> Response:
    """Shall the card get a new code?"""
    return ask(_replace(_card(card_id)))


def replace_card(card_id: int) -> AnyResponse:
    """Give it a new code."""

    def do() -> None:
        card = CardReference(card_id=card_id)
        run_replace_card(ReplaceCard(actor=acting(), card=card, reason=typed_reason(), request_id=request_key()))

    return attempt(do, lambda: _replace(_card(card_id)), card_id, "replace_card")


def adjust_form(card_id: int) -> Response:
    """How many points more or fewer?"""
    return ask(_adjust(_card(card_id)))


def adjust_points(card_id: int) -> AnyResponse:
    """Put the balance right."""

    def do() -> None:
        points = read_points(required=True) or 0
        run_adjust_points(
            AdjustPoints(
                actor=acting(),
                card=CardReference(card_id=card_id),
                points_delta=-points if request.form.get("direction") == "take" else points,
                reason=typed_reason(),
                request_id=request_key(),
            )
        )

    return attempt(do, lambda: _adjust(_card(card_id)), card_id, "adjust_points")


def ask(care: Care, *, status: int = 200, address: str | None = None) -> Response:
    """The question in the counter's frame."""
    return show("_care", care, status=status, address=address, folder="store")


def attempt(do: Callable[[], None], question: Callable[[], Care], card_id: int, what: str) -> AnyResponse:
    """Do it and show the card; a refusal about something typed asks again, with all of it kept."""
    try:
        do()
    except (InvalidInput, AdjustLimit, WouldBeNegative, VoidExceedsOriginal) as refusal:
        if isinstance(refusal, InvalidInput) and refusal.problems[0].field not in _FIELDS:
            raise
        return _ask_again(question, refusal)
    return redirect(url_for("store.card", card_id=card_id, done=what), code=303)


def read_points(*, required: bool) -> int | None:
    """The number of points typed, None for nothing; refuses anything but digits."""
    typed = "".join(request.form.get("points", "").split())
    if not typed and not required:
        return None
    if not typed.isascii() or not typed.isdigit() or len(typed) > MAX_DIGITS:
        raise InvalidInput.of("points", "field_type" if typed else "field_missing", expected="whole_number")
    return int(typed)


_FIELDS = {"reason": "reason", "points": "points", "points_delta": "points"}


def _ask_again(question: Callable[[], Care], refusal: Refusal) -> Response:
    problems.note(refusal)
    db.session.rollback()
    if isinstance(refusal, InvalidInput):
        errors = {_FIELDS[each.field]: texts.field_sentence(each, beside=True) for each in refusal.problems}
    else:
        errors = {"points": texts.sentence(refusal, timezone=timezone())}
    care = question()
    typed = replace(
        care,
        reason=request.form.get("reason", "")[:500],
        points=request.form.get("points", "")[:20] if care.points is not None else None,
        direction=request.form.get("direction") if care.direction else None,
        errors=errors,
        code=problems.code_of(refusal),
    )
    return ask(typed, status=refusal.status, address=request.path)


def _card(card_id: int) -> CardView:
    return read_card(CardReference(card_id=card_id))


def typed_reason() -> str:
    """Why; refused at once, before anybody is asked for a PIN."""
    return read_reason(request.form.get("reason"))


def _block(card: CardView) -> Care:
    return Care(
        card=card,
        title=gettext("Block the card of %(name)s?", name=short_name(card)),
        explanation=gettext("It gives and takes nothing until somebody unblocks it. Stamps and points stay."),
        verb=gettext("Block card"),
        url=url_for("store.block_card", card_id=card.id),
        back_url=url_for("store.card", card_id=card.id),
        is_grave=True,
    )


def _unblock(card: CardView) -> Care:
    return Care(
        card=card,
        title=gettext("Unblock the card of %(name)s?", name=short_name(card)),
        explanation=gettext("It works again at once, with everything that is on it."),
        verb=gettext("Unblock card"),
        url=url_for("store.unblock_card", card_id=card.id),
        back_url=url_for("store.card", card_id=card.id),
    )


def _replace(card: CardView) -> Care:
    return Care(
        card=card,
        title=gettext("New code for the card of %(name)s?", name=short_name(card)),
        explanation=gettext("For a lost phone or a photo that went around: the old code opens nothing any more."),
        verb=gettext("Make a new code"),
        url=url_for("store.replace_card", card_id=card.id),
        back_url=url_for("store.card", card_id=card.id),
        is_grave=True,
    )


def _adjust(card: CardView) -> Care:
    return Care(
        card=card,
        title=gettext("Correct the points of %(name)s", name=short_name(card)),
        explanation=gettext("A manager confirms this. The line stays visible with its reason."),
        verb=gettext("Correct points"),
        url=url_for("store.adjust_points", card_id=card.id),
        back_url=url_for("store.card", card_id=card.id),
        effect=((gettext("Points now"), number(card.points_balance)),),
        points="",
        points_label=gettext("How many points"),
        direction="add",
    )
