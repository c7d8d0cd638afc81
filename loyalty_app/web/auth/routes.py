"""Addresses of signing in and out."""

from flask import Blueprint, Flask

from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.policy import ANYONE, USER, Route, add_routes
from loyalty_app.web.auth.refusals import answer_refusal
from loyalty_app.web.auth.signing import login, login_form, logout

blueprint = Blueprint("auth", __name__)

add_routes(
    blueprint,
    Route(method="GET", path="/auth/login", view=login_form, who=ANYONE),
    Route(method="POST", path="/auth/login", view=login, who=ANYONE, limit="20/minute"),
    Route(method="POST", path="/auth/logout", view=logout, who=USER),
)


blueprint.register_error_handler(Refusal, answer_refusal)


def register_auth(app: Flask) -> None:
    """Open the door of the office."""
    app.register_blueprint(blueprint)
