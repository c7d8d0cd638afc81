"""The owner adds or changes something that points can be exchanged for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import InvalidInput, RewardUnknown
from loyalty_app.domain.program_fields import MAX_REWARDS, RewardFields
from loyalty_app.domain.redeeming import is_on_offer
from loyalty_app.models import Reward
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import lock_program, passes_follow
from loyalty_app.operations.rights import require_owner
from loyalty_app.queries.program_view import ProgramReward, find_reward
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReward(Command):
    """A new reward, or (`reward_id`) a change of one."""

    actor: Actor
    fields: RewardFields
    reward_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardSaved(Outcome):
    """The reward; `is_below_minimum`: it costs less than the program lets anybody redeem."""

    reward: ProgramReward
    is_new: bool
    is_below_minimum: bool


@operation
def save_reward(work: Work, command: SaveReward) -> RewardSaved:
    """Refuses forbidden below an owner, program_unknown, reward_unknown, reward_name_taken, reward_limit,
    end_before_start and what is missing or out of range.
    """
    require_owner(command.actor)
    values = command.fields.checked()
    program = lock_program(work, command.actor)
    before = _before(work, program.id, command.reward_id)
    _require_complete({**before, **values})
    _require_free_name(work, program.id, command.reward_id, {**before, **values}["name"])
    reward_id = command.reward_id or _new_reward(work, command.actor.merchant_id, program.id, values)
    if any(before.get(name) != value for name, value in values.items()):
        _change(work, reward_id, values | {"on_passes": _on_passes({**before, **values}, work.now())})
        passes_follow(work, command.actor.merchant_id)
    _record(work, command.actor, reward_id, before, values)
    reward = find_reward(work.connection, command.actor.merchant_id, reward_id, work.now())
    return RewardSaved(
        reward=reward,
        is_new=command.reward_id is None,
        is_below_minimum=reward.points_required < program.minimum_redemption_points,
    )


def _new_reward(work: Work, merchant_id: int, program_id: int, values: dict[str, Any]) -> int:
    _require_room(work, program_id)
    insertion = insert(Reward).values(merchant_id=merchant_id, program_id=program_id, **values)
    reward_id: int = work.connection.execute(insertion.returning(Reward.id)).scalar_one()
    return reward_id


def _change(work: Work, reward_id: int, values: dict[str, Any]) -> None:
    work.connection.execute(update(Reward).where(Reward.id == reward_id).values(values))


def _on_passes(values: dict[str, Any], now: datetime) -> bool:
    """Whether the passes that are published from now on say that it can be had; they know whole seconds."""
    dates = {name: values.get(name) for name in ("starts_at", "ends_at", "stock")}
    return is_on_offer(now.replace(microsecond=0), is_active=values.get("is_active", True), **dates)


def _before(work: Work, program_id: int, reward_id: int | None) -> dict[str, Any]:
    if reward_id is None:
        return {}
    table = Reward.__table__
    statement = select(table).where(
        table.c.id == reward_id, table.c.program_id == program_id, table.c.deleted_at.is_(None)
    )
    row = work.connection.execute(statement.with_for_update(key_share=True)).one_or_none()
    if row is None:
        raise RewardUnknown
    return {name: value for name, value in row._asdict().items() if name in RewardFields.__dataclass_fields__}


def _require_complete(values: dict[str, Any]) -> None:
    for needed in ("name", "points_required"):
        if needed not in values:
            raise InvalidInput.of(needed, "field_missing")
    starts_at, ends_at = values.get("starts_at"), values.get("ends_at")
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise InvalidInput.of("ends_at", "end_before_start")


def _require_free_name(work: Work, program_id: int, reward_id: int | None, name: str) -> None:
    """Two rewards of one name could not be told apart at the counter, however they are capitalised."""
    others = select(Reward.id, Reward.name).where(Reward.program_id == program_id, Reward.deleted_at.is_(None))
    for row in work.connection.execute(others):
        if row.id != reward_id and row.name.casefold() == name.casefold():
            raise InvalidInput.of("name", "reward_name_taken")


def _require_room(work: Work, program_id: int) -> None:
    counted = select(func.count()).where(Reward.program_id == program_id, Reward.deleted_at.is_(None))
    if work.connection.execute(counted).scalar_one() >= MAX_REWARDS:
        raise InvalidInput.of("name", "reward_limit", maximum=MAX_REWARDS)


def _record(work: Work, actor: Actor, reward_id: int, before: dict[str, Any], values: dict[str, Any]) -> None:
    plain = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
        if before.get(name) != value
    }
    was = {name: before[name] for name in plain if name in before and not hasattr(before[name], "isoformat")}
    what = "reward_changed" if before else "reward_created"
    record_event(work, actor, Event(what=what, subject=f"reward:{reward_id}", before=was, after=plain))
