"""The ways in: the short link on the poster, the card on the home screen."""

from flask import Response, jsonify, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.web.public.marks import HOME_ICONS, home_icon_url
from loyalty_app.web.storefront.page import storefront


def short_link(store_code: str) -> AnyResponse:
    """From the poster to joining."""
    return redirect(url_for("storefront.enroll_form", store_code=store_code.lower()), code=302)


def manifest(store_code: str) -> Response:
    """The card as something to keep on the home screen; it opens the card, wherever it was saved from."""
    front = storefront()
    icons = [
        {
            "src": home_icon_url(front.merchant_code, front.design_version, name),
            "sizes": f"{icon.size}x{icon.size}",
            "type": "image/png",
            "purpose": icon.purpose,
        }
        for name, icon in HOME_ICONS.items()
    ]
    start = url_for("storefront.dashboard", store_code=store_code)
    response = jsonify(
        id=start,
        name=front.card_name,
        short_name=front.card_name[:12].strip(),
        start_url=start,
        scope=start.rpartition("/")[0] + "/",
        display="standalone",
        orientation="portrait",
        theme_color=front.brand.card_color,
        background_color=front.brand.card_color,
        icons=icons,
    )
    response.headers["Content-Type"] = "application/manifest+json"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
