"""What a customer's phone does in the tests: it joins, reads the code in the mail, and types it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import CustomerActor
from loyalty_app.models import EmailCode, LoyaltyTransaction, Notification
from loyalty_app.operations.enter_email_code import CustomerSignedIn, EnterEmailCode, enter_email_code
from loyalty_app.operations.join_program import JoinProgram, ProgramJoined, join_program
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.send_email_code import EmailCodeSent, SendEmailCode, send_email_code
from tests.factories import Shop

BROWSER, OTHER_BROWSER = "b" * 43, "o" * 43
TERMS = "I accept the terms."


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as the person reads it."""

    kind: str
    email: str | None
    state: str
    code: str
    link_token: str


def join(shop: Shop, **values: Any) -> ProgramJoined:
    command: dict[str, Any] = {
        "store_id": shop.store_id,
        "email": "ana@example.com",
        "first_name": "Ana",
        "terms_accepted": True,
        "terms_wording": TERMS,
        "browser_token": BROWSER,
    }
    return join_program(JoinProgram(**command | values))


def ask(shop: Shop, **values: Any) -> EmailCodeSent:
    command: dict[str, Any] = {"store_id": shop.store_id, "email": "ana@example.com", "browser_token": BROWSER}
    return send_email_code(SendEmailCode(**command | values))


def enter(shop: Shop, code: str | None = None, **values: Any) -> CustomerSignedIn:
    """Type the code of the last mail, unless another one is given."""
    command: dict[str, Any] = {"store_id": shop.store_id, "browser_token": BROWSER, "code": code or last_mail().code}
    return enter_email_code(EnterEmailCode(**command | values))


def a_member(shop: Shop, email: str = "ana@example.com", browser: str = OTHER_BROWSER, **values: Any) -> CustomerActor:
    """Somebody who joined and proved the address in their own browser."""
    join(shop, email=email, browser_token=browser, **values)
    signed_in = enter(shop, browser_token=browser)
    return CustomerActor(merchant_id=shop.merchant_id, customer_id=signed_in.customer_id, store_id=shop.store_id)


def mails() -> list[Mail]:
    """All that were queued with a code, oldest first."""
    rows = db.session.execute(
        select(Notification, EmailCode)
        .join(EmailCode, EmailCode.id == Notification.email_code_id)
        .order_by(Notification.id)
        .execution_options(populate_existing=True)
    )
    return [
        Mail(
            kind=mail.kind,
            email=mail.email,
            state=mail.state,
            code=mail_codes.code(code.id, code.nonce),
            link_token=mail_codes.link_token(code.id, code.nonce),
        )
        for mail, code in rows
    ]


def last_mail() -> Mail:
    return mails()[-1]


def lines_of(card_id: int) -> list[tuple[str, int, int]]:
    """The kinds of a card's lines and what they changed."""
    lines = (
        select(LoyaltyTransaction.type, LoyaltyTransaction.stamps_delta, LoyaltyTransaction.points_delta)
        .where(LoyaltyTransaction.card_id == card_id)
        .order_by(LoyaltyTransaction.card_version)
    )
    return [(line.type, line.stamps_delta, line.points_delta) for line in db.session.execute(lines)]
