"""Somebody presses the button of the page that the mail's link leads to."""

from dataclasses import dataclass, field

from loyalty_app.domain.errors import CodeWrong
from loyalty_app.operations.asked_codes import NO_CODE, AskedCode, code_of_link, merchant_of_link
from loyalty_app.operations.mail_codes import browser_hash
from loyalty_app.operations.proving import AddressProven, CustomerSignedIn, prove_address, signed_in
from loyalty_app.unit_of_work import Command, Work, operation

__all__ = ["CustomerSignedIn", "OpenEmailLink", "open_email_link"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenEmailLink(Command):
    """The end of the link, and the secret in the cookie of the browser it was opened in."""

    link_token: str = field(repr=False)
    browser_token: str = field(repr=False)


def open_email_link(command: OpenEmailLink) -> CustomerSignedIn:
    """A session, as by the code of the same mail, which is used up with it (S33).

    Only in the browser that asked: in another one code_wrong with `other_browser`, and the digits have to be typed
    there (EnterEmailCode with this link); with `asked_elsewhere` for a changed address, which is proven where it was
    changed. Refuses code_wrong for a link that is over, used or none of ours.
    """
    found = _find(command)
    if isinstance(found, AddressProven):
        return signed_in(found, command.browser_token)
    if found.customer_id is None:
        raise CodeWrong(tries_left=0)
    here = browser_hash(command.browser_token)
    found.require_right_browser(here)
    if found.browser_hash != here:
        raise CodeWrong(other_browser=True, tries_left=found.tries_left)
    return prove_address(found, command, command.browser_token)


@operation
def _find(work: Work, command: OpenEmailLink) -> AskedCode | AddressProven:
    """The code whose link it is; nothing is counted, because nobody guesses a link."""
    code = code_of_link(work, command.link_token)
    merchant_id = merchant_of_link(work, command.link_token)
    if merchant_id and (recorded := work.recorded(merchant_id, command, AddressProven)):
        return recorded
    return code or NO_CODE
