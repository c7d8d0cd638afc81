"""What creating, changing, starting and ending a program share: the locked program and its next version."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Row, insert, select, update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import ProgramUnknown
from loyalty_app.doorbell import Due
from loyalty_app.many_ids import one_of
from loyalty_app.models import LoyaltyProgram, ProgramVersion
from loyalty_app.queries.liability import Worth
from loyalty_app.unit_of_work import Work

RULES = (
    "loyalty_type",
    "stamps_target",
    "stamps_reward_description",
    "stamps_reward_value_cents",
    "points_per_euro",
    "points_expiration_days",
    "welcome_bonus_points",
    "minimum_redemption_points",
    "minimum_purchase_cents",
    "maximum_purchase_cents",
    "point_value_cents_per_100",
    "cooldown_minutes",
    "max_daily_stamps",
)
LOOKS = ("card_name", "card_color", "card_secondary_color", "stamp_shape")
SHOWN_ON_PASSES = (
    *LOOKS,
    "loyalty_type",
    "stamps_target",
    "stamps_reward_description",
    "minimum_redemption_points",
    "points_expiration_days",
)


def lock_program(work: Work, actor: Actor) -> Row[*tuple[Any, ...]]:
    """The merchant's live program, locked against other changes; refuses program_unknown."""
    table = LoyaltyProgram.__table__
    statement = select(table).where(table.c.merchant_id == actor.merchant_id, table.c.deleted_at.is_(None))
    row = work.connection.execute(statement.with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise ProgramUnknown
    return row


def write_version(work: Work, actor: Actor, program_id: int, rules: dict[str, Any]) -> None:
    """Remember the rules from now on: every later line names this version."""
    version_id: int = work.connection.execute(
        insert(ProgramVersion)
        .values(
            merchant_id=actor.merchant_id,
            program_id=program_id,
            rules={name: rules[name] for name in (*RULES, *LOOKS)},
            effective_at=work.now(),
            changed_by=author(actor),
        )
        .returning(ProgramVersion.id)
    ).scalar_one()
    work.connection.execute(
        update(LoyaltyProgram).where(LoyaltyProgram.id == program_id).values(current_version_id=version_id)
    )


def passes_follow(work: Work, merchant_id: int) -> None:
    """All cards of the merchant's program show something else now: their passes lag until they are published."""
    _follow(work, LoyaltyProgram.merchant_id == merchant_id)


def passes_of_programs_follow(work: Work, program_ids: Collection[int]) -> None:
    """As `passes_follow`, for several programs at once."""
    _follow(work, one_of(LoyaltyProgram.id, program_ids))


def _follow(work: Work, named: ColumnElement[bool]) -> None:
    changed = update(LoyaltyProgram).where(named, LoyaltyProgram.deleted_at.is_(None))
    work.connection.execute(changed.values(design_version=LoyaltyProgram.design_version + 1))
    work.leaves_due(Due.PASSES)
    work.leaves_due(Due.PICTURES)


def author(actor: Actor) -> str | None:
    """Who it was, in the spelling of the audit trail."""
    if actor.staff is not None:
        return f"staff_pin:{actor.staff.id}"
    if actor.user_id is not None:
        return f"user:{actor.user_id}"
    return f"api_token:{actor.api_token_id}" if actor.api_token_id is not None else None


def worth_of(values: dict[str, Any]) -> Worth:
    """What balances are worth under these rules; what the program does not count is worth nothing."""
    has_stamps, has_points = values["loyalty_type"] != "points", values["loyalty_type"] != "stamps"
    return Worth(
        stamps_target=values["stamps_target"],
        stamps_reward_value_cents=values["stamps_reward_value_cents"] if has_stamps else 0,
        point_value_cents_per_100=values["point_value_cents_per_100"] if has_points else 0,
    )
