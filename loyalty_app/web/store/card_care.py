"""Blocking, unblocking and replacing a card: asked first, and always with a reason.

What the question shares with correcting points and taking back is here, too.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import AdjustLimit, InvalidInput, Refusal, VoidExceedsOriginal, WouldBeNegative
from loyalty_app.domain.reasons import read_reason
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.block_card import BlockCard, CardDeactivated, block_card
from loyalty_app.operations.replace_card import CardCodeReplaced, ReplaceCard, replace_card
from loyalty_app.operations.unblock_card import CardReactivated, UnblockCard, unblock_card
from loyalty_app.queries.card_view import CardView
from loyalty_app.texts.catalogue import LazyString, lazy_gettext
from loyalty_app.unit_of_work import Outcome
from loyalty_app.web import problems
from loyalty_app.web.forms import request_key
from loyalty_app.web.language import timezone
from loyalty_app.web.store.screens import Care
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.page import show
from loyalty_app.web.terminal.standing import short_name

MAX_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class CareOfCard:
    """One thing that is done to a card for a reason: the operation, and the question before it."""

    name: str
    run: Callable[[Any], Outcome]
    command: Callable[..., Any]
    outcome: type[Outcome]
    title: LazyString
    explanation: LazyString
    verb: LazyString
    is_grave: bool = False

    def form(self, card_id: int) -> Response:
        """Shall it be done?"""
        return ask(self._question(read_card(CardReference(card_id=card_id))))

    def do(self, card_id: int) -> AnyResponse:
        """Do it, and show the card."""
        card = CardReference(card_id=card_id)

        def do() -> None:
            command = self.command(
                actor=current_caller().acting, card=card, reason=typed_reason(), request_id=request_key()
            )
            act(self.run, command, self.outcome)

        return attempt(do, lambda: self._question(read_card(card)), card_id, f"{self.name}_card")

    def _question(self, card: CardView) -> Care:
        return Care(
            card=card,
            title=str(self.title) % {"name": short_name(card)},
            explanation=str(self.explanation),
            verb=str(self.verb),
            url=url_for(f"store.{self.name}_card", card_id=card.id),
            back_url=url_for("store.card", card_id=card.id),
            is_grave=self.is_grave,
        )


CARES = (
    CareOfCard(
        name="block",
        run=block_card,
        command=BlockCard,
        outcome=CardDeactivated,
        title=lazy_gettext("Block the card of %(name)s?"),
        explanation=lazy_gettext("It gives and takes nothing until somebody unblocks it. Stamps and points stay."),
        verb=lazy_gettext("Block card"),
        is_grave=True,
    ),
    CareOfCard(
        name="unblock",
        run=unblock_card,
        command=UnblockCard,
        outcome=CardReactivated,
        title=lazy_gettext("Unblock the card of %(name)s?"),
        explanation=lazy_gettext("It works again at once, with everything that is on it."),
        verb=lazy_gettext("Unblock card"),
    ),
    CareOfCard(
        name="replace",
        run=replace_card,
        command=ReplaceCard,
        outcome=CardCodeReplaced,
        title=lazy_gettext("New code for the card of %(name)s?"),
        explanation=lazy_gettext("For a lost phone or a photo that went around: the old code opens nothing any more."),
        verb=lazy_gettext("Make a new code"),
        is_grave=True,
    ),
)


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


def typed_reason() -> str:
    """Why; refused at once, before anybody is asked for a PIN."""
    return read_reason(request.form.get("reason"))


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
