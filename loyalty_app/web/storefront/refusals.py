"""When a customer's page says no: what to do instead, in the colours of the shop."""

from collections.abc import Callable

from flask import g, make_response, redirect, render_template, request, session, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.errors import (
    PageExpired,
    ProgramUnknown,
    Refusal,
    SelfEnrollmentDisabled,
    StoreUnknown,
    Unauthenticated,
)
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web import problems
from loyalty_app.web.storefront.cards import check_inbox
from loyalty_app.web.storefront.joining import refused_form
from loyalty_app.web.storefront.page import show, storefront
from loyalty_app.web.storefront.sessions import ADDRESS
from loyalty_app.web.storefront.signing import show_signin

COOKIES_BLOCKED = "cookies_blocked"


def answer_refusal(refusal: Refusal) -> AnyResponse:
    """The refusal with its status and a way on."""
    problems.note(refusal)
    db.session.rollback()
    if isinstance(refusal, StoreUnknown | ProgramUnknown):
        return _no_such_shop(refusal)
    try:
        storefront()
    except (StoreUnknown, ProgramUnknown) as missing:
        return _no_such_shop(missing)
    return _ANSWERS.get(type(refusal), _say)(refusal)


def answer_surprise(problem: Exception) -> AnyResponse:
    """What nobody expected: 500 with a code to read aloud, in the shop's colours."""
    if isinstance(problem, HTTPException):
        return problems.answer_surprise(problem)
    support_code = problems.log_surprise(problem)
    try:
        storefront()
    except Refusal:
        return problems.answer_surprise(problem)
    sentence = gettext("Something went wrong here. Nothing was changed. Try again.")
    return _message(500, code="unexpected", heading=gettext("Not saved"), sentence=sentence, support_code=support_code)


def _no_such_shop(refusal: Refusal) -> AnyResponse:
    """A poster of a store that is closed (B075): there is nobody else to send to."""
    g.pop("storefront", None)
    unknown = StoreUnknown() if isinstance(refusal, ProgramUnknown) else refusal
    page = render_template(
        "storefront/unknown.html",
        code=unknown.code,
        headline=texts.headline(unknown),
        sentence=problems.sentence_of(unknown),
    )
    return make_response(page, unknown.status)


def _sign_in_first(_refusal: Refusal) -> AnyResponse:
    """Nobody is signed in: to the way back. A card of another shop stays open in this browser."""
    store_code = storefront().store_code
    if request.endpoint == "storefront.welcome" and ADDRESS in session:
        return check_inbox(store_code)
    return redirect(url_for("storefront.signin_form", store_code=store_code), code=303)


def _page_expired(refusal: Refusal) -> AnyResponse:
    """The page was open too long, or this browser keeps no cookies: what was typed stays, and why is said."""
    sentence = problems.sentence_of(refusal)
    code = refusal.code
    if not request.cookies:
        code = COOKIES_BLOCKED
        sentence = gettext(
            "This browser keeps no cookies and so no card. Open this page in Safari or Chrome, or allow cookies."
        )
    if request.endpoint == "storefront.enroll":
        return refused_form(refusal.status, code=code, sentence=sentence)
    if request.endpoint == "storefront.signin":
        return show_signin(email=request.form.get("email", "")[:254], status=refusal.status, code=code, said=sentence)
    return _message(refusal.status, code=code, heading=texts.headline(refusal), sentence=sentence)


def _ask_the_staff(refusal: Refusal) -> AnyResponse:
    """Self-enrolment is switched off (B076)."""
    return _message(
        refusal.status, code=refusal.code, heading=texts.headline(refusal), sentence=problems.sentence_of(refusal)
    )


def _say(refusal: Refusal) -> AnyResponse:
    if request.endpoint == "storefront.enroll":
        return refused_form(refusal.status, code=problems.code_of(refusal), sentence=problems.sentence_of(refusal))
    return _message(
        refusal.status,
        code=problems.code_of(refusal),
        heading=texts.headline(refusal),
        sentence=problems.sentence_of(refusal),
    )


def _message(status: int, *, code: str, heading: str, sentence: str, support_code: str | None = None) -> AnyResponse:
    store_code = storefront().store_code
    actions = [
        (gettext("Open my card"), url_for("storefront.dashboard", store_code=store_code)),
        (gettext("Sign in"), url_for("storefront.signin_form", store_code=store_code)),
    ]
    return show(
        "message",
        status=status,
        at="storefront.enroll_form",
        heading=heading,
        sentence=sentence,
        code=code,
        kind="notsaved" if support_code else "refused",
        support_code=support_code,
        actions=actions,
    )


_ANSWERS: dict[type[Refusal], Callable[[Refusal], AnyResponse]] = {
    Unauthenticated: _sign_in_first,
    PageExpired: _page_expired,
    SelfEnrollmentDisabled: _ask_the_staff,
}
