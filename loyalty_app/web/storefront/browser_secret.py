"""The secret of this browser: codes and links that it asked for open the card here and in no other one (S33)."""

import secrets
from datetime import timedelta

from flask import g, request
from werkzeug.wrappers import Response

from loyalty_app.edge.caller import cookie_name
from loyalty_app.edge.crowds import BROWSER_COOKIE
from loyalty_app.unit_of_work import clock
from loyalty_app.web.cookies import set_cookie

_KEPT_FOR = timedelta(days=90)
_SHORTEST, _LONGEST = 40, 64


def browser_token() -> str:
    """The secret in this browser's cookie, a new one where there is none yet."""
    known = request.cookies.get(cookie_name(BROWSER_COOKIE), "")
    if _SHORTEST <= len(known) <= _LONGEST:
        return known
    if "browser_token" not in g:
        g.browser_token = secrets.token_urlsafe(32)
    token: str = g.browser_token
    return token


def remember_browser(response: Response) -> Response:
    """Give the browser its secret, for as long as its card stays."""
    expires = clock.now() + _KEPT_FOR
    set_cookie(response, BROWSER_COOKIE, browser_token(), expires=expires, same_site="Lax")
    return response
