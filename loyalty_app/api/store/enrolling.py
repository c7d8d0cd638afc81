"""Signing customers up at the till."""

from flask_babel import force_locale

from loyalty_app.api.calls import Asked, Key, change
from loyalty_app.api.fields import Id, Text, like
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.domain.errors import CustomerUnknown, ProgramPaused, ProgramUnknown
from loyalty_app.operations.enroll_customer import CustomerEnrolled, EnrollCustomer
from loyalty_app.operations.enroll_customer import enroll_customer as run_enroll_customer
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.locales import supported_locale


class EnrollFields(StaffProof):
    """Exactly one of `customer_id` and `email`; the rest as far as the customer said it.

    `marketing_wording`: what the customer agreed to, word by word, where the till asked in words of its own.
    """

    model_config = like(email="ana@example.com", first_name="Ana", locale="fr", staff_session="u3Zk…")

    customer_id: Id | None = None
    email: Text | None = None
    first_name: Text | None = None
    last_name: Text | None = None
    phone: Text | None = None
    birth_date: Text | None = None
    locale: Text | None = None
    marketing_consent: bool | None = None
    marketing_wording: Text | None = None


@change(
    run_enroll_customer,
    CustomerEnrolled,
    EnrollFields,
    key=Key.OPTIONAL,
    status=201,
    refuses=(CustomerUnknown, ProgramUnknown, ProgramPaused),
)
def enroll_customer(body: EnrollFields, asked: Asked) -> EnrollCustomer:
    """Give a customer a card; who has one already keeps it."""
    return EnrollCustomer(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        customer_id=body.customer_id,
        email=body.email,
        first_name=body.first_name,
        last_name=body.last_name,
        phone=body.phone,
        birth_date=body.birth_date,
        locale=body.locale,
        marketing_consent=bool(body.marketing_consent),
        marketing_wording=body.marketing_wording or _usual_wording(body.locale),
        channel="api",
    )


def _usual_wording(locale: str | None) -> str:
    """What is recorded as agreed to where the till says nothing else."""
    with force_locale(supported_locale(locale) or "en"):
        return gettext("I may be sent news and offers by e-mail.")
