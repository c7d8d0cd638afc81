"""All addresses of a store's till, on one page."""

from flask import Blueprint

from loyalty_app.api.store.cards import look_up_card
from loyalty_app.api.store.corrections import void_points, void_stamps
from loyalty_app.api.store.points import earn_points, redeem_points
from loyalty_app.api.store.stamps import add_stamp, redeem_stamps
from loyalty_app.edge.policy import TILL, Route, add_routes

store_api = Blueprint("store_api", __name__, url_prefix="/api/v1/store/loyalty")

add_routes(
    store_api,
    Route(method="POST", path="/cards/lookup", view=look_up_card, who=TILL),
    Route(method="POST", path="/stamp", view=add_stamp, who=TILL, limit="60/minute"),
    Route(method="POST", path="/stamp/redeem", view=redeem_stamps, who=TILL, limit="60/minute"),
    Route(method="POST", path="/points", view=earn_points, who=TILL, limit="60/minute"),
    Route(method="POST", path="/points/redeem", view=redeem_points, who=TILL, limit="60/minute"),
    Route(method="POST", path="/stamp/void", view=void_stamps, who=TILL, limit="20/minute"),
    Route(method="POST", path="/points/void", view=void_points, who=TILL, limit="20/minute"),
)
