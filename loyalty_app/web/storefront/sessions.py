"""Staying signed in: the customer's session in the browser's cookie, beside those of other shops."""

from datetime import datetime

from flask import redirect, request, session
from werkzeug.wrappers import Response

from loyalty_app.db import db
from loyalty_app.edge.caller import cookie_name
from loyalty_app.edge.customer_cookie import COOKIE, session_hashes, with_session
from loyalty_app.queries.callers import find_customer
from loyalty_app.unit_of_work import clock
from loyalty_app.web.cookies import drop_cookie, set_cookie
from loyalty_app.web.storefront.page import storefront

ADDRESS = "address"  # in Flask's own cookie: the address that a code was asked for


def let_in(place: str, *, token: str, expires_at: datetime) -> Response:
    """To `place`, signed in from now on. What the browser knew before is worth nothing any more."""
    session.clear()
    response = redirect(place, code=303)
    set_cookie(response, COOKIE, with_session(_sessions(), token), expires=expires_at, same_site="Lax")
    return response


def has_open_card() -> bool:
    """Whether this browser is signed in to a card that works at the store of this page, on a page for everybody."""
    hashes = session_hashes(_sessions())
    if not hashes:
        return False
    customer = find_customer(db.session.connection(), hashes, clock.now(), store_code=storefront().store_code)
    return customer is not None and customer.card_id is not None


def hashes_here() -> tuple[str, ...]:
    """What the database keeps of all sessions in this browser's cookie, other shops' included."""
    return session_hashes(_sessions())


def show_out(place: str) -> Response:
    """To `place`, and nothing of the card stays in this browser."""
    session.clear()
    response = redirect(place, code=303)
    if len(session_hashes(_sessions())) <= 1:
        drop_cookie(response, COOKIE)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def _sessions() -> str:
    return request.cookies.get(cookie_name(COOKIE), "")
