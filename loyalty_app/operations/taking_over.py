"""Whoever proves an address gets what stands on the other cards that were joined with it and never proven (S31).

Somebody joins twice before they look into the mail, in a camera's browser and in their own. The mailbox says who is
meant by an address; it does not say who typed it. So value alone moves: a stranger who typed the address loses it, and
nothing the stranger said, agreed to or holds opens or changes anything of the owner's.
"""

from collections.abc import Sequence

from sqlalchemy import exists, func, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Customer, LoyaltyCard, Session
from loyalty_app.operations.forgetting import forget_mail
from loyalty_app.operations.joining_customers import join_cards, leave_empty_row
from loyalty_app.operations.moving_in import give_new_cards, joined_session_token
from loyalty_app.unit_of_work import Work

# One person joins two or three times. Who types a foreign address a thousand times must not hold its owner up.
MOST = 10


def take_over_unproven(
    work: Work, actor: Actor, member_id: int, *, canonical: str, only_of_browser: str | None = None
) -> bool:
    """Join the cards of people who typed this address and never proved it to the member's; whether there were any.

    The ten that were used most. Their codes answer card_replaced, their passes become void, who was signed in to them
    is signed out; the rows stay behind empty with their proofs of consent, which are nobody's word but the typist's.
    A blocked card stays as it is. `only_of_browser`: those alone which the browser with this token joined with.
    """
    people = _unproven(work, actor, canonical, besides=member_id)
    if only_of_browser is not None:
        people = [one for one in people if _joined_here(work, one, only_of_browser)]
    for customer_id in people:
        give_new_cards(work, actor, source_id=customer_id, target_id=member_id)
        join_cards(work, actor, source_id=customer_id, target_id=member_id)
        forget_mail(work, actor.merchant_id, customer_id, None)
        leave_empty_row(work, customer_id)
    return bool(people)


def _unproven(work: Work, actor: Actor, canonical: str, *, besides: int) -> Sequence[int]:
    """Locked; nobody adds one meanwhile, because who proves an address and who joins with it take turns."""
    theirs = LoyaltyCard.customer_id == Customer.id
    lines = select(func.max(LoyaltyCard.version)).where(theirs).correlate(Customer).scalar_subquery()
    is_blocked = exists().where(theirs, LoyaltyCard.deleted_at.is_(None), LoyaltyCard.status == "blocked")
    people = (
        select(Customer.id)
        .where(
            Customer.merchant_id == actor.merchant_id,
            Customer.email_canonical == canonical,
            Customer.is_provisional,
            Customer.deleted_at.is_(None),
            Customer.erased_at.is_(None),
            Customer.id != besides,
            ~is_blocked,
        )
        .order_by(func.coalesce(lines, 0).desc(), Customer.id.desc())
        .limit(MOST)
        .with_for_update(key_share=True)
    )
    return work.connection.scalars(people).all()


def _joined_here(work: Work, customer_id: int, browser_token: str) -> bool:
    here = token_hash(joined_session_token(customer_id, browser_token))
    began = exists().where(Session.customer_id == customer_id, Session.token_hash == here)
    is_here: bool = work.connection.execute(select(began)).scalar_one()
    return is_here
