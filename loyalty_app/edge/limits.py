"""How often a caller may ask: per device, token or user, and per address with a far higher ceiling."""

import time

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from loyalty_app.config import Settings
from loyalty_app.domain.errors import RateLimited

# A whole shop shares one address: its tablets, tills and guests.
PER_ADDRESS = parse("3000/minute")


class Limits:
    """The counters; in this process, or in Redis where several processes serve."""

    def __init__(self, storage_url: str) -> None:
        self._strategy = SlidingWindowCounterRateLimiter(storage_from_string(storage_url))

    def require(self, item: RateLimitItem, *names: str) -> None:
        """Count one request; refuse rate_limited with the seconds to wait."""
        if self._strategy.hit(item, *names):
            return
        resets_at = self._strategy.get_window_stats(item, *names).reset_time
        raise RateLimited(retry_after_seconds=max(1, int(resets_at - time.time()) + 1))


def configure_limits(app: Flask, settings: Settings) -> None:
    """Count in memory when embedded, in Redis otherwise."""
    app.extensions["limits"] = Limits(settings.redis_url or "memory://")


def require_within_ceiling() -> None:
    """Refuse an address that asks far more often than a busy shop would."""
    _limits().require(PER_ADDRESS, "address", request.remote_addr or "unknown")


def require_within_limit(limit: str, caller_key: str) -> None:
    """Refuse a caller that uses one endpoint more often than `limit` ("60/minute") allows."""
    _limits().require(parse(limit), request.endpoint or "", caller_key)


def _limits() -> Limits:
    found: Limits = current_app.extensions["limits"]
    return found
