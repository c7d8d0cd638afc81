"""Stamps at the till."""

from loyalty_app.api.calls import Asked, change
from loyalty_app.api.card_name import CardName
from loyalty_app.api.fields import Id, Moment, like
from loyalty_app.api.refusals import CARD_RULES
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.domain.errors import CategoryUnknown, CooldownActive, DailyLimit, InsufficientStamps
from loyalty_app.operations.add_stamp import AddStamp, StampAdded
from loyalty_app.operations.add_stamp import add_stamp as run_add_stamp
from loyalty_app.operations.redeem_stamps import RedeemStamps, StampsRedeemed
from loyalty_app.operations.redeem_stamps import redeem_stamps as run_redeem_stamps


class StampFields(CardName, StaffProof):
    """A stamp for a card."""

    model_config = like(card_number="1234-5678-9015", staff_session="u3Zk…", category_ids=[3])

    category_ids: list[Id] | None = None
    happened_at: Moment | None = None


class RedeemStampsFields(CardName, StaffProof):
    """A full card to be exchanged."""

    model_config = like(qr_code="CARD-7QK4M2X9TB6H3J8N5WZ1RDAPCV", staff_id=4, staff_pin="493817")


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
