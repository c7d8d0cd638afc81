"""What a shop's program offers: for its poster, its page and whoever walks by; nothing about anybody."""

from dataclasses import dataclass

from loyalty_app.api.calls import call
from loyalty_app.db import db
from loyalty_app.domain.errors import ProgramUnknown, StoreUnknown
from loyalty_app.queries.card_view import StoreName
from loyalty_app.queries.program_view import ProgramReward, ProgramView, find_program
from loyalty_app.queries.stores import StoreView, find_store
from loyalty_app.unit_of_work import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReward:
    """Something that points can be exchanged for now."""

    id: int
    name: str
    description: str | None
    points_required: int
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProgram:
    """A program as its poster shows it; money in cents of `currency`."""

    display_name: str
    merchant_name: str
    store: StoreName
    status: str
    currency: str
    loyalty_type: str
    stamps_target: int | None
    stamps_reward_description: str | None
    points_per_euro: int | None
    minimum_purchase_cents: int | None
    minimum_redemption_points: int | None
    points_expiration_days: int | None
    welcome_bonus_points: int
    card_color: str
    card_secondary_color: str | None
    stamp_shape: str
    allow_self_enrollment: bool
    rewards: tuple[PublicReward, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicProgramAnswer:
    """The program of the shop."""

    program: PublicProgram


@call(PublicProgramAnswer, refuses=(StoreUnknown, ProgramUnknown))
def show_public_program(store_code: str) -> PublicProgramAnswer:
    """What the program of a shop offers."""
    return PublicProgramAnswer(program=public_program(store_code))


def public_program(store_code: str) -> PublicProgram:
    """The program of the open store of that code; refuses store_unknown and program_unknown."""
    store = find_store(db.session.connection(), store_code)
    if store is None or not store.is_active:
        raise StoreUnknown
    program = find_program(db.session.connection(), store.merchant_id, clock.now())
    if program.status == "draft":
        raise ProgramUnknown
    return _public(program, store)


def _public(program: ProgramView, store: StoreView) -> PublicProgram:
    has_stamps, has_points = program.loyalty_type != "points", program.loyalty_type != "stamps"
    return PublicProgram(
        display_name=program.display_name,
        merchant_name=program.merchant_name,
        store=StoreName(code=store.code, name=store.name),
        status=program.status,
        currency=program.currency,
        loyalty_type=program.loyalty_type,
        stamps_target=program.stamps_target if has_stamps else None,
        stamps_reward_description=program.stamps_reward_description if has_stamps else None,
        points_per_euro=program.points_per_euro if has_points else None,
        minimum_purchase_cents=program.minimum_purchase_cents if has_points else None,
        minimum_redemption_points=program.minimum_redemption_points if has_points else None,
        points_expiration_days=program.points_expiration_days if has_points else None,
        welcome_bonus_points=program.welcome_bonus_points if has_points else 0,
        card_color=program.card_color,
        card_secondary_color=program.card_secondary_color,
        stamp_shape=program.stamp_shape,
        allow_self_enrollment=program.allow_self_enrollment,
        rewards=tuple(_reward(reward) for reward in program.rewards if reward.is_available) if has_points else (),
    )


def _reward(reward: ProgramReward) -> PublicReward:
    return PublicReward(
        id=reward.id,
        name=reward.name,
        description=reward.description,
        points_required=reward.points_required,
        icon=reward.icon,
    )
