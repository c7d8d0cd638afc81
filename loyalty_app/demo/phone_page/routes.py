"""Addresses that exist in the embedded demo alone."""

from flask import Blueprint, Flask

from loyalty_app.config import Settings
from loyalty_app.demo.phone_page.carrying import carry_phone
from loyalty_app.demo.phone_page.page import (
    add,
    colours,
    phone,
    picture,
    refresh,
    remove,
    require_demo,
    screen,
)
from loyalty_app.edge.policy import ANYONE, Route, add_routes

blueprint = Blueprint("dev", __name__, url_prefix="/dev/phone")
blueprint.before_request(require_demo)

add_routes(
    blueprint,
    Route(method="GET", path="", view=phone, who=ANYONE),
    Route(method="GET", path="/screen", view=screen, who=ANYONE),
    Route(method="POST", path="/add", view=add, who=ANYONE, limit="60/minute"),
    Route(method="POST", path="/remove", view=remove, who=ANYONE, limit="60/minute"),
    Route(method="POST", path="/refresh", view=refresh, who=ANYONE, limit="60/minute"),
    Route(method="GET", path="/colours/<version>.css", view=colours, who=ANYONE),
    Route(method="GET", path="/passes/<serial>/<version>/<name>.png", view=picture, who=ANYONE),
)


def register_demo_phone(app: Flask, settings: Settings) -> None:
    """Open the page where everything runs in one process on one file; anywhere else there is no such address."""
    if settings.is_embedded and settings.database_url.startswith("sqlite"):
        carry_phone(app, settings)
        app.register_blueprint(blueprint)
