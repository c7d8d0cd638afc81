"""How often newcomers may try (B077, S45): a shop shares one address, so browser, network and store are counted."""

from flask import current_app, request
from limits import parse

from loyalty_app.domain.errors import RateLimited
from loyalty_app.domain.origins import neighbourhood
from loyalty_app.domain.tokens import token_hash
from loyalty_app.edge.caller import cookie_name
from loyalty_app.edge.limits import Limits

BROWSER_COOKIE = "browser"
PER_BROWSER = parse("10/minute")
# A rush of fifty in a minute passes with room to spare; a robot's five hundred do not.
PER_NETWORK = parse("100/minute")
# Robots that share the work between many addresses.
PER_STORE = parse("600/minute")


def require_room(what: str, store_code: str) -> None:
    """Count one try at `what` (such as "join") at the store; refuse rate_limited to one too many.

    A request without the cookie of a browser is counted by its network alone.
    """
    limits: Limits = current_app.extensions["limits"]
    if browser := request.cookies.get(cookie_name(BROWSER_COOKIE)):
        limits.require(PER_BROWSER, what, "browser", token_hash(browser))
    for item, name in ((PER_NETWORK, neighbourhood(request.remote_addr)), (PER_STORE, store_code)):
        if seconds := limits.seconds_to_wait(item, what, name):
            raise RateLimited(retry_after_seconds=seconds, is_crowded=True)
