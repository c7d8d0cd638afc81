"""Somebody wants the card in their phone's wallet: make its pass, once for all their phones."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from loyalty_app.models import LoyaltyCard, WalletPass
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.operations.publishing_passes import publish
from loyalty_app.queries.wallet_passes import APPLE
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferPass(Command):
    """Give the card a pass of this pass type, if it has none."""

    pass_type: str
    card_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassOffered(Outcome):
    """The pass of the card: new, or the one it had."""

    pass_id: int
    serial: str
    was_new: bool


@operation
def offer_pass(work: Work, command: OfferPass) -> PassOffered:
    """Make and publish the card's pass. Of two at once the database lets one through; the other finds it made."""
    known = select(WalletPass.id, WalletPass.serial).where(
        WalletPass.card_id == command.card_id, WalletPass.provider == APPLE
    )
    if row := work.connection.execute(known).one_or_none():
        return PassOffered(pass_id=row.id, serial=row.serial, was_new=False)
    merchant_id = work.connection.execute(
        select(LoyaltyCard.merchant_id).where(LoyaltyCard.id == command.card_id)
    ).scalar_one()
    serial = work.new_token()
    values = {
        "merchant_id": merchant_id,
        "card_id": command.card_id,
        "provider": APPLE,
        "serial": serial,
        "auth_token": pass_tokens.new(),
    }
    # The foreign key waits for a tap on the card; whatever it wrote is read below.
    pass_id: int = work.connection.execute(insert(WalletPass).values(values).returning(WalletPass.id)).scalar_one()
    publish(work, command.pass_type, [pass_id])
    return PassOffered(pass_id=pass_id, serial=serial, was_new=True)
