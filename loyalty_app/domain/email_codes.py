"""Codes by e-mail: six digits that prove an address (S33)."""

import unicodedata
from datetime import timedelta

CODE_LENGTH = 6
MAX_ATTEMPTS = 5
VALID_FOR = timedelta(minutes=10)
RESEND_AFTER = timedelta(seconds=30)
MOST_PER_HOUR = 5  # to one address; more are silently not sent


def typed_code(text: str) -> str:
    """The digits of what somebody typed: spaces and hyphens left out, foreign digits folded; "" for no code."""
    kept = "".join(str(unicodedata.digit(char)) if char.isdecimal() else char for char in text[:40])
    digits = kept.translate({ord(char): None for char in " \u00a0\u202f-\u2013\t"})
    return digits if len(digits) == CODE_LENGTH and digits.isascii() and digits.isdigit() else ""
