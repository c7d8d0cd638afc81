"""Idempotency keys: their form, and the date inside a UUIDv7 that makes an old one refusable for ever."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from loyalty_app.domain.errors import IdempotencyKeyExpired, IdempotencyKeyInvalid
from loyalty_app.domain.idempotency import key_made_at, require_fresh_key, require_key_form

NOW = datetime(2026, 6, 15, 10, tzinfo=UTC)


def uuid7(made_at: datetime, *, dashes: bool = True) -> str:
    """A version 7 UUID of that moment, built as RFC 9562 draws it."""
    milliseconds = int(made_at.timestamp() * 1000)
    key = uuid.UUID(int=milliseconds << 80 | 7 << 76 | 0xABC << 64 | 2 << 62 | 0x123456789)
    return str(key) if dashes else key.hex


@pytest.mark.parametrize("key", ["a" * 16, "A-b_9" * 10, "x" * 64, uuid7(NOW), uuid7(NOW, dashes=False)])
def test_sixteen_to_sixty_four_plain_signs_are_a_key(key: str) -> None:
    require_key_form(key)


@pytest.mark.parametrize(
    "key", ["", "a" * 15, "a" * 65, "a" * 300, "a b" * 8, "a" * 16 + "\n", "ä" * 16, "a" * 16 + "\x00"]
)
def test_anything_else_is_not(key: str) -> None:
    with pytest.raises(IdempotencyKeyInvalid):
        require_key_form(key)


@pytest.mark.parametrize("dashes", [True, False])
def test_a_dated_key_says_when_it_was_made(*, dashes: bool) -> None:
    assert key_made_at(uuid7(NOW, dashes=dashes)) == NOW
    assert key_made_at(uuid7(NOW, dashes=dashes).upper()) == NOW


@pytest.mark.parametrize("key", ["a" * 16, str(uuid.UUID(int=0)), "0" * 32, str(uuid.uuid5(uuid.NAMESPACE_DNS, "x"))])
def test_other_keys_have_no_date(key: str) -> None:
    assert key_made_at(key) is None
    require_fresh_key(key, NOW)


def test_a_key_older_than_what_is_remembered_is_refused() -> None:
    require_fresh_key(uuid7(NOW - timedelta(days=30)), NOW)
    require_fresh_key(uuid7(NOW + timedelta(hours=2)), NOW)
    with pytest.raises(IdempotencyKeyExpired):
        require_fresh_key(uuid7(NOW - timedelta(days=30, seconds=1)), NOW)
