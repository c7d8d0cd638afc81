"""The few columns of a locked card that move without a line of their own: status, code and the brakes of stamping."""

from dataclasses import replace
from typing import Literal

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import aliased

from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger.locked_card import LockedCard
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, RetiredQrToken
from loyalty_app.unit_of_work import Work

_lines = LoyaltyTransaction.__table__


def set_status(work: Work, card: LockedCard, status: Literal["active", "blocked", "merged", "erased"]) -> LockedCard:
    """Block or unblock the card, or end it; the line that says who and why is the operation's."""
    work.connection.execute(update(LoyaltyCard).where(LoyaltyCard.id == card.id).values(status=status))
    return replace(card, status=status)


def replace_qr_token(work: Work, card: LockedCard, qr_token: str) -> LockedCard:
    """Give the card a new code; the old one opens nothing any more and says so."""
    work.connection.execute(
        insert(RetiredQrToken).values(merchant_id=card.merchant_id, card_id=card.id, qr_token=card.qr_token)
    )
    work.connection.execute(update(LoyaltyCard).where(LoyaltyCard.id == card.id).values(qr_token=qr_token))
    return replace(card, qr_token=qr_token)


def retire_names(work: Work, card_id: int, *, qr_token: str, card_number: str) -> None:
    """Give the card of somebody who left names that nobody knows: old code and number open and say nothing."""
    work.connection.execute(delete(RetiredQrToken).where(RetiredQrToken.card_id == card_id))
    work.connection.execute(
        update(LoyaltyCard).where(LoyaltyCard.id == card_id).values(qr_token=qr_token, card_number=card_number)
    )


def inherit_activity(work: Work, card: LockedCard, other: LockedCard) -> LockedCard:
    """Let the card be as lively as the one that joined it: balances expire by the last visit with either."""
    seen = [moment for moment in (card.state.last_activity_at, other.state.last_activity_at) if moment is not None]
    last = max(seen, default=None)
    work.connection.execute(update(LoyaltyCard).where(LoyaltyCard.id == card.id).values(last_activity_at=last))
    return replace(card, state=replace(card.state, last_activity_at=last))


def release_stamp_brakes(work: Work, card: LockedCard) -> LockedCard:
    """Set the card's last stamp and the count of its day anew, from the stamps that were not voided.

    Cooldown and daily cap look at the stamps that still stand: a voided one frees its slot and its waiting time.
    """
    reversal = aliased(LoyaltyTransaction)
    standing = (
        select(_lines.c.local_day, _lines.c.recorded_at, _lines.c.card_version)
        .outerjoin(reversal, (reversal.reverses_id == _lines.c.id) & reversal.reverses_in_full)
        .where(
            _lines.c.card_id == card.id,
            _lines.c.type == TransactionType.STAMP_EARNED.value,
            reversal.id.is_(None),
        )
    )
    last = work.connection.execute(standing.order_by(_lines.c.card_version.desc()).limit(1)).one_or_none()
    day, last_stamp_at = (last.local_day, last.recorded_at) if last else (None, None)
    that_day = standing.where(_lines.c.local_day == day).subquery()
    count: int = work.connection.execute(select(func.count()).select_from(that_day)).scalar_one() if last else 0
    work.connection.execute(
        update(LoyaltyCard)
        .where(LoyaltyCard.id == card.id)
        .values(stamps_day=day, stamps_today=count, last_stamp_at=last_stamp_at)
    )
    state = replace(card.state, stamps_day=day, stamps_today=count, last_stamp_at=last_stamp_at)
    return replace(card, state=state)
