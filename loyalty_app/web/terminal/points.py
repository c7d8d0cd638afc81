"""Points at the counter: an amount earns them, a reward takes them."""

from dataclasses import replace

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import (
    AmountTooHigh,
    BelowMinimum,
    CategoryRequired,
    CategoryUnknown,
    ChangedMeanwhile,
    InvalidInput,
    NoPoints,
    OrderAlreadyRecorded,
    OrderReferenceRequired,
    Refusal,
    RewardUnknown,
)
from loyalty_app.domain.money import read_amount
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned
from loyalty_app.operations.earn_points import earn_points as run_earn_points
from loyalty_app.operations.redeem_points import PointsRedeemed, RedeemPoints
from loyalty_app.operations.redeem_points import redeem_points as run_redeem_points
from loyalty_app.queries.card_view import CardView, RewardView
from loyalty_app.queries.shop_front import categories_at
from loyalty_app.texts.amounts import money_writing
from loyalty_app.texts.catalogue import ngettext
from loyalty_app.web import problems
from loyalty_app.web.forms import optional_text, request_key, shown_number, whole_numbers
from loyalty_app.web.language import language, timezone
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.cards import read_card
from loyalty_app.web.terminal.page import front_of_shop, show, this_terminal
from loyalty_app.web.terminal.results import done, points_earned, points_redeemed
from loyalty_app.web.terminal.screens import ConfirmReward, Earn

# Which field of the form a refusal belongs to.
_FIELDS: dict[type[Refusal], str] = {
    AmountTooHigh: "amount",
    BelowMinimum: "amount",
    NoPoints: "amount",
    ChangedMeanwhile: "amount",
    OrderReferenceRequired: "order_reference",
    OrderAlreadyRecorded: "order_reference",
    CategoryRequired: "category_ids",
    CategoryUnknown: "category_ids",
}
_BESIDE_A_FIELD: tuple[type[Refusal], ...] = (InvalidInput, *_FIELDS)


def earn_form(card_id: int) -> Response:
    """The keys for the amount."""
    return show("_earn", _earn(card_id))


def earn_points(card_id: int) -> AnyResponse:
    """Credit the amount; what cannot be is said beside its field, with all that was typed kept."""
    try:
        command = EarnPoints(
            actor=current_caller().acting,
            card=CardReference(card_id=card_id),
            purchase_amount_cents=typed_amount(),
            order_reference=optional_text("order_reference"),
            category_ids=whole_numbers("category_ids"),
            shown=shown_number(),
            request_id=request_key(),
        )
        return done(card_id, points_earned(act(run_earn_points, command, PointsEarned)))
    except _BESIDE_A_FIELD as refusal:
        if isinstance(refusal, AmountTooHigh) or (
            isinstance(refusal, InvalidInput) and refusal.problems[0].field == "pin"
        ):
            raise
        return _show_errors(card_id, refusal)


def confirm_redeem_points(card_id: int, reward_id: int) -> Response:
    """The reward, large, and the question."""
    card, reward = reward_on_offer(card_id, reward_id)
    screen = ConfirmReward(card=card, reward=reward, points_after=card.points_balance - reward.points_required)
    return show("_redeem", screen)


def redeem_points(card_id: int, reward_id: int) -> AnyResponse:
    """Hand out the reward."""
    command = RedeemPoints(
        actor=current_caller().acting,
        card=CardReference(card_id=card_id),
        reward_id=reward_id,
        shown=shown_number(),
        request_id=request_key(),
    )
    return done(card_id, points_redeemed(act(run_redeem_points, command, PointsRedeemed)))


def reward_on_offer(card_id: int, reward_id: int) -> tuple[CardView, RewardView]:
    """The card, and the reward it has points for; refuses card_unknown and reward_unknown."""
    card = read_card(CardReference(card_id=card_id))
    reward = next((one for one in card.available_rewards if one.id == reward_id), None)
    if reward is None:
        raise RewardUnknown
    return card, reward


def typed_amount() -> int:
    """The amount of the form in cents; refuses amount_invalid and its like."""
    front = front_of_shop()
    return read_amount(
        request.form.get("amount", "")[:40],
        decimal_comma=money_writing(front_of_shop().currency).decimal == ",",
        currency=front.currency,
    )


def _show_errors(card_id: int, refusal: Refusal) -> Response:
    problems.note(refusal)
    if isinstance(refusal, InvalidInput):
        errors = {problem.field: texts.field_sentence(problem) for problem in refusal.problems}
    else:
        errors = {_FIELDS[type(refusal)]: texts.sentence(refusal, timezone=timezone())}
    entered = {name: request.form.get(name, "")[:200] for name in ("amount", "order_reference")}
    chosen = tuple(request.form.getlist("category_ids"))
    screen = replace(
        _earn(card_id), entered=entered, errors=errors, code=problems.code_of(refusal), chosen_categories=chosen
    )
    return show("_earn", screen, status=refusal.status, address=f"/store/loyalty/terminal/cards/{card_id}/points")


def _earn(card_id: int) -> Earn:
    front = front_of_shop()
    spoken = language()
    found = categories_at(db.session.connection(), this_terminal().store_id)
    return Earn(
        card=read_card(CardReference(card_id=card_id)),
        money=money_writing(front_of_shop().currency),
        rule=ngettext(
            "%(num)d point per %(euro)s, full receipt after discounts",
            "%(num)d points per %(euro)s, full receipt after discounts",
            front.points_per_euro,
            euro=money_writing(front.currency).symbol,
        ),
        points_per_euro=front.points_per_euro,
        categories=tuple((str(one.id), one.names.get(spoken) or one.names.get("en", "?")) for one in found),
        reference_required=front.require_order_reference,
    )
