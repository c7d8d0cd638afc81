"""What passes say, in all four languages at once: the phone chooses.

A pass is built outside of any request and thousands of times in a row. So the sentences are read from the catalogue
once per language, and nothing here depends on who asks or on what day it is: a day always has its year.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.support import Translations

from loyalty_app.config import ROOT
from loyalty_app.domain.passes import PassContent, PassLine
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.texts.amounts import NARROW_SPACE
from loyalty_app.texts.opening_hours import written_hours

_BETWEEN = " · "
_MINUS = "\u2212"


class PassLabels(NamedTuple):
    """The words that every pass shares. In the messages of changes `%@` is the new value."""

    stamps: str
    stamps_change: str
    stamps_ready_change: str
    points: str
    points_change: str
    your_reward: str
    member: str
    expires: str
    blocked: str
    ask: str
    closed: str
    closed_card: str
    ready: str
    next: str
    history: str
    number: str
    hours: str
    terms: str
    privacy: str
    contact: str


class PassPhrases(NamedTuple):
    """What is worded for one card, in one language; None for what the card does not have."""

    description: str
    stamps: str | None = None
    reward_label: str | None = None
    next_label: str | None = None
    ready: str | None = None
    next: str | None = None
    history: str | None = None
    expires: str | None = None
    expiry: str | None = None
    hours: str | None = None
    terms: str | None = None


@dataclass(frozen=True, slots=True)
class _Counted:
    """A sentence with a number; our languages tell 0, 1 and more apart at most."""

    none: str
    one: str
    many: str

    @classmethod
    def of(cls, form: Callable[[int], str]) -> "_Counted":
        return cls(form(0), form(1), form(2))

    def said(self, count: int, **facts: str) -> str:
        template = self.many if count > 1 else self.one if count else self.none
        return template % {"num": number_on_pass(count), **facts}


class PassWords:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        catalogue = Translations.load(str(ROOT / "translations"), [language])
        self.language = language
        self.labels = _labels(catalogue.gettext)
        self._kinds = _kinds(catalogue.gettext)
        self._read_sentences(catalogue.gettext)
        self._read_counted(catalogue.ngettext)

    def _read_sentences(self, gettext: Callable[[str], str]) -> None:
        self._description = gettext("Loyalty card of %(shop)s")
        self._count_of_target = gettext("%(count)s of %(target)s")
        self._hours_of = gettext("%(store)s: %(hours)s")
        self._every_day = gettext("Every day")
        self._expiry = gettext("All points expire on %(day)s. Any purchase keeps them.")

    def _read_counted(self, ngettext: Callable[[str, str, int], str]) -> None:
        self._stamps = _Counted.of(lambda count: ngettext("%(num)s stamp", "%(num)s stamps", count))
        self._points = _Counted.of(lambda count: ngettext("%(num)s point", "%(num)s points", count))
        self._stamps_to_go = _Counted.of(lambda count: ngettext("%(num)s stamp to go", "%(num)s stamps to go", count))
        self._points_to_go = _Counted.of(lambda count: ngettext("%(num)s point to go", "%(num)s points to go", count))
        self._ready = _Counted.of(lambda count: ngettext("%(num)s reward ready", "%(num)s rewards ready", count))
        self._more_stamps = _Counted.of(
            lambda count: ngettext("%(num)s more stamp for %(reward)s", "%(num)s more stamps for %(reward)s", count)
        )
        self._more_points = _Counted.of(
            lambda count: ngettext("%(num)s more point for %(reward)s", "%(num)s more points for %(reward)s", count)
        )

    def phrases(self, content: PassContent) -> PassPhrases:
        """What this card says."""
        description = self._description % {"shop": content.design.merchant_name}
        terms = self._terms(content)
        if content.is_over:
            return PassPhrases(description=description, terms=terms)
        has_stamps = content.design.has_stamps
        expiry = _local_day(content.points_expire_at, content.timezone) if content.points_expire_at else None
        return PassPhrases(
            description=description,
            stamps=self._standing(content) if has_stamps else None,
            reward_label=self._reward_label(content) if has_stamps else None,
            next_label=self._next_label(content),
            ready=self._ready_rewards(content),
            next=self._next_steps(content),
            history="\n".join([self._line(line) for line in content.lines]) or None,
            expires=_written_day(expiry, self.language, "medium") if expiry else None,
            expiry=self._expiry % {"day": _written_day(expiry, self.language, "long")} if expiry else None,
            hours=self._hours(content),
            terms=terms,
        )

    def _standing(self, content: PassContent) -> str:
        target = content.design.stamps_target
        return self._count_of_target % {"count": content.stamps_shown, "target": target}

    def _reward_label(self, content: PassContent) -> str:
        if content.rewards_ready:
            return self._ready.said(content.rewards_ready)
        return self._stamps_to_go.said(content.stamps_until_reward)

    def _next_label(self, content: PassContent) -> str | None:
        """Above the one reward for points that the front has room for: the dearest that is ready, else the next."""
        if content.rewards:
            return self._ready.said(len(content.rewards))
        return self._points_to_go.said(content.next_reward.missing_points) if content.next_reward else None

    def _ready_rewards(self, content: PassContent) -> str | None:
        lines = []
        if content.rewards_ready:
            reward = content.stamps_reward_description or self.labels.your_reward
            lines.append(reward if content.rewards_ready == 1 else f"{content.rewards_ready} × {reward}")
        lines += [f"{reward.name}{_BETWEEN}{self._points.said(reward.points_required)}" for reward in content.rewards]
        return "\n".join(lines) or None

    def _next_steps(self, content: PassContent) -> str | None:
        lines = []
        if content.design.has_stamps:
            reward = content.stamps_reward_description or self.labels.your_reward
            lines.append(self._more_stamps.said(content.stamps_until_reward, reward=reward))
        if content.next_reward:
            missing, reward = content.next_reward.missing_points, content.next_reward.name
            lines.append(self._more_points.said(missing, reward=reward))
        return "\n".join(lines) or None

    def _line(self, line: PassLine) -> str:
        """26 Nov 2026 · +1 stamp · Gare."""
        said = _written_day(line.day, self.language, "medium")
        if kind := self._kinds.get(line.type):
            is_reward = line.type == TransactionType.POINTS_REDEEMED and line.reward_name
            said += f"{_BETWEEN}{line.reward_name if is_reward else kind}"
        if line.stamps_delta:
            said += f"{_BETWEEN}{_sign(line.stamps_delta)}{self._stamps.said(abs(line.stamps_delta))}"
        if line.points_delta:
            said += f"{_BETWEEN}{_sign(line.points_delta)}{self._points.said(abs(line.points_delta))}"
        return f"{said}{_BETWEEN}{line.store_name}" if line.store_name else said

    def _hours(self, content: PassContent) -> str | None:
        """When each store is open, by its name: a merchant with several may not say it of all."""
        lines = [
            self._hours_of % {"store": store.name, "hours": written_hours(store.hours, self.language, self._every_day)}
            for store in content.stores
            if store.hours is not None
        ]
        return "\n".join(lines) or None

    def _terms(self, content: PassContent) -> str | None:
        if content.terms is None or not content.terms.body:
            return None
        texts = dict(content.terms.body)
        known = (texts.get(language) for language in (self.language, content.locale, "en"))
        return next((text for text in known if text), content.terms.body[0][1]) or None


@cache
def pass_words(language: str) -> PassWords:
    """The words of one of our languages, read once."""
    return PassWords(language)


@lru_cache(maxsize=4096)
def number_on_pass(value: int) -> str:
    """1 240, whatever the language."""
    return f"{value:,}".replace(",", NARROW_SPACE)


def _sign(value: int) -> str:
    return "+" if value > 0 else _MINUS


def _labels(gettext: Callable[[str], str]) -> PassLabels:
    return PassLabels(
        stamps=gettext("Stamps"),
        stamps_change=gettext("%@ stamps on your card"),
        stamps_ready_change=gettext("%@ stamps – your reward is ready"),
        points=gettext("Points"),
        points_change=gettext("Points on your card: %@"),
        your_reward=gettext("Your reward"),
        member=gettext("Card of"),
        expires=gettext("Points expire on"),
        blocked=gettext("Card blocked"),
        ask=gettext("Please ask at the counter"),
        closed=gettext("Card closed"),
        closed_card=gettext("This card is no longer valid"),
        ready=gettext("Ready for you"),
        next=gettext("Next reward"),
        history=gettext("Last visits"),
        number=gettext("Card number"),
        hours=gettext("Opening hours"),
        terms=gettext("Terms"),
        privacy=gettext("Privacy"),
        contact=gettext("Contact"),
    )


def _kinds(gettext: Callable[[str], str]) -> dict[str, str]:
    """What a line was, where its change alone does not say it."""
    correction, reward = gettext("Correction"), gettext("Reward")
    said: dict[TransactionType, Any] = {
        TransactionType.CARD_CREATED: gettext("Card created"),
        TransactionType.WELCOME_BONUS: gettext("Welcome gift"),
        TransactionType.STAMP_REDEEMED: reward,
        TransactionType.POINTS_REDEEMED: reward,
        TransactionType.STAMP_VOIDED: correction,
        TransactionType.STAMP_ADJUSTMENT: correction,
        TransactionType.POINTS_VOIDED: correction,
        TransactionType.POINTS_ADJUSTMENT: correction,
        TransactionType.POINTS_EXPIRED: gettext("Points expired"),
        TransactionType.POINTS_RESTORED: gettext("Points restored"),
        TransactionType.CARD_DEACTIVATED: gettext("Card blocked"),
        TransactionType.CARD_REACTIVATED: gettext("Card unblocked"),
        TransactionType.CARD_MERGED: gettext("Cards merged"),
        TransactionType.OPENING_BALANCE: gettext("Opening balance"),
    }
    return {kind.value: words for kind, words in said.items()}


@lru_cache(maxsize=4096)
def _written_day(day: date, language: str, form: str) -> str:
    locale = Locale("en", "GB") if language == "en" else Locale(language)
    return str(format_date(day, form, locale=locale))


@lru_cache(maxsize=4096)
def _local_day(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()
