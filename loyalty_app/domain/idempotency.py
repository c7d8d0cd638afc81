"""Idempotency keys: their form, the date inside them, and when they are too old to repeat safely."""

import re
from datetime import UTC, datetime, timedelta

from loyalty_app.domain.errors import IdempotencyKeyExpired, IdempotencyKeyInvalid

RETENTION_DAYS = 30
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_UUID7 = re.compile(r"([0-9a-f]{8})-?([0-9a-f]{4})-?7[0-9a-f]{3}-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}", re.IGNORECASE)


def require_key_form(key: str) -> None:
    """Refuse idempotency_key_invalid unless the key is 16 to 64 of A-Za-z0-9-_."""
    if not _KEY.fullmatch(key):
        raise IdempotencyKeyInvalid


def require_fresh_key(key: str, now: datetime) -> None:
    """Refuse idempotency_key_expired when the time inside a UUIDv7 key is older than what is remembered.

    A pruned random key would silently become a new request; the date inside makes it refusable for ever.
    """
    made_at = key_made_at(key)
    if made_at is not None and made_at < now - timedelta(days=RETENTION_DAYS):
        raise IdempotencyKeyExpired


def key_made_at(key: str) -> datetime | None:
    """The moment inside a UUIDv7 (RFC 9562 §5.7), None for any other key and for a year that no calendar has."""
    found = _UUID7.fullmatch(key)
    if found is None:
        return None
    try:
        return datetime.fromtimestamp(int(found[1] + found[2], 16) / 1000, UTC)
    except (OverflowError, ValueError):
        return None
