"""An address is proven: the code is used up, the card confirmed or joined with the one there was, a session begun."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import CodeWrong
from loyalty_app.models import Customer
from loyalty_app.operations.asked_codes import AskedCode, use_up
from loyalty_app.operations.confirming import Confirmed, confirm_customer, move_to_address
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.operations.sending_codes import take_turn_with
from loyalty_app.operations.sessions import open_customer_session
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSignedIn(Outcome):
    """A session of 90 days. The token goes into the browser's cookie and is stored nowhere.

    `purpose` is what the code was asked for: confirm, sign_in or change_email. `was_confirmed`: the address was new
    and is proven now; `was_merged`: the person had more cards than one, and they are joined.
    """

    session_token: str = field(repr=False)
    expires_at: datetime
    customer_id: int
    card_id: int | None
    purpose: str
    was_confirmed: bool
    was_merged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressProven(Outcome):
    """What is kept of the answer: all but the token, which the same browser derives again."""

    code_id: int
    expires_at: datetime
    customer_id: int
    card_id: int | None
    purpose: str
    was_confirmed: bool
    was_merged: bool


def prove_address(code: AskedCode, asked: Command, browser_token: str) -> CustomerSignedIn:
    """Use the code up for the request `asked`, which showed that it knows it; refuses code_wrong if it is used."""
    return signed_in(_prove(_Prove(code=code, asked=asked, browser_token=browser_token)), browser_token)


def signed_in(proven: AddressProven, browser_token: str) -> CustomerSignedIn:
    """The answer, with the token of this browser."""
    return CustomerSignedIn(
        session_token=_session_token(proven.code_id, browser_token),
        expires_at=proven.expires_at,
        customer_id=proven.customer_id,
        card_id=proven.card_id,
        purpose=proven.purpose,
        was_confirmed=proven.was_confirmed,
        was_merged=proven.was_merged,
        replayed=proven.replayed,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prove(Command):
    code: AskedCode
    asked: Command
    browser_token: str = field(repr=False)


@operation
def _prove(work: Work, command: _Prove) -> AddressProven:
    code = command.code
    take_turn_with(work, code.merchant_id, code.email_canonical)
    if not use_up(work, code):
        if recorded := work.recorded(code.merchant_id, command.asked, AddressProven):
            return recorded  # the same request was a little faster
        raise CodeWrong(tries_left=0)
    actor = Actor(merchant_id=code.merchant_id, store_id=code.store_id)
    confirmed = _confirm(work, actor, code, command.browser_token)
    seen = update(Customer).where(Customer.id == confirmed.customer_id).values(last_signed_in_at=work.now())
    work.connection.execute(seen)
    token = _session_token(code.id, command.browser_token)
    session = open_customer_session(work, token, customer_id=confirmed.customer_id, card_id=confirmed.card_id)
    proven = AddressProven(
        code_id=code.id,
        expires_at=session.expires_at,
        customer_id=confirmed.customer_id,
        card_id=confirmed.card_id,
        purpose=code.purpose,
        was_confirmed=confirmed.was_confirmed,
        was_merged=confirmed.was_merged,
    )
    return work.record(code.merchant_id, command.asked, proven)


def _confirm(work: Work, actor: Actor, code: AskedCode, browser_token: str) -> Confirmed:
    assert code.customer_id is not None
    if code.purpose == "change_email":
        confirmed = move_to_address(work, actor, code.customer_id, email=code.email, canonical=code.email_canonical)
    else:
        confirmed = confirm_customer(
            work, actor, code.customer_id, canonical=code.email_canonical, browser_token=browser_token
        )
    if confirmed is None:
        raise CodeWrong(tries_left=0)
    return confirmed


def _session_token(code_id: int, browser_token: str) -> str:
    return mail_codes.session_token(f"code:{code_id}", browser_token)
