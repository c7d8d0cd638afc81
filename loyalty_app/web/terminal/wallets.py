"""How late the wallets are, for the status line: asked now and then, not with every tap."""

import time
from threading import Lock

from flask import current_app

from loyalty_app.texts.wallets import duration
from loyalty_app.wallets.status import apple_delay_seconds

ASKED_EVERY_SECONDS = 5.0
NOT_CONFIGURED = "–"


class _Delay:
    """The delay as it was found a moment ago."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._asked_at = float("-inf")
        self._seconds: int | None = None

    def seconds(self) -> int | None:
        with self._lock:
            if time.monotonic() - self._asked_at < ASKED_EVERY_SECONDS:
                return self._seconds
            self._asked_at = time.monotonic()
        self._seconds = apple_delay_seconds()
        return self._seconds


def wallet_delay() -> str:
    """Such as "3 s"; a dash where no wallet is configured."""
    if current_app.extensions["apple_wallet"] is None:
        return NOT_CONFIGURED
    delay: _Delay = current_app.extensions.setdefault("wallet_delay", _Delay())
    seconds = delay.seconds()
    return NOT_CONFIGURED if seconds is None else duration(seconds)
