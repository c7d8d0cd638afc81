"""When a store is open in an ordinary week: local times of 24 hours, several spans a day, also past midnight."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from loyalty_app.domain.errors import InvalidInput

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES = 24 * 60
MOST_A_DAY = 6
FIELD = "opening_hours"
PlainHours = dict[str, list[dict[str, str]]]
_WEEK_MINUTES = len(DAYS) * DAY_MINUTES
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])|(24):(00)", re.ASCII)
_SPAN = re.compile(r"\s*([0-9:]{4,5})\s*[-–]\s*([0-9:]{4,5})\s*", re.ASCII)
_CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Minutes after the midnight that its day begins with; a `closes_minute` above 1440 is on the next day."""

    opens_minute: int
    closes_minute: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningHours:
    """The spans of Monday to Sunday, each day's in their order; a day without one is closed."""

    days: tuple[tuple[Span, ...], ...]

    def plain(self) -> PlainHours:
        """The open days as the database and JSON keep them: `{"mon": [{"opens": "07:00", "closes": "18:30"}], …}`."""
        return {
            day: [{"opens": clock_time(span.opens_minute), "closes": clock_time(span.closes_minute)} for span in spans]
            for day, spans in zip(DAYS, self.days, strict=True)
            if spans
        }


def typed_hours(lines: Iterable[str]) -> OpeningHours:
    """What somebody types: "mon-fri 07:00-12:00,13:00-18:30", "sat 08:00-17:00", "sun closed"; days unsaid are closed.

    Refuses hours_invalid naming the part that cannot be read, and hours_overlap.
    """
    days: dict[str, list[Span]] = {day: [] for day in DAYS}
    for line in lines:
        named, _, times = line.strip().lower().partition(" ")
        for day in _days(named, line):
            days[day] += () if times.strip() == _CLOSED else [_typed_span(said, line) for said in times.split(",")]
    return _checked(days)


def stored_hours(plain: Mapping[str, Any] | None) -> OpeningHours | None:
    """What `plain()` gave to be kept."""
    if plain is None:
        return None
    days = (tuple(_span(kept["opens"], kept["closes"]) for kept in plain.get(day, ())) for day in DAYS)
    return OpeningHours(days=tuple(days))


def clock_time(minute: int) -> str:
    """The minute as the clock on the wall shows it; midnight at the end of a day is 24:00."""
    if minute > DAY_MINUTES:
        minute -= DAY_MINUTES
    return f"{minute // 60:02}:{minute % 60:02}"


def _days(named: str, line: str) -> tuple[str, ...]:
    """mon, mon-fri, sat,sun; also across the weekend, as in fri-mon."""
    found: list[str] = []
    for part in named.split(","):
        first, dash, last = part.partition("-")
        if first not in DAYS or (dash and last not in DAYS):
            raise InvalidInput.of(FIELD, "hours_invalid", part=line)
        start = DAYS.index(first)
        count = (DAYS.index(last) - start) % len(DAYS) + 1 if dash else 1
        found += [DAYS[(start + step) % len(DAYS)] for step in range(count)]
    return tuple(found)


def _typed_span(said: str, line: str) -> Span:
    match = _SPAN.fullmatch(said)
    if match is None or not all(_TIME.fullmatch(time) for time in match.groups()) or match[1].startswith("24"):
        raise InvalidInput.of(FIELD, "hours_invalid", part=line)
    span = _span(match[1], match[2])
    if span.closes_minute - span.opens_minute > DAY_MINUTES:
        raise InvalidInput.of(FIELD, "hours_invalid", part=line)
    return span


def _span(opens: str, closes: str) -> Span:
    """Who closes no later than they open closes on the next day."""
    start, end = _minute(opens), _minute(closes)
    return Span(opens_minute=start, closes_minute=end if end > start else end + DAY_MINUTES)


def _minute(time: str) -> int:
    hours, _, minutes = time.partition(":")
    return int(hours) * 60 + int(minutes)


def _checked(days: Mapping[str, list[Span]]) -> OpeningHours:
    if not any(days.values()):
        raise InvalidInput.of(FIELD, "field_missing")
    for day, spans in days.items():
        if len(spans) > MOST_A_DAY:
            raise InvalidInput.of(FIELD, "hours_invalid", part=day)
    _require_apart(days)
    return OpeningHours(days=tuple(tuple(sorted(days[day])) for day in DAYS))


def _require_apart(days: Mapping[str, list[Span]]) -> None:
    """No two spans at the same time, those of Sunday night and Monday morning included."""
    week = sorted(
        (place * DAY_MINUTES + span.opens_minute, place * DAY_MINUTES + span.closes_minute, day)
        for place, day in enumerate(DAYS)
        for span in days[day]
    )
    first = week[0]
    again = (first[0] + _WEEK_MINUTES, first[1] + _WEEK_MINUTES, first[2])
    for (_, closes, _), (opens, _, day) in zip(week, [*week[1:], again], strict=True):
        if opens < closes:
            raise InvalidInput.of(FIELD, "hours_overlap", part=day)
