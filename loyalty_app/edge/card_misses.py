"""Thirty cards in ten minutes that nobody has are no customer's slip but a search for numbers (S34).

Whoever misses that often waits, and the owner is told: on the page of the tablets and in the audit trail.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from limits import parse

from loyalty_app.domain.errors import CardReplaced, CardUnknown, InvalidInput
from loyalty_app.edge.caller import current_caller
from loyalty_app.edge.limits import Limits
from loyalty_app.operations.note_many_misses import NoteManyMisses, note_many_misses

MISSES = parse("30/10minutes")
ALERTS = parse("1/10minutes")


@contextmanager
def watching_misses() -> Iterator[None]:
    """Look a card up inside; refuses rate_limited, right number or not, while the caller has to wait."""
    _limits().require_room(MISSES, "misses", current_caller().key)
    try:
        yield
    except (CardUnknown, CardReplaced, InvalidInput):
        count_miss()
        raise


def count_miss() -> None:
    """Count a card that was not found; refuses rate_limited beyond thirty, and tells the owner at the thirtieth."""
    limits, key = _limits(), current_caller().key
    limits.require(MISSES, "misses", key)
    if limits.has_room(MISSES, "misses", key) or limits.seconds_to_wait(ALERTS, "misses told", key):
        return
    note_many_misses(NoteManyMisses(actor=current_caller().acting))


def _limits() -> Limits:
    found: Limits = current_app.extensions["limits"]
    return found
