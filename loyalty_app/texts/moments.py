"""Times of the shop in the reader's words: always in the store's time zone, with the day where it is not today."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton

from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.texts.locales import locale_for_formats
from loyalty_app.unit_of_work import clock


def time_of_day(moment: datetime, timezone: str) -> str:
    """14:32."""
    return moment.astimezone(ZoneInfo(timezone)).strftime("%H:%M")


def day(value: date | datetime, timezone: str | None = None) -> str:
    """3 December, with the year where it is not this one. A moment's day is that of the store."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(timezone) if timezone else None).date()
    locale = locale_for_formats()
    if value.year != clock.now().year:
        return full_date(value)
    return _with_ordinal(str(format_skeleton("MMMMd", value, locale=locale)), value)


def full_date(value: date | datetime, timezone: str | None = None) -> str:
    """3 December 2026: for what is read later, perhaps in another year."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(timezone) if timezone else None).date()
    return _with_ordinal(str(format_date(value, "long", locale=locale_for_formats())), value)


def _with_ordinal(words: str, value: date) -> str:
    """The French count the first of a month and no other day."""
    return words.replace("1 ", "1er ", 1) if locale_for_formats().language == "fr" and value.day == 1 else words


def full_day(value: date | datetime, timezone: str | None = None) -> str:
    """Tuesday, 18 November: the heading of a day in a list."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(timezone) if timezone else None).date()
    locale = locale_for_formats()
    without_year = str(locale.date_formats["full"].pattern).replace(" y", "")
    return str(format_date(value, without_year, locale=locale))


def moment(value: datetime, timezone: str) -> str:
    """14:32 today, "3 December, 14:32" on another day."""
    if is_today(value, timezone):
        return time_of_day(value, timezone)
    return gettext("%(day)s, %(time)s", day=day(value, timezone), time=time_of_day(value, timezone))


def dated_moment(value: datetime, timezone: str) -> str:
    """For paper that is kept: "26 November 2026, 14:32", whatever day it is read."""
    return gettext("%(day)s, %(time)s", day=full_date(value, timezone), time=time_of_day(value, timezone))


def brief_moment(value: datetime, timezone: str) -> str:
    """For a narrow column: 14:32 today, "20 Nov" on another day."""
    if is_today(value, timezone):
        return time_of_day(value, timezone)
    return str(format_skeleton("MMMd", value.astimezone(ZoneInfo(timezone)), locale=locale_for_formats()))


def at_moment(value: datetime, timezone: str) -> str:
    """The same inside a sentence: "at 14:32" today, "on 3 December at 14:32" on another day."""
    if is_today(value, timezone):
        return gettext("at %(time)s", time=time_of_day(value, timezone))
    return gettext("on %(day)s at %(time)s", day=day(value, timezone), time=time_of_day(value, timezone))


def until_moment(value: datetime, timezone: str) -> str:
    """The same after "locked": "until 14:32" today, "until 3 December at 14:32" on another day."""
    if is_today(value, timezone):
        return gettext("until %(time)s", time=time_of_day(value, timezone))
    return gettext("until %(day)s at %(time)s", day=day(value, timezone), time=time_of_day(value, timezone))


def wait(seconds: int) -> str:
    """How long, in one unit and never too short: 30 seconds, 9 minutes, 2 hours."""
    if seconds < 60:
        return ngettext("%(num)s second", "%(num)s seconds", seconds)
    minutes = -(-seconds // 60)
    if minutes < 100:
        return ngettext("%(num)s minute", "%(num)s minutes", minutes)
    return ngettext("%(num)s hour", "%(num)s hours", -(-minutes // 60))


def is_today(value: datetime, timezone: str) -> bool:
    """Whether the store has the same day now."""
    zone = ZoneInfo(timezone)
    return value.astimezone(zone).date() == clock.now().astimezone(zone).date()
