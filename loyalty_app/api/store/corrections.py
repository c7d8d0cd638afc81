"""Taking back what was given or redeemed."""

from loyalty_app.api.calls import Asked, change
from loyalty_app.api.fields import Count, Id, Text
from loyalty_app.api.refusals import VOIDS
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.operations.void_transaction import TransactionVoided, VoidTransaction
from loyalty_app.operations.void_transaction import void_transaction as run_void_transaction


class VoidFields(StaffProof):
    """The line to take back: exactly one of its id and the receipt number it earned points for."""

    transaction_id: Id | None = None
    order_reference: Text | None = None
    points: Count | None = None
    reason: Text


@change(run_void_transaction, TransactionVoided, VoidFields, refuses=VOIDS)
def void_stamps(body: VoidFields, asked: Asked) -> VoidTransaction:
    """Take back a stamp or a redeemed card."""
    return VoidTransaction(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        transaction_id=body.transaction_id,
        order_reference=body.order_reference,
        points=body.points,
        reason=body.reason,
        unit="stamps",
    )


@change(run_void_transaction, TransactionVoided, VoidFields, refuses=VOIDS)
def void_points(body: VoidFields, asked: Asked) -> VoidTransaction:
    """Take back earned points, in full or in part, or a redeemed reward."""
    return VoidTransaction(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        transaction_id=body.transaction_id,
        order_reference=body.order_reference,
        points=body.points,
        reason=body.reason,
        unit="points",
    )
