"""Writing a line: the only insert into the ledger there is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.cards import CardState
from loyalty_app.domain.origins import Origin
from loyalty_app.domain.transactions import EARNING, REDEEMING, TransactionType
from loyalty_app.doorbell import Due
from loyalty_app.ledger.lines import Line, entry_hash
from loyalty_app.ledger.locked_card import LockedCard
from loyalty_app.models import LoyaltyTransaction, TransactionRequest
from loyalty_app.unit_of_work import Work

_lines = db.metadata.tables[LoyaltyTransaction.__tablename__]
_INSERT = insert(_lines).returning(_lines.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """What one line shall say; the ledger adds who, where, when, the balances and the hash."""

    type: TransactionType
    stamps_delta: int = 0
    points_delta: int = 0
    purchase_amount_cents: int | None = None
    order_reference: str | None = None
    reward_id: int | None = None
    reward_name: str | None = None
    reward_cost: int | None = None
    categories: tuple[dict[str, Any], ...] = ()
    reverses_id: int | None = None
    reverses_in_full: bool = False
    welcomed_customer_id: int | None = None
    shortfall: int = 0
    reason: str | None = None
    happened_at: datetime | None = None


def post(work: Work, actor: Actor, card: LockedCard, posting: Posting) -> tuple[Line, LockedCard]:
    """Write one line of a locked card; returns it and the card as it stands now.

    The database checks version, balances and chain against the card's row and moves the row along (trigger
    `loyalty_transactions_apply`), so a line and its card cannot disagree. A second one marks the card's passes due.
    """
    values = _line_values(work, actor, card, posting)
    values["entry_hash"] = entry_hash(values)
    line_id: int = work.connection.execute(_INSERT, values).scalar_one()
    if card.policy.log_ip_addresses and actor.origin is not None:
        _remember_origin(work, line_id, actor.origin)
    line = Line(id=line_id, **values)
    work.leaves_due(Due.PASSES)
    return line, replace(card, state=_after(card.state, line))


def _remember_origin(work: Work, line_id: int, origin: Origin) -> None:
    """Beside the ledger, never in it: this may be forgotten, and is after thirty days."""
    values = {
        "transaction_id": line_id,
        "ip": origin.network,
        "user_agent": origin.user_agent,
        "created_at": work.now(),
    }
    work.connection.execute(insert(TransactionRequest), values)


def _line_values(work: Work, actor: Actor, card: LockedCard, posting: Posting) -> dict[str, Any]:
    now = work.now()
    return {
        "merchant_id": card.merchant_id,
        "program_id": card.program_id,
        "card_id": card.id,
        "store_id": actor.store_id,
        "staff_pin_id": actor.staff.id if actor.staff else None,
        "staff_name": actor.staff.name if actor.staff else None,
        "terminal_device_id": actor.terminal_device_id,
        "terminal_label": actor.terminal_label,
        "user_id": actor.user_id,
        "on_behalf": actor.on_behalf,
        "api_token_id": actor.api_token_id,
        "program_version_id": card.program_version_id,
        "type": posting.type.value,
        "stamps_delta": posting.stamps_delta,
        "points_delta": posting.points_delta,
        "stamps_balance_after": card.state.stamp_count + posting.stamps_delta,
        "points_balance_after": card.state.points_balance + posting.points_delta,
        "card_version": card.state.version + 1,
        "purchase_amount_cents": posting.purchase_amount_cents,
        "order_reference": posting.order_reference,
        "reward_id": posting.reward_id,
        "reward_name": posting.reward_name,
        "reward_cost": posting.reward_cost,
        "categories": list(posting.categories) or None,
        "reverses_id": posting.reverses_id,
        "reverses_in_full": posting.reverses_in_full,
        "welcomed_customer_id": posting.welcomed_customer_id,
        "shortfall": posting.shortfall,
        "reason": posting.reason,
        "happened_at": min(posting.happened_at or now, now),
        "recorded_at": now,
        "local_day": card.today(now).date,
        "operation_id": work.operation_id,
        "previous_hash": card.state.ledger_head,
    }


def _after(state: CardState, line: Line) -> CardState:
    """The card's state after the line: the same sums that the trigger writes."""
    kind = TransactionType(line.type)
    moved = replace(
        state,
        version=line.card_version,
        ledger_head=line.entry_hash,
        stamp_count=line.stamps_balance_after,
        points_balance=line.points_balance_after,
    )
    if kind is TransactionType.STAMP_EARNED:
        moved = replace(
            moved,
            stamps_day=line.local_day,
            stamps_today=state.stamps_on(line.local_day) + 1,
            last_stamp_at=line.recorded_at,
        )
    if kind is TransactionType.POINTS_EARNED:
        moved = replace(moved, last_points_at=line.recorded_at)
    if kind in REDEEMING:
        moved = replace(moved, last_redemption_at=line.recorded_at)
    return replace(moved, last_activity_at=line.recorded_at) if kind in EARNING | REDEEMING else moved
