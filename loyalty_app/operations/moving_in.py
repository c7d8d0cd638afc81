"""Somebody proves an address whose card was made in a browser of who knows whom: a new card takes its place (S31).

Whoever joined with a foreign address has seen its code and number and may hold its pass. The owner of the address must
not collect on a card that somebody else can spend: they get one of their own, and the old one is joined to it.
"""

from sqlalchemy import exists, insert, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Customer, Session
from loyalty_app.operations.joining_customers import cards_without_heir, join_customers
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.new_card import issue_card
from loyalty_app.unit_of_work import Work

_SAID = ("merchant_id", "first_name", "last_name", "email", "email_canonical", "phone", "birth_date", "locale")


def joined_session_token(customer_id: int, browser_token: str) -> str:
    """The token of the session that began when this person joined in this browser."""
    return mail_codes.session_token(f"join:{customer_id}", browser_token)


def is_open_elsewhere(work: Work, customer_id: int, browser_token: str) -> bool:
    """Whether another browser than this one joined as this person, and so has their card's code."""
    here = token_hash(joined_session_token(customer_id, browser_token))
    elsewhere = exists().where(Session.customer_id == customer_id, Session.token_hash != here)
    is_elsewhere: bool = work.connection.execute(select(elsewhere)).scalar_one()
    return is_elsewhere


def move_in(work: Work, actor: Actor, customer_id: int) -> int:
    """A member with what the person said and new cards, to whom everything of theirs goes; returns the member.

    Old codes answer card_replaced and old passes become void. Refuses card_blocked for a blocked card.
    """
    said = work.connection.execute(
        select(*(getattr(Customer, name) for name in _SAID)).where(Customer.id == customer_id)
    ).one()
    proven = {"is_provisional": False, "email_verified_at": work.now(), "created_at": work.now()}
    member_id: int = work.connection.execute(
        insert(Customer).values(**said._asdict(), **proven).returning(Customer.id)
    ).scalar_one()
    move_over(work, actor, source_id=customer_id, target_id=member_id)
    return member_id


def move_over(work: Work, actor: Actor, *, source_id: int, target_id: int) -> None:
    """Join the source's cards to the target's, who first gets new ones where there are none to join.

    Never does a card change hands whose code somebody else may have. Refuses card_blocked for a blocked card.
    """
    give_new_cards(work, actor, source_id=source_id, target_id=target_id)
    join_customers(work, actor, source_id=source_id, target_id=target_id)


def give_new_cards(work: Work, actor: Actor, *, source_id: int, target_id: int) -> None:
    """A new card of the target for each of the source's that would have none to join."""
    for card in cards_without_heir(work, source_id=source_id, target_id=target_id):
        issue_card(work, actor, program_id=card.program_id, customer_id=target_id, scope_store_id=card.scope_store_id)
