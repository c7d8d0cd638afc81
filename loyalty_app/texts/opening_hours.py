"""When a store is open, as people write it: Mon–Fri 7:00–12:00, 13:00–18:30 · Sat 8:00–17:00."""

from functools import lru_cache
from itertools import groupby

from babel import Locale
from babel.dates import get_day_names

from loyalty_app.domain.opening_hours import OpeningHours, Span, clock_time

_BETWEEN = " · "
_TO = "\u2013"


@lru_cache(maxsize=4096)
def written_hours(hours: OpeningHours, language: str, every_day: str) -> str:
    """The open days in that language, neighbours with the same hours together; `every_day`: its word for all seven."""
    said: list[str] = []
    runs = groupby(range(len(hours.days)), key=lambda place: hours.days[place])
    for spans, places in runs:
        run = list(places)
        if spans:
            named = every_day if len(run) == len(hours.days) else _days(run[0], run[-1], language)
            said.append(f"{named} {', '.join(map(_span, spans))}")
    return _BETWEEN.join(said)


def _days(first: int, last: int, language: str) -> str:
    names = get_day_names("abbreviated", context="stand-alone", locale=Locale(language))
    return str(names[first]) if first == last else f"{names[first]}{_TO}{names[last]}"


def _span(span: Span) -> str:
    return f"{_time(span.opens_minute)}{_TO}{_time(span.closes_minute)}"


def _time(minute: int) -> str:
    """7:00: nobody reads the zero before it."""
    written = clock_time(minute)
    return written.removeprefix("0")
