"""Points at the till."""

from loyalty_app.api.calls import Asked, change
from loyalty_app.api.card_name import CardName
from loyalty_app.api.fields import Cents, Id, Moment, Text, like
from loyalty_app.api.refusals import CARD_RULES, CATEGORIES, REWARDS
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.domain.errors import (
    AmountTooHigh,
    BelowMinimum,
    NoPoints,
    OrderAlreadyRecorded,
    OrderReferenceRequired,
)
from loyalty_app.operations.earn_points import EarnPoints, PointsEarned
from loyalty_app.operations.earn_points import earn_points as run_earn_points
from loyalty_app.operations.redeem_points import PointsRedeemed, RedeemPoints
from loyalty_app.operations.redeem_points import redeem_points as run_redeem_points

_EARNING = (
    *CARD_RULES,
    *CATEGORIES,
    AmountTooHigh,
    BelowMinimum,
    NoPoints,
    OrderAlreadyRecorded,
    OrderReferenceRequired,
)


class EarnPointsFields(CardName, StaffProof):
    """A purchase to be credited."""

    model_config = like(
        card_number="1234-5678-9015", staff_session="u3Zk…", purchase_amount_cents=1250, order_reference="4711"
    )

    purchase_amount_cents: Cents
    order_reference: Text | None = None
    category_ids: list[Id] | None = None
    happened_at: Moment | None = None


class RedeemPointsFields(CardName, StaffProof):
    """A reward to be handed out."""

    model_config = like(card_id=17, staff_session="u3Zk…", reward_id=2)

    reward_id: Id


@change(run_earn_points, PointsEarned, EarnPointsFields, refuses=_EARNING)
def earn_points(body: EarnPointsFields, asked: Asked) -> EarnPoints:
    """Credit a purchase with points."""
    return EarnPoints(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        card=body.reference(),
        purchase_amount_cents=body.purchase_amount_cents,
        order_reference=body.order_reference,
        category_ids=tuple(body.category_ids or ()),
        happened_at=body.happened_at,
    )


@change(run_redeem_points, PointsRedeemed, RedeemPointsFields, refuses=(*CARD_RULES, *REWARDS))
def redeem_points(body: RedeemPointsFields, asked: Asked) -> RedeemPoints:
    """Exchange points for a reward."""
    return RedeemPoints(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        card=body.reference(),
        reward_id=body.reward_id,
    )
