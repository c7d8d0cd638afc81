"""What the customer agreed to; news are stopped as easily as they were allowed (S70)."""

from dataclasses import dataclass
from datetime import datetime

from loyalty_app.api.calls import call
from loyalty_app.api.fields import Fields, Text, like
from loyalty_app.db import db
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.give_consent import GiveConsent, give_consent
from loyalty_app.operations.withdraw_consent import WithdrawConsent, withdraw_consent
from loyalty_app.queries.my_person import Agreement, my_person
from loyalty_app.texts.locales import supported_locale


class ConsentFields(Fields):
    """Whether news may be sent. Who agrees to them sends the words that stood beside the box, and their language."""

    model_config = like(marketing_consent=True, marketing_wording="Café Lux may send me news.", locale="en")

    marketing_consent: bool
    marketing_wording: Text | None = None
    locale: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentView:
    """One thing the customer agreed to: the exact words, when, where and how. `purpose`: terms or marketing."""

    purpose: str
    wording: str
    locale: str
    channel: str
    store_name: str | None
    given_at: datetime
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentsAnswer:
    """Whether news may be sent now, and everything that was agreed to, the newest first."""

    marketing_consent: bool
    consents: tuple[ConsentView, ...]


@call(ConsentsAnswer)
def list_my_consents() -> ConsentsAnswer:
    """What the customer agreed to."""
    return _mine()


@call(ConsentsAnswer, body=ConsentFields)
def change_my_consent(body: ConsentFields) -> ConsentsAnswer:
    """Allow news by e-mail or stop them; the same twice changes nothing."""
    customer = current_caller().signed_in_customer.acting
    wording = (body.marketing_wording or "").strip()
    if not body.marketing_consent:
        withdraw_consent(WithdrawConsent(customer=customer))
    elif not wording:
        raise InvalidInput.of("marketing_wording", "field_missing")
    else:
        locale = supported_locale(body.locale)
        give_consent(GiveConsent(customer=customer, wording=wording, locale=locale, channel="api"))
    return _mine()


def _mine() -> ConsentsAnswer:
    person = my_person(db.session.connection(), current_caller().signed_in_customer.id)
    return ConsentsAnswer(
        marketing_consent=person.takes_news, consents=tuple(_view(agreement) for agreement in person.agreements)
    )


def _view(agreement: Agreement) -> ConsentView:
    return ConsentView(**{name: getattr(agreement, name) for name in ConsentView.__dataclass_fields__})
