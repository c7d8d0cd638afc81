"""Signing in by a code from a mail, and out again (S33). The mail is sent only where somebody has the address."""

from dataclasses import dataclass
from datetime import datetime

from loyalty_app.api.calls import call
from loyalty_app.api.fields import Fields, Text, like
from loyalty_app.api.storefront.browsers import EXAMPLE, BrowserToken, require_browser_token
from loyalty_app.api.storefront.joining import Accepted
from loyalty_app.api.storefront.shops import shop_of, spoken
from loyalty_app.domain.errors import CardBlocked, CodeWrong, ProgramUnknown, StoreUnknown
from loyalty_app.edge.caller import current_caller
from loyalty_app.edge.crowds import require_room
from loyalty_app.edge.wrong_codes import watching_codes
from loyalty_app.operations.enter_email_code import EnterEmailCode, enter_email_code
from loyalty_app.operations.send_email_code import SendEmailCode, send_email_code
from loyalty_app.operations.sign_out_customer import SignOutCustomer, sign_out_customer


class SignInFields(Fields):
    """Who wants to sign in, and the secret of the app that asks."""

    model_config = like(store_code="gare", email="ana@example.com", browser_token=EXAMPLE)

    store_code: Text
    email: Text
    browser_token: BrowserToken
    locale: Text | None = None


class CodeFields(Fields):
    """The six digits of the mail, with the secret that `POST signin` or `POST enroll` was sent with."""

    model_config = like(store_code="gare", code="493817", browser_token=EXAMPLE)

    store_code: Text
    code: Text
    browser_token: BrowserToken


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAnswer:
    """The token goes into the Authorization header of every other call; `was_confirmed`: the address was new."""

    session_token: str
    expires_at: datetime
    was_confirmed: bool
    was_merged: bool


@call(Accepted, body=SignInFields, status=202, refuses=(StoreUnknown, ProgramUnknown))
def signin(body: SignInFields) -> Accepted:
    """Ask for a code by e-mail; the answer is the same for everybody."""
    require_room("signin", body.store_code)
    shop = shop_of(body.store_code)
    send_email_code(
        SendEmailCode(
            store_id=shop.store_id,
            email=body.email,
            locale=spoken(shop, body.locale),
            browser_token=require_browser_token(body.browser_token),
        )
    )
    return Accepted()


@call(None)
def signout() -> None:
    """End this session: its token is worth nothing from now on."""
    customer = current_caller().signed_in_customer
    sign_out_customer(SignOutCustomer(customer_id=customer.id, session_id=customer.session_id))


@call(SessionAnswer, body=CodeFields, refuses=(StoreUnknown, ProgramUnknown, CodeWrong, CardBlocked))
def signin_code(body: CodeFields) -> SessionAnswer:
    """Sign in by the code; a new address is confirmed by it, and its card joined with the one there was."""
    require_room("code", body.store_code)
    shop = shop_of(body.store_code)
    command = EnterEmailCode(
        store_id=shop.store_id,
        browser_token=require_browser_token(body.browser_token),
        code=body.code,
    )
    with watching_codes(store_code=shop.store_code, merchant_id=shop.merchant_id):
        found = enter_email_code(command)
    return SessionAnswer(
        session_token=found.session_token,
        expires_at=found.expires_at,
        was_confirmed=found.was_confirmed,
        was_merged=found.was_merged,
    )
