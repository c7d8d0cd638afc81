"""What the counter should answer, by arithmetic of its own: a plain model of one shop that imports none of its rules.

Times are minutes since the shop opened; a refusal is the code that the shop must answer with.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

OPENED = datetime(2026, 3, 28, 8, 0, tzinfo=ZoneInfo("Europe/Luxembourg"))  # the day before the clocks go forward

TARGET, PER_EURO, MINIMUM_CENTS, MAXIMUM_CENTS = 2, 7, 200, 5_000
COOLDOWN, MOST_A_DAY, WINDOW = 15, 3, 5
MINIMUM_TO_REDEEM, DEAR, ADJUST_LIMIT = 50, 150, 100
CHEAP_REWARD, DEAR_REWARD = 40, 180
STOCK = 2


class No(Exception):
    """The shop refuses."""

    def __init__(self, code: str, why: str | None = None) -> None:
        super().__init__(code)
        self.code, self.why = code, why


@dataclass(eq=False)
class Entry:
    """A line that happened: what it did, who did it, when, how much of it was taken back, and what it still owes."""

    kind: str
    stamps: int
    points: int
    by: str
    at: int
    receipt: str | None = None
    reward: str | None = None
    taken_back: int = 0
    is_void: bool = False
    owes: int = 0


@dataclass
class Card:
    """A card as it ought to be. `entries` are its lines in order."""

    entries: list[Entry] = field(default_factory=list)
    is_blocked: bool = False
    over: str | None = None  # the code of whoever names a card that was merged or erased

    @property
    def stamps(self) -> int:
        return sum(entry.stamps for entry in self.entries)

    @property
    def points(self) -> int:
        return sum(entry.points for entry in self.entries)

    def write(self, entry: Entry) -> Entry:
        self.entries.append(entry)
        assert self.stamps >= 0
        assert self.points >= 0
        return entry


@dataclass
class Oracle:
    """The shop, the stock of its cheap reward, the receipts it has seen and the time it is."""

    stock: int = STOCK
    receipts: set[str] = field(default_factory=set)
    minute: int = 0

    def day(self, minute: int) -> date:
        """The date on the wall at a minute: a day of 23 hours lies in between."""
        moment = OPENED.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minute)
        return moment.astimezone(ZoneInfo("Europe/Luxembourg")).date()

    def stamp_times(self, card: Card) -> list[int]:
        return [entry.at for entry in card.entries if entry.kind == "stamp_earned" and not entry.is_void]

    def stamps_left_today(self, card: Card) -> int:
        today = self.day(self.minute)
        return MOST_A_DAY - sum(self.day(minute) == today for minute in self.stamp_times(card))

    def add_stamp(self, card: Card, by: str) -> Entry:
        self._usable(card)
        if self.stamps_left_today(card) == 0:
            raise No("daily_limit")
        if any(self.minute - minute < COOLDOWN for minute in self.stamp_times(card)[-1:]):
            raise No("cooldown_active")
        return card.write(Entry("stamp_earned", 1, 0, by, self.minute))

    def redeem_stamps(self, card: Card, by: str) -> Entry:
        self._usable(card)
        if card.stamps < TARGET:
            raise No("insufficient_stamps")
        return card.write(Entry("stamp_redeemed", -TARGET, 0, by, self.minute))

    def earn(self, card: Card, cents: int, receipt: str | None, by: str) -> Entry:
        self._usable(card)
        if cents == 0:
            raise No("amount_zero")
        if cents > MAXIMUM_CENTS and by != "manager":
            raise No("amount_too_high")
        if cents < MINIMUM_CENTS:
            raise No("below_minimum")
        if receipt in self.receipts:
            raise No("order_already_recorded")
        self.receipts |= {receipt} if receipt else set()
        hundredths = cents * PER_EURO
        return card.write(Entry("points_earned", 0, (hundredths - hundredths % 100) // 100, by, self.minute, receipt))

    def redeem_points(self, card: Card, reward: str, by: str) -> Entry:
        self._usable(card)
        cost = {"cheap": CHEAP_REWARD, "dear": DEAR_REWARD}[reward]
        if cost > DEAR and by != "manager":
            raise No("manager_required")
        if reward == "cheap" and self.stock == 0:
            raise No("reward_unavailable")
        if card.points < cost:
            raise No("insufficient_points")
        if card.points < MINIMUM_TO_REDEEM:
            raise No("below_minimum_redemption")
        self.stock -= reward == "cheap"
        return card.write(Entry("points_redeemed", 0, -cost, by, self.minute, reward=reward))

    def adjust(self, card: Card, points: int, by: str) -> Entry:
        self._usable(card)
        if by != "manager":
            raise No("manager_required")
        if points == 0:
            raise No("number_out_of_range")
        if abs(points) > ADJUST_LIMIT:
            raise No("adjust_limit")
        if card.points + points < 0:
            raise No("would_be_negative")
        return card.write(Entry("points_adjustment", 0, points, by, self.minute))

    def void(self, card: Card, entry: Entry, part: int | None, by: str) -> tuple[Entry, int]:
        """The line that takes `entry` back, and the shortfall."""
        self._there(card)
        is_manager = by == "manager"
        if card.is_blocked and not is_manager:
            raise No("card_blocked")
        why = self._why_not_undone(entry, by)
        if why == "kind":
            raise No("void_not_allowed")
        if why and not is_manager:
            raise No("manager_required")
        if part is not None and entry.kind != "points_earned":
            raise No("void_not_allowed")
        if entry.is_void:
            raise No("already_voided")
        left = entry.points - entry.taken_back
        if part is not None and part > left:
            raise No("void_exceeds_original")
        missing = self._missing(card, entry, part)
        amount = left if part is None else part
        is_large = (min(amount, card.points) if entry.kind == "points_earned" else abs(entry.points)) > DEAR
        if (missing or is_large) and not is_manager:
            raise No("manager_required")
        return self._take_back(card, entry, part, by), missing

    def undo(self, card: Card, entry: Entry, by: str) -> Entry:
        self._there(card)
        if card.is_blocked and by != "manager":
            raise No("card_blocked")
        if why := self._why_not_undone(entry, by):
            raise No("undo_not_possible", why)
        if entry.is_void:
            raise No("already_voided")
        if self._missing(card, entry, None):
            raise No("undo_not_possible", "spent")
        return self._take_back(card, entry, None, by)

    def expire(self, card: Card) -> Entry:
        return card.write(Entry("points_expired", 0, -card.points, "nobody", self.minute))

    def restore(self, card: Card, entry: Entry, points: int) -> Entry:
        self._usable(card)
        if entry.taken_back + points > -entry.points:
            raise No("restore_exceeds_expired")
        entry.taken_back += points
        return card.write(Entry("points_restored", 0, points, "manager", self.minute))

    def block(self, card: Card, by: str) -> Entry:
        self._there(card)
        if card.is_blocked:
            raise No("card_blocked")
        card.is_blocked = True
        return card.write(Entry("card_deactivated", 0, 0, by, self.minute))

    def unblock(self, card: Card, by: str) -> Entry:
        self._there(card)
        if not card.is_blocked:
            raise No("card_not_blocked")
        card.is_blocked = False
        return card.write(Entry("card_reactivated", 0, 0, by, self.minute))

    def merge(self, source: Card, target: Card, by: str) -> Entry:
        """The line on the target."""
        for card in (source, target):
            self._there(card)
        if by != "manager":
            raise No("manager_required")
        for card in (source, target):
            self._usable(card)
        if source is target:
            raise No("field_conflict")
        stamps, points = source.stamps, source.points
        source.write(Entry("card_merged", -stamps, -points, by, self.minute))
        source.over = "card_replaced"
        return target.write(Entry("card_merged", stamps, points, by, self.minute))

    def erase(self, card: Card) -> Entry:
        """The line by which everything on the card is left behind."""
        entry = card.write(Entry("card_deactivated", -card.stamps, -card.points, "nobody", self.minute))
        card.over = "card_unknown"
        return entry

    def _there(self, card: Card) -> None:
        if card.over:
            raise No(card.over)

    def _usable(self, card: Card) -> None:
        self._there(card)
        if card.is_blocked:
            raise No("card_blocked")

    def _why_not_undone(self, entry: Entry, by: str) -> str | None:
        if entry.kind not in ("stamp_earned", "stamp_redeemed", "points_earned", "points_redeemed"):
            return "kind"
        if entry.by != by:
            return "other_person"
        return "too_late" if self.minute - entry.at >= WINDOW else None

    def _missing(self, card: Card, entry: Entry, part: int | None) -> int:
        """How much of what is to be taken back is not there any more."""
        if entry.kind == "stamp_earned":
            return 1 - min(1, card.stamps)
        if entry.kind == "points_earned":
            wanted = entry.points - entry.taken_back if part is None else part
            return wanted - min(wanted, card.points)
        return 0

    def _take_back(self, card: Card, entry: Entry, part: int | None, by: str) -> Entry:
        missing = self._missing(card, entry, part)
        if entry.kind == "points_earned":
            wanted = entry.points - entry.taken_back if part is None else part
            entry.taken_back += wanted
            entry.is_void = entry.taken_back == entry.points
            if entry.is_void and entry.receipt:
                self.receipts.remove(entry.receipt)
            return card.write(Entry("points_voided", 0, missing - wanted, by, self.minute, owes=missing))
        entry.is_void = True
        if entry.kind == "stamp_earned":
            return card.write(Entry("stamp_voided", missing - 1, 0, by, self.minute, owes=missing))
        self.stock += entry.reward == "cheap"
        kind = "stamp_voided" if entry.kind == "stamp_redeemed" else "points_voided"
        back = card.write(Entry(kind, -entry.stamps, -entry.points, by, self.minute))
        self._settle(card, entry, back, by)
        return back

    def _settle(self, card: Card, redemption: Entry, back: Entry, by: str) -> None:
        """What came back goes first to what returns after the redemption had not found."""
        left = back.stamps + back.points
        later = card.entries[card.entries.index(redemption) + 1 :]
        for debt in [entry for entry in later if entry.kind == back.kind and entry.owes]:
            paid = min(left, debt.owes)
            if paid:
                debt.owes, left = debt.owes - paid, left - paid
                is_stamps = back.kind == "stamp_voided"
                card.write(Entry(back.kind, -paid if is_stamps else 0, 0 if is_stamps else -paid, by, self.minute))
