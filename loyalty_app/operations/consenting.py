"""Keeping what somebody agreed to: the exact words, in which language, when, where and how (S70)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import insert

from loyalty_app.domain.actors import Actor
from loyalty_app.models import Consent
from loyalty_app.unit_of_work import Work

Channel = Literal["qr", "terminal", "import", "api"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The words somebody saw when they said yes. `locale` is the language of the words."""

    purpose: Literal["terms", "marketing"]
    wording: str
    locale: str
    channel: Channel
    terms_version_id: int | None = None


def record_consents(work: Work, actor: Actor, customer_id: int, agreed_to: Sequence[Shown]) -> None:
    """Keep the proof of each; `actor` says at which store."""
    rows = [
        {
            "merchant_id": actor.merchant_id,
            "customer_id": customer_id,
            "purpose": shown.purpose,
            "terms_version_id": shown.terms_version_id,
            "wording": shown.wording,
            "locale": shown.locale,
            "channel": shown.channel,
            "store_id": actor.store_id,
            "given_at": work.now(),
        }
        for shown in agreed_to
    ]
    work.connection.execute(insert(Consent), rows)
