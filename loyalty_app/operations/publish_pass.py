"""A phone asks for a pass that lags behind its card: publish it before it is answered."""

from dataclasses import dataclass

from sqlalchemy import select

from loyalty_app.doorbell import Due
from loyalty_app.models import WalletPass
from loyalty_app.operations.publishing_passes import publish
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishPass(Command):
    """Publish the pass if it lags."""

    pass_type: str
    pass_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassPublished(Outcome):
    """The pass is level with its card; `was_due` says whether it had to be published for that."""

    was_due: bool


@operation
def publish_pass(work: Work, command: PublishPass) -> PassPublished:
    """Publish this one pass, waiting for its lock; other phones that hold it are told as usual."""
    work.connection.execute(select(WalletPass.id).where(WalletPass.id == command.pass_id).with_for_update()).one()
    published = publish(work, command.pass_type, [command.pass_id])
    if published.devices:
        work.leaves_due(Due.PASSES)
    return PassPublished(was_due=published.passes == 1)
