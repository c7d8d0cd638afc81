"""The tablets of a merchant, as the devices page and the API list them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.pairing import confirmation_words
from loyalty_app.models import Store, TerminalDevice, User
from loyalty_app.queries.card_view import StoreName


class DeviceState(StrEnum):
    """Whether a tablet works."""

    PAIRED = "paired"
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceView:
    """One tablet; `confirmation_words` are the words it showed when it was paired, until its key is rolled.

    `copied_at`: a second tablet showed its key; `many_misses_at`: it asked for many cards that nobody has.
    """

    id: int
    label: str
    store_id: int
    store: StoreName
    state: DeviceState
    last_seen_at: datetime | None
    paired_at: datetime
    paired_by: str | None
    revoked_at: datetime | None
    revoked_reason: str | None
    paused_until: datetime | None
    copied_at: datetime | None
    many_misses_at: datetime | None
    confirmation_words: tuple[str, str]


def list_devices(
    connection: Connection, merchant_id: int, now: datetime, *, store_id: int | None = None
) -> tuple[DeviceView, ...]:
    """All tablets of the merchant (of one store), working ones first, then the newest first; one statement."""
    statement = (
        select(
            TerminalDevice.id,
            TerminalDevice.label,
            TerminalDevice.store_id,
            TerminalDevice.token_hash,
            TerminalDevice.created_at,
            TerminalDevice.last_seen_at,
            TerminalDevice.expires_at,
            TerminalDevice.revoked_at,
            TerminalDevice.revoked_reason,
            TerminalDevice.paused_until,
            TerminalDevice.copied_at,
            TerminalDevice.many_misses_at,
            Store.code.label("store_code"),
            Store.name.label("store_name"),
            User.email.label("paired_by"),
        )
        .join(Store, Store.id == TerminalDevice.store_id)
        .outerjoin(User, User.id == TerminalDevice.paired_by_id)
        .where(TerminalDevice.merchant_id == merchant_id)
        .order_by(TerminalDevice.revoked_at.isnot(None), TerminalDevice.id.desc())
    )
    if store_id is not None:
        statement = statement.where(TerminalDevice.store_id == store_id)
    return tuple(_device(row, now) for row in connection.execute(statement))


def _device(row: Row[*tuple[Any, ...]], now: datetime) -> DeviceView:
    return DeviceView(
        id=row.id,
        label=row.label,
        store_id=row.store_id,
        store=StoreName(code=row.store_code, name=row.store_name),
        state=_state(row.revoked_at, row.expires_at, now),
        last_seen_at=row.last_seen_at,
        paired_at=row.created_at,
        paired_by=row.paired_by,
        revoked_at=row.revoked_at,
        revoked_reason=row.revoked_reason,
        paused_until=row.paused_until,
        copied_at=row.copied_at,
        many_misses_at=row.many_misses_at,
        confirmation_words=confirmation_words(row.token_hash),
    )


def _state(revoked_at: datetime | None, expires_at: datetime, now: datetime) -> DeviceState:
    if revoked_at is not None:
        return DeviceState.REVOKED
    return DeviceState.PAIRED if expires_at > now else DeviceState.EXPIRED
