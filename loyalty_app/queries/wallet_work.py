"""Is there anything for the loop of the wallets? Asked before anything is locked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, not_, or_, select
from sqlalchemy.engine import Connection

from loyalty_app.models import AppleDevice, ApplePushChannel, LoyaltyProgram, Reward, WalletPass
from loyalty_app.queries.wallet_passes import APPLE, LAGS, OF_ITS_CARD

_pass = WalletPass.__table__
_device = AppleDevice.__table__
_channel = ApplePushChannel.__table__
_program = LoyaltyProgram.__table__
_reward = Reward.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class WalletWork:
    """Whether passes wait to be published, and phones to be woken by a channel that is not paused.

    `has_rewards`: passes say of one that it can be had, or not, and the other is true. `has_designs`: passes were not
    marked yet that shall look different.
    """

    has_passes: bool
    has_pushes: bool
    has_rewards: bool
    has_designs: bool


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
_LOOKS_NEW = _program.c.marked_design < _program.c.design_version


def turned_rewards(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Rewards of which passes were last told something else than what is true at `now`.

    Passes know whole seconds: what turned within this second is found in the next one. Only programs with points show
    rewards; one without dates and stock turns by its owner's hand alone, who tells the passes.
    """
    moment = now if isinstance(now, BindParameter) else now.replace(microsecond=0)
    comes_or_goes = or_(_reward.c.stock.is_not(None), _reward.c.starts_at.is_not(None), _reward.c.ends_at.is_not(None))
    can_be_had = and_(
        _reward.c.is_active,
        or_(_reward.c.starts_at.is_(None), _reward.c.starts_at <= moment),
        or_(_reward.c.ends_at.is_(None), _reward.c.ends_at > moment),
        or_(_reward.c.stock.is_(None), _reward.c.stock > 0),
    )
    shown = (
        exists()
        .where(_program.c.id == _reward.c.program_id, _program.c.deleted_at.is_(None))
        .where(_program.c.loyalty_type != "stamps")
        .correlate(_reward)
    )
    has_turned = or_(and_(can_be_had, not_(_reward.c.on_passes)), and_(not_(can_be_had), _reward.c.on_passes))
    return and_(_reward.c.deleted_at.is_(None), comes_or_goes, has_turned, shown)


_second: BindParameter[datetime] = bindparam("working_second")
_QUERY = select(
    _PASSES.label("has_passes"),
    (_PUSHES & ~_PAUSED).label("has_pushes"),
    exists().where(turned_rewards(_second)).label("has_rewards"),
    exists().where(_LOOKS_NEW).label("has_designs"),
)


def wallet_work(connection: Connection, pass_type: str, now: datetime) -> WalletWork:
    """What waits for the loop of this pass type now. One statement."""
    moments = {"working_now": now, "working_second": now.replace(microsecond=0)}
    row = connection.execute(_QUERY, {"working_pass_type": pass_type} | moments).one()
    return WalletWork(**{name: bool(found) for name, found in row._asdict().items()})


def designs_to_follow(connection: Connection) -> tuple[tuple[int, int], ...]:
    """Programs whose passes were not marked yet for the design they have now, each with that design."""
    rows = connection.execute(
        select(_program.c.id, _program.c.design_version).where(_LOOKS_NEW).order_by(_program.c.id)
    )
    return tuple((row.id, row.design_version) for row in rows)


def lagging_passes(connection: Connection, limit: int) -> tuple[int, ...]:
    """Passes that lag behind card or program and are not marked. Reads all of them: for now and then."""
    lagging = select(_pass.c.id).where(_pass.c.provider == APPLE, _pass.c.due_since.is_(None), OF_ITS_CARD, LAGS)
    return tuple(connection.execute(lagging.order_by(_pass.c.id).limit(limit)).scalars())
