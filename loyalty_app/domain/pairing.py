"""Pairing a tablet: the code a manager reads out, and the two words both sides compare."""

import hashlib
import re
from collections.abc import Callable

# Of every pair of look-alikes one sign at most: 28 signs, eight of them make 38 bits.
ALPHABET = "23456789ACDEFGHJKMNPQRTUVWXY"
_READ_AS = str.maketrans("BSZ", "852")
CODE_LENGTH, SELECTOR_LENGTH = 8, 4
MAX_ATTEMPTS = 5
_SEPARATORS = re.compile(r"[\s\-–·.]+")

# 64 words that people understand in English, French, German and Luxembourgish alike.
WORDS = (
    "alarm album alpha avocado ballet banana bar bikini bonsai bravo bungalow cobra concert delta domino echo espresso "
    "express festival film flamingo gala gorilla golf hotel judo karate kebab kilo kimono kiwi koala lama lotus mango "
    "menu minute motel oasis omega opera orange origami panda park piano pilot pizza polka polo puma radio ravioli "
    "robot safari salsa sofa sombrero tango taxi tennis tiger video yoga"
).split()


def new_code(random_below: Callable[[int], int]) -> str:
    """A fresh code of eight signs that cannot be mistaken for each other."""
    return "".join(ALPHABET[random_below(len(ALPHABET))] for _ in range(CODE_LENGTH))


def typed_code(text: str) -> str | None:
    """The code somebody typed, without separators and in capitals; None if it cannot be one."""
    code = _SEPARATORS.sub("", text).upper().translate(_READ_AS)
    return code if len(code) == CODE_LENGTH and set(code) <= set(ALPHABET) else None


def selector_of(code: str) -> str:
    """The half that finds the code's row, so that wrong guesses at the other half can be counted."""
    return code[:SELECTOR_LENGTH]


def confirmation_words(device_token_hash: str) -> tuple[str, str]:
    """Two words that the tablet and the manager's list both show: the same tablet, the same words."""
    digest = hashlib.sha256(b"words:" + device_token_hash.encode()).digest()
    return WORDS[digest[0] % len(WORDS)], WORDS[digest[1] % len(WORDS)]
