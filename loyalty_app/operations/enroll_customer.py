"""Sign a customer up at the counter: a new card, or the one they have already."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CustomerUnknown, InvalidInput
from loyalty_app.domain.languages import known_language
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.domain.store_days import store_day
from loyalty_app.ledger import lock_card
from loyalty_app.models import Consent, Customer, LoyaltyCard
from loyalty_app.operations.new_card import issue_card
from loyalty_app.operations.notifications import Message, queue_message
from loyalty_app.operations.personal_data import PersonalData, TypedData
from loyalty_app.operations.welcome_bonus import grant_welcome_bonus
from loyalty_app.queries.card_view import CardView, StoreName, card_view
from loyalty_app.queries.counter import Counter, counter_of
from loyalty_app.queries.store_names import stores_of_card
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrollCustomer(Command):
    """Give the customer of that id, or the person of that e-mail address, a card.

    What is said about a person who is known already is not taken over. Without the wording that was shown
    (`marketing_wording`) there is no consent to record. `send_welcome`: a new address gets a mail.
    """

    actor: Actor
    customer_id: int | None = None
    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    birth_date: date | str | None = None
    locale: str | None = None
    marketing_consent: bool = False
    marketing_wording: str | None = None
    channel: Literal["terminal", "api", "qr", "import"] = "terminal"
    send_welcome: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerEnrolled(Outcome):
    """The customer's card; `locations` are the stores where it is valid."""

    card: CardView
    already_enrolled: bool
    locations: tuple[StoreName, ...]


@operation
def enroll_customer(work: Work, command: EnrollCustomer) -> CustomerEnrolled:
    """Enrol by staff: never a duplicate, never somebody's data overwritten (spec 2 §4 "Scope").

    Refuses staff_pin_required, customer_unknown, email_invalid, phone_invalid, date_invalid, too_young, name_invalid,
    program_unknown and program_paused.
    """
    actor = command.actor
    if recorded := work.recorded(actor.merchant_id, command, CustomerEnrolled):
        return recorded
    counter = counter_of(work.connection, actor)
    counter.rights.require_staff()
    said = _read(work, counter, command)
    program_id = counter.require_running_program()
    customer_id = _known_customer(work, command, said) or _new_customer(work, counter, command, said)
    scope_store_id = None if counter.policy.allow_cross_location_redemption else actor.store_id
    card_id = _existing_card(work, actor, program_id, customer_id, scope_store_id)
    if card_id is not None:
        card = lock_card(work, actor, CardReference(card_id=card_id))
    else:
        card = issue_card(work, actor, program_id=program_id, customer_id=customer_id, scope_store_id=scope_store_id)
        card = grant_welcome_bonus(work, actor, card, counter.welcome_bonus_points)
        _record_consent(work, counter, command, customer_id)
    outcome = CustomerEnrolled(
        card=card_view(work.connection, card, work.now()),
        already_enrolled=card_id is not None,
        locations=stores_of_card(work.connection, card),
    )
    return work.record(actor.merchant_id, command, outcome)


def _read(work: Work, counter: Counter, command: EnrollCustomer) -> PersonalData:
    if (command.customer_id is None) == (command.email is None):
        raise InvalidInput.of("email", "field_missing" if command.email is None else "field_conflict")
    if counter.actor.store_id is None and not counter.policy.allow_cross_location_redemption:
        raise InvalidInput.of("store_code", "field_missing")
    typed = TypedData(
        first_name=command.first_name,
        last_name=command.last_name,
        email=command.email,
        phone=command.phone,
        birth_date=command.birth_date,
    )
    today = store_day(work.now(), counter.timezone).date
    return typed.read(timezone=counter.timezone, today=today, minimum_age_years=counter.minimum_age_years)


def _known_customer(work: Work, command: EnrollCustomer, said: PersonalData) -> int | None:
    """The merchant's customer of that id (refuses customer_unknown) or of that address, None for a new one.

    Locked: somebody who is leaving at this moment gets no new card.
    """
    known = select(Customer.id).where(
        Customer.merchant_id == command.actor.merchant_id, Customer.deleted_at.is_(None), Customer.erased_at.is_(None)
    )
    if said.email is not None:
        same_address = known.where(Customer.email_canonical == said.email.canonical, ~Customer.is_provisional)
        return work.connection.execute(same_address.with_for_update(key_share=True)).scalar_one_or_none()
    named = known.where(Customer.id == command.customer_id).with_for_update(key_share=True)
    customer_id = work.connection.execute(named).scalar_one_or_none()
    if customer_id is None:
        raise CustomerUnknown
    return customer_id


def _new_customer(work: Work, counter: Counter, command: EnrollCustomer, said: PersonalData) -> int:
    """Of two who enrol the same address at once, the database lets one through; the other finds them known."""
    assert said.email is not None
    values: dict[str, Any] = {
        "merchant_id": command.actor.merchant_id,
        "first_name": said.first_name,
        "last_name": said.last_name,
        "email": said.email.as_typed,
        "email_canonical": said.email.canonical,
        "phone": said.phone,
        "birth_date": said.birth_date,
        "locale": known_language(command.locale, default=counter.default_locale),
        "created_at": work.now(),
    }
    customer_id: int = work.connection.execute(insert(Customer).values(values).returning(Customer.id)).scalar_one()
    if command.send_welcome:
        message = Message(
            merchant_id=command.actor.merchant_id,
            customer_id=customer_id,
            store_id=command.actor.store_id,
            kind=MailKind.WELCOME,
            locale=values["locale"],
            dedupe_key=f"welcome:{customer_id}",
            email=said.email.as_typed,
        )
        queue_message(work, message)
    return customer_id


def _existing_card(
    work: Work, actor: Actor, program_id: int, customer_id: int, scope_store_id: int | None
) -> int | None:
    """The live card that is valid here: the one of this scope first, then any other that serves this store."""
    is_valid_here = LoyaltyCard.scope_store_id.is_(None) | (LoyaltyCard.scope_store_id == actor.store_id)
    cards = work.connection.execute(
        select(LoyaltyCard.id, LoyaltyCard.scope_store_id)
        .where(
            LoyaltyCard.program_id == program_id,
            LoyaltyCard.customer_id == customer_id,
            LoyaltyCard.deleted_at.is_(None),
            LoyaltyCard.status.in_(("active", "blocked")),
            is_valid_here,
        )
        .order_by(LoyaltyCard.id)
    ).all()
    return next((card.id for card in sorted(cards, key=lambda card: card.scope_store_id != scope_store_id)), None)


def _record_consent(work: Work, counter: Counter, command: EnrollCustomer, customer_id: int) -> None:
    if not (command.marketing_consent and command.marketing_wording):
        return
    work.connection.execute(
        insert(Consent).values(
            merchant_id=command.actor.merchant_id,
            customer_id=customer_id,
            purpose="marketing",
            wording=command.marketing_wording,
            locale=known_language(command.locale, default=counter.default_locale),
            channel=command.channel,
            store_id=command.actor.store_id,
            given_at=work.now(),
        )
    )
