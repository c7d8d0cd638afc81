"""A customer wants no more news: one tap, as easy as it was given."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import CustomerActor
from loyalty_app.models import Consent
from loyalty_app.operations.customer_in_hand import lock_customer
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawConsent(Command):
    """Take the consent to marketing back. To take back the terms is to leave (erase_customer)."""

    customer: CustomerActor


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Outcome):
    """No consent holds any more; the proof of what was given until now stays."""


@operation
def withdraw_consent(work: Work, command: WithdrawConsent) -> ConsentWithdrawn:
    """Withdrawing twice is no mistake. Refuses customer_unknown."""
    person = lock_customer(work, command.customer, command.customer.customer_id)
    work.connection.execute(
        update(Consent)
        .where(Consent.customer_id == person.id, Consent.purpose == "marketing", Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=work.now())
    )
    return ConsentWithdrawn()
