"""Every address of the store's own pages, who may use it and how often."""

from flask import Blueprint, Flask

from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.policy import STORE_MANAGER, add_routes
from loyalty_app.web.pins.routes import pin_routes
from loyalty_app.web.store.pins import pin_pages
from loyalty_app.web.terminal.acting import note_presence
from loyalty_app.web.terminal.refusals import answer_refusal, answer_surprise

blueprint = Blueprint("store", __name__, url_prefix="/store/loyalty")

add_routes(blueprint, *pin_routes(pin_pages, STORE_MANAGER))

# Once for all applications of this process.
blueprint.register_error_handler(Refusal, answer_refusal)
blueprint.register_error_handler(Exception, answer_surprise)
blueprint.before_request(note_presence)


def register_store(app: Flask) -> None:
    """Open the store's pages."""
    app.register_blueprint(blueprint)
