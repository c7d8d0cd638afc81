"""What the demo shows of what usually happens elsewhere: addresses that exist on one's own machine alone."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort

from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.loaded import DemoRefused, demo_is_loaded
from loyalty_app.demo.mails import formatted_mail, mail, mails
from loyalty_app.demo.phone_page.carrying import carry_phone
from loyalty_app.demo.phone_page.page import (
    phone,
    phone_add,
    phone_colours,
    phone_picture,
    phone_refresh,
    phone_remove,
    phone_screen,
)
from loyalty_app.edge.policy import ANYONE, Route, add_routes

blueprint = Blueprint("dev", __name__, url_prefix="/dev")

add_routes(
    blueprint,
    Route(method="GET", path="/mails", view=mails, who=ANYONE),
    Route(method="GET", path="/mails/<name>", view=mail, who=ANYONE),
    Route(method="GET", path="/mails/<name>/formatted", view=formatted_mail, who=ANYONE),
    Route(method="GET", path="/phone", view=phone, who=ANYONE),
    Route(method="GET", path="/phone/screen", view=phone_screen, who=ANYONE),
    Route(method="POST", path="/phone/add", view=phone_add, who=ANYONE, limit="60/minute"),
    Route(method="POST", path="/phone/remove", view=phone_remove, who=ANYONE, limit="60/minute"),
    Route(method="POST", path="/phone/refresh", view=phone_refresh, who=ANYONE, limit="60/minute"),
    Route(method="GET", path="/phone/colours/<version>.css", view=phone_colours, who=ANYONE),
    Route(method="GET", path="/phone/passes/<serial>/<version>/<name>.png", view=phone_picture, who=ANYONE),
)


def register_demo(app: Flask, settings: Settings) -> None:
    """Add the addresses where the application plays on one's own machine; anywhere else they do not exist.

    They answer 404 as long as the database holds anything but the whole demo: people's mails are nobody's business.
    """
    if not is_playground(settings):
        return
    keys = DemoKeys(secret_key=settings.secret_key)

    def require_demo() -> None:
        try:
            is_there = demo_is_loaded(keys)
        except DemoRefused:
            is_there = False
        finally:
            db.session.rollback()
        if not is_there:
            abort(404)

    app.before_request_funcs.setdefault(blueprint.name, []).append(require_demo)
    app.register_blueprint(blueprint)
    carry_phone(app, settings)


def is_playground(settings: Settings) -> bool:
    """One process, its own SQLite file, no mail server, and an address of this machine or of the house around it."""
    host = urlsplit(settings.base_url).hostname or ""
    is_own = settings.is_embedded and settings.database_url.startswith("sqlite") and settings.smtp_server is None
    return is_own and (host == "localhost" or _is_private(host))


def _is_private(host: str) -> bool:
    try:
        return ip_address(host).is_private
    except ValueError:
        return False
