"""All addresses of the customer's side, on one page."""

from loyalty_app.api.problems import api_blueprint
from loyalty_app.api.storefront.consents import change_my_consent, list_my_consents
from loyalty_app.api.storefront.joining import enroll
from loyalty_app.api.storefront.mine import list_my_transactions, show_my_card
from loyalty_app.api.storefront.program import show_storefront_program
from loyalty_app.api.storefront.signing import signin, signin_code, signout
from loyalty_app.edge.policy import ANYONE, CUSTOMER_API, Route, add_routes

storefront_api = api_blueprint("storefront_api", __name__, url_prefix="/api/v1/storefront/loyalty")

# Joining and signing in count by browser, network and store: edge/crowds.py.
add_routes(
    storefront_api,
    Route(method="GET", path="/program", view=show_storefront_program, who=ANYONE, limit="30/minute"),
    Route(method="POST", path="/enroll", view=enroll, who=ANYONE),
    Route(method="POST", path="/signin", view=signin, who=ANYONE),
    Route(method="POST", path="/signin/code", view=signin_code, who=ANYONE),
    Route(method="POST", path="/signout", view=signout, who=CUSTOMER_API, limit="20/minute"),
    Route(method="GET", path="/card", view=show_my_card, who=CUSTOMER_API, limit="120/minute"),
    Route(method="GET", path="/transactions", view=list_my_transactions, who=CUSTOMER_API, limit="60/minute"),
    Route(method="GET", path="/consents", view=list_my_consents, who=CUSTOMER_API, limit="60/minute"),
    Route(method="POST", path="/consents", view=change_my_consent, who=CUSTOMER_API, limit="20/minute"),
)
