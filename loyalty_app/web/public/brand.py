"""The colours of a merchant as a stylesheet of their own."""

from flask import Response, abort, url_for

from loyalty_app.db import db
from loyalty_app.domain.colours import brand_colours, brand_stylesheet
from loyalty_app.edge.headers import YEAR_SECONDS
from loyalty_app.queries.shop_front import find_brand


def brand(code: str) -> Response:
    """The stylesheet; its address carries the version of the design."""
    found = find_brand(db.session.connection(), code)
    if found is None:
        abort(404)
    response = Response(brand_stylesheet(brand_colours(found.card_color, found.card_secondary_color)))
    response.headers["Content-Type"] = "text/css; charset=utf-8"
    response.headers["Cache-Control"] = f"public, max-age={YEAR_SECONDS}, immutable"
    return response


def brand_css_url(merchant_code: str, design_version: int) -> str:
    """The address of the merchant's colours."""
    return url_for("public.brand", code=merchant_code, v=design_version)
