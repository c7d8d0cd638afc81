"""Every address of the counter, who may use it and how often."""

from flask import Blueprint, Flask

from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.policy import ANYONE, STAFF, TERMINAL, Route, add_routes
from loyalty_app.web.terminal import (
    cards,
    counter,
    enrolling,
    pairing,
    points,
    receipts,
    searching,
    stamps,
    undoing,
    unlocking,
)
from loyalty_app.web.terminal.acting import note_presence
from loyalty_app.web.terminal.refusals import answer_refusal, answer_surprise

blueprint = Blueprint("terminal", __name__, url_prefix="/store/loyalty")

add_routes(
    blueprint,
    Route(method="GET", path="/pair", view=pairing.pair_form, who=ANYONE),
    Route(method="POST", path="/pair", view=pairing.pair, who=ANYONE, limit="20/hour"),
    Route(method="GET", path="/pair/done", view=pairing.paired, who=TERMINAL),
    Route(method="GET", path="/terminal", view=counter.show, who=TERMINAL),
    Route(method="GET", path="/terminal/attract", view=counter.attract, who=TERMINAL),
    Route(method="GET", path="/terminal/unlock", view=unlocking.unlock_form, who=TERMINAL),
    Route(method="POST", path="/terminal/unlock", view=unlocking.unlock, who=TERMINAL, limit="10/minute"),
    Route(method="POST", path="/terminal/lock", view=unlocking.lock, who=TERMINAL),
    Route(method="POST", path="/terminal/language", view=counter.language, who=TERMINAL),
    Route(method="POST", path="/terminal/look-up", view=cards.look_up, who=TERMINAL, limit="120/minute"),
    Route(method="GET", path="/terminal/number", view=cards.type_number, who=STAFF),
    Route(method="GET", path="/terminal/search", view=searching.search, who=STAFF, limit="60/minute"),
    Route(method="GET", path="/terminal/menu", view=counter.menu, who=STAFF),
    Route(method="GET", path="/terminal/actions", view=counter.last_actions, who=STAFF),
    Route(method="GET", path="/enroll", view=enrolling.enroll_form, who=STAFF),
    Route(method="POST", path="/enroll", view=enrolling.enroll, who=STAFF, limit="30/minute"),
    Route(method="GET", path="/terminal/cards/<int:card_id>", view=cards.show_card, who=STAFF),
    Route(method="POST", path="/cards/<int:card_id>/stamps", view=stamps.add_stamp, who=STAFF, limit="60/minute"),
    Route(
        method="GET", path="/terminal/cards/<int:card_id>/stamp-reward", view=stamps.confirm_redeem_stamps, who=STAFF
    ),
    Route(
        method="POST",
        path="/cards/<int:card_id>/stamp-rewards",
        view=stamps.redeem_stamps,
        who=STAFF,
        limit="60/minute",
    ),
    Route(method="GET", path="/terminal/cards/<int:card_id>/points", view=points.earn_form, who=STAFF),
    Route(method="POST", path="/cards/<int:card_id>/points", view=points.earn_points, who=STAFF, limit="60/minute"),
    Route(
        method="GET",
        path="/terminal/cards/<int:card_id>/rewards/<int:reward_id>",
        view=points.confirm_redeem_points,
        who=STAFF,
    ),
    Route(
        method="POST",
        path="/cards/<int:card_id>/rewards/<int:reward_id>",
        view=points.redeem_points,
        who=STAFF,
        limit="60/minute",
    ),
)

add_routes(
    blueprint,
    Route(method="GET", path="/terminal/transactions/<int:transaction_id>/undo", view=undoing.undo_form, who=STAFF),
    Route(
        method="POST", path="/transactions/<int:transaction_id>/undo", view=undoing.undo, who=STAFF, limit="20/minute"
    ),
    Route(method="GET", path="/terminal/transactions/<int:transaction_id>/receipt", view=receipts.receipt, who=STAFF),
    Route(method="POST", path="/terminal/receipts", view=receipts.set_receipts, who=STAFF, limit="20/minute"),
)

# Once for all applications of this process.
blueprint.register_error_handler(Refusal, answer_refusal)
blueprint.register_error_handler(Exception, answer_surprise)
blueprint.before_request(note_presence)


def register_terminal(app: Flask) -> None:
    """Open the counter."""
    app.register_blueprint(blueprint)
