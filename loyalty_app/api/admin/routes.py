"""All addresses of the platform's own programs, on one page."""

from loyalty_app.api.admin.wallets import show_wallet_status
from loyalty_app.api.problems import api_blueprint
from loyalty_app.edge.policy import PLATFORM, Route, add_routes

admin_api = api_blueprint("admin_api", __name__, url_prefix="/api/v1/admin/loyalty")

add_routes(
    admin_api,
    Route(method="GET", path="/wallet-status", view=show_wallet_status, who=PLATFORM, limit="60/minute"),
)
