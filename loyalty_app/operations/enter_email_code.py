"""Somebody types the six digits from the mail: they are who the address says, and stay signed in."""

from dataclasses import dataclass, field

from loyalty_app.domain.email_codes import typed_code
from loyalty_app.domain.errors import CodeWrong
from loyalty_app.operations.asked_codes import NO_CODE, AskedCode, code_of_link, count_try, newest_code
from loyalty_app.operations.mail_codes import browser_hash, mail_codes
from loyalty_app.operations.proving import AddressProven, CustomerSignedIn, prove_address, signed_in
from loyalty_app.operations.visiting import visitor_at
from loyalty_app.unit_of_work import Command, Work, operation

__all__ = ["CustomerSignedIn", "EnterEmailCode", "enter_email_code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterEmailCode(Command):
    """The code as typed, in the browser that asked for it; `link_token` where the mail's link led to another one."""

    secret = frozenset({"code"})

    store_id: int
    browser_token: str = field(repr=False)
    code: str = field(repr=False)
    link_token: str | None = field(default=None, repr=False)


def enter_email_code(command: EnterEmailCode) -> CustomerSignedIn:
    """A session; a new address is confirmed, a known one joins its card. Nobody hears whether a code existed.

    The try is counted and committed before the code is judged: parallel guesses all count, and what becomes of the
    request around it changes nothing. The newest code only, for ten minutes, five tries, once (S33). A changed address
    is proven where it was changed and nowhere else: who got the mail by a slip of the finger must not get the card.
    Refuses code_wrong with the tries that are left, or with `asked_elsewhere`; store_unknown, and card_blocked where a
    blocked card would have to join another one.
    """
    claimed = _claim(command)
    if isinstance(claimed, AddressProven):
        return signed_in(claimed, command.browser_token)
    is_right = mail_codes.is_code(typed_code(command.code), claimed.id, claimed.nonce)
    if not is_right or claimed.customer_id is None:
        raise CodeWrong(tries_left=claimed.tries_left)
    return prove_address(claimed, command, command.browser_token)


@operation
def _claim(work: Work, command: EnterEmailCode) -> AskedCode | AddressProven:
    """Count the try; the address that was proven by this very request before, where it is sent again."""
    merchant_id = visitor_at(work, command.store_id).merchant_id
    if command.link_token is None:
        code = newest_code(work, merchant_id, browser_hash(command.browser_token))
    else:
        code = code_of_link(work, command.link_token)
        code = code if code and code.merchant_id == merchant_id else None
    if recorded := work.recorded(merchant_id, command, AddressProven):
        return recorded
    if code is None:
        return NO_CODE
    code.require_right_browser(browser_hash(command.browser_token))
    return count_try(work, code)
