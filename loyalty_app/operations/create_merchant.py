"""A new business on the platform, with the policy it starts with."""

from dataclasses import dataclass

from sqlalchemy import insert, select

from loyalty_app.domain.actors import PlatformActor
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.names import clean_name
from loyalty_app.domain.shops import require_code, require_currency, require_timezone
from loyalty_app.models import Merchant, MerchantLoyaltySettings
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateMerchant(Command):
    """A business and its defaults; the two PIN figures come from the instance's settings."""

    actor: PlatformActor
    name: str
    code: str
    currency: str = "EUR"
    default_locale: str = "en"
    timezone: str = "Europe/Luxembourg"
    contact_email: str | None = None
    pin_max_failed_attempts: int = 5
    pin_lockout_minutes: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantCreated(Outcome):
    """The business exists, without stores and program yet."""

    merchant_id: int
    code: str
    name: str


@operation
def create_merchant(work: Work, command: CreateMerchant) -> MerchantCreated:
    """The merchant and its settings row; refuses name_invalid, code_invalid, code_taken."""
    name, code = clean_name(command.name), require_code(command.code)
    taken = select(Merchant.id).where(Merchant.code == code, Merchant.deleted_at.is_(None))
    if work.connection.execute(taken).first():
        raise InvalidInput.of("code", "code_taken")
    merchant_id: int = work.connection.execute(
        insert(Merchant)
        .values(
            name=name,
            code=code,
            currency=require_currency(command.currency),
            default_locale=command.default_locale,
            timezone=require_timezone(command.timezone),
            contact_email=command.contact_email,
        )
        .returning(Merchant.id)
    ).scalar_one()
    work.connection.execute(
        insert(MerchantLoyaltySettings).values(
            merchant_id=merchant_id,
            pin_max_failed_attempts=command.pin_max_failed_attempts,
            pin_lockout_minutes=command.pin_lockout_minutes,
        )
    )
    created = Event(what="merchant_created", subject=f"merchant:{merchant_id}", merchant_id=merchant_id)
    record_event(work, command.actor, created)
    return MerchantCreated(merchant_id=merchant_id, code=code, name=name)
