"""The way back to a card: an address, then six digits or a link from the mail; and out again (S33, U102)."""

from flask import redirect, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.domain.errors import CodeWrong, InvalidInput, RateLimited, Refusal
from loyalty_app.edge.crowds import require_room
from loyalty_app.edge.wrong_codes import watching_codes
from loyalty_app.operations.enter_email_code import CustomerSignedIn, EnterEmailCode, enter_email_code
from loyalty_app.operations.open_email_link import OpenEmailLink, open_email_link
from loyalty_app.operations.send_email_code import SendEmailCode, send_email_code
from loyalty_app.operations.sign_out_customer import SignOutCustomer, sign_out_customer
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.forms import request_key, text
from loyalty_app.web.language import language, timezone
from loyalty_app.web.problems import note
from loyalty_app.web.storefront.browser_secret import browser_token, remember_browser
from loyalty_app.web.storefront.codes import code_alone, wait_after
from loyalty_app.web.storefront.page import show, storefront, this_customer
from loyalty_app.web.storefront.screens import SignIn
from loyalty_app.web.storefront.sessions import ADDRESS, hashes_here, let_in, show_out


def signin_form(store_code: str) -> AnyResponse:
    """The address; the one that was typed before is still there to be corrected."""
    return remember_browser(show_signin(email=session.get(ADDRESS, "")))


def signin(store_code: str) -> AnyResponse:
    """Send a code; the answer is the same for an address that is known and one that is not."""
    require_room("signin", store_code)
    email = text("email", longest=254)
    command = SendEmailCode(
        store_id=storefront().store_id, email=email, locale=language(), browser_token=browser_token()
    )
    try:
        send_email_code(command)
    except InvalidInput as refusal:
        error = texts.field_sentence(refusal.problems[0], beside=True)
        return remember_browser(show_signin(email=email, error=error, status=refusal.status))
    session[ADDRESS] = email
    return remember_browser(redirect(url_for("storefront.enter_code_form", store_code=store_code), code=303))


def show_signin(*, email: str = "", error: str | None = None, status: int = 200, **more: str) -> AnyResponse:
    """The form with what was typed."""
    lead = gettext("We send a code to the address you joined with.")
    return show("signin", signin=SignIn(lead=lead, email=email, error=error, **more), status=status)


def enter_code_form(store_code: str) -> AnyResponse:
    """Six digits, another code, another address."""
    return remember_browser(show("enter_code", code=code_alone(), link_token=None))


def enter_code(store_code: str) -> AnyResponse:
    """Signed in; a new address is confirmed by it."""
    require_room("code", store_code)
    link_token = text("link_token") or None
    command = EnterEmailCode(
        store_id=storefront().store_id,
        browser_token=browser_token(),
        code=text("code", longest=40),
        link_token=link_token,
        request_id=request_key(),
    )
    watched = watching_codes(
        store_code=storefront().store_code, merchant_id=storefront().merchant_id, has_link=link_token is not None
    )
    try:
        with watched:
            return _arrive(store_code, enter_email_code(command))
    except CodeWrong as refusal:
        return _ask_again(refusal, link_token)
    except RateLimited as refusal:
        note(refusal)
        return _ask_again(refusal, link_token)


def send_again(store_code: str) -> AnyResponse:
    """Another code to the same address, once 30 seconds are over."""
    email = session.get(ADDRESS)
    if not email:
        return redirect(url_for("storefront.signin_form", store_code=store_code), code=303)
    require_room("signin", store_code)
    sent = send_email_code(
        SendEmailCode(store_id=storefront().store_id, email=email, locale=language(), browser_token=browser_token())
    )
    place = url_for("storefront.enter_code_form", store_code=store_code, **wait_after(sent))
    return remember_browser(redirect(place, code=303))


def open_link_form(store_code: str, link_token: str) -> AnyResponse:
    """A button: scanners of mail open links too, and nothing must come of it."""
    return remember_browser(show("open_link", link_token=link_token))


def open_link(store_code: str, link_token: str) -> AnyResponse:
    """Signed in, in the browser that asked; in another one the code is asked for."""
    command = OpenEmailLink(link_token=link_token, browser_token=browser_token(), request_id=request_key())
    try:
        return _arrive(store_code, open_email_link(command))
    except CodeWrong as refusal:
        return _ask_again(refusal, link_token if refusal.facts.get("other_browser") else None)


def sign_out(store_code: str) -> AnyResponse:
    """The session ends on the server; a copy of the cookie opens nothing any more."""
    customer = this_customer()
    sign_out_customer(
        SignOutCustomer(customer_id=customer.id, session_id=customer.session_id, same_browser=hashes_here())
    )
    return show_out(url_for("storefront.signin_form", store_code=store_code))


def _arrive(store_code: str, signed_in: CustomerSignedIn) -> AnyResponse:
    done = "joined" if signed_in.was_merged else "confirmed" if signed_in.was_confirmed else None
    if signed_in.purpose == "change_email":
        done = "email"
    place = url_for("storefront.dashboard", store_code=store_code, done=done)
    return remember_browser(let_in(place, token=signed_in.session_token, expires_at=signed_in.expires_at))


def _ask_again(refusal: CodeWrong | RateLimited, link_token: str | None) -> AnyResponse:
    """What was wrong stands beside the field; where no code helps, the way back to the card."""
    if refusal.facts.get("asked_elsewhere"):
        return _only_there(refusal)
    code = code_alone(error=texts.sentence(refusal, timezone=timezone()), refusal_code=refusal.code)
    return remember_browser(show("enter_code", code=code, link_token=link_token, status=refusal.status))


def _only_there(refusal: Refusal) -> AnyResponse:
    return show(
        "message",
        status=refusal.status,
        at="storefront.signin_form",
        heading=gettext("Not in this browser"),
        sentence=texts.sentence(refusal, timezone=timezone()),
        code=refusal.code,
        kind="refused",
        actions=[(gettext("Open my card"), url_for("storefront.dashboard", store_code=storefront().store_code))],
    )
