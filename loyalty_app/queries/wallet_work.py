"""Is there anything for the loop of the wallets? Asked before anything is locked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, bindparam, exists, or_, select
from sqlalchemy.engine import Connection

from loyalty_app.models import AppleDevice, ApplePushChannel, WalletPass
from loyalty_app.queries.wallet_passes import APPLE, LAGS, OF_ITS_CARD

_pass = WalletPass.__table__
_device = AppleDevice.__table__
_channel = ApplePushChannel.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletWork:
    """Whether passes wait to be published, and phones to be woken by a channel that is not paused."""

    has_passes: bool
    has_pushes: bool


_now: BindParameter[datetime] = bindparam("working_now")
_PASSES = exists().where(_pass.c.provider == APPLE, _pass.c.due_since.is_not(None))
_PUSHES = exists().where(
    _device.c.pass_type_identifier == bindparam("working_pass_type"),
    _device.c.push_due_at <= _now,
    _device.c.gone_at.is_(None),
    or_(_device.c.leased_until.is_(None), _device.c.leased_until <= _now),
)
_PAUSED = exists().where(
    _channel.c.pass_type_identifier == bindparam("working_pass_type"), _channel.c.paused_until > _now
)
_QUERY = select(_PASSES.label("has_passes"), (_PUSHES & ~_PAUSED).label("has_pushes"))


def wallet_work(connection: Connection, pass_type: str, now: datetime) -> WalletWork:
    """What waits for the loop of this pass type now. One statement."""
    row = connection.execute(_QUERY, {"working_pass_type": pass_type, "working_now": now}).one()
    return WalletWork(has_passes=bool(row.has_passes), has_pushes=bool(row.has_pushes))


def lagging_passes(connection: Connection, limit: int) -> tuple[int, ...]:
    """Passes that lag behind card or program and are not marked. Reads all of them: for now and then."""
    lagging = select(_pass.c.id).where(_pass.c.provider == APPLE, _pass.c.due_since.is_(None), OF_ITS_CARD, LAGS)
    return tuple(connection.execute(lagging.order_by(_pass.c.id).limit(limit)).scalars())
