"""A ledger line as every screen and the JSON API show it (spec: interfaces §3, `transaction`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty_app.ledger.lines import Line
from loyalty_app.queries.card_view import StoreName


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffName:
    """The member of staff as the line remembers them."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardName:
    """The reward as the line remembers it."""

    id: int | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionView:
    """One line of the ledger."""

    id: int
    type: str
    stamps_delta: int
    points_delta: int
    stamps_balance_after: int
    points_balance_after: int
    card_version: int
    store: StoreName | None
    staff: StaffName | None
    terminal: str | None
    purchase_amount_cents: int | None
    order_reference: str | None
    reward: RewardName | None
    categories: tuple[dict[str, Any], ...]
    reverses_id: int | None
    reversed_by_id: int | None
    shortfall: int
    reason: str | None
    happened_at: datetime
    recorded_at: datetime
    card_id: int


def transaction_view(line: Line, store: StoreName | None, reversed_by_id: int | None = None) -> TransactionView:
    """The view of one line; `reversed_by_id` names the line that took it back in full."""
    return TransactionView(
        id=line.id,
        type=line.type,
        stamps_delta=line.stamps_delta,
        points_delta=line.points_delta,
        stamps_balance_after=line.stamps_balance_after,
        points_balance_after=line.points_balance_after,
        card_version=line.card_version,
        store=store,
        staff=StaffName(name=line.staff_name) if line.staff_name else None,
        terminal=line.terminal_label,
        purchase_amount_cents=line.purchase_amount_cents,
        order_reference=line.order_reference,
        reward=RewardName(id=line.reward_id, name=line.reward_name) if line.reward_name else None,
        categories=tuple(line.categories or ()),
        reverses_id=line.reverses_id,
        reversed_by_id=reversed_by_id,
        shortfall=line.shortfall,
        reason=line.reason,
        happened_at=line.happened_at,
        recorded_at=line.recorded_at,
        card_id=line.card_id,
    )
