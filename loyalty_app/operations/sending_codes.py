"""A code for an address: who it is for, how many there were, and the mail that carries it.

All of it runs the same for an address that a member has and one that nobody has (S30): the same statements, in the
same order. What a code was asked for shows only in the mailbox.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import func, insert, select, update

from loyalty_app.db import take_turn
from loyalty_app.domain.email_codes import MOST_PER_HOUR, RESEND_AFTER, VALID_FOR
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.models import Customer, EmailCode
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.notifications import Message, queue_message
from loyalty_app.operations.personal_data import EmailAddress
from loyalty_app.unit_of_work import Outcome, Work

Purpose = Literal["confirm", "sign_in", "change_email"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailCodeSent(Outcome):
    """The same for everybody: look into the inbox; another one can be asked for from then on."""

    resend_available_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAddress:
    """What the merchant knows of an address. `member_id`: who proved it or was enrolled with it by staff.

    `provisional_id`: who typed it last and did not prove it; `asked_at`: when this browser last asked for a code.
    """

    merchant_id: int
    email: EmailAddress
    browser_hash: str
    member_id: int | None
    provisional_id: int | None
    sent_last_hour: int
    asked_at: datetime | None

    def may_resend_at(self, now: datetime) -> datetime | None:
        """When this browser may ask again, None for now."""
        again = None if self.asked_at is None else self.asked_at + RESEND_AFTER
        return again if again and again > now else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCode:
    """A code to be made and sent."""

    store_id: int
    customer_id: int | None
    purpose: Purpose
    kind: MailKind
    locale: str


def confirming_kind(known: KnownAddress) -> MailKind:
    """The mail tells a member that there is a card already; nothing else does (S31)."""
    return MailKind.CONFIRM if known.member_id is None else MailKind.CONFIRM_KNOWN


def take_turn_with(work: Work, merchant_id: int, email_canonical: str) -> None:
    """Who joins with an address, asks for its code or proves it waits for whoever does that right now."""
    take_turn(work.connection, f"email:{merchant_id}:{email_canonical}")


def find_address(work: Work, merchant_id: int, email: EmailAddress, browser_hash: str) -> KnownAddress:
    """What is known of the address, in one statement; whoever asks for the same one waits for their turn."""
    take_turn_with(work, merchant_id, email.canonical)
    since = work.now() - timedelta(hours=1)
    people = select(func.max(Customer.id)).where(
        Customer.merchant_id == merchant_id,
        Customer.email_canonical == email.canonical,
        Customer.deleted_at.is_(None),
        Customer.erased_at.is_(None),
    )
    # The codes of people who left are counted, too: they stand under a hash of the address (forgetting.py).
    spellings = (email.canonical, mail_codes.address_hash(merchant_id, email.canonical))
    codes = select(EmailCode.id).where(EmailCode.merchant_id == merchant_id, EmailCode.email_canonical.in_(spellings))
    row = work.connection.execute(
        select(
            people.where(~Customer.is_provisional).scalar_subquery().label("member_id"),
            people.where(Customer.is_provisional).scalar_subquery().label("provisional_id"),
            codes.where(EmailCode.created_at > since)
            .with_only_columns(func.count())
            .scalar_subquery()
            .label("sent_last_hour"),
            codes.where(EmailCode.browser_hash == browser_hash)
            .with_only_columns(func.max(EmailCode.created_at))
            .scalar_subquery()
            .label("asked_at"),
        )
    ).one()
    return KnownAddress(merchant_id=merchant_id, email=email, browser_hash=browser_hash, **row._asdict())


def send_code(work: Work, known: KnownAddress, new: NewCode) -> EmailCodeSent:
    """Make the code, let it be the only one of its address, and queue its mail.

    Silently nothing after five in an hour: the address is not flooded, and who asked learns nothing.
    """
    if known.sent_last_hour < MOST_PER_HOUR:
        _supersede(work, known)
        code_id = _insert_code(work, known, new)
        _queue(work, known, new, code_id)
    return EmailCodeSent(resend_available_at=work.now() + RESEND_AFTER)


def _supersede(work: Work, known: KnownAddress) -> None:
    work.connection.execute(
        update(EmailCode)
        .where(
            EmailCode.merchant_id == known.merchant_id,
            EmailCode.email_canonical == known.email.canonical,
            EmailCode.used_at.is_(None),
            EmailCode.superseded_at.is_(None),
        )
        .values(superseded_at=work.now())
    )


def _insert_code(work: Work, known: KnownAddress, new: NewCode) -> int:
    code_id: int = work.connection.execute(
        insert(EmailCode)
        .values(
            merchant_id=known.merchant_id,
            store_id=new.store_id,
            customer_id=new.customer_id,
            purpose=new.purpose,
            email=known.email.as_typed,
            email_canonical=known.email.canonical,
            nonce=work.new_token(),
            browser_hash=known.browser_hash,
            expires_at=work.now() + VALID_FOR,
            created_at=work.now(),
        )
        .returning(EmailCode.id)
    ).scalar_one()
    return code_id


def _queue(work: Work, known: KnownAddress, new: NewCode, code_id: int) -> None:
    queue_message(
        work,
        Message(
            merchant_id=known.merchant_id,
            customer_id=new.customer_id,
            store_id=new.store_id,
            kind=new.kind,
            locale=new.locale,
            dedupe_key=f"code:{code_id}",
            email=known.email.as_typed,
            email_code_id=code_id,
            is_withheld=new.customer_id is None,
        ),
    )
