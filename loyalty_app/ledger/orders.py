"""Till receipts: each one earns points once, until that earning was voided in full."""

from sqlalchemy import delete, insert, select

from loyalty_app.domain.errors import OrderAlreadyRecorded
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger.lines import COLUMNS, Line
from loyalty_app.models import LoyaltyTransaction, RecordedOrder, Store
from loyalty_app.unit_of_work import Work

_lines = LoyaltyTransaction.__table__


def require_new_order(work: Work, merchant_id: int, order_reference: str | None) -> None:
    """Refuse order_already_recorded, saying when, by whom and where the receipt earned its points."""
    if order_reference is None:
        return
    first = work.connection.execute(
        select(_lines.c.recorded_at, _lines.c.staff_name, Store.name.label("store_name"))
        .select_from(RecordedOrder)
        .join(_lines, _lines.c.id == RecordedOrder.transaction_id)
        .outerjoin(Store, Store.id == _lines.c.store_id)
        .where(RecordedOrder.merchant_id == merchant_id, RecordedOrder.order_reference == order_reference)
    ).one_or_none()
    if first is not None:
        raise OrderAlreadyRecorded(
            order_reference=order_reference,
            recorded_at=first.recorded_at,
            staff_name=first.staff_name,
            store_name=first.store_name,
        )


def remember_order(work: Work, line: Line) -> None:
    """Keep the line's receipt from earning again; of two at once the database lets one through."""
    if line.order_reference is not None:
        work.connection.execute(
            insert(RecordedOrder).values(
                merchant_id=line.merchant_id, order_reference=line.order_reference, transaction_id=line.id
            )
        )


def forget_order(work: Work, line: Line) -> None:
    """Let the receipt of a line that was voided in full earn anew."""
    if line.order_reference is not None:
        work.connection.execute(delete(RecordedOrder).where(RecordedOrder.transaction_id == line.id))


def order_line(work: Work, merchant_id: int, order_reference: str) -> Line | None:
    """The last line that earned points for the receipt, voided or not."""
    row = work.connection.execute(
        select(*(_lines.c[name] for name in COLUMNS))
        .where(
            _lines.c.merchant_id == merchant_id,
            _lines.c.order_reference == order_reference,
            _lines.c.type == TransactionType.POINTS_EARNED.value,
        )
        .order_by(_lines.c.id.desc())
        .limit(1)
    ).one_or_none()
    return Line(**row._asdict()) if row else None
