"""Somebody joins by the poster in the shop: a card at once, whoever the address belongs to (S30, S31)."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import insert, select

from loyalty_app.domain.errors import FieldProblem, InvalidInput, SelfEnrollmentDisabled
from loyalty_app.domain.languages import known_language
from loyalty_app.domain.store_days import store_day
from loyalty_app.models import Customer, TermsVersion
from loyalty_app.operations.consenting import Shown, record_consents
from loyalty_app.operations.mail_codes import browser_hash
from loyalty_app.operations.moving_in import joined_session_token
from loyalty_app.operations.new_card import issue_card
from loyalty_app.operations.personal_data import PersonalData, TypedData
from loyalty_app.operations.sending_codes import NewCode, confirming_kind, find_address, send_code
from loyalty_app.operations.sessions import open_customer_session
from loyalty_app.operations.visiting import visitor_at
from loyalty_app.queries.card_view import CardView, card_view
from loyalty_app.queries.counter import Counter, counter_of
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinProgram(Command):
    """What a visitor filled in at a store's page; `browser_token` is the secret in the cookie of their browser.

    `terms_wording` and `marketing_wording` are the words beside the boxes; `terms_version_id` the terms that were
    shown, the newest ones if not said.
    """

    store_id: int
    email: str
    browser_token: str = field(repr=False)
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    birth_date: date | str | None = None
    locale: str | None = None
    terms_accepted: bool = False
    terms_wording: str = ""
    terms_version_id: int | None = None
    marketing_consent: bool = False
    marketing_wording: str | None = None
    channel: Literal["qr", "api"] = "qr"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramJoined(Outcome):
    """A new card, the same for everybody. The token goes into the browser's cookie and is stored nowhere."""

    session_token: str = field(repr=False)
    expires_at: datetime
    resend_available_at: datetime
    card: CardView


def join_program(command: JoinProgram) -> ProgramJoined:
    """A provisional card whose address waits to be proven; nothing tells whether a member has that address.

    Known or not, the same statements run in the same order. The welcome bonus comes with the proof (S32). Refuses
    store_unknown, self_enrollment_disabled, program_unknown, program_paused, terms_required, name_invalid,
    email_invalid, phone_invalid, date_invalid, too_young and field_missing.
    """
    joined = _join(command)
    return ProgramJoined(
        session_token=joined_session_token(joined.customer_id, command.browser_token),
        expires_at=joined.expires_at,
        resend_available_at=joined.resend_available_at,
        card=joined.card,
        replayed=joined.replayed,
        dry_run=joined.dry_run,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Joined(Outcome):
    """What is kept of the answer: all but the token, which the same browser derives again."""

    customer_id: int
    expires_at: datetime
    resend_available_at: datetime
    card: CardView


@operation
def _join(work: Work, command: JoinProgram) -> _Joined:
    visitor = visitor_at(work, command.store_id)
    if recorded := work.recorded(visitor.merchant_id, command, _Joined):
        return recorded
    counter = counter_of(work.connection, visitor)
    program_id = counter.require_running_program()
    if not counter.allow_self_enrollment:
        raise SelfEnrollmentDisabled
    said = _read(work, counter, command)
    assert said.email is not None
    address = find_address(work, visitor.merchant_id, said.email, browser_hash(command.browser_token))
    locale = known_language(command.locale, default=counter.default_locale)
    customer_id = _new_customer(work, visitor.merchant_id, said, locale)
    scope_store_id = None if counter.policy.allow_cross_location_redemption else command.store_id
    card = issue_card(work, visitor, program_id=program_id, customer_id=customer_id, scope_store_id=scope_store_id)
    record_consents(work, visitor, customer_id, _agreed_to(work, counter, command, locale))
    new = NewCode(
        store_id=command.store_id,
        customer_id=customer_id,
        purpose="confirm",
        kind=confirming_kind(address),
        locale=locale,
    )
    sent = send_code(work, address, new)
    session = open_customer_session(
        work, joined_session_token(customer_id, command.browser_token), customer_id=customer_id, card_id=card.id
    )
    outcome = _Joined(
        customer_id=customer_id,
        expires_at=session.expires_at,
        resend_available_at=sent.resend_available_at,
        card=card_view(work.connection, card, work.now()),
    )
    return work.record(visitor.merchant_id, command, outcome)


def _read(work: Work, counter: Counter, command: JoinProgram) -> PersonalData:
    """All that is wrong at once, in the order of the form."""
    typed = TypedData(
        first_name=command.first_name,
        last_name=command.last_name,
        email=command.email,
        phone=command.phone,
        birth_date=command.birth_date,
    )
    problems: list[FieldProblem] = []
    said: PersonalData | None = None
    try:
        today = store_day(work.now(), counter.timezone).date
        said = typed.read(timezone=counter.timezone, today=today, minimum_age_years=counter.minimum_age_years)
    except InvalidInput as refusal:
        problems.extend(refusal.problems)
    named = {problem.field for problem in problems}
    missing = {
        "first_name": "name_invalid" if not (command.first_name or "").strip() else None,
        "phone": "field_missing" if counter.require_phone and not (command.phone or "").strip() else None,
        "birth_date": "field_missing" if counter.require_birth_date and not command.birth_date else None,
        "terms_accepted": None if command.terms_accepted else "terms_required",
    }
    problems += [
        FieldProblem(field=name, code=code, facts={}) for name, code in missing.items() if code and name not in named
    ]
    if said is None or problems:
        raise InvalidInput(*problems)
    return said


def _new_customer(work: Work, merchant_id: int, said: PersonalData, locale: str) -> int:
    assert said.email is not None
    values = {
        "merchant_id": merchant_id,
        "first_name": said.first_name,
        "last_name": said.last_name,
        "email": said.email.as_typed,
        "email_canonical": said.email.canonical,
        "phone": said.phone,
        "birth_date": said.birth_date,
        "locale": locale,
        "is_provisional": True,
        "created_at": work.now(),
    }
    customer_id: int = work.connection.execute(insert(Customer).values(values).returning(Customer.id)).scalar_one()
    return customer_id


def _agreed_to(work: Work, counter: Counter, command: JoinProgram, locale: str) -> list[Shown]:
    known = select(TermsVersion.id).where(
        TermsVersion.id == command.terms_version_id, TermsVersion.program_id == counter.program_id
    )
    terms_version_id = work.connection.execute(known).scalar_one_or_none() or counter.terms_version_id
    terms = Shown(
        purpose="terms",
        wording=command.terms_wording,
        locale=locale,
        channel=command.channel,
        terms_version_id=terms_version_id,
    )
    if not (command.marketing_consent and command.marketing_wording):
        return [terms]
    return [terms, replace(terms, purpose="marketing", wording=command.marketing_wording, terms_version_id=None)]
