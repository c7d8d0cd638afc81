"""Writing to somebody: the row that is due until the mail was sent."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert

from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.doorbell import Due
from loyalty_app.models import Notification
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One mail. `dedupe_key` keeps it from being written twice.

    `is_withheld`: for an address that nobody has; the row is written like any other, and no mail goes out.
    """

    merchant_id: int
    customer_id: int | None
    store_id: int | None
    kind: MailKind
    locale: str
    dedupe_key: str
    email: str
    email_code_id: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    is_withheld: bool = False


def queue_message(work: Work, message: Message) -> None:
    """Leave the mail to the loop that sends; it goes out once this transaction is committed."""
    work.connection.execute(
        insert(Notification).values(
            merchant_id=message.merchant_id,
            customer_id=message.customer_id,
            store_id=message.store_id,
            kind=message.kind.value,
            locale=message.locale,
            dedupe_key=message.dedupe_key,
            email=None if message.is_withheld else message.email,
            email_code_id=message.email_code_id,
            facts=message.facts,
            state="withheld" if message.is_withheld else "pending",
            next_attempt_at=work.now(),
            created_at=work.now(),
        )
    )
    work.leaves_due(Due.MAILS)
