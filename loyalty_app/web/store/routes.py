"""Every address of the store's own pages, who may use it and how often."""

from flask import Blueprint, Flask

from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.policy import STAFF, STORE_MANAGER, Route, add_routes
from loyalty_app.web.pins.routes import pin_routes
from loyalty_app.web.store import adjusting, cards, voiding
from loyalty_app.web.store.card_care import CARES
from loyalty_app.web.store.pins import pin_pages
from loyalty_app.web.store.transactions import transactions
from loyalty_app.web.terminal.acting import note_presence
from loyalty_app.web.terminal.refusals import answer_refusal, answer_surprise

blueprint = Blueprint("store", __name__, url_prefix="/store/loyalty")
_CARD, _LINE, _OFTEN = "/cards/<int:card_id>", "/transactions/<int:transaction_id>", "20/minute"

# /cards/7/block, /unblock and /replace, each asked first.
for care in CARES:
    path = f"{_CARD}/{care.name}"
    add_routes(
        blueprint,
        Route(method="GET", path=path, view=care.form, who=STAFF, name=f"{care.name}_form"),
        Route(method="POST", path=path, view=care.do, who=STAFF, limit=_OFTEN, name=f"{care.name}_card"),
    )

# Correcting points and taking back late ask for a manager's PIN by themselves: a cashier calls one.
add_routes(
    blueprint,
    *pin_routes(pin_pages, STORE_MANAGER),
    Route(method="GET", path="/cards", view=cards.cards, who=STAFF, limit="60/minute"),
    Route(method="GET", path=_CARD, view=cards.card, who=STAFF, limit="60/minute"),
    Route(method="GET", path=f"{_CARD}/adjust", view=adjusting.adjust_form, who=STAFF),
    Route(method="POST", path=f"{_CARD}/adjust", view=adjusting.adjust_points, who=STAFF, limit=_OFTEN),
    Route(method="GET", path="/transactions", view=transactions, who=STAFF, limit="60/minute"),
    Route(method="GET", path=f"{_LINE}/void", view=voiding.void_form, who=STAFF),
    Route(method="POST", path=f"{_LINE}/void", view=voiding.void, who=STAFF, limit=_OFTEN),
)

# Once for all applications of this process.
blueprint.register_error_handler(Refusal, answer_refusal)
blueprint.register_error_handler(Exception, answer_surprise)
blueprint.before_request(note_presence)


def register_store(app: Flask) -> None:
    """Open the store's pages."""
    app.register_blueprint(blueprint)
