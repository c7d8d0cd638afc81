"""Addresses of the customer's phone."""

from flask import Blueprint, Flask

from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.pages import show_refused_passes_by
from loyalty_app.edge.policy import ANYONE, CUSTOMER, Route, add_routes
from loyalty_app.web.storefront import (
    cards,
    claiming,
    door,
    exporting,
    history,
    home_screen,
    joining,
    leaving,
    my_data,
    signing,
)
from loyalty_app.web.storefront.birthdays import months
from loyalty_app.web.storefront.page import keep_language
from loyalty_app.web.storefront.refusals import answer_refusal, answer_surprise
from loyalty_app.web.storefront.refused_pass import show_refused_pass

blueprint = Blueprint("storefront", __name__)
_SHOP = "/loyalty/<store_code>"

add_routes(
    blueprint,
    Route(method="GET", path="/j/<store_code>", view=door.short_link, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/manifest.webmanifest", view=home_screen.manifest, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/worker.js", view=home_screen.worker, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/offline", view=home_screen.offline, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/enroll", view=joining.enroll_form, who=ANYONE),
    Route(method="POST", path=f"{_SHOP}/enroll", view=joining.enroll, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/signin", view=signing.signin_form, who=ANYONE),
    Route(method="POST", path=f"{_SHOP}/signin", view=signing.signin, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/signin/code", view=signing.enter_code_form, who=ANYONE),
    Route(method="POST", path=f"{_SHOP}/signin/code", view=signing.enter_code, who=ANYONE),
    Route(method="POST", path=f"{_SHOP}/signin/again", view=signing.send_again, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/signin/link/<link_token>", view=signing.open_link_form, who=ANYONE),
    Route(method="POST", path=f"{_SHOP}/signin/link/<link_token>", view=signing.open_link, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/claim/<claim_token>", view=claiming.claim_form, who=ANYONE),
    Route(method="POST", path=f"{_SHOP}/claim/<claim_token>", view=claiming.claim, who=ANYONE),
    Route(method="POST", path=f"{_SHOP}/signout", view=signing.sign_out, who=CUSTOMER),
    Route(method="GET", path=f"{_SHOP}/goodbye", view=leaving.goodbye, who=ANYONE),
    Route(method="GET", path=f"{_SHOP}/welcome", view=cards.welcome, who=CUSTOMER),
    Route(method="GET", path=f"{_SHOP}/dashboard", view=cards.dashboard, who=CUSTOMER, limit="120/minute"),
    Route(method="GET", path=f"{_SHOP}/code", view=cards.code, who=CUSTOMER),
    Route(method="GET", path=f"{_SHOP}/wallet/apple", view=cards.apple_wallet, who=CUSTOMER, limit="60/minute"),
    Route(method="GET", path=f"{_SHOP}/history", view=history.history, who=CUSTOMER),
    Route(method="GET", path=f"{_SHOP}/privacy", view=my_data.privacy, who=CUSTOMER),
    Route(method="POST", path=f"{_SHOP}/privacy/data", view=my_data.correct_data, who=CUSTOMER, limit="20/minute"),
    Route(method="POST", path=f"{_SHOP}/privacy/email", view=my_data.change_address, who=CUSTOMER, limit="10/minute"),
    Route(method="POST", path=f"{_SHOP}/privacy/consent", view=my_data.change_consent, who=CUSTOMER, limit="20/minute"),
    Route(method="POST", path=f"{_SHOP}/privacy/export", view=exporting.export_page, who=CUSTOMER, limit="20/minute"),
    Route(
        method="POST", path=f"{_SHOP}/privacy/export.json", view=exporting.export_file, who=CUSTOMER, limit="20/minute"
    ),
    Route(method="GET", path=f"{_SHOP}/privacy/leave", view=leaving.leave_form, who=CUSTOMER),
    Route(method="POST", path=f"{_SHOP}/privacy/leave", view=leaving.leave, who=CUSTOMER, limit="10/minute"),
)

# Once for all applications of this process.
blueprint.register_error_handler(Refusal, answer_refusal)
blueprint.register_error_handler(Exception, answer_surprise)
blueprint.after_request(keep_language)


def register_storefront(app: Flask) -> None:
    """Open the shop on the customer's phone."""
    app.jinja_env.globals["months"] = months
    app.register_blueprint(blueprint)
    show_refused_passes_by(app, show_refused_pass)
