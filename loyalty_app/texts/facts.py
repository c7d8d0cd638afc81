"""The facts of a refusal, each in the form a sentence wants it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from loyalty_app.domain.errors import Fact
from loyalty_app.texts.amounts import money, number
from loyalty_app.texts.moments import at_moment, day, until_moment, wait

_LONGEST_WORDS = 40  # names and what people sent are shown shortened, so that the sentence stays readable


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known, in the store's time zone."""

    known: Mapping[str, Fact]
    timezone: str

    def has(self, *names: str) -> bool:
        """Whether all of these are known."""
        return all(self.known.get(name) is not None for name in names)

    def says(self, name: str) -> bool:
        """Whether this is known to be so."""
        return bool(self.known.get(name))

    def words(self, name: str) -> str:
        """A name or a text, on one line and not too long."""
        text = " ".join(str(self.known[name]).split())
        return text if len(text) <= _LONGEST_WORDS else text[: _LONGEST_WORDS - 1].rstrip() + "…"

    def count(self, name: str) -> int:
        value = self.known[name]
        assert isinstance(value, int)
        return value

    def number(self, name: str) -> str:
        return number(self.count(name))

    def money(self, name: str) -> str:
        return money(self.count(name), self.words("currency"))

    def wait(self, name: str = "retry_after_seconds") -> str:
        return wait(max(1, self.count(name)))

    def at(self, name: str) -> str:
        return at_moment(self.moment(name), self.timezone)

    def until(self, name: str) -> str:
        return until_moment(self.moment(name), self.timezone)

    def day(self, name: str) -> str:
        return day(self.moment(name), self.timezone)

    def moment(self, name: str) -> datetime:
        value = self.known[name]
        assert isinstance(value, datetime)
        return value
