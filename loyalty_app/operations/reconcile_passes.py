"""Mark the passes that lag without being marked: none, unless a mark was lost."""

from dataclasses import dataclass

from sqlalchemy import CursorResult, update

from loyalty_app.models import WalletPass
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcilePasses(Command):
    """Mark these passes, which were seen to lag, due."""

    pass_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PassesReconciled(Outcome):
    """How many passes are due that were not marked."""

    marked: int


@operation
def reconcile_passes(work: Work, command: ReconcilePasses) -> PassesReconciled:
    """Mark them; one that was published meanwhile is found level by whoever publishes next."""
    result = work.connection.execute(
        update(WalletPass)
        .where(WalletPass.id.in_(command.pass_ids), WalletPass.due_since.is_(None))
        .values(due_since=work.now())
    )
    assert isinstance(result, CursorResult)
    return PassesReconciled(marked=int(result.rowcount))
