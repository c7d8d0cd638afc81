"""Amounts as people type them at a till: read exactly, or refused with what is wrong; never guessed.

Everything is integer cents. The decimal sign is the comma in most of Europe and the dot in English, and people mix
them: an amount that has two readings is asked back.
"""

import re
import unicodedata

from loyalty_app.domain.errors import InvalidInput

LARGEST_CENTS = 2**31 - 1  # what the columns of the books hold

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "Fr", "JPY": "¥"}
_MINUS = "-\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d"
_CODE = re.compile(r"[A-Za-z]{2,3}\.?")
_SPACE = re.compile(r"(?<=[0-9])[ '’](?=[0-9]{3}(?:[^0-9]|$))")

_PLAIN = re.compile(r"([0-9]+)(?:[.,]([0-9]{0,2}))?")
_THREE = re.compile(r"([0-9]+)[.,]([0-9]{3})")
_MORE = re.compile(r"[0-9]+[.,][0-9]{4,}")
_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})+")
_MIXED = re.compile(r"([1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?!\2)[.,]([0-9]{1,2})")
_MIXED_MORE = re.compile(r"[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?!\1)[.,][0-9]{3,}")


def read_amount(text: str, *, decimal_comma: bool, currency: str = "EUR", field: str = "amount") -> int:
    """The cents a person means, 1 to 2³¹−1. `decimal_comma`: the store writes 12,50.

    "12,50" and "12.50" are read everywhere, so are "1.250,00" and "1,250.00", spaces between thousands and the
    store's own currency sign. Refuses amount_zero (also for nothing), amount_negative, amount_decimals,
    amount_ambiguous (1.250: 1.25 or 1250?), amount_invalid, currency and number_out_of_range.
    """
    number = _without_currency(_tidy(text), currency, field)
    if number[:1] in tuple(_MINUS) or number[-1:] in tuple(_MINUS):
        raise InvalidInput.of(field, "amount_negative")
    number = _SPACE.sub("", number)
    if not number:
        raise InvalidInput.of(field, "amount_zero")
    whole, cents = _parts(number, decimal_comma=decimal_comma, field=field, currency=currency)
    if len(whole.lstrip("0")) > 10 or (total := int(whole) * 100 + int(cents.ljust(2, "0"))) > LARGEST_CENTS:
        raise InvalidInput.of(field, "number_out_of_range", maximum=LARGEST_CENTS // 100)
    if total == 0:
        raise InvalidInput.of(field, "amount_zero")
    return total


def _tidy(text: str) -> str:
    """All kinds of spaces as one, nothing around; invisible signs of copied text dropped."""
    seen = (character for character in text if unicodedata.category(character) != "Cf")
    return " ".join("".join(seen).split())


def _without_currency(text: str, currency: str, field: str) -> str:
    """The number alone; a sign or code before or after it has to be that of the store."""
    before = re.match(r"[^0-9.,]*", text)
    assert before
    if before.end() == len(text):
        number, edges = "", (text, "")
    else:
        after = re.search(r"[^0-9.,]*$", text)
        assert after
        number, edges = text[before.end() : after.start()], (before.group(), after.group())
    minus = ""
    for edge in edges:
        unit = edge.strip()
        if unit and (unit[0] in _MINUS or unit[-1] in _MINUS):
            minus, unit = "-", unit.strip(_MINUS).strip()
        _require_currency(unit, currency, field)
    return minus + number


def _require_currency(unit: str, currency: str, field: str) -> None:
    if not unit or unit.upper() == currency or unit == _SIGNS.get(currency):
        return
    if (len(unit) == 1 and unicodedata.category(unit) == "Sc") or (_CODE.fullmatch(unit) and unit.isascii()):
        raise InvalidInput.of(field, "currency", currency=currency)
    raise InvalidInput.of(field, "amount_invalid")


def _parts(number: str, *, decimal_comma: bool, field: str, currency: str) -> tuple[str, str]:
    """The whole units and the cents, each as digits."""
    if (plain := _PLAIN.fullmatch(number)) or (plain := re.fullmatch(r"()[.,]([0-9]{1,2})", number)):
        return plain[1] or "0", plain[2] or ""
    if three := _THREE.fullmatch(number):
        raise _three_decimals(three[1], three[2], field=field, currency=currency)
    if mixed := _MIXED.fullmatch(number):
        return re.sub("[.,]", "", mixed[1]), mixed[3]
    if groups := _GROUPS.fullmatch(number):
        # Several groups of the store's own decimal sign are a slip of the finger, not a million.
        if groups[1] == ("." if decimal_comma else ","):
            return number.replace(groups[1], ""), ""
        raise InvalidInput.of(field, "amount_invalid")
    if _MORE.fullmatch(number) or _MIXED_MORE.fullmatch(number):
        raise InvalidInput.of(field, "amount_decimals")
    raise InvalidInput.of(field, "amount_invalid")


def _three_decimals(whole: str, decimals: str, *, field: str, currency: str) -> InvalidInput:
    """1.250 may be 1.25 with a zero too many, or one thousand two hundred and fifty. 12.505 is no price."""
    if len(whole) <= 3 and whole[0] != "0" and decimals[2] == "0":
        low = int(whole) * 100 + int(decimals[:2])
        return InvalidInput.of(
            field, "amount_ambiguous", low_cents=low, high_cents=int(whole + decimals) * 100, currency=currency
        )
    return InvalidInput.of(field, "amount_decimals")
