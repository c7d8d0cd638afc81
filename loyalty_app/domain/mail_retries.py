"""How long a mail that did not leave waits before it is tried again: soon at first, given up after two days."""

from datetime import timedelta

_PAUSES = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many attempts, at least one; None: enough was tried."""
    assert attempts >= 1
    return _PAUSES[attempts - 1] if attempts <= len(_PAUSES) else None
