"""What the customer agreed to; news are stopped as easily as they were allowed (S70)."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale

from loyalty_app.api.calls import call
from loyalty_app.api.fields import Fields, Text, like
from loyalty_app.db import db
from loyalty_app.domain.errors import ProgramUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.give_consent import GiveConsent, give_consent
from loyalty_app.operations.withdraw_consent import WithdrawConsent, withdraw_consent
from loyalty_app.queries.my_person import Agreement, my_person
from loyalty_app.queries.program_view import find_program
from loyalty_app.texts.consents import marketing_wording
from loyalty_app.texts.locales import supported_locale
from loyalty_app.unit_of_work import clock


class ConsentFields(Fields):
    """Whether news may be sent. What is agreed to are the words of `GET program`, in the language of `locale`."""

    model_config = like(marketing_consent=True, locale="en")

    marketing_consent: bool
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


@call(ConsentsAnswer, body=ConsentFields, refuses=(ProgramUnknown,))
def change_my_consent(body: ConsentFields) -> ConsentsAnswer:
    """Allow news by e-mail or stop them; the same twice changes nothing."""
    customer = current_caller().signed_in_customer
    if not body.marketing_consent:
        withdraw_consent(WithdrawConsent(customer=customer.acting))
        return _mine()
    program = find_program(db.session.connection(), customer.merchant_id, clock.now())
    locale = supported_locale(body.locale) or customer.locale
    with force_locale(locale):
        wording = marketing_wording(program.display_name)
    give_consent(GiveConsent(customer=customer.acting, wording=wording, locale=locale, channel="api"))
    return _mine()


def _mine() -> ConsentsAnswer:
    person = my_person(db.session.connection(), current_caller().signed_in_customer.id)
    return ConsentsAnswer(
        marketing_consent=person.takes_news, consents=tuple(_view(agreement) for agreement in person.agreements)
    )


def _view(agreement: Agreement) -> ConsentView:
    return ConsentView(**{name: getattr(agreement, name) for name in ConsentView.__dataclass_fields__})
