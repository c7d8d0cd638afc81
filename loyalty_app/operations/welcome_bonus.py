"""The welcome bonus: once per person and program, and not again for who left and came back."""

from collections.abc import Mapping

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import LockedCard, Posting, lock_card, post
from loyalty_app.models import Erasure, LoyaltyTransaction
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.unit_of_work import Work


def grant_welcome_bonus(work: Work, actor: Actor, card: LockedCard, points: int) -> LockedCard:
    """The card with the bonus on it, unless its person had one in this program or was erased before.

    The database lets one bonus per customer and program through, whoever is faster.
    """
    if points == 0 or card.customer_id is None or _was_welcomed(work, card):
        return card
    bonus = Posting(type=TransactionType.WELCOME_BONUS, points_delta=points, welcomed_customer_id=card.customer_id)
    return post(work, actor, card, bonus)[1]


def take_back_second_bonus(
    work: Work, actor: Actor, *, source_id: int, target_id: int, heirs: Mapping[int, int]
) -> None:
    """Two who were welcomed turn out to be one person: the bonus of the source comes off the card that has it now.

    `heirs`: by program, the card that took over from one of the source's. An adjustment without a reason of anybody's;
    what was spent already stays spent.
    """
    other = aliased(LoyaltyTransaction)
    twice = (
        select(LoyaltyTransaction.program_id, LoyaltyTransaction.points_delta)
        .join(other, other.program_id == LoyaltyTransaction.program_id)
        .where(
            LoyaltyTransaction.type == TransactionType.WELCOME_BONUS.value,
            LoyaltyTransaction.welcomed_customer_id == source_id,
            other.type == TransactionType.WELCOME_BONUS.value,
            other.welcomed_customer_id == target_id,
            LoyaltyTransaction.program_id.in_(heirs),
        )
    )
    for second in work.connection.execute(twice).all():
        card = lock_card(work, actor, CardReference(card_id=heirs[second.program_id]))
        taken = min(second.points_delta, card.state.points_balance)
        if taken:
            post(work, actor, card, Posting(type=TransactionType.POINTS_ADJUSTMENT, points_delta=-taken))


def _was_welcomed(work: Work, card: LockedCard) -> bool:
    line = select(LoyaltyTransaction.id).where(
        LoyaltyTransaction.type == TransactionType.WELCOME_BONUS.value,
        LoyaltyTransaction.program_id == card.program_id,
        LoyaltyTransaction.welcomed_customer_id == card.customer_id,
    )
    address = card.customer_email_canonical
    left = select(Erasure.id).where(
        Erasure.merchant_id == card.merchant_id,
        Erasure.address_hash == (mail_codes.address_hash(card.merchant_id, address) if address else None),
    )
    was_welcomed: bool = work.connection.execute(select(exists(line) | exists(left))).scalar_one()
    return was_welcomed
