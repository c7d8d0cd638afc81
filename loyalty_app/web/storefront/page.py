"""The frame of every customer's page: whose shop it is, in its colours and the reader's language."""

import re
from urllib.parse import urlencode

from flask import Response, g, make_response, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.domain.shops import is_code
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.callers import CustomerCaller
from loyalty_app.queries.storefront import Storefront, find_storefront
from loyalty_app.texts.locales import NAMES, supported_locale
from loyalty_app.unit_of_work import clock
from loyalty_app.web.cookies import set_cookie
from loyalty_app.web.language import COOKIE, LANGUAGES, language
from loyalty_app.web.public.brand import brand_css_url
from loyalty_app.web.public.marks import TOUCH_ICON, home_icon_url, mark_of
from loyalty_app.web.storefront.screens import Shop

_IPHONE = re.compile(r"iPhone|iPad|iPod|Macintosh", re.IGNORECASE)


def storefront() -> Storefront:
    """The store that this address names, read once per request; refuses store_unknown (B075)."""
    if "storefront" not in g:
        code = str((request.view_args or {}).get("store_code", "")).lower()
        if not is_code(code):
            raise StoreUnknown
        g.storefront = find_storefront(db.session.connection(), code, clock.now())
    found: Storefront = g.storefront
    return found


def this_customer() -> CustomerCaller:
    """Who is signed in at this shop; the policy of the page lets nobody else through."""
    return current_caller().signed_in_customer


def show(template: str, *, status: int = 200, at: str | None = None, **values: object) -> Response:
    """The page `storefront/<template>.html` of this shop.

    `at`: the endpoint where it can be seen again, if not the one that was asked.
    """
    front = storefront()
    page = render_template(
        f"storefront/{template}.html",
        shop=shop(at or request.endpoint or ""),
        brand_css_url=brand_css_url(front.merchant_code, front.design_version),
        touch_icon_url=home_icon_url(front.merchant_code, front.design_version, TOUCH_ICON),
        store_timezone=front.timezone,
        **values,
    )
    return make_response(page, status)


def shop(endpoint: str) -> Shop:
    """The shop as every page shows it; the page in other languages is at `endpoint`."""
    front = storefront()
    return Shop(
        name=front.card_name,
        store_name=front.store_name,
        store_code=front.store_code,
        card_color=front.brand.card_color,
        stamp_icon=front.stamp_shape,
        languages=LANGUAGES,
        language_urls={code: _in_language(endpoint, code) for code, _ in LANGUAGES},
        language=language(),
        language_name=NAMES[language()],
        phone=phone_of(request.headers.get("User-Agent", "")),
        mark=mark_of(front.logo),
    )


def phone_of(user_agent: str) -> str:
    """`iphone`, `android` or `other`, as far as the browser says; decides what is offered first, never what works."""
    if "Android" in user_agent:
        return "android"
    return "iphone" if _IPHONE.search(user_agent) else "other"


def keep_language(response: AnyResponse) -> AnyResponse:
    """Somebody who chose a language here reads it on every page from now on. Files of a page are no choice."""
    if response.mimetype != "text/html":
        return response
    if chosen := supported_locale(request.args.get("lang")):
        set_cookie(response, COOKIE, chosen, same_site="Lax")
    return response


def _in_language(endpoint: str, code: str) -> str:
    """Where this page is in a language: what it was asked with, without what was just done.

    What somebody wrote behind the address is text, never an argument of url_for: that would choose scheme and host.
    """
    asked = [(name, value) for name, value in request.args.items() if name not in ("lang", "done")]
    kept = asked if request.method == "GET" else []
    return f"{url_for(endpoint, **(request.view_args or {}))}?{urlencode([*kept, ('lang', code)])}"
