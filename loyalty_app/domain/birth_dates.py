"""Birthdays: a day and a month are enough for a gift, the year is nobody's business (S74)."""

import re
from datetime import date

from loyalty_app.domain.errors import InvalidInput

OLDEST_YEARS = 120
_LEAP_YEAR = 2000  # without a year the 29th of February is a birthday, too
_SPELLINGS = (
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})[./ -](?P<month>[0-9]{1,2})[./ -](?P<year>[0-9]{4})"),
    re.compile(r"--(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"),
    re.compile(r"(?P<day>[0-9]{1,2})[./ -](?P<month>[0-9]{1,2})[./ -]?"),
)


def read_birth_date(typed: date | str | None, *, today: date, field: str = "birth_date") -> str | None:
    """The birthday as it is stored and sent: 1990-03-31, or --03-31 without a year; None for none.

    Read are also 31.03.1990, 31/03/1990 and 31.03.: the day comes before the month. Refuses date_invalid; nobody is
    born tomorrow or more than 120 years ago.
    """
    text = typed.isoformat() if isinstance(typed, date) else (typed or "").strip()
    if not text:
        return None
    for spelling in _SPELLINGS:
        if found := spelling.fullmatch(text):
            return _in_one_spelling(found.groupdict(), today=today, field=field)
    raise InvalidInput.of(field, "date_invalid")


def _in_one_spelling(parts: dict[str, str], *, today: date, field: str) -> str:
    year = parts.get("year")
    try:
        born = date(int(year or _LEAP_YEAR), int(parts["month"]), int(parts["day"]))
    except ValueError:
        raise InvalidInput.of(field, "date_invalid") from None
    if year is None:
        return f"--{born:%m-%d}"
    if not (today.year - OLDEST_YEARS <= born.year and born <= today):
        raise InvalidInput.of(field, "date_invalid")
    return born.isoformat()
