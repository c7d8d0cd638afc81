"""One text in all our languages at once, for what is worded by the thousand outside of any request."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.texts.amounts import NARROW_SPACE

Said = tuple[str, ...]  # one text in each of LANGUAGES, in their order

_MINUS = "\u2212"
_NOTHING = ("",) * len(LANGUAGES)
_KEPT = 2048  # of every sentence: what was said last
_LOCALES = [Locale("en", "GB") if language == "en" else Locale(language) for language in LANGUAGES]


class Sentence:
    """A sentence with one fact `name`; what it said is kept for the next who says the same."""

    def __init__(self, templates: Said, name: str) -> None:
        self._templates, self._name = templates, name
        self.said = lru_cache(maxsize=_KEPT)(self._worded)

    def _worded(self, fact: Said) -> Said:
        return tuple([template % {self._name: word} for template, word in zip(self._templates, fact, strict=True)])


class Counted:
    """A sentence with a number `num`, and maybe a `reward`; our languages tell 0, 1 and more apart at most."""

    def __init__(self, form: Callable[[int], Said]) -> None:
        self._none, self._one, self._many = form(0), form(1), form(2)
        self.said = lru_cache(maxsize=_KEPT)(self._worded)
        self.changed_by = lru_cache(maxsize=_KEPT)(self._signed)

    def _worded(self, count: int, reward: Said = _NOTHING) -> Said:
        templates, number = self._many if count > 1 else self._one if count else self._none, spaced_number(count)
        return tuple([form % {"num": number, "reward": word} for form, word in zip(templates, reward, strict=True)])

    def _signed(self, delta: int) -> Said:
        sign = "+" if delta > 0 else _MINUS
        return tuple([sign + said for said in self._worded(abs(delta))])


def alike(text: str) -> Said:
    """A name, which is the same in every language."""
    return (text,) * len(LANGUAGES)


def joined(separator: str, said: Iterable[Said]) -> Said:
    """Several texts as one."""
    return tuple(map(separator.join, zip(*said, strict=True)))


@lru_cache(maxsize=_KEPT)
def written_day(day: date, form: str) -> Said:
    """26 Nov 2026 (`form` medium) or 26 November 2026 (long)."""
    return tuple([str(format_date(day, form, locale=locale)) for locale in _LOCALES])


def spaced_number(value: int) -> str:
    """1 240, whatever the language."""
    return f"{value:,}".replace(",", NARROW_SPACE)
