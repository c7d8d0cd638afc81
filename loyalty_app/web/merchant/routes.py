"""Addresses of the office."""

from flask import Blueprint, Flask

from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.policy import MANAGER, Route, add_routes
from loyalty_app.web.auth.refusals import answer_refusal
from loyalty_app.web.merchant.devices import (
    confirm_revoke_device,
    create_pairing_code,
    devices,
    rename_device,
    revoke_device,
    vouch_for_device,
)
from loyalty_app.web.merchant.overview import overview
from loyalty_app.web.merchant.pins import pin_pages
from loyalty_app.web.merchant.poster import poster, poster_pdf, poster_png, poster_svg
from loyalty_app.web.pins.routes import pin_routes

blueprint = Blueprint("merchant", __name__, url_prefix="/merchant/loyalty")

add_routes(
    blueprint,
    Route(method="GET", path="/", view=overview, who=MANAGER),
    Route(method="GET", path="/devices", view=devices, who=MANAGER),
    Route(method="POST", path="/devices", view=create_pairing_code, who=MANAGER, limit="20/minute"),
    Route(method="POST", path="/devices/<int:device_id>/name", view=rename_device, who=MANAGER),
    Route(method="POST", path="/devices/<int:device_id>/vouch", view=vouch_for_device, who=MANAGER),
    Route(method="GET", path="/devices/<int:device_id>/revoke", view=confirm_revoke_device, who=MANAGER),
    Route(method="POST", path="/devices/<int:device_id>/revoke", view=revoke_device, who=MANAGER),
    Route(method="GET", path="/poster", view=poster, who=MANAGER),
    Route(method="GET", path="/poster/pdf", view=poster_pdf, who=MANAGER, limit="60/minute"),
    Route(method="GET", path="/poster/svg", view=poster_svg, who=MANAGER, limit="60/minute"),
    Route(method="GET", path="/poster/png", view=poster_png, who=MANAGER, limit="60/minute"),
    *pin_routes(pin_pages, MANAGER),
)


# Once for all applications of this process.
blueprint.register_error_handler(Refusal, answer_refusal)


def register_merchant(app: Flask) -> None:
    """Open the office."""
    app.register_blueprint(blueprint)
