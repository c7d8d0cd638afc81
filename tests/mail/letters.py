"""Mails to be written, as the database would tell them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from loyalty_app.domain.mail_kinds import WITH_CODE, MailKind
from loyalty_app.queries.due_mails import CodeInMail, DueMail, Ending, MailingShop
from loyalty_app.texts.letters import Secrets

BASE_URL = "https://loyalty.example"
FROM = "cards@loyalty.example"
SECRETS = Secrets(code="048213", link=f"{BASE_URL}/loyalty/gare/signin/link/Zm9yIGEgZ29vZCBjb2ZmZWUgaW4gdGhl")
SHOP = MailingShop(
    merchant_name="Café Lux",
    contact_email="hello@cafe-lux.example",
    store_name="Gare",
    store_code="gare",
    store_address="12, avenue de la Gare, 1611 Luxembourg",
    timezone="Europe/Luxembourg",
    card_color="#7a1f2b",
)
CODE = CodeInMail(id=7, nonce="nonce", expires_at=datetime(2026, 3, 4, 13, 42, tzinfo=UTC), works=True)
ENDING = Ending(last_seen_on=date(2023, 4, 8), ends_on=date(2026, 4, 8), stamps=7, points=1250)


def a_mail(kind: MailKind = MailKind.SIGN_IN, *, shop: dict[str, Any] | None = None, **values: Any) -> DueMail:
    """A mail of this kind to Ana, due now."""
    mail = DueMail(
        id=41,
        attempt=1,
        kind=kind,
        locale="en",
        address="ana@example.com",
        first_name=None if kind in (MailKind.CONFIRM, MailKind.CONFIRM_KNOWN, MailKind.CONFIRM_EMAIL) else "Ana",
        shop=replace(SHOP, **shop or {}),
        code=CODE if kind in WITH_CODE else None,
        welcome_bonus_points=50,
        ending=ENDING if kind is MailKind.INACTIVE else None,
    )
    return replace(mail, **values)


def secrets_of(mail: DueMail) -> Secrets | None:
    """What a mail of this kind hands over."""
    return SECRETS if mail.kind in WITH_CODE else None
