"""The rules of taking a line of the ledger back: in full, in part, by the person who wrote it or by a manager."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.cards import CardState
from loyalty_app.domain.errors import AlreadyVoided, InvalidInput, VoidExceedsOriginal, VoidNotAllowed
from loyalty_app.domain.transactions import REVERSED_BY, TransactionType


class Hindrance(StrEnum):
    """Why a line cannot be undone by the person at this counter."""

    KIND = "kind"
    OTHER_STORE = "other_store"
    OTHER_PERSON = "other_person"
    TOO_LATE = "too_late"
    SPENT = "spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The line to take back: what it did, who wrote it where and when, and what of it was taken back before."""

    type: TransactionType
    stamps_delta: int
    points_delta: int
    store_id: int | None
    staff_pin_id: int | None
    user_id: int | None
    api_token_id: int | None
    terminal_device_id: int | None
    recorded_at: datetime
    points_taken_back: int
    voided_at: datetime | None

    @property
    def points_left(self) -> int:
        """How many of its points were not taken back yet."""
        return max(0, abs(self.points_delta) - self.points_taken_back)

    def is_spent(self, *, stamp_count: int, points_balance: int) -> bool:
        """Whether less is on the card than taking this back as a whole would take."""
        if self.type is TransactionType.STAMP_EARNED:
            return stamp_count < self.stamps_delta
        return self.type is TransactionType.POINTS_EARNED and points_balance < self.points_left

    def is_by(self, actor: Actor) -> bool:
        """Whether the same person acts: the proven member of staff, else the user, else the same tablet or till."""
        staff_id = actor.staff.id if actor.staff else None
        if self.staff_pin_id is not None or staff_id is not None:
            return self.staff_pin_id == staff_id
        if self.user_id is not None or actor.user_id is not None:
            return self.user_id == actor.user_id
        here = (actor.terminal_device_id, actor.api_token_id)
        return here != (None, None) and here == (self.terminal_device_id, self.api_token_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal:
    """What the taking back changes. `shortfall`: asked for, but spent meanwhile and so not there to take."""

    type: TransactionType
    stamps_delta: int = 0
    points_delta: int = 0
    shortfall: int = 0
    in_full: bool


def reversal_of(original: Original, card: CardState, *, points: int | None = None) -> Reversal:
    """The reversal of all that is left of the line, or of `points` of an earning (spec 2 §4 "Corrections").

    Refuses void_not_allowed (a kind that is corrected by an adjustment, or a part of something indivisible),
    already_voided and void_exceeds_original.
    """
    kind = REVERSED_BY.get(original.type)
    if kind is None or (points is not None and original.type is not TransactionType.POINTS_EARNED):
        raise VoidNotAllowed
    if original.voided_at is not None:
        raise AlreadyVoided(voided_at=original.voided_at)
    if original.type is TransactionType.STAMP_EARNED:
        taken = min(original.stamps_delta, card.stamp_count)
        return Reversal(type=kind, stamps_delta=-taken, shortfall=original.stamps_delta - taken, in_full=True)
    if original.type is TransactionType.POINTS_EARNED:
        return _points_back(original, card, kind, original.points_left if points is None else points)
    return Reversal(type=kind, stamps_delta=-original.stamps_delta, points_delta=-original.points_delta, in_full=True)


def hindrance_to_undo(original: Original, actor: Actor, *, now: datetime, window_minutes: int) -> Hindrance | None:
    """Why `actor` may not undo the line, None if they may; whether its points were spent is not asked here."""
    if original.type not in REVERSED_BY:
        return Hindrance.KIND
    if original.store_id is None or original.store_id != actor.store_id:
        return Hindrance.OTHER_STORE
    if not original.is_by(actor):
        return Hindrance.OTHER_PERSON
    if now - original.recorded_at > timedelta(minutes=window_minutes):
        return Hindrance.TOO_LATE
    return None


def _points_back(original: Original, card: CardState, kind: TransactionType, points: int) -> Reversal:
    if points < 1:
        raise InvalidInput.of("points", "number_out_of_range", minimum=1)
    if points > original.points_left:
        raise VoidExceedsOriginal(points_left=original.points_left)
    taken = min(points, card.points_balance)
    return Reversal(type=kind, points_delta=-taken, shortfall=points - taken, in_full=points == original.points_left)
