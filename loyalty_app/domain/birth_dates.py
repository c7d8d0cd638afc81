"""Birthdays: a day and a month are enough for a gift, the year is nobody's business (S74); how old somebody is."""

import re
from datetime import date

from loyalty_app.domain.errors import InvalidInput

OLDEST_YEARS = 120
YOUNGEST_MINIMUM, OLDEST_MINIMUM = 13, 21  # what a merchant can ask for
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


def require_age(
    birth_date: str | None, minimum_age_years: int | None, *, today: date, field: str = "birth_date"
) -> None:
    """Refuse too_young for a birthday whose year says so; without a year nobody can know (S74).

    Who was born on 29 February is a year older on 1 March where the year has no such day.
    """
    if birth_date is None or minimum_age_years is None or birth_date.startswith("--"):
        return
    born = date.fromisoformat(birth_date)
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    if today.year - born.year - (not had_birthday) < minimum_age_years:
        raise InvalidInput.of(field, "too_young", minimum_age_years=minimum_age_years)


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
