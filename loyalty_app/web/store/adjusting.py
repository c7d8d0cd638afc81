"""Putting the points of a card right, with a manager's word and a reason."""

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.adjust_points import AdjustPoints, PointsAdjusted
from loyalty_app.operations.adjust_points import adjust_points as run_adjust_points
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.forms import request_key
from loyalty_app.web.store.card_care import ask, attempt, read_points, typed_reason
from loyalty_app.web.store.screens import Care
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.standing import short_name


def adjust_form(card_id: int) -> Response:
    """How many points more or fewer?"""
    return ask(_question(card_id))


def adjust_points(card_id: int) -> AnyResponse:
    """Put the balance right."""

    def do() -> None:
        points = read_points(required=True) or 0
        command = AdjustPoints(
            actor=current_caller().acting,
            card=CardReference(card_id=card_id),
            points_delta=-points if request.form.get("direction") == "take" else points,
            reason=typed_reason(),
            request_id=request_key(),
        )
        act(run_adjust_points, command, PointsAdjusted)

    return attempt(do, lambda: _question(card_id), card_id, "adjust_points")


def _question(card_id: int) -> Care:
    card = read_card(CardReference(card_id=card_id))
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
