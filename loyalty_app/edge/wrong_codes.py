"""Wrong codes from mails, counted over all addresses: a few digits tried at many cards is a search for one that fits.

A code has five tries (S33), but whoever asks for codes of many addresses guesses as often as they like. So a network,
a store and a merchant have a number of wrong codes an hour, far more than a rush of guests types. Beyond it digits
alone open nothing for a while; with the mail's link they do, for who has that guesses nothing. It is written down.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import current_app, request
from limits import RateLimitItem, parse
from prometheus_client import Counter

from loyalty_app.domain.errors import CodeWrong, RateLimited
from loyalty_app.domain.origins import neighbourhood
from loyalty_app.edge.limits import Limits

# Five hundred guests join in ten minutes, and every third mistypes once: still room to spare.
PER_NETWORK = parse("300/hour")
# One code in a million is right: a month at this pace, with a line in the log every hour, opens a card or does not.
PER_STORE = parse("600/hour")
# A chain of many stores, whose codes work at each of them.
PER_MERCHANT = parse("3000/hour")
ALERTS = parse("1/hour")

WRONG_CODES = Counter("loyalty_wrong_codes", "Codes from mails that were wrong")
BRAKES = Counter("loyalty_wrong_codes_brakes", "Times that wrong codes of an hour were too many", ["of"])
_log = structlog.get_logger(__name__)

Braked = tuple[str, RateLimitItem, str]


@contextmanager
def watching_codes(*, store_code: str, merchant_id: int, has_link: bool = False) -> Iterator[None]:
    """Judge a code inside; refuses rate_limited with `is_guessing`, right code or not, where there were too many.

    Whoever has the link of the mail never waits.
    """
    counted = _counted(store_code, merchant_id)
    if not has_link:
        _require_room(counted)
    try:
        yield
    except CodeWrong:
        if not has_link:
            _count(counted, store_code)
        raise


def _counted(store_code: str, merchant_id: int) -> tuple[Braked, ...]:
    return (
        ("network", PER_NETWORK, neighbourhood(request.remote_addr)),
        ("store", PER_STORE, store_code),
        ("merchant", PER_MERCHANT, str(merchant_id)),
    )


def _require_room(counted: tuple[Braked, ...]) -> None:
    for what, item, name in counted:
        try:
            _limits().require_room(item, "wrong codes", what, name)
        except RateLimited as refusal:
            raise RateLimited(**refusal.facts, is_guessing=True) from None


def _count(counted: tuple[Braked, ...], store_code: str) -> None:
    """Many at once may be a little more than allowed; none is forgotten."""
    WRONG_CODES.inc()
    for what, item, name in counted:
        _limits().seconds_to_wait(item, "wrong codes", what, name)
        if not _limits().has_room(item, "wrong codes", what, name):
            _tell(what, name, store_code)


def _tell(what: str, name: str, store_code: str) -> None:
    """Once an hour; the line names no address."""
    if _limits().seconds_to_wait(ALERTS, "wrong codes told", what, name):
        return
    BRAKES.labels(what).inc()
    _log.warning("many_wrong_codes", of=what, store_code=store_code)


def _limits() -> Limits:
    found: Limits = current_app.extensions["limits"]
    return found
