"""Addresses without an audience of their own."""

from flask import Blueprint, Flask

from loyalty_app.edge.headers import CSP_REPORT_PATH
from loyalty_app.edge.policy import ANYONE, Route, add_routes
from loyalty_app.web.page_tokens import allow_without_token
from loyalty_app.web.public.brand import brand
from loyalty_app.web.public.front_door import choose_page_language, front_door
from loyalty_app.web.public.health import livez, metrics, readyz
from loyalty_app.web.public.marks import home_icon, logo
from loyalty_app.web.public.reports import csp_reports, security_txt

blueprint = Blueprint("public", __name__)

add_routes(
    blueprint,
    Route(method="GET", path="/", view=front_door, who=ANYONE),
    Route(method="POST", path="/language", view=choose_page_language, who=ANYONE),
    Route(method="GET", path="/livez", view=livez, who=ANYONE),
    Route(method="GET", path="/readyz", view=readyz, who=ANYONE),
    Route(method="GET", path="/metrics", view=metrics, who=ANYONE),
    Route(method="GET", path="/brand/<code>.css", view=brand, who=ANYONE),
    Route(method="GET", path="/brand/<code>/<name>.png", view=home_icon, who=ANYONE),
    Route(method="GET", path="/logos/<sha256>.png", view=logo, who=ANYONE),
    Route(method="POST", path=CSP_REPORT_PATH, view=csp_reports, who=ANYONE, limit="60/minute"),
    Route(method="GET", path="/.well-known/security.txt", view=security_txt, who=ANYONE),
)


def register_public(app: Flask) -> None:
    """Open the front door."""
    app.register_blueprint(blueprint)
    allow_without_token(app, "public.csp_reports")
