"""All addresses of a store's till, on one page."""

from loyalty_app.api.problems import api_blueprint
from loyalty_app.api.store.card_care import block_card, replace_card, unblock_card
from loyalty_app.api.store.cards import find_cards, look_up_card, show_card
from loyalty_app.api.store.categories import change_category, create_category, delete_category, list_categories
from loyalty_app.api.store.corrections import adjust_points, void_points, void_stamps
from loyalty_app.api.store.enrolling import enroll_customer
from loyalty_app.api.store.figures import show_churn, show_cohorts, show_revenue, show_stats
from loyalty_app.api.store.history import list_card_transactions, list_transactions
from loyalty_app.api.store.pins import change_pin, create_pin, delete_pin, list_pins, unlock_pin, verify_pin
from loyalty_app.api.store.points import earn_points, redeem_points
from loyalty_app.api.store.program import change_program, create_program, list_rewards, show_program
from loyalty_app.api.store.stamps import add_stamp, redeem_stamps
from loyalty_app.edge.policy import TILL, TILL_OWNER, Route, add_routes

store_api = api_blueprint("store_api", __name__, url_prefix="/api/v1/store/loyalty")

add_routes(
    store_api,
    Route(method="GET", path="/program", view=show_program, who=TILL),
    Route(method="POST", path="/program", view=create_program, who=TILL_OWNER, limit="20/minute"),
    Route(method="PATCH", path="/program", view=change_program, who=TILL_OWNER, limit="20/minute"),
    Route(method="GET", path="/stats", view=show_stats, who=TILL, limit="60/minute"),
    Route(method="GET", path="/rewards", view=list_rewards, who=TILL),
    Route(method="GET", path="/cards", view=find_cards, who=TILL),
    Route(method="POST", path="/cards/enroll", view=enroll_customer, who=TILL, limit="60/minute"),
    Route(method="POST", path="/cards/lookup", view=look_up_card, who=TILL),
    Route(method="GET", path="/cards/<int:card_id>", view=show_card, who=TILL),
    Route(method="GET", path="/cards/<int:card_id>/transactions", view=list_card_transactions, who=TILL),
    Route(method="GET", path="/transactions", view=list_transactions, who=TILL),
    Route(method="POST", path="/cards/<int:card_id>/block", view=block_card, who=TILL, limit="20/minute"),
    Route(method="POST", path="/cards/<int:card_id>/unblock", view=unblock_card, who=TILL, limit="20/minute"),
    Route(method="POST", path="/cards/<int:card_id>/replace", view=replace_card, who=TILL, limit="20/minute"),
    Route(method="POST", path="/stamp", view=add_stamp, who=TILL, limit="60/minute"),
    Route(method="POST", path="/stamp/redeem", view=redeem_stamps, who=TILL, limit="60/minute"),
    Route(method="POST", path="/points", view=earn_points, who=TILL, limit="60/minute"),
    Route(method="POST", path="/points/redeem", view=redeem_points, who=TILL, limit="60/minute"),
    Route(method="POST", path="/stamp/void", view=void_stamps, who=TILL, limit="20/minute"),
    Route(method="POST", path="/points/void", view=void_points, who=TILL, limit="20/minute"),
    Route(method="POST", path="/points/adjust", view=adjust_points, who=TILL, limit="20/minute"),
    Route(method="GET", path="/pins", view=list_pins, who=TILL),
    Route(method="POST", path="/pins", view=create_pin, who=TILL, limit="20/minute"),
    Route(method="PATCH", path="/pins/<int:staff_id>", view=change_pin, who=TILL, limit="20/minute"),
    Route(method="DELETE", path="/pins/<int:staff_id>", view=delete_pin, who=TILL, limit="20/minute"),
    Route(method="POST", path="/pins/<int:staff_id>/unlock", view=unlock_pin, who=TILL, limit="20/minute"),
    Route(method="POST", path="/pins/<int:staff_id>/verify", view=verify_pin, who=TILL, limit="10/minute"),
    Route(method="GET", path="/categories", view=list_categories, who=TILL),
    Route(method="POST", path="/categories", view=create_category, who=TILL, limit="20/minute"),
    Route(method="PATCH", path="/categories/<int:category_id>", view=change_category, who=TILL, limit="20/minute"),
    Route(method="DELETE", path="/categories/<int:category_id>", view=delete_category, who=TILL, limit="20/minute"),
    Route(method="GET", path="/analytics/cohorts", view=show_cohorts, who=TILL, limit="60/minute"),
    Route(method="GET", path="/analytics/churn", view=show_churn, who=TILL, limit="60/minute"),
    Route(method="GET", path="/analytics/revenue", view=show_revenue, who=TILL, limit="60/minute"),
)
