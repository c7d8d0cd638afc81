"""What passes say, in all four languages at once: the phone chooses.

A pass is built outside of any request and thousands of times in a row. So the sentences are read from the catalogues
once, what many cards say is worded once, and nothing here depends on who asks or on what day it is: a day always has
its year.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from operator import add
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from babel.support import Translations

from loyalty_app.config import ROOT
from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.domain.opening_hours import OpeningHours
from loyalty_app.domain.passes import PassContent, PassLine, PassReward, PassStore, PassTerms
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.texts.in_all_languages import Counted, Said, Sentence, alike, joined, written_day
from loyalty_app.texts.opening_hours import written_hours

T = TypeVar("T", str, Said)

_BETWEEN = " · "
_KEPT = 4096


class PassLabels(NamedTuple, Generic[T]):
    """The words that every pass shares. In the messages of changes `%@` is the new value."""

    stamps: T
    stamps_change: T
    stamps_ready_change: T
    points: T
    points_change: T
    your_reward: T
    member: T
    expires: T
    blocked: T
    ask: T
    closed: T
    closed_card: T
    ready: T
    next: T
    history: T
    number: T
    hours: T
    terms: T
    privacy: T
    contact: T


class PassPhrases(NamedTuple, Generic[T]):
    """What is worded for one card; None for what the card does not have."""

    description: T
    stamps: T | None = None
    reward_label: T | None = None
    next_label: T | None = None
    ready: T | None = None
    next: T | None = None
    history: T | None = None
    expires: T | None = None
    expiry: T | None = None
    hours: T | None = None
    terms: T | None = None


class PassWords:
    """The words of all languages."""

    def __init__(self) -> None:
        catalogues = [Translations.load(str(ROOT / "translations"), [language]) for language in LANGUAGES]

        def gettext(sentence: str) -> Said:
            return tuple(catalogue.gettext(sentence) for catalogue in catalogues)

        def ngettext(one: str, many: str, count: int) -> Said:
            return tuple(catalogue.ngettext(one, many, count) for catalogue in catalogues)

        self.labels = _labels(gettext)
        self._own_labels = [PassLabels(*texts) for texts in zip(*self.labels, strict=True)]
        self._kinds = _kinds(gettext)
        self._read_sentences(gettext)
        self._read_counted(ngettext)
        # What many cards say is worded once.
        self._standing = lru_cache(_KEPT)(self._worded_standing)
        self._ready_rewards = lru_cache(_KEPT)(self._worded_rewards)
        self._what = lru_cache(_KEPT)(self._day_and_kind)
        self._changes = lru_cache(_KEPT)(self._changes_and_store)
        self._hours = lru_cache(_KEPT)(self._hours_of_store)

    def _read_sentences(self, gettext: Callable[[str], Said]) -> None:
        self._description = Sentence(gettext("Loyalty card of %(shop)s"), "shop")
        self._hours_of = gettext("%(store)s: %(hours)s")
        self._every_day = gettext("Every day")
        self._count_of_target = gettext("%(count)s of %(target)s")
        self._expiry = Sentence(gettext("All points expire on %(day)s. Any purchase keeps them."), "day")

    def _read_counted(self, ngettext: Callable[[str, str, int], Said]) -> None:
        self._stamps = Counted(lambda count: ngettext("%(num)s stamp", "%(num)s stamps", count))
        self._points = Counted(lambda count: ngettext("%(num)s point", "%(num)s points", count))
        self._stamps_to_go = Counted(lambda count: ngettext("%(num)s stamp to go", "%(num)s stamps to go", count))
        self._points_to_go = Counted(lambda count: ngettext("%(num)s point to go", "%(num)s points to go", count))
        self._ready = Counted(lambda count: ngettext("%(num)s reward ready", "%(num)s rewards ready", count))
        self._more_stamps = Counted(
            lambda count: ngettext("%(num)s more stamp for %(reward)s", "%(num)s more stamps for %(reward)s", count)
        )
        self._more_points = Counted(
            lambda count: ngettext("%(num)s more point for %(reward)s", "%(num)s more points for %(reward)s", count)
        )

    def labels_in(self, language: str) -> PassLabels[str]:
        """The labels in one of our languages."""
        return self._own_labels[LANGUAGES.index(language)]

    def phrases(self, content: PassContent) -> PassPhrases[Said]:
        """What this card says."""
        description = self._description.said(alike(content.design.merchant_name))
        terms = _terms(content.terms, content.locale) if content.terms else None
        if content.is_over:
            return PassPhrases(description=description, terms=terms)
        has_stamps = content.design.has_stamps
        expiry = _local_day(content.points_expire_at, content.timezone) if content.points_expire_at else None
        return PassPhrases(
            description=description,
            stamps=self._standing(content.stamps_shown, content.design.stamps_target) if has_stamps else None,
            reward_label=self._reward_label(content) if has_stamps else None,
            next_label=self._next_label(content),
            ready=self._ready_rewards(content.rewards_ready, self._stamps_reward(content), content.rewards),
            next=self._next_steps(content),
            history=joined("\n", [self._line(line) for line in content.lines]) or None,
            expires=written_day(expiry, "medium") if expiry else None,
            expiry=self._expiry.said(written_day(expiry, "long")) if expiry else None,
            hours=self._opens(content.stores),
            terms=terms,
        )

    def _worded_standing(self, count: int, target: int) -> Said:
        return tuple([template % {"count": count, "target": target} for template in self._count_of_target])

    def _stamps_reward(self, content: PassContent) -> Said:
        reward = content.stamps_reward_description
        return alike(reward) if reward else self.labels.your_reward

    def _reward_label(self, content: PassContent) -> Said:
        if content.rewards_ready:
            return self._ready.said(content.rewards_ready)
        return self._stamps_to_go.said(content.stamps_until_reward)

    def _next_label(self, content: PassContent) -> Said | None:
        """Above the one reward for points that the front has room for: the dearest that is ready, else the next."""
        if content.rewards:
            return self._ready.said(len(content.rewards))
        return self._points_to_go.said(content.next_reward.missing_points) if content.next_reward else None

    def _worded_rewards(self, rows_ready: int, stamps_reward: Said, rewards: tuple[PassReward, ...]) -> Said | None:
        listed = []
        if rows_ready:
            times = f"{rows_ready} × " if rows_ready > 1 else ""
            listed.append(joined(times, (alike(""), stamps_reward)))
        listed += [joined(_BETWEEN, (alike(one.name), self._points.said(one.points_required))) for one in rewards]
        return joined("\n", listed) or None

    def _next_steps(self, content: PassContent) -> Said | None:
        steps = []
        if content.design.has_stamps:
            steps.append(self._more_stamps.said(content.stamps_until_reward, self._stamps_reward(content)))
        if content.next_reward:
            steps.append(self._more_points.said(content.next_reward.missing_points, alike(content.next_reward.name)))
        return joined("\n", steps) or None

    def _opens(self, stores: Sequence[PassStore]) -> Said | None:
        """When each store is open, by its name: a merchant with several may not say it of all."""
        return joined("\n", [self._hours(one.name, one.hours) for one in stores if one.hours is not None]) or None

    def _hours_of_store(self, name: str, hours: OpeningHours) -> Said:
        words = zip(LANGUAGES, self._every_day, self._hours_of, strict=True)
        return tuple([form % {"store": name, "hours": written_hours(hours, lang, all_)} for lang, all_, form in words])

    def _line(self, line: PassLine) -> Said:
        """26 Nov 2026 · +1 stamp · Gare."""
        is_reward = line.type == TransactionType.POINTS_REDEEMED
        what = self._what(line.day, line.type, line.reward_name if is_reward else None)
        return tuple(map(add, what, self._changes(line.stamps_delta, line.points_delta, line.store_name)))

    def _day_and_kind(self, day: date, kind: str, reward: str | None) -> Said:
        told = alike(reward) if reward else self._kinds.get(kind)
        return joined(_BETWEEN, [written_day(day, "medium"), *([told] if told else [])])

    def _changes_and_store(self, stamps: int, points: int, store: str | None) -> Said:
        said = [alike("")]
        if stamps:
            said.append(self._stamps.changed_by(stamps))
        if points:
            said.append(self._points.changed_by(points))
        if store:
            said.append(alike(store))
        return joined(_BETWEEN, said)


def phrases_in(language: str, phrases: PassPhrases[Said]) -> PassPhrases[str]:
    """The phrases in one of our languages."""
    place = LANGUAGES.index(language)
    others = [said[place] if said else None for said in phrases[1:]]
    return PassPhrases(phrases.description[place], *others)


@cache
def pass_words() -> PassWords:
    """The words, read once."""
    return PassWords()


def _terms(terms: PassTerms, of_customer: str) -> Said | None:
    """In each reader's language, else in the customer's, else in English, else as there are."""
    texts = dict(terms.body)
    other = texts.get(of_customer) or texts.get("en") or next(iter(texts.values()), "")
    said = tuple([texts.get(language) or other for language in LANGUAGES])
    return said if any(said) else None


@lru_cache(maxsize=4096)
def _local_day(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()


def _labels(gettext: Callable[[str], Said]) -> PassLabels[Said]:
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


def _kinds(gettext: Callable[[str], Said]) -> dict[str, Said]:
    """What a line was, where its change alone does not say it."""
    correction, reward = gettext("Correction"), gettext("Reward")
    said: dict[TransactionType, Said] = {
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
