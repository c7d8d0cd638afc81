"""Addresses of the platform admin."""

from flask import Blueprint, Flask

from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.policy import PLATFORM_ADMIN, Route, add_routes
from loyalty_app.web.admin.overview import overview
from loyalty_app.web.admin.wallets import wallets
from loyalty_app.web.auth.refusals import answer_refusal

blueprint = Blueprint("admin", __name__, url_prefix="/admin/loyalty")
blueprint.register_error_handler(Refusal, answer_refusal)

add_routes(
    blueprint,
    Route(method="GET", path="/", view=overview, who=PLATFORM_ADMIN),
    Route(method="GET", path="/wallets", view=wallets, who=PLATFORM_ADMIN),
)


def register_admin(app: Flask) -> None:
    """Open the platform's office."""
    app.register_blueprint(blueprint)
