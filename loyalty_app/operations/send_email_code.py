"""A code to sign in, or the code of a card that waits for its proof once more: the same answer for everybody."""

from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import func, select

from loyalty_app.domain.languages import known_language
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.models import Customer, EmailCode
from loyalty_app.operations.mail_codes import browser_hash
from loyalty_app.operations.personal_data import read_email
from loyalty_app.operations.sending_codes import (
    EmailCodeSent,
    KnownAddress,
    NewCode,
    confirming_kind,
    find_address,
    send_code,
)
from loyalty_app.operations.visiting import visitor_at
from loyalty_app.unit_of_work import Command, Work, operation

__all__ = ["EmailCodeSent", "SendEmailCode", "send_email_code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SendEmailCode(Command):
    """Send a code to the address as typed at a store's page.

    `sign_in`: for whoever has the address. `confirm`: for the card that this browser joined with, once more.
    """

    store_id: int
    email: str
    browser_token: str = field(repr=False)
    locale: str | None = None
    purpose: Literal["sign_in", "confirm"] = "sign_in"


@operation
def send_email_code(work: Work, command: SendEmailCode) -> EmailCodeSent:
    """The same for a known and an unknown address, and the same when nothing is sent any more (S30, S33).

    Nothing new within 30 seconds of the last time in this browser, and nothing after five in an hour. Refuses
    email_invalid and store_unknown.
    """
    visitor = visitor_at(work, command.store_id)
    email = read_email(command.email)
    known = find_address(work, visitor.merchant_id, email, browser_hash(command.browser_token))
    if again := known.may_resend_at(work.now()):
        return EmailCodeSent(resend_available_at=again)
    return send_code(work, known, _new_code(work, command, known))


def _new_code(work: Work, command: SendEmailCode, known: KnownAddress) -> NewCode:
    locale = known_language(command.locale, default="en")
    waiting = _joined_with(work, known) if command.purpose == "confirm" else None
    if waiting is not None:
        return NewCode(
            store_id=command.store_id,
            customer_id=waiting,
            purpose="confirm",
            kind=confirming_kind(known),
            locale=locale,
        )
    return NewCode(
        store_id=command.store_id,
        customer_id=known.member_id if known.member_id is not None else known.provisional_id,
        purpose="sign_in",
        kind=MailKind.SIGN_IN,
        locale=locale,
    )


def _joined_with(work: Work, known: KnownAddress) -> int | None:
    """The person that this browser joined as with that address, as long as it is not proven."""
    waiting = (
        select(func.max(EmailCode.customer_id))
        .join(Customer, Customer.id == EmailCode.customer_id)
        .where(
            EmailCode.merchant_id == known.merchant_id,
            EmailCode.browser_hash == known.browser_hash,
            EmailCode.purpose == "confirm",
            Customer.email_canonical == known.email.canonical,
            Customer.is_provisional,
            Customer.deleted_at.is_(None),
            Customer.erased_at.is_(None),
        )
    )
    customer_id: int | None = work.connection.execute(waiting).scalar_one()
    return customer_id
