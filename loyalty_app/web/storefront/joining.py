"""Joining: two fields, the terms, one button, and a card at once."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, make_response, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.domain.email_typos import likely_address
from loyalty_app.domain.errors import InvalidInput, SelfEnrollmentDisabled
from loyalty_app.edge.crowds import require_room
from loyalty_app.operations.join_program import JoinProgram, join_program
from loyalty_app.queries.storefront import Storefront
from loyalty_app.texts.consents import marketing_wording, terms_wording
from loyalty_app.texts.offers import offer
from loyalty_app.web.forms import optional_text, request_key, text
from loyalty_app.web.language import language
from loyalty_app.web.storefront.birthdays import PARTS, typed_birthday
from loyalty_app.web.storefront.browser_secret import browser_token, remember_browser
from loyalty_app.web.storefront.page import show, storefront
from loyalty_app.web.storefront.screens import JoiningForm, Terms
from loyalty_app.web.storefront.sessions import ADDRESS, has_open_card, let_in
from loyalty_app.web.storefront.traps import SHOWN_FIELD, is_robot, nobodys_token, shown_now
from loyalty_app.web.storefront.wording import terms_label

_FIELDS = ("first_name", "email", "phone", "last_name", *PARTS, "terms_accepted", "marketing_consent")
# The order of the form: the first wrong one gets the focus.
_ORDER = ("first_name", "email", "last_name", "phone", "birth_date", "terms_accepted")


def enroll_form(store_code: str) -> AnyResponse:
    """The form; self-enrolment switched off sends to the staff (B076)."""
    if not storefront().allow_self_enrollment:
        raise SelfEnrollmentDisabled
    response = show_form()
    # Nothing personal yet: Back may bring back what was typed.
    response.headers["Cache-Control"] = "private, no-cache"
    return remember_browser(response)


def enroll(store_code: str) -> AnyResponse:
    """A card at once, the same for an address that is known and one that is not (S30).

    A robot that was caught gets the same answer to the letter after the same work, of which nothing stays (B078).
    """
    if "lang" in request.args:
        return remember_browser(show_form(entered=_entered()))
    require_room("join", store_code)
    is_caught = is_robot()
    email = optional_text("email_instead", longest=254) or text("email", longest=254)
    likely = likely_address(email)
    if likely and request.form.get("email_checked") != email:
        return remember_browser(_ask_about(likely))
    try:
        joined = join_program(replace(_command(email), dry_run=is_caught))
    except InvalidInput as refusal:
        return remember_browser(_show_errors(refusal))
    place = url_for("storefront.welcome", store_code=store_code)
    token = nobodys_token() if is_caught else joined.session_token
    response = let_in(place, token=token, expires_at=joined.expires_at)
    session[ADDRESS] = email
    return remember_browser(response)


def show_form(
    *, entered: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None, status: int = 200, **more: str
) -> Response:
    """The form with what was typed, and what is wrong beside each field."""
    front = storefront()
    terms = terms_of(front)
    privacy_url = terms.privacy_url if terms else None
    form = JoiningForm(
        offer=offer_of(front),
        stamps_target=front.stamps_target if front.loyalty_type != "points" else None,
        require_phone=front.require_phone,
        require_birth_date=front.require_birth_date,
        terms=terms,
        terms_label=terms_label(privacy_url, front.minimum_age_years, has_terms=terms is not None),
        marketing_wording=marketing_wording(front.card_name),
        shown_at=text(SHOWN_FIELD) or shown_now(),
        has_card=has_open_card(),
        request_id=request_key() or "",
        entered=dict(entered or {}),
        errors=dict(errors or {}),
        **more,
    )
    return make_response(show("enroll", form=form, status=status))


def refused_form(status: int, *, code: str, sentence: str) -> Response:
    """The form once more with what was typed, and why it was not taken."""
    return show_form(entered=_entered(), status=status, code=code, said=sentence)


def terms_of(front: Storefront) -> Terms | None:
    """The terms in the reader's language, else in the shop's own, else in any."""
    if front.terms is None:
        return None
    words = front.terms.text(language(), default=front.default_locale)
    paragraphs = tuple(part.strip() for part in words.split("\n\n") if part.strip())
    return Terms(paragraphs=paragraphs, privacy_url=front.terms.privacy_url)


def offer_of(front: Storefront) -> str:
    """What the card is good for, in one or two sentences."""
    kinds = ("stamps", "points") if front.loyalty_type == "hybrid" else (front.loyalty_type,)
    return " ".join(
        offer(
            loyalty_type=kind,
            stamps_target=front.stamps_target,
            stamps_reward_description=front.stamps_reward_description,
            points_per_euro=front.points_per_euro,
        )
        for kind in kinds
    )


def _command(email: str) -> JoinProgram:
    front = storefront()
    terms = terms_of(front)
    return JoinProgram(
        store_id=front.store_id,
        email=email,
        first_name=text("first_name"),
        last_name=optional_text("last_name"),
        phone=optional_text("phone"),
        birth_date=typed_birthday(),
        locale=language(),
        terms_accepted=request.form.get("terms_accepted") == "1",
        terms_wording=terms_wording(terms.privacy_url if terms else None, front.minimum_age_years),
        terms_version_id=front.terms.id if front.terms else None,
        marketing_consent=request.form.get("marketing_consent") == "1",
        marketing_wording=marketing_wording(front.card_name),
        browser_token=browser_token(),
        request_id=request_key(),
    )


def _ask_about(likely: str) -> Response:
    """Perhaps a slip of the finger (B066): nothing is stored yet; sent again as it is, it is taken."""
    domain = likely.rpartition("@")[2]
    return show_form(entered=_entered(), likely_domain=domain, likely_email=likely, focus="likely_email")


def _show_errors(refusal: InvalidInput) -> Response:
    errors = {problem.field: texts.field_sentence(problem, beside=True) for problem in refusal.problems}
    first = next((name for name in _ORDER if name in errors), None)
    more = {"focus": first} if first else {}
    return show_form(entered=_entered(), errors=errors, status=refusal.status, **more)


def _entered() -> dict[str, str]:
    return {name: request.form.get(name, "")[:254] for name in _FIELDS}
