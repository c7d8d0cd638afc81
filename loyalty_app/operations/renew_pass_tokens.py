"""The key that closed the tokens of passes is lost for good: passes get new tokens, to be added to phones anew."""

from dataclasses import dataclass

from sqlalchemy import select, update

from loyalty_app.domain.actors import PlatformActor
from loyalty_app.models import WalletPass
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.operations.passes_due import mark_passes_due
from loyalty_app.queries.wallet_passes import APPLE
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewPassTokens(Command):
    """Look at the next five hundred passes after this id, and renew the tokens that none of our keys opens."""

    actor: PlatformActor
    after_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PassTokensRenewed(Outcome):
    """How many of them got a new token, and from which id on to look next; None: these were the last."""

    renewed: int
    next_after_id: int | None


@operation
def renew_pass_tokens(work: Work, command: RenewPassTokens) -> PassTokensRenewed:
    """Renew what cannot be read. Phones that hold such a pass hear nothing more until it is added again."""
    passes = work.connection.execute(
        select(WalletPass.id, WalletPass.card_id, WalletPass.auth_token)
        .where(WalletPass.provider == APPLE, WalletPass.id > command.after_id)
        .order_by(WalletPass.id)
        .limit(BATCH)
        .with_for_update()
    ).all()
    closed = [row for row in passes if not pass_tokens.can_read(row.auth_token or "")]
    for row in closed:
        renewed = update(WalletPass).where(WalletPass.id == row.id).values(auth_token=pass_tokens.new())
        work.connection.execute(renewed)
        mark_passes_due(work, row.card_id)
    if closed:
        record_event(work, command.actor, Event(what="pass_tokens_renewed", after={"passes": len(closed)}))
    return PassTokensRenewed(renewed=len(closed), next_after_id=passes[-1].id if len(passes) == BATCH else None)
