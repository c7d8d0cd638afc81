"""What we know about somebody is wrong: they put it right themselves, or a manager does."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select, update

from loyalty_app.domain.actors import Actor, CustomerActor
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.languages import known_language
from loyalty_app.domain.store_days import store_day
from loyalty_app.domain.unchanged import UNCHANGED, Unchanged
from loyalty_app.models import Customer, LoyaltyCard
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.customer_in_hand import CustomerInHand, behind, lock_customer
from loyalty_app.operations.passes_due import mark_passes_due
from loyalty_app.operations.personal_data import TypedData
from loyalty_app.queries.card_view import CustomerView
from loyalty_app.queries.counter import counter_of
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectCustomer(Command):
    """The data as typed; what is not named stays. The address has an operation of its own, because it is proven."""

    actor: Actor | CustomerActor
    customer_id: int
    first_name: str | Unchanged = UNCHANGED
    last_name: str | Unchanged | None = UNCHANGED
    phone: str | Unchanged | None = UNCHANGED
    birth_date: date | str | Unchanged | None = UNCHANGED
    locale: str | Unchanged = UNCHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCorrected(Outcome):
    """The person as they are known now."""

    customer: CustomerView


@operation
def correct_customer(work: Work, command: CorrectCustomer) -> CustomerCorrected:
    """Sending it twice is no mistake. The passes show another name within seconds.

    Refuses name_invalid (also for an emptied first name), phone_invalid, date_invalid, too_young, customer_unknown
    and manager_required.
    """
    person = lock_customer(work, command.actor, command.customer_id)
    changes = _changes(work, person, command)
    if changes:
        work.connection.execute(update(Customer).where(Customer.id == person.id).values(**changes))
        what = Event(what="customer_corrected", subject=f"customer:{person.id}", after={"fields": sorted(changes)})
        record_event(work, behind(command.actor), what)
        for card_id in work.connection.scalars(select(LoyaltyCard.id).where(LoyaltyCard.customer_id == person.id)):
            mark_passes_due(work, card_id)
    shown = {name: getattr(person, name) for name in CustomerView.__dataclass_fields__} | changes
    return CustomerCorrected(customer=CustomerView(**shown))


def _changes(work: Work, person: CustomerInHand, command: CorrectCustomer) -> dict[str, Any]:
    """What is different now, in one spelling."""
    names = ("first_name", "last_name", "phone", "birth_date")
    named = {name: value for name in names if (value := getattr(command, name)) is not UNCHANGED}
    if "first_name" in named and not (named["first_name"] or "").strip():
        raise InvalidInput.of("first_name", "name_invalid")
    rules = counter_of(work.connection, Actor(merchant_id=person.merchant_id, store_id=command.actor.store_id))
    said = TypedData(**named).read(
        timezone=rules.timezone,
        today=store_day(work.now(), rules.timezone).date,
        minimum_age_years=rules.minimum_age_years,
        known_birth_date=person.birth_date,
    )
    wanted = {name: getattr(said, name) for name in named}
    if not isinstance(command.locale, Unchanged):
        wanted["locale"] = known_language(command.locale, default=person.locale)
    return {name: value for name, value in wanted.items() if value != getattr(person, name)}
