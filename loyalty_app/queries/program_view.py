"""A merchant's program and its rewards, with everything a till or an editor needs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.errors import ProgramUnknown, RewardUnknown
from loyalty_app.models import LoyaltyProgram, Merchant, MerchantLoyaltySettings, Reward

_program = LoyaltyProgram.__table__
_merchant = Merchant.__table__
_settings = MerchantLoyaltySettings.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramReward:
    """One reward as its editor sees it; `is_available`: it could be had now, given the points."""

    id: int
    name: str
    description: str | None
    points_required: int
    icon: str
    is_active: bool
    starts_at: datetime | None
    ends_at: datetime | None
    stock: int | None
    display_order: int
    is_available: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramView:
    """The live program of a merchant. Money in cents of `currency`; `display_name` is what stands on the card.

    `version_id` names the rules as they are: send it along with a change to notice somebody else's.
    """

    id: int
    version_id: int | None
    merchant_id: int
    merchant_name: str
    merchant_code: str
    currency: str
    timezone: str
    default_locale: str
    status: str
    activated_at: datetime | None
    loyalty_type: str
    stamps_target: int
    stamps_reward_description: str | None
    stamps_reward_value_cents: int
    points_per_euro: int
    points_expiration_days: int | None
    welcome_bonus_points: int
    minimum_redemption_points: int
    minimum_purchase_cents: int
    maximum_purchase_cents: int
    point_value_cents_per_100: int
    cooldown_minutes: int
    max_daily_stamps: int
    card_name: str | None
    display_name: str
    card_color: str
    card_secondary_color: str | None
    stamp_shape: str
    design_version: int
    staff_pin_policy: str
    require_order_reference: bool
    allow_self_enrollment: bool
    rewards: tuple[ProgramReward, ...]


def find_program(connection: Connection, merchant_id: int, now: datetime) -> ProgramView:
    """The merchant's live program with all its rewards; two statements. Refuses program_unknown."""
    row = connection.execute(
        select(
            *(_program.c[name] for name in ProgramView.__dataclass_fields__ if name in _program.c),
            _program.c.current_version_id.label("version_id"),
            _merchant.c.name.label("merchant_name"),
            _merchant.c.code.label("merchant_code"),
            _merchant.c.currency,
            _merchant.c.timezone,
            _merchant.c.default_locale,
            _settings.c.staff_pin_policy,
            _settings.c.require_order_reference,
            _settings.c.allow_self_enrollment,
        )
        .join(_merchant, _merchant.c.id == _program.c.merchant_id)
        .join(_settings, _settings.c.merchant_id == _program.c.merchant_id)
        .where(
            _program.c.merchant_id == merchant_id,
            _program.c.deleted_at.is_(None),
            _merchant.c.deleted_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        raise ProgramUnknown
    found = row._asdict()
    return ProgramView(
        **found,
        display_name=found["card_name"] or found["merchant_name"],
        rewards=list_rewards(connection, found["id"], now),
    )


def list_rewards(
    connection: Connection, program_id: int, now: datetime, *, only_available: bool = False
) -> tuple[ProgramReward, ...]:
    """The program's rewards in the owner's order, then by points."""
    statement = (
        select(*_REWARD_COLUMNS)
        .where(Reward.program_id == program_id, Reward.deleted_at.is_(None))
        .order_by(Reward.display_order, Reward.points_required, Reward.id)
    )
    rewards = (_reward(row, now) for row in connection.execute(statement))
    return tuple(reward for reward in rewards if reward.is_available or not only_available)


def find_reward(connection: Connection, merchant_id: int, reward_id: int, now: datetime) -> ProgramReward:
    """One live reward of the merchant; refuses reward_unknown."""
    statement = select(*_REWARD_COLUMNS).where(
        Reward.id == reward_id, Reward.merchant_id == merchant_id, Reward.deleted_at.is_(None)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise RewardUnknown
    return _reward(row, now)


_REWARD_COLUMNS = tuple(getattr(Reward, name) for name in ProgramReward.__dataclass_fields__ if name != "is_available")


def _reward(row: Row[*tuple[object, ...]], now: datetime) -> ProgramReward:
    has_begun = row.starts_at is None or row.starts_at <= now
    has_ended = row.ends_at is not None and row.ends_at <= now
    is_left = row.stock is None or row.stock > 0
    return ProgramReward(**row._asdict(), is_available=row.is_active and has_begun and not has_ended and is_left)
