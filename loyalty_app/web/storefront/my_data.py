"""My data: put right what is wrong, another e-mail, what I agreed to (S70, U101)."""

from collections.abc import Mapping
from datetime import datetime

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.edge.crowds import require_room
from loyalty_app.operations.change_email import ChangeEmail, change_email
from loyalty_app.operations.correct_customer import CorrectCustomer, correct_customer
from loyalty_app.operations.forget_unconfirmed import KEPT_FOR
from loyalty_app.operations.give_consent import GiveConsent, give_consent
from loyalty_app.operations.withdraw_consent import WithdrawConsent, withdraw_consent
from loyalty_app.queries.inactive_members import absent_member
from loyalty_app.queries.my_person import Agreement, MyPerson, my_person
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.consents import marketing_wording
from loyalty_app.texts.moments import day, full_date
from loyalty_app.web.forms import optional_text, request_key, text
from loyalty_app.web.language import language
from loyalty_app.web.storefront.birthdays import PARTS, birthday_parts, typed_birthday
from loyalty_app.web.storefront.browser_secret import browser_token, remember_browser
from loyalty_app.web.storefront.page import show, storefront, this_customer
from loyalty_app.web.storefront.screens import ConsentLine, MyData
from loyalty_app.web.storefront.sessions import ADDRESS

_TYPED = ("first_name", "last_name", "phone", *PARTS)
_ORDER = ("first_name", "last_name", "phone", "birth_date", "email")


def privacy(store_code: str) -> AnyResponse:
    """Everything about me that I may change, take along or end."""
    return _show()


def correct_data(store_code: str) -> AnyResponse:
    """Name, phone and birthday, as typed."""
    command = CorrectCustomer(
        actor=this_customer().acting,
        customer_id=this_customer().id,
        first_name=text("first_name"),
        last_name=optional_text("last_name"),
        phone=optional_text("phone"),
        birth_date=typed_birthday(),
        request_id=request_key(),
    )
    try:
        correct_customer(command)
    except InvalidInput as refusal:
        typed = {name: request.form.get(name, "")[:254] for name in _TYPED}
        return _show(typed=typed, refusal=refusal)
    return _done(store_code, "saved")


def change_address(store_code: str) -> AnyResponse:
    """A code goes to the new address; until it is typed the old one counts."""
    require_room("signin", store_code)  # mail to an address that may be anybody's, as for signing in
    email = text("email", longest=254)
    command = ChangeEmail(
        customer=this_customer().acting,
        store_id=storefront().store_id,
        email=email,
        browser_token=browser_token(),
        locale=language(),
        request_id=request_key(),
    )
    try:
        change_email(command)
    except InvalidInput as refusal:
        return _show(typed={"email": email}, refusal=refusal)
    session[ADDRESS] = email
    return remember_browser(redirect(url_for("storefront.enter_code_form", store_code=store_code), code=303))


def change_consent(store_code: str) -> AnyResponse:
    """News by e-mail: yes or no, each as easy as the other."""
    customer = this_customer().acting
    if request.form.get("marketing_consent") == "1":
        wording = marketing_wording(storefront().card_name)
        give_consent(GiveConsent(customer=customer, wording=wording, locale=language(), request_id=request_key()))
        return _done(store_code, "news")
    withdraw_consent(WithdrawConsent(customer=customer, request_id=request_key()))
    return _done(store_code, "no_news")


def _show(*, typed: Mapping[str, str] | None = None, refusal: InvalidInput | None = None) -> AnyResponse:
    person = my_person(db.session.connection(), this_customer().id)
    problems = refusal.problems if refusal else ()
    errors = {problem.field: texts.field_sentence(problem, beside=True) for problem in problems}
    mine = MyData(
        entered={**_known(person), **(typed or {})},
        email_line=_email_line(person),
        consents=tuple(_consent(one) for one in person.agreements),
        has_marketing=person.takes_news,
        marketing_wording=marketing_wording(storefront().card_name),
        kept_line=_kept_line(),
        errors=errors,
        focus=next((name for name in _ORDER if name in errors), None),
        said=_what_was_done(),
    )
    return show("privacy", at="storefront.privacy", status=refusal.status if refusal else 200, mine=mine)


def _known(person: MyPerson) -> dict[str, str]:
    plain = {"first_name": person.first_name, "last_name": person.last_name, "phone": person.phone}
    return {**{name: value or "" for name, value in plain.items()}, **birthday_parts(person.birth_date)}


def _email_line(person: MyPerson) -> str:
    if not person.email:
        return gettext("No e-mail yet. With one you find your card again on another phone.")
    if person.email_verified_at is None:
        return gettext("%(address)s, not confirmed yet", address=person.email)
    return gettext("%(address)s, confirmed on %(day)s", address=person.email, day=_day(person.email_verified_at))


def _consent(one: Agreement) -> ConsentLine:
    title = gettext("Terms and privacy") if one.purpose == "terms" else gettext("News by e-mail")
    given = gettext("Given on %(day)s", day=_day(one.given_at))
    ended = gettext("withdrawn on %(day)s", day=_day(one.withdrawn_at)) if one.withdrawn_at else None
    return ConsentLine(
        title=title,
        wording=one.wording,
        when=" · ".join(part for part in (given, one.store_name, ended) if part),
    )


def _kept_line() -> str:
    """How long everything here is kept, and whether the end comes with a warning (S73)."""
    member = absent_member(db.session.connection(), this_customer().id)
    if member is None:
        return gettext(
            "As long as your e-mail is not confirmed: for %(days)s days after your last visit.", days=KEPT_FOR.days
        )
    absence = member.absence
    ends_at = absence.forgotten_at(absence.reminded_at)
    if absence.months is None or ends_at is None:
        return gettext("Until you leave.")
    rule = gettext(
        "Until %(months)s months have passed without a visit or a sign-in: as of today until %(day)s.",
        months=absence.months,
        day=full_date(ends_at, storefront().timezone),
    )
    if absence.can_be_written_to:
        return f"{rule} " + gettext("We write to you 30 days before.")
    return f"{rule} " + gettext("Without an e-mail address we cannot remind you.")


def _day(moment: datetime) -> str:
    return day(moment, storefront().timezone)


def _done(store_code: str, what: str) -> AnyResponse:
    return redirect(url_for("storefront.privacy", store_code=store_code, done=what), code=303)


def _what_was_done() -> str | None:
    return {
        "saved": gettext("Your data is saved."),
        "news": gettext("You get the news from now on."),
        "no_news": gettext("You get no more news."),
    }.get(request.args.get("done", ""))
