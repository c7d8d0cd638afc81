"""Rewards begin, end, sell out and come back by themselves: the passes of their programs follow."""

from dataclasses import dataclass

from sqlalchemy import not_, select, update

from loyalty_app.many_ids import one_of
from loyalty_app.models import LoyaltyProgram, Reward
from loyalty_app.operations.program_in_hand import passes_of_programs_follow
from loyalty_app.queries.wallet_work import turned_rewards
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRewards(Command):
    """Let the passes say what can be had now, wherever they were last told something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardsFollowed(Outcome):
    """How many rewards turned, and how many programs' passes follow."""

    rewards: int
    programs: int


@operation
def follow_rewards(work: Work, command: FollowRewards) -> RewardsFollowed:  # noqa: ARG001  everybody's alike
    """However long nobody looked: what counts is what passes say and what is true now, not when it turned.

    Programs are locked before their rewards, as by an owner who changes one; a purchase that takes the last one waits
    for neither.
    """
    turned = turned_rewards(work.now())
    found = work.connection.execute(select(Reward.program_id).where(turned).distinct()).scalars().all()
    if not found:
        return RewardsFollowed(rewards=0, programs=0)
    locked = select(LoyaltyProgram.id).where(one_of(LoyaltyProgram.id, found)).order_by(LoyaltyProgram.id)
    program_ids = work.connection.execute(locked.with_for_update(key_share=True)).scalars().all()
    told = (
        update(Reward)
        .where(turned, one_of(Reward.program_id, program_ids))
        .values(on_passes=not_(Reward.on_passes))
        .returning(Reward.program_id)
    )
    turned_in = work.connection.execute(told).scalars().all()
    if turned_in:
        passes_of_programs_follow(work, set(turned_in))
    return RewardsFollowed(rewards=len(turned_in), programs=len(set(turned_in)))
