"""A new customer opens the card that staff just made, by the code on the counter's screen (U12)."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardReplaced, CardUnknown, CodeWrong
from loyalty_app.domain.tokens import token_hash
from loyalty_app.ledger import LockedCard, lock_card
from loyalty_app.models import Session
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.sessions import OpenedSession, open_customer_session
from loyalty_app.operations.visiting import visitor_at
from loyalty_app.queries.claims import is_unclaimed
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

CLAIMABLE_FOR = timedelta(minutes=10)
_LONGEST_TOKEN = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimCard(Command):
    """The end of the link, opened at the store's page in the browser that has `browser_token`."""

    store_id: int
    claim_token: str = field(repr=False)
    browser_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClaimed(Outcome):
    """A session of 90 days. The token goes into the browser's cookie and is stored nowhere."""

    session_token: str = field(repr=False)
    expires_at: datetime
    card_id: int


def claim_token(store_id: int, card_id: int, now: datetime) -> str:
    """The end of a link that works for ten minutes, until somebody has opened the card with it."""
    return mail_codes.claim_token(store_id, card_id, int((now + CLAIMABLE_FOR).timestamp()))


@operation
def claim_card(work: Work, command: ClaimCard) -> CardClaimed:
    """Sign the browser in to the card; the first one wins, and the same one may ask again.

    Nobody gets a card by an address: the link works only for the first card of a person who never was signed in and
    never proved an address. Refuses code_wrong for a link that is over, used or none of ours, and store_unknown.
    """
    visitor = visitor_at(work, command.store_id)
    card_id = _card_of(work, command)
    try:
        card = lock_card(work, visitor, CardReference(card_id=card_id))
    except (CardUnknown, CardReplaced):
        raise CodeWrong(tries_left=0) from None
    token = mail_codes.session_token(f"claim:{command.claim_token}", command.browser_token)
    session = _same_again(work, token) or _open(work, card, token)
    return CardClaimed(session_token=token, expires_at=session.expires_at, card_id=card_id)


def _card_of(work: Work, command: ClaimCard) -> int:
    """The card that the link is about, once it is proven that the link is ours and still good."""
    card_id, expires_at, *_ = [*command.claim_token[:_LONGEST_TOKEN].split("."), "", ""]
    if not all(number.isascii() and number.isdigit() and len(number) <= 18 for number in (card_id, expires_at)):
        raise CodeWrong(tries_left=0)
    ours = mail_codes.claim_token(command.store_id, int(card_id), int(expires_at))
    if not hmac.compare_digest(ours.encode(), command.claim_token.encode()):
        raise CodeWrong(tries_left=0)
    if int(expires_at) <= work.now().timestamp():
        raise CodeWrong(tries_left=0)
    return int(card_id)


def _same_again(work: Work, token: str) -> OpenedSession | None:
    known = select(Session.expires_at).where(Session.token_hash == token_hash(token), Session.revoked_at.is_(None))
    expires_at: datetime | None = work.connection.execute(known).scalar_one_or_none()
    return OpenedSession(token=token, expires_at=expires_at) if expires_at else None


def _open(work: Work, card: LockedCard, token: str) -> OpenedSession:
    if card.customer_id is None or not is_unclaimed(work.connection, card.id):
        raise CodeWrong(tries_left=0)
    return open_customer_session(work, token, customer_id=card.customer_id, card_id=card.id)
