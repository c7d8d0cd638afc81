"""A customer has another address: the new one is proven before it counts, the old one is told."""

from dataclasses import dataclass, field

from sqlalchemy import update

from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.domain.languages import known_language
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.models import Customer
from loyalty_app.operations.customer_in_hand import CustomerInHand, lock_customer
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

__all__ = ["ChangeEmail", "EmailCodeSent", "change_email"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeEmail(Command):
    """The new address as typed at a store's page; its code is entered like any other."""

    customer: CustomerActor
    store_id: int
    email: str
    browser_token: str = field(repr=False)
    locale: str | None = None


@operation
def change_email(work: Work, command: ChangeEmail) -> EmailCodeSent:
    """A code goes to the new address; the answer is the same whoever has it already (S30).

    A member keeps the old address until the new one is proven. Whoever has not proven any yet corrects what they
    typed when they joined, and starts over with nothing (U102). Refuses email_invalid, store_unknown and
    customer_unknown.
    """
    visitor = visitor_at(work, command.store_id)
    if visitor.merchant_id != command.customer.merchant_id:
        raise StoreUnknown
    email = read_email(command.email)
    known = find_address(work, visitor.merchant_id, email, browser_hash(command.browser_token))
    person = lock_customer(work, command.customer, command.customer.customer_id)
    if again := known.may_resend_at(work.now()):
        return EmailCodeSent(resend_available_at=again)
    if person.is_provisional:
        work.connection.execute(
            update(Customer)
            .where(Customer.id == person.id)
            .values(email=email.as_typed, email_canonical=email.canonical)
        )
    return send_code(work, known, _new_code(command, known, person))


def _new_code(command: ChangeEmail, known: KnownAddress, person: CustomerInHand) -> NewCode:
    locale = known_language(command.locale, default=person.locale)
    if not person.is_provisional:
        return NewCode(
            store_id=command.store_id,
            customer_id=person.id,
            purpose="change_email",
            kind=MailKind.CONFIRM_EMAIL,
            locale=locale,
        )
    return NewCode(
        store_id=command.store_id,
        customer_id=person.id,
        purpose="confirm",
        kind=confirming_kind(known),
        locale=locale,
    )
