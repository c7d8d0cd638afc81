"""A birthday in three small fields: day, month, and the year for those who like to tell it (S74)."""

from babel.dates import get_month_names
from flask import request

from loyalty_app.texts.locales import locale_for_formats

PARTS = ("birth_day", "birth_month", "birth_year")


def typed_birthday() -> str | None:
    """What was typed: 1990-03-31, --03-31 without a year, None for nothing. The operation judges it."""
    day, month, year = (request.form.get(part, "").strip()[:10] for part in PARTS)
    if not (day or month or year):
        return None
    return f"{year}-{month}-{day}" if year else f"--{month}-{day}"


def birthday_parts(birth_date: str | None) -> dict[str, str]:
    """The three fields of a stored birthday."""
    if not birth_date:
        return {}
    year, month, day = birth_date[:-6], birth_date[-5:-3], birth_date[-2:]
    return {"birth_day": str(int(day)), "birth_month": str(int(month)), "birth_year": year.strip("-")}


def months() -> tuple[tuple[str, str], ...]:
    """The months as the reader calls them."""
    names = get_month_names("wide", context="stand-alone", locale=locale_for_formats())
    return tuple((str(number), names[number]) for number in range(1, 13))
