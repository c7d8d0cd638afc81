"""The operator wants a card's passes sent once more, whatever the tables say."""

from dataclasses import dataclass

from sqlalchemy import func, select

from loyalty_app.domain.errors import CardUnknown
from loyalty_app.models import LoyaltyCard, WalletPass
from loyalty_app.operations.passes_due import mark_passes_due
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ResyncPasses(Command):
    """Send the passes of the card with this number (twelve digits) again."""

    card_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassesResynced(Outcome):
    """How many passes of the card are due now."""

    card_id: int
    passes: int


@operation
def resync_passes(work: Work, command: ResyncPasses) -> PassesResynced:
    """Mark the card's passes due; the loop publishes them and wakes the phones. Refuses card_unknown."""
    card_id = work.connection.execute(
        select(LoyaltyCard.id).where(LoyaltyCard.card_number == command.card_number, LoyaltyCard.deleted_at.is_(None))
    ).scalar_one_or_none()
    if card_id is None:
        raise CardUnknown
    mark_passes_due(work, card_id)
    passes = work.connection.execute(
        select(func.count()).select_from(WalletPass).where(WalletPass.card_id == card_id)
    ).scalar_one()
    return PassesResynced(card_id=card_id, passes=passes)
