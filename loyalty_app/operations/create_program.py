"""A merchant begins a program: stamps, points or both; a draft until it is activated."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import InvalidInput, ProgramExists
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.models import LoyaltyProgram, Merchant
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import LOOKS, RULES, write_version
from loyalty_app.operations.rights import require_owner
from loyalty_app.queries.program_view import ProgramView, find_program
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateProgram(Command):
    """A program with the settings named in `fields`; the figures below come from the instance's settings."""

    actor: Actor
    fields: ProgramFields
    default_points_per_euro: int = 10
    default_cooldown_minutes: int = 15
    default_max_daily_stamps: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramCreated(Outcome):
    """The draft."""

    program: ProgramView


DEFAULTS: dict[str, Any] = {
    "stamps_target": 10,
    "stamps_reward_description": None,
    "stamps_reward_value_cents": 0,
    "points_expiration_days": None,
    "welcome_bonus_points": 0,
    "minimum_redemption_points": 100,
    "minimum_purchase_cents": 0,
    "maximum_purchase_cents": 50_000,
    "point_value_cents_per_100": 0,
    "card_name": None,
    "card_color": "#4F46E5",
    "card_secondary_color": None,
    "stamp_shape": "bean",
}


@operation
def create_program(work: Work, command: CreateProgram) -> ProgramCreated:
    """Refuses forbidden below an owner, program_exists, field_missing without a type, and what is out of range."""
    require_owner(command.actor)
    values = {
        **DEFAULTS,
        "points_per_euro": command.default_points_per_euro,
        "cooldown_minutes": command.default_cooldown_minutes,
        "max_daily_stamps": command.default_max_daily_stamps,
        **command.fields.checked(),
    }
    if "loyalty_type" not in values:
        raise InvalidInput.of("loyalty_type", "field_missing")
    require_purchase_limits(values)
    merchant_id = command.actor.merchant_id
    # One program at a time, also when two owners begin at once.
    work.connection.execute(select(Merchant.id).where(Merchant.id == merchant_id).with_for_update(key_share=True))
    live = select(LoyaltyProgram.id).where(
        LoyaltyProgram.merchant_id == merchant_id, LoyaltyProgram.deleted_at.is_(None)
    )
    if work.connection.execute(live).first():
        raise ProgramExists
    program_id: int = work.connection.execute(
        insert(LoyaltyProgram).values(merchant_id=merchant_id, **values).returning(LoyaltyProgram.id)
    ).scalar_one()
    write_version(work, command.actor, program_id, values)
    after = {name: values[name] for name in (*RULES, *LOOKS)}
    record_event(work, command.actor, Event(what="program_created", subject=f"program:{program_id}", after=after))
    return ProgramCreated(program=find_program(work.connection, merchant_id, work.now()))


def require_purchase_limits(values: dict[str, Any]) -> None:
    """Refuse a largest purchase below the smallest."""
    smallest = values["minimum_purchase_cents"]
    if values["maximum_purchase_cents"] < smallest:
        raise InvalidInput.of("maximum_purchase_cents", "number_out_of_range", minimum=smallest)
