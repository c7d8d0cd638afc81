"""A card changed without a line of the ledger: its passes must be made anew all the same."""

from typing import Any

from sqlalchemy import update

from loyalty_app.doorbell import Due
from loyalty_app.models import WalletPass
from loyalty_app.unit_of_work import Work


def mark_passes_due(work: Work, card_id: int) -> None:
    """The card's code, its owner's name or its standing changed: its wallets shall show it.

    Lines of the ledger need no call, their trigger does it. Waits for whoever publishes the pass right now.
    """
    _mark(work, card_id)


def retire_passes(work: Work, card_id: int) -> None:
    """The card is over for good: its passes become void, and in a week nobody remembers who held them.

    Phones get that long to fetch the void pass: one that is switched off asks when it is on again.
    """
    _mark(work, card_id, retired_at=work.now())


def _mark(work: Work, card_id: int, **values: Any) -> None:
    work.connection.execute(
        update(WalletPass)
        .where(WalletPass.card_id == card_id)
        .values(marked=WalletPass.marked + 1, due_since=work.now(), updated_at=work.now(), **values)
    )
    work.leaves_due(Due.PASSES)
