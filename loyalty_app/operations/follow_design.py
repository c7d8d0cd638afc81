"""A program's passes shall look different: mark them due, one batch after the other."""

from dataclasses import dataclass

from sqlalchemy import func, select, update

from loyalty_app.many_ids import one_of
from loyalty_app.models import LoyaltyCard, LoyaltyProgram, WalletPass
from loyalty_app.queries.wallet_passes import APPLE
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

BATCH = 1000  # a tap on a card of the batch waits until it is done


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowDesign(Command):
    """The next thousand passes, after this id, of a program that was seen to have this design."""

    program_id: int
    design: int
    after_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignFollowed(Outcome):
    """How many passes were marked, and after which id to go on; None: the whole program is marked."""

    marked: int
    next_after_id: int | None


@operation
def follow_design(work: Work, command: FollowDesign) -> DesignFollowed:
    """Mark also what is due already: whoever publishes it this moment may have read the design of before.

    The program counts as marked with the last batch, so that a round that was killed begins anew.
    """
    passes = work.connection.execute(
        select(WalletPass.id)
        .join(LoyaltyCard, LoyaltyCard.id == WalletPass.card_id)
        .where(
            WalletPass.provider == APPLE,
            LoyaltyCard.program_id == command.program_id,
            WalletPass.pushed_design < command.design,
            WalletPass.id > command.after_id,
        )
        .order_by(WalletPass.id)
        .limit(BATCH)
    )
    pass_ids = passes.scalars().all()
    if pass_ids:
        due_since = func.coalesce(WalletPass.due_since, work.now())
        work.connection.execute(update(WalletPass).where(one_of(WalletPass.id, pass_ids)).values(due_since=due_since))
    if len(pass_ids) == BATCH:
        return DesignFollowed(marked=BATCH, next_after_id=pass_ids[-1])
    work.connection.execute(
        update(LoyaltyProgram)
        .where(LoyaltyProgram.id == command.program_id, LoyaltyProgram.marked_design < command.design)
        .values(marked_design=command.design)
    )
    return DesignFollowed(marked=len(pass_ids), next_after_id=None)
