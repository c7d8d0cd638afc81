"""The ledger: append-only. Only this package writes lines or locks a card to write them."""

from loyalty_app.ledger.card_rows import (
    inherit_activity,
    release_stamp_brakes,
    replace_qr_token,
    retire_names,
    set_status,
)
from loyalty_app.ledger.lines import Line
from loyalty_app.ledger.lock import lock_card, read_card
from loyalty_app.ledger.locked_card import LockedCard
from loyalty_app.ledger.orders import forget_order, order_line, remember_order, require_new_order
from loyalty_app.ledger.post import Posting, post
from loyalty_app.ledger.recorded import (
    LastRedemption,
    Owed,
    TakenBack,
    last_redemption,
    owed_since,
    recorded_line,
    taken_back,
)

__all__ = [
    "LastRedemption",
    "Line",
    "LockedCard",
    "Owed",
    "Posting",
    "TakenBack",
    "forget_order",
    "inherit_activity",
    "last_redemption",
    "lock_card",
    "order_line",
    "owed_since",
    "post",
    "read_card",
    "recorded_line",
    "release_stamp_brakes",
    "remember_order",
    "replace_qr_token",
    "require_new_order",
    "retire_names",
    "set_status",
    "taken_back",
]
