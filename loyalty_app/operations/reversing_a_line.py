"""What voiding and undoing share: finding the card through the line, and writing the line that takes it back."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import TransactionUnknown
from loyalty_app.domain.reversing import Original, Reversal
from loyalty_app.domain.transactions import REDEEMING, TransactionType
from loyalty_app.ledger import (
    Line,
    LockedCard,
    Posting,
    forget_order,
    lock_card,
    owed_since,
    post,
    release_stamp_brakes,
    taken_back,
)
from loyalty_app.models import Reward
from loyalty_app.operations.card_operation import CardChanged, answer
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversedLine(CardChanged):
    """A line was taken back. `shortfall`: how much of it had been spent and could not be taken.

    `settled`: how much of a redemption that came back went at once where earlier returns had found it spent.
    """

    shortfall: int = 0
    settled: int = 0


def lock_card_of(work: Work, actor: Actor, line: Line | None) -> tuple[Line, LockedCard]:
    """The line and its card, locked; refuses transaction_unknown. A line never changes, so it may be read before."""
    if line is None:
        raise TransactionUnknown
    return line, lock_card(work, actor, CardReference(card_id=line.card_id))


def require_correctable(card: LockedCard, actor: Actor) -> None:
    """Refuse a card of another store; and, to all but managers, a blocked card and a paused program.

    A manager may put right what led to the blocking without unblocking the card for it.
    """
    if actor.is_manager_at_counter:
        card.require_in_scope()
    else:
        card.require_usable()


def original_of(work: Work, line: Line) -> Original:
    """The line as the rules of reversing see it; read it under the card's lock."""
    before = taken_back(work, line)
    return Original(
        type=TransactionType(line.type),
        stamps_delta=line.stamps_delta,
        points_delta=line.points_delta,
        store_id=line.store_id,
        staff_pin_id=line.staff_pin_id,
        user_id=line.user_id,
        api_token_id=line.api_token_id,
        terminal_device_id=line.terminal_device_id,
        recorded_at=line.recorded_at,
        points_taken_back=before.points,
        voided_at=before.in_full_at,
    )


def reverse_line(
    work: Work, actor: Actor, card: LockedCard, line: Line, reversal: Reversal, *, reason: str | None = None
) -> ReversedLine:
    """Take the line back, and settle at once what the card owes."""
    reversing, card = _post_reversal(work, actor, card, line, reversal, reason=reason)
    settled, card = _settle_what_is_owed(work, actor, card, line, given_back=reversing)
    transaction, view = answer(work, card, reversing)
    return ReversedLine(transaction=transaction, card=view, shortfall=reversing.shortfall, settled=settled)


def _post_reversal(
    work: Work, actor: Actor, card: LockedCard, line: Line, reversal: Reversal, *, reason: str | None
) -> tuple[Line, LockedCard]:
    """Write the line that takes `line` back, and give back what hung on it: slot, receipt, stock."""
    posting = Posting(
        type=reversal.type,
        stamps_delta=reversal.stamps_delta,
        points_delta=reversal.points_delta,
        reward_id=line.reward_id,
        reward_name=line.reward_name,
        reverses_id=line.id,
        reverses_in_full=reversal.in_full,
        shortfall=reversal.shortfall,
        reason=reason,
    )
    reversing, card = post(work, actor, card, posting)
    if line.type == TransactionType.STAMP_EARNED:
        card = release_stamp_brakes(work, card)
    if reversal.in_full:
        forget_order(work, line)
    if line.type == TransactionType.POINTS_REDEEMED and line.reward_id is not None:
        _put_back_in_stock(work, line.reward_id)
    return reversing, card


def _settle_what_is_owed(
    work: Work, actor: Actor, card: LockedCard, redemption: Line, *, given_back: Line
) -> tuple[int, LockedCard]:
    """Take from what a voided redemption gave back what returns since then had found spent; returns how much.

    Otherwise the card would keep what nobody paid for. Each return is settled by a line of its own that points at
    the line which recorded the shortfall.
    """
    if redemption.type not in REDEEMING:
        return 0, card
    is_stamps = redemption.type == TransactionType.STAMP_REDEEMED
    before = left = given_back.stamps_delta + given_back.points_delta
    for owed in owed_since(work, redemption):
        taken = min(left, owed.amount)
        if taken == 0:
            break
        left -= taken
        posting = Posting(
            type=TransactionType(given_back.type),
            stamps_delta=-taken if is_stamps else 0,
            points_delta=0 if is_stamps else -taken,
            reverses_id=owed.line_id,
        )
        _, card = post(work, actor, card, posting)
    return before - left, card


def _put_back_in_stock(work: Work, reward_id: int) -> None:
    work.connection.execute(
        update(Reward).where(Reward.id == reward_id, Reward.stock.is_not(None)).values(stock=Reward.stock + 1)
    )
