"""The card on the home screen: what it is called, how it looks, and what it says without a connection."""

import json
from functools import cache

from flask import Response, jsonify, make_response, url_for

from loyalty_app.web.assets import STATIC, asset_url, bundle_url
from loyalty_app.web.builds import current_build
from loyalty_app.web.language import language
from loyalty_app.web.public.brand import brand_css_url
from loyalty_app.web.public.marks import HOME_ICONS, home_icon_url, mark_of
from loyalty_app.web.storefront.page import show, storefront

_SHORT = 12  # letters that fit below an icon


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
    start = url_for("storefront.dashboard", store_code=front.store_code)
    response = jsonify(
        id=start,
        name=front.card_name,
        short_name=_short(front.card_name),
        lang=language(),
        start_url=start,
        scope=_scope(),
        display="standalone",
        orientation="portrait",
        theme_color=front.brand.card_color,
        background_color=front.brand.card_color,
        icons=icons,
    )
    response.headers["Content-Type"] = "application/manifest+json"
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def worker(store_code: str) -> Response:
    """The script that answers for the shop's pages without a connection; another language is another script."""
    front = storefront()
    mark = mark_of(front.logo)
    kept = {
        "scope": _scope(),
        "name": f"{_scope()} {current_build()} {front.design_version} {language()}",
        "page": url_for("storefront.offline", store_code=front.store_code, lang=language()),
        "parts": [
            bundle_url("customer.css"),
            bundle_url("customer.js"),
            brand_css_url(front.merchant_code, front.design_version),
            asset_url("fonts/figtree-latin.woff2"),
            asset_url("icons.svg"),
            *([mark.url] if mark else []),
        ],
    }
    response = make_response(f"const KEPT = {json.dumps(kept)};\n{_script()}")
    response.headers["Content-Type"] = "text/javascript; charset=utf-8"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def offline(store_code: str) -> Response:
    """Without a connection: what works all the same. The same for everybody, because browsers keep it (S35)."""
    response = show("offline")
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@cache
def _script() -> str:
    return (STATIC / "js" / "card-worker.js").read_text(encoding="utf-8")


def _scope() -> str:
    return url_for("storefront.dashboard", store_code=storefront().store_code).rpartition("/")[0] + "/"


def _short(name: str) -> str:
    """As many whole words as fit; of one long word its beginning."""
    words, short = name.split(), ""
    for word in words:
        longer = f"{short} {word}".strip()
        if len(longer) > _SHORT:
            break
        short = longer
    return short or name[:_SHORT].strip()
