"""Addresses from which a phone adds passes: signed, so that nobody makes them up, and good for an hour."""

import hmac
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

from flask import current_app

from loyalty_app.config import Settings
from loyalty_app.domain.derived_keys import derived_key
from loyalty_app.domain.errors import NotFound, PageExpired
from loyalty_app.edge.paths import LARGEST_ID
from loyalty_app.queries.card_view import CardView, PassesView
from loyalty_app.unit_of_work import clock

LASTS = timedelta(hours=1)
_LONGEST = 20


class Named(StrEnum):
    """What a link names, and what stands before the id in its address."""

    CARD = "card"
    CUSTOMER = "customer"


def card_link(card_id: int) -> str | None:
    """Where a phone adds this card; None where Apple's wallet cannot sign passes. Asking changes nothing."""
    return _link(Named.CARD, card_id, "pkpass")


def customer_link(customer_id: int) -> str | None:
    """Where a phone adds all cards of this customer at once; None where Apple's wallet cannot sign passes."""
    return _link(Named.CUSTOMER, customer_id, "pkpasses")


def with_links(card: CardView) -> CardView:
    """The card with the address from which a phone adds it."""
    if current_app.extensions.get("apple_wallet") is None:
        return card
    apple = replace(card.passes.apple, add_url=card_link(card.id))
    return replace(card, passes=PassesView(apple=apple, google=card.passes.google))


def is_signed(parameters: Mapping[str, str]) -> bool:
    """Whether the address wants to be a link of ours; without a signature it is for who is signed in."""
    return "signature" in parameters


def named_by_link(kind: Named, name: str, parameters: Mapping[str, str]) -> int:
    """The id that a link of ours names; refuses not_found for any other address, page_expired for an old link."""
    number = named_by_any_link(kind, name, parameters)
    if int(parameters["until"]) < clock.now().timestamp():
        raise PageExpired
    return number


def named_by_any_link(kind: Named, name: str, parameters: Mapping[str, str]) -> int:
    """As `named_by_link`, however old the link is: it opens nothing any more, but whom it was for is known."""
    number, until = named_id(kind, name), parameters.get("until", "")
    if number is None or not _is_number(until):
        raise NotFound
    expected = _signature(name, until)
    if not hmac.compare_digest(expected.encode(), parameters.get("signature", "").encode()):
        raise NotFound
    return number


def named_id(kind: Named, name: str) -> int | None:
    """The id in a name such as card-17; None for any other name."""
    said, _, number = name.partition("-")
    return int(number) if said == kind and _is_number(number) else None


def _link(kind: Named, number: int, ending: str) -> str | None:
    wallet = current_app.extensions.get("apple_wallet")
    if wallet is None or wallet.credentials.is_expired(clock.now()):
        return None
    name = f"{kind}-{number}"
    until = str(int((clock.now() + LASTS).timestamp()))
    path = f"/api/v1/loyalty/passes/apple/{name}.{ending}"
    return f"{_settings().base_url}{path}?until={until}&signature={_signature(name, until)}"


def _signature(name: str, until: str) -> str:
    key = derived_key(_settings().secret_key, "pass-link")
    return hmac.new(key, f"{name}:{until}".encode(), sha256).hexdigest()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < _LONGEST and int(text) <= LARGEST_ID


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
