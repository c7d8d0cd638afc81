"""The ledger: append-only. Only this package writes lines or locks a card to write them."""

from loyalty_app.ledger.lines import Line
from loyalty_app.ledger.lock import LockedCard, lock_card
from loyalty_app.ledger.post import Posting, post

__all__ = ["Line", "LockedCard", "Posting", "lock_card", "post"]
