"""How often a caller may ask: per device, token or user, and per address with a far higher ceiling."""

import time
from functools import cache

from flask import Flask, current_app, request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import SlidingWindowCounterRateLimiter

from loyalty_app.config import Settings
from loyalty_app.domain.errors import RateLimited
from loyalty_app.edge.sliding_windows import SlidingWindows

# A whole shop shares one address: its tablets, tills and guests.
PER_ADDRESS = parse("3000/minute")


class Limits:
    """The counters; in this process, or in Redis where several processes serve."""

    def __init__(self, storage_url: str) -> None:
        self._here = SlidingWindows()
        self._in_redis = None
        if storage_url != "memory://":  # the library's own memory starts a thread at almost every request
            self._in_redis = SlidingWindowCounterRateLimiter(storage_from_string(storage_url))

    def require(self, item: RateLimitItem, *names: str) -> None:
        """Count one request; refuse rate_limited with the seconds to wait."""
        if seconds := self.seconds_to_wait(item, *names):
            raise RateLimited(retry_after_seconds=seconds)

    def require_room(self, item: RateLimitItem, *names: str) -> None:
        """Refuse rate_limited where the next request would be too many; counts nothing."""
        if not self.has_room(item, *names):
            raise RateLimited(retry_after_seconds=max(1, self._seconds_until_room(item, *names)))

    def has_room(self, item: RateLimitItem, *names: str) -> bool:
        """Whether one more request would be counted."""
        return self._seconds_until_room(item, *names) == 0

    def _seconds_until_room(self, item: RateLimitItem, *names: str) -> int:
        if self._in_redis is None:
            name, most = item.key_for(*names), item.amount
            return self._here.seconds_until_room(name, most=most, window_seconds=item.get_expiry(), now=time.time())
        if self._in_redis.test(item, *names):
            return 0
        resets_at = self._in_redis.get_window_stats(item, *names).reset_time
        return max(1, int(resets_at - time.time()) + 1)

    def seconds_to_wait(self, item: RateLimitItem, *names: str) -> int:
        """0 for a request that was counted; a refused one does not count."""
        if self._in_redis is None:
            name, most = item.key_for(*names), item.amount
            return self._here.seconds_to_wait(name, most=most, window_seconds=item.get_expiry(), now=time.time())
        if self._in_redis.hit(item, *names):
            return 0
        resets_at = self._in_redis.get_window_stats(item, *names).reset_time
        return max(1, int(resets_at - time.time()) + 1)


def configure_limits(app: Flask, settings: Settings) -> None:
    """Count in memory when embedded, in Redis otherwise."""
    app.extensions["limits"] = Limits(settings.redis_url or "memory://")


def require_within_ceiling() -> None:
    """Refuse an address that asks far more often than a busy shop would."""
    _limits().require(PER_ADDRESS, "address", request.remote_addr or "unknown")


def require_within_limit(limit: str, caller_key: str) -> None:
    """Refuse a caller that uses one endpoint more often than `limit` ("60/minute") allows."""
    _limits().require(_parsed(limit), request.endpoint or "", caller_key)


@cache
def _parsed(limit: str) -> RateLimitItem:
    return parse(limit)


def _limits() -> Limits:
    found: Limits = current_app.extensions["limits"]
    return found
