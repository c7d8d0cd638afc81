"""Keys for one purpose each, made from the instance's secret, so that none of them has to be kept anywhere."""

import hashlib
import hmac


def derived_key(secret: str, purpose: str) -> bytes:
    """32 bytes that only this secret and purpose give (HKDF-Expand of RFC 5869 with one block of SHA-256)."""
    return hmac.new(secret.encode(), f"loyalty:{purpose}".encode() + b"\x01", hashlib.sha256).digest()


def derived_number(secret: str, purpose: str) -> int:
    """The same as a number below 2²⁵⁶."""
    return int.from_bytes(derived_key(secret, purpose), "big")
