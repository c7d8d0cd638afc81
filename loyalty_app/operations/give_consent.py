"""A customer says yes to news, in words that they see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from loyalty_app.domain.actors import CustomerActor
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.languages import known_language
from loyalty_app.models import Consent
from loyalty_app.operations.consenting import Channel, Shown, record_consents
from loyalty_app.operations.customer_in_hand import lock_customer
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveConsent(Command):
    """Consent to marketing; `wording` are the words beside the box, `locale` their language."""

    customer: CustomerActor
    wording: str
    locale: str | None = None
    channel: Channel = "qr"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Outcome):
    """Since when the consent holds."""

    given_at: datetime


@operation
def give_consent(work: Work, command: GiveConsent) -> ConsentGiven:
    """Keep the proof (S70). Who consents already keeps the consent they gave. Refuses customer_unknown, field_missing.

    Without words nobody knows what was agreed to.
    """
    if not command.wording.strip():
        raise InvalidInput.of("wording", "field_missing")
    person = lock_customer(work, command.customer, command.customer.customer_id)
    holds = select(Consent.given_at).where(
        Consent.customer_id == person.id, Consent.purpose == "marketing", Consent.withdrawn_at.is_(None)
    )
    since: datetime | None = work.connection.execute(holds.order_by(Consent.id).limit(1)).scalar_one_or_none()
    if since is None:
        shown = Shown(
            purpose="marketing",
            wording=command.wording,
            locale=known_language(command.locale, default=person.locale),
            channel=command.channel,
        )
        record_consents(work, command.customer.actor, person.id, [shown])
    return ConsentGiven(given_at=since or work.now())
