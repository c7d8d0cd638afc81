"""Who comes when: the visits of the demo's members, thrown with dice before anything is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from random import Random
from zoneinfo import ZoneInfo

from loyalty_app.demo.people import DemoPerson, a_person, some_people
from loyalty_app.demo.shops import BOOKSHOP, CAFE, DemoMerchant

ZONE = ZoneInfo("Europe/Luxembourg")
OPENS, CLOSES = 7, 18
QUIET_BEFORE_NOW = timedelta(minutes=45)  # nobody is in their cooldown when the visitor arrives


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A member at a counter. `is_mistake`: the staff take the first line back at once and repeat it."""

    at: datetime
    store: int
    staff: int
    stamps: bool
    amount_cents: int | None
    takes_rewards: bool
    is_mistake: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member with all visits in order; the first one is when they join."""

    merchant: DemoMerchant
    person: DemoPerson
    visits: tuple[Visit, ...]
    is_blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A member whose card shall look a certain way: so many stamps, so many cents spent, last seen so long ago."""

    first_name: str
    last_name: str
    locale: str
    stamps: int
    spent_cents: int
    last_seen_days_ago: int
    is_blocked: bool = False


STORIES = (
    Story(first_name="Ana", last_name="Martins", locale="fr", stamps=6, spent_cents=12400, last_seen_days_ago=1),
    Story(first_name="Luc", last_name="Weber", locale="lb", stamps=4, spent_cents=3100, last_seen_days_ago=1),
    Story(first_name="Zoé", last_name="Thill", locale="lb", stamps=0, spent_cents=500, last_seen_days_ago=2),
    Story(first_name="Mia", last_name="Schmit", locale="lb", stamps=10, spent_cents=21050, last_seen_days_ago=1),
    Story(
        first_name="Hélène-Marie", last_name="Bauer", locale="de", stamps=19, spent_cents=17600, last_seen_days_ago=3
    ),
    Story(first_name="Nils", last_name="Vogt", locale="de", stamps=5, spent_cents=4000, last_seen_days_ago=82),
    Story(
        first_name="Klaus", last_name="Reuter", locale="de", stamps=1, spent_cents=150, last_seen_days_ago=70,
        is_blocked=True,
    ),
)  # fmt: skip


def plan(random: Random, now: datetime, *, members: int, days: int) -> list[Member]:
    """The members of all shops and their visits of the last `days` days, all before `now`."""
    dice = _Dice(random=random, now=now, days=days)
    stories = STORIES[:members]
    taken: dict[str, int] = {}
    planned = [
        dice.member_of(story, a_person(story.first_name, story.last_name, story.locale, taken)) for story in stories
    ]
    names = {(member.person.first_name, member.person.last_name) for member in planned}
    others = (person for person in some_people(random) if (person.first_name, person.last_name) not in names)
    for place, person in enumerate(islice(others, members - len(stories))):
        planned.append(dice.anybody(BOOKSHOP if place % 5 == 4 else CAFE, person))
    return planned


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dice:
    random: Random
    now: datetime
    days: int

    def anybody(self, merchant: DemoMerchant, person: DemoPerson) -> Member:
        """A member who comes often or seldom, and perhaps does not come any more."""
        joined_days_ago = self.random.randint(1, max(1, self.days))
        gap_days = self.random.choices((2.5, 6.0, 14.0, 30.0), (2, 4, 3, 2))[0] * (1 if merchant is CAFE else 1.6)
        stays_until = 0 if self.random.random() < 0.75 else self.random.randint(0, joined_days_ago)
        takes_rewards = self.random.random() < 0.6
        store = self.random.randrange(len(merchant.stores))
        visits = tuple(
            self._visit(merchant, moment, store, takes_rewards=takes_rewards)
            for moment in self._moments(joined_days_ago, stays_until, gap_days)
        )
        return Member(merchant=merchant, person=person, visits=visits)

    def member_of(self, story: Story, person: DemoPerson) -> Member:
        """The member of a story: as many visits as stamps, the money spread over them."""
        number = max(1, story.stamps, -(-story.spent_cents // 4000))
        last = min(story.last_seen_days_ago, self.days)
        step = min(4.0, max(0.0, (self.days - last) / number))
        cents = [story.spent_cents // number // 10 * 10] * number  # every visit earns whole points
        cents[-1] += story.spent_cents - sum(cents)
        visits = []
        for place in range(number):
            moment = self._moment(round(last + step * (number - 1 - place)))
            visits.append(
                Visit(
                    at=moment,
                    store=0,
                    staff=place % 2,
                    stamps=place < story.stamps,
                    amount_cents=cents[place] or None,
                    takes_rewards=False,
                )
            )
        return Member(
            merchant=CAFE,
            person=person,
            visits=tuple(sorted(visits, key=lambda visit: visit.at)),
            is_blocked=story.is_blocked,
        )

    def _visit(self, merchant: DemoMerchant, moment: datetime, home: int, *, takes_rewards: bool) -> Visit:
        store = home if self.random.random() < 0.85 else self.random.randrange(len(merchant.stores))
        low, high = merchant.cents
        pays = merchant.loyalty_type == "points" or self.random.random() < 0.55
        return Visit(
            at=moment,
            store=store,
            staff=self.random.randrange(len(merchant.stores[store].staff)),
            stamps=merchant.loyalty_type != "points",
            amount_cents=round(self.random.triangular(low, high, low * 1.6) / 10) * 10 if pays else None,
            takes_rewards=takes_rewards,
            is_mistake=self.random.random() < 0.015,
        )

    def _moments(self, first_days_ago: int, last_days_ago: int, gap_days: float) -> Iterator[datetime]:
        day = float(first_days_ago)
        seen: set[date] = set()
        while day >= last_days_ago:
            moment = self._moment(round(day))
            if moment.date() not in seen:
                seen.add(moment.date())
                yield moment
            day -= max(1.0, self.random.gauss(gap_days, gap_days / 3))

    def _moment(self, days_ago: int) -> datetime:
        """Some moment of the opening hours of that day, and never later than shortly before now."""
        day = (self.now - timedelta(days=days_ago)).astimezone(ZONE).date()
        minute = self.random.randint(OPENS * 60, CLOSES * 60)
        moment = datetime.combine(day, time(minute // 60, minute % 60, self.random.randrange(60)), ZONE).astimezone(UTC)
        latest = self.now - QUIET_BEFORE_NOW
        return moment if moment < latest else latest - timedelta(seconds=self.random.randrange(3600))
