"""All addresses that phones with passes call, on one page. `webServiceURL` ends before /v1 (spec 3)."""

from loyalty_app.api.apple.downloads import add_pass, add_passes, answer_refusal
from loyalty_app.api.apple.log import take_reports
from loyalty_app.api.apple.passes import send_pass
from loyalty_app.api.apple.registrations import list_changed, register, unregister
from loyalty_app.api.problems import api_blueprint
from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.policy import ANYONE, Route, add_routes

apple_api = api_blueprint("apple_api", __name__, url_prefix="/api/v1/loyalty")
apple_api.register_error_handler(Refusal, answer_refusal)

DEVICE = "/apple/v1/devices/<wallet_id:device>/registrations/<wallet_id:pass_type>"

add_routes(
    apple_api,
    Route(method="POST", path=f"{DEVICE}/<wallet_id:serial>", view=register, who=ANYONE),
    Route(method="DELETE", path=f"{DEVICE}/<wallet_id:serial>", view=unregister, who=ANYONE),
    Route(method="GET", path=DEVICE, view=list_changed, who=ANYONE),
    Route(method="GET", path="/apple/v1/passes/<wallet_id:pass_type>/<wallet_id:serial>", view=send_pass, who=ANYONE),
    Route(method="POST", path="/apple/v1/log", view=take_reports, who=ANYONE),
    Route(method="GET", path="/passes/apple/<wallet_id:name>.pkpass", view=add_pass, who=ANYONE, limit="120/minute"),
    Route(method="GET", path="/passes/apple/<wallet_id:name>.pkpasses", view=add_passes, who=ANYONE, limit="60/minute"),
)
