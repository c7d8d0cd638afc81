"""Something may be due: wakes the loops of this process as soon as a transaction has left work for them.

A ring is never the truth, only news: what is due stands in the tables, and every loop also looks by itself.
"""

import threading
from enum import StrEnum


class Due(StrEnum):
    """What waits for a loop; each kind has a loop of its own, so that no slow mail server holds up a pass."""

    MAILS = "mails"
    PASSES = "passes"
    PICTURES = "pictures"
    CHORES = "chores"


class Doorbell:
    """One bell for each kind. Rings that nobody waits for are kept, several of them as one."""

    def __init__(self) -> None:
        self._rung = {due: threading.Event() for due in Due}

    def ring(self, *kinds: Due) -> None:
        """Wake who waits for these kinds, now or when they next wait."""
        for due in kinds:
            self._rung[due].set()

    def wait(self, due: Due, seconds: float) -> bool:
        """Wait at most `seconds` for a ring of this kind; whether there was one since the last wait."""
        rung = self._rung[due].wait(seconds)
        self._rung[due].clear()
        return rung


doorbell = Doorbell()
