"""Bring the passes that lag behind their cards level again: one batch of whatever is due."""

from dataclasses import dataclass

from sqlalchemy import select

from loyalty_app.doorbell import Due
from loyalty_app.models import WalletPass
from loyalty_app.operations.publishing_passes import publish
from loyalty_app.queries.wallet_passes import APPLE
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

BATCH = 1000  # a tap on a card of the batch waits until it is done: some tens of milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPasses(Command):
    """Publish up to a thousand due passes of this pass type, the longest due first."""

    pass_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassesPublished(Outcome):
    """How many were due, how many of them really lagged, and how many phones shall hear of it."""

    due: int
    published: int
    devices: int

    @property
    def may_have_left_some(self) -> bool:
        """Whether another call would find more."""
        return self.due >= BATCH and not self.dry_run


@operation
def publish_passes(work: Work, command: PublishPasses) -> PassesPublished:
    """Publish what is due. Passes that somebody else is writing are left to the next call, so that nobody waits."""
    due = work.connection.execute(
        select(WalletPass.id)
        .where(WalletPass.provider == APPLE, WalletPass.due_since.is_not(None))
        .order_by(WalletPass.due_since)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    pass_ids = due.scalars().all()
    if not pass_ids:
        return PassesPublished(due=0, published=0, devices=0)
    published = publish(work, command.pass_type, pass_ids)
    if published.devices:
        work.leaves_due(Due.PASSES)
    return PassesPublished(due=len(pass_ids), published=published.passes, devices=published.devices)
