"""What a mail is written from: the shop, the person, the code; all as it stands when the mail is sent."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty_app.domain.mail_kinds import MailKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingShop:
    """Who writes: the merchant, and the store where the customer met it."""

    merchant_name: str
    contact_email: str | None
    store_name: str
    store_code: str
    store_address: str | None
    timezone: str
    card_color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeInMail:
    """A code's key, from which the code itself and its link are computed. `works`: it can still be used."""

    id: int
    nonce: str
    expires_at: datetime
    works: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMail:
    """A mail to be sent now. `first_name`: of somebody whose address is confirmed; who only typed it may be anybody."""

    id: int
    kind: MailKind
    locale: str
    address: str
    first_name: str | None
    shop: MailingShop
    code: CodeInMail | None
    facts: dict[str, Any]
