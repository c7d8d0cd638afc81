"""A ledger line as a value, and the hash that ties it to the line before."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from typing import Any

GENESIS = "0" * 64
_NOT_HASHED = frozenset({"id", "previous_hash", "entry_hash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One recorded change of a card; every field but the database's own id is under the hash."""

    id: int
    merchant_id: int
    program_id: int
    card_id: int
    store_id: int | None
    staff_pin_id: int | None
    staff_name: str | None
    terminal_device_id: int | None
    terminal_label: str | None
    user_id: int | None
    on_behalf: bool
    api_token_id: int | None
    program_version_id: int | None
    type: str
    stamps_delta: int
    points_delta: int
    stamps_balance_after: int
    points_balance_after: int
    card_version: int
    purchase_amount_cents: int | None
    order_reference: str | None
    reward_id: int | None
    reward_name: str | None
    reward_cost: int | None
    categories: list[dict[str, Any]] | None
    reverses_id: int | None
    reverses_in_full: bool
    welcomed_customer_id: int | None
    shortfall: int
    reason: str | None
    happened_at: datetime
    recorded_at: datetime
    local_day: date
    operation_id: str
    previous_hash: str
    entry_hash: str


COLUMNS = tuple(field.name for field in fields(Line))


def entry_hash(values: dict[str, Any]) -> str:
    """SHA-256 over the previous hash and the canonical form of all other columns but the id."""
    canonical = json.dumps(
        {name: _plain(values[name]) for name in COLUMNS if name not in _NOT_HASHED},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
    )
    return hashlib.sha256(f"{values['previous_hash']}{canonical}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value
