"""Card numbers and QR codes: how they are made, read and told apart from everything else people scan."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from loyalty_app.domain.errors import InvalidInput

NUMBER_LENGTH = 12
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
QR_PREFIX = "CARD-"
_QR_LENGTH = 26  # 26 letters of 5 bits: 130 bits
_QR_CODE = re.compile(rf"{QR_PREFIX}[{_ALPHABET}]{{{_QR_LENGTH}}}")
_SET_UP_CODE = re.compile(r"(?:PAIR|STAFF)-[0-9A-Z-]{4,64}|https?://[^\s]+/store/loyalty/pair\b.*", re.IGNORECASE)
_DASHES = re.compile(r"[-\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_INVISIBLE = {"Cf", "Cc", "Zs", "Zl", "Zp"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CardReference:
    """Names a card in exactly one of three ways."""

    card_id: int | None = None
    qr_code: str | None = None
    card_number: str | None = None

    def __post_init__(self) -> None:
        """Refuse none or several ways at once: one_card_reference."""
        if sum(way is not None for way in (self.card_id, self.qr_code, self.card_number)) != 1:
            raise InvalidInput.of("card_id", "one_card_reference")

    @property
    def way(self) -> tuple[str, int | str]:
        """The way the card is named, and the name."""
        if self.card_id is not None:
            return "card_id", self.card_id
        if self.qr_code is not None:
            return "qr_code", self.qr_code
        assert self.card_number is not None
        return "card_number", self.card_number


def luhn_digit(digits: str) -> str:
    """The check digit to append to `digits` (ISO/IEC 7812-1 annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def new_card_number(random_below: Callable[[int], int]) -> str:
    """Twelve digits, the last a Luhn check digit; `random_below(n)` gives 0 … n-1."""
    body = f"{random_below(9 * 10 ** (NUMBER_LENGTH - 2)) + 10 ** (NUMBER_LENGTH - 2)}"
    return body + luhn_digit(body)


def new_qr_code(random_below: Callable[[int], int]) -> str:
    """A code of 130 random bits in letters that a QR code stores compactly."""
    return QR_PREFIX + "".join(_ALPHABET[random_below(len(_ALPHABET))] for _ in range(_QR_LENGTH))


def in_groups(card_number: str) -> str:
    """The number as people read it: XXXX-XXXX-XXXX."""
    return "-".join(card_number[start : start + 4] for start in range(0, len(card_number), 4))


def read_card_number(typed: str, *, field: str = "card_number") -> str:
    """The twelve digits of a typed number; refuses scan_empty, not_a_card and check_digit."""
    digits = _DASHES.sub("", _without_invisible(typed))
    if not digits:
        raise InvalidInput.of(field, "scan_empty")
    if not re.fullmatch(rf"[0-9]{{{NUMBER_LENGTH}}}", digits):
        raise InvalidInput.of(field, "not_a_card")
    if luhn_digit(digits[:-1]) != digits[-1]:
        raise InvalidInput.of(field, "check_digit")
    return digits


def read_qr_code(scanned: str, *, field: str = "qr_code") -> str:
    """The code of a card in its stored form; refuses scan_empty and not_a_card."""
    code = _without_invisible(scanned[:200]).upper()
    if not code:
        raise InvalidInput.of(field, "scan_empty")
    if not _QR_CODE.fullmatch(code) or len(scanned) > 200:
        raise InvalidInput.of(field, "not_a_card", is_set_up_code=bool(_SET_UP_CODE.fullmatch(scanned.strip()[:500])))
    return code


def read_scan(scanned: str) -> CardReference:
    """A card's QR code or number, whichever was scanned or typed; folds foreign digits once.

    Refuses scan_empty, not_a_card (with `is_set_up_code` for pairing and staff codes) and check_digit.
    """
    folded = _without_invisible(scanned[:200])
    if re.fullmatch(r"[0-9]+", _DASHES.sub("", folded)):
        return CardReference(card_number=read_card_number(folded, field="scan"))
    return CardReference(qr_code=read_qr_code(scanned, field="scan"))


def _without_invisible(text: str) -> str:
    """Drop spaces, breaks and invisible characters; fold foreign digits (full-width, Arabic-Indic) to 0-9."""
    kept = (char for char in text if unicodedata.category(char) not in _INVISIBLE)
    return "".join(str(unicodedata.digit(char)) if unicodedata.category(char) == "Nd" else char for char in kept)
