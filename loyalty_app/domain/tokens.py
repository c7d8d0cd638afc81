"""Secrets that stand for somebody: how they are told apart and what of them is stored."""

import hashlib


def token_hash(token: str) -> str:
    """What the database keeps of a token of at least 128 random bits: SHA-256, hex."""
    return hashlib.sha256(token.encode()).hexdigest()
