"""Taking back what was given or redeemed, and putting a balance right by hand."""

from typing import Literal

from loyalty_app.api.calls import Asked, change
from loyalty_app.api.card_name import CardName
from loyalty_app.api.fields import Change, Count, Id, Text, like
from loyalty_app.api.refusals import CARD_RULES, VOIDS
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.domain.errors import AdjustLimit, WouldBeNegative
from loyalty_app.operations.adjust_points import AdjustPoints, PointsAdjusted
from loyalty_app.operations.adjust_points import adjust_points as run_adjust_points
from loyalty_app.operations.void_transaction import TransactionVoided, VoidTransaction
from loyalty_app.operations.void_transaction import void_transaction as run_void_transaction


class VoidFields(StaffProof):
    """The line to take back: exactly one of its id and the receipt number it earned points for."""

    model_config = like(order_reference="4711", reason="Brought back", staff_session="u3Zk…")

    transaction_id: Id | None = None
    order_reference: Text | None = None
    points: Count | None = None
    reason: Text


class AdjustFields(CardName, StaffProof):
    """Points to add (above zero) or to take (below), and why."""

    model_config = like(card_id=17, points_delta=50, reason="Forgotten yesterday", staff_session="u3Zk…")

    points_delta: Change
    reason: Text


@change(run_void_transaction, TransactionVoided, VoidFields, refuses=VOIDS)
def void_stamps(body: VoidFields, asked: Asked) -> VoidTransaction:
    """Take back a stamp or a redeemed card."""
    return _void(body, asked, "stamps")


@change(run_void_transaction, TransactionVoided, VoidFields, refuses=VOIDS)
def void_points(body: VoidFields, asked: Asked) -> VoidTransaction:
    """Take back earned points, in full or in part, or a redeemed reward."""
    return _void(body, asked, "points")


@change(run_adjust_points, PointsAdjusted, AdjustFields, refuses=(*CARD_RULES, AdjustLimit, WouldBeNegative))
def adjust_points(body: AdjustFields, asked: Asked) -> AdjustPoints:
    """Add or take points by hand; an owner or manager only, by token or by proof."""
    return AdjustPoints(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        card=body.reference(),
        points_delta=body.points_delta,
        reason=body.reason,
    )


def _void(body: VoidFields, asked: Asked, unit: Literal["stamps", "points"]) -> VoidTransaction:
    return VoidTransaction(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        transaction_id=body.transaction_id,
        order_reference=body.order_reference,
        points=body.points,
        reason=body.reason,
        unit=unit,
    )
