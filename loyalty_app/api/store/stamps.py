"""Stamps at the till."""

from loyalty_app.api.calls import Asked, change
from loyalty_app.api.card_name import CardName
from loyalty_app.api.fields import Id, Moment
from loyalty_app.api.refusals import CARD_RULES
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.domain.errors import CategoryUnknown, CooldownActive, DailyLimit, InsufficientStamps
from loyalty_app.operations.add_stamp import AddStamp, StampAdded
from loyalty_app.operations.add_stamp import add_stamp as run_add_stamp
from loyalty_app.operations.redeem_stamps import RedeemStamps, StampsRedeemed
from loyalty_app.operations.redeem_stamps import redeem_stamps as run_redeem_stamps


class StampFields(CardName, StaffProof):
    """A stamp for a card."""

    category_ids: list[Id] | None = None
    happened_at: Moment | None = None


class RedeemStampsFields(CardName, StaffProof):
    """A full card to be exchanged."""


@change(run_add_stamp, StampAdded, StampFields, refuses=(*CARD_RULES, CategoryUnknown, CooldownActive, DailyLimit))
def add_stamp(body: StampFields, asked: Asked) -> AddStamp:
    """Put one stamp on a card."""
    return AddStamp(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        card=body.reference(),
        category_ids=tuple(body.category_ids or ()),
        happened_at=body.happened_at,
    )


@change(run_redeem_stamps, StampsRedeemed, RedeemStampsFields, refuses=(*CARD_RULES, InsufficientStamps))
def redeem_stamps(body: RedeemStampsFields, asked: Asked) -> RedeemStamps:
    """Exchange a full card for its reward."""
    return RedeemStamps(actor=asked.actor, request_id=asked.request_id, dry_run=asked.dry_run, card=body.reference())
