"""All addresses that anybody may call, on one page."""

from loyalty_app.api.problems import api_blueprint
from loyalty_app.api.public.documents import describe_api
from loyalty_app.api.public.programs import show_public_program
from loyalty_app.edge.policy import ANYONE, Route, add_routes

public_api = api_blueprint("public_api", __name__, url_prefix="/api/v1")

add_routes(
    public_api,
    Route(method="GET", path="/openapi.json", view=describe_api, who=ANYONE, limit="30/minute"),
    Route(
        method="GET",
        path="/loyalty/programs/<code:store_code>",
        view=show_public_program,
        who=ANYONE,
        limit="30/minute",
    ),
)
