"""The owner takes a reward away; lines that gave it out keep its name."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import RewardUnknown
from loyalty_app.models import Reward
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.program_in_hand import passes_follow
from loyalty_app.operations.rights import require_owner
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteReward(Command):
    """Take one reward away."""

    actor: Actor
    reward_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardDeleted(Outcome):
    """The reward is gone from every screen."""

    reward_id: int
    name: str


@operation
def delete_reward(work: Work, command: DeleteReward) -> RewardDeleted:
    """Refuses forbidden below an owner, reward_unknown."""
    require_owner(command.actor)
    row = work.connection.execute(
        update(Reward)
        .where(
            Reward.id == command.reward_id,
            Reward.merchant_id == command.actor.merchant_id,
            Reward.deleted_at.is_(None),
        )
        .values(deleted_at=work.now(), deleted_by_id=command.actor.user_id)
        .returning(Reward.name)
    ).one_or_none()
    if row is None:
        raise RewardUnknown
    passes_follow(work, command.actor.merchant_id)
    event = Event(what="reward_deleted", subject=f"reward:{command.reward_id}", before={"name": row.name})
    record_event(work, command.actor, event)
    return RewardDeleted(reward_id=command.reward_id, name=row.name)
