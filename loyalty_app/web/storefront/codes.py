"""The place where the six digits from a mail are typed: on a page of its own, or below a card that waits for them."""

from datetime import timedelta
from typing import Any

from flask import request, session, url_for

from loyalty_app.operations.send_email_code import EmailCodeSent
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.unit_of_work import clock
from loyalty_app.web.storefront.page import storefront
from loyalty_app.web.storefront.screens import CodeEntry
from loyalty_app.web.storefront.sessions import ADDRESS

RESEND_AFTER_SECONDS = 30


def code_alone(*, error: str | None = None, refusal_code: str | None = None) -> CodeEntry:
    """Signing in: the code is all that is asked for."""
    store_code = storefront().store_code
    return CodeEntry(
        heading=gettext("Check your inbox"),
        lead=_where(session.get(ADDRESS)),
        verb=gettext("Open my card"),
        action_url=url_for("storefront.enter_code", store_code=store_code),
        resend_url=url_for("storefront.send_again", store_code=store_code),
        correct_url=url_for("storefront.signin_form", store_code=store_code),
        is_alone=True,
        error=error,
        refusal_code=refusal_code,
        said=said_of_sending(),
    )


def code_below_card(address: str | None, *, correct_url: str) -> CodeEntry:
    """A new card: the same code confirms the address."""
    store_code = storefront().store_code
    return CodeEntry(
        heading=gettext("Check your inbox to finish"),
        lead=_where(address),
        verb=gettext("Confirm my e-mail"),
        action_url=url_for("storefront.enter_code", store_code=store_code),
        resend_url=url_for("storefront.send_again", store_code=store_code),
        correct_url=correct_url,
        said=said_of_sending(),
    )


def wait_after(sent: EmailCodeSent) -> dict[str, Any]:
    """What the next page says: a new code is on its way, or how long it is still too early for one."""
    left = sent.resend_available_at - clock.now()
    if left > timedelta(seconds=RESEND_AFTER_SECONDS - 1):
        return {"done": "sent"}
    return {"wait": str(max(1, -(-int(left.total_seconds() * 1000) // 1000)))}


def said_of_sending() -> str | None:
    """The words for what `wait_after` put into the address."""
    if request.args.get("done") == "sent":
        return gettext("A new code is on its way. Only the newest one works.")
    wait = request.args.get("wait", "")
    if not (wait.isascii() and wait.isdigit() and len(wait) <= 2):
        return None
    return ngettext(
        "You can ask for another code in %(num)s second.", "You can ask for another code in %(num)s seconds.", int(wait)
    )


def _where(address: str | None) -> str:
    if not address:
        return gettext("Enter the six digits from the mail. They work for ten minutes.")
    return gettext("We sent six digits to %(address)s. They work for ten minutes.", address=address)
