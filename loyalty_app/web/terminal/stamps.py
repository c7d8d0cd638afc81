"""Stamps at the counter: one more, and the reward of a full card."""

from flask import Response
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.add_stamp import AddStamp, StampAdded
from loyalty_app.operations.add_stamp import add_stamp as run_add_stamp
from loyalty_app.operations.redeem_stamps import RedeemStamps, StampsRedeemed
from loyalty_app.operations.redeem_stamps import redeem_stamps as run_redeem_stamps
from loyalty_app.web.forms import request_key, shown_number, whole_numbers
from loyalty_app.web.terminal.acting import act
from loyalty_app.web.terminal.cards import program_words, read_card
from loyalty_app.web.terminal.page import show
from loyalty_app.web.terminal.results import done, stamp_added, stamps_redeemed
from loyalty_app.web.terminal.screens import ConfirmStamps


def add_stamp(card_id: int) -> AnyResponse:
    """One stamp."""
    command = AddStamp(
        actor=current_caller().acting,
        card=CardReference(card_id=card_id),
        category_ids=whole_numbers("category_ids"),
        shown=shown_number(),
        request_id=request_key(),
    )
    return done(card_id, stamp_added(act(run_add_stamp, command, StampAdded)))


def confirm_redeem_stamps(card_id: int) -> Response:
    """The reward of a full card, large, and the question."""
    card = read_card(CardReference(card_id=card_id))
    return show("_redeem_stamps", ConfirmStamps(card=card, program=program_words()))


def redeem_stamps(card_id: int) -> AnyResponse:
    """Hand out the reward of a full card."""
    command = RedeemStamps(
        actor=current_caller().acting,
        card=CardReference(card_id=card_id),
        shown=shown_number(),
        request_id=request_key(),
    )
    return done(card_id, stamps_redeemed(act(run_redeem_stamps, command, StampsRedeemed)))
