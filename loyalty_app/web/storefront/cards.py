"""My card: new, at a glance, as large as the phone, and up to date while it is open."""

from typing import Any

from flask import Response, make_response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.edge.pass_links import card_link, customer_link
from loyalty_app.queries.wallet_passes import cards_to_carry
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.htmx import is_fragment
from loyalty_app.web.storefront.card_screen import my_card_screen
from loyalty_app.web.storefront.codes import code_below_card
from loyalty_app.web.storefront.mine import my_own
from loyalty_app.web.storefront.page import show, storefront, this_customer
from loyalty_app.web.storefront.screens import CodeEntry


def welcome(store_code: str) -> AnyResponse:
    """The new card, to be used at once; the mail confirms it."""
    return _shown("welcome", code=_confirmation())


def dashboard(store_code: str) -> AnyResponse:
    """The card as it stands. Asked for by the open page it answers 304 while nothing changed (U98)."""
    if not is_fragment():
        return _shown("dashboard", code=_confirmation(), said=_what_was_done())
    if this_customer().card_id is None:
        return _to_joining()
    screen = my_card_screen(my_own())
    if request.if_none_match.contains(screen.tag):
        response = Response(status=304)
    else:
        response = make_response(show("_card", card=screen))
    response.set_etag(screen.tag)
    return response


def code(store_code: str) -> AnyResponse:
    """The code as wide as the phone, 60 mm and more (U100)."""
    return _shown("code")


def apple_wallet(store_code: str) -> AnyResponse:
    """To the pass, or to all passes of somebody who has several cards (spec 6 A2).

    The link is signed now, so that a page which lay open for hours still leads there (U96).
    """
    customer = this_customer()
    if customer.card_id is None:
        return _to_joining()
    has_several = len(cards_to_carry(db.session.connection(), customer_id=customer.id)) > 1
    link = customer_link(customer.id) if has_several else card_link(customer.card_id)
    back = url_for("storefront.dashboard", store_code=storefront().store_code)
    return redirect(link or back, code=303)


def check_inbox(store_code: str) -> AnyResponse:
    """The new card's page without one: a robot was caught, or somebody else proved the address meanwhile."""
    return show(
        "message",
        at="storefront.signin_form",
        heading=gettext("Check your inbox to finish"),
        sentence=gettext("We sent you a mail with a code and a link."),
        code="check_inbox",
        kind="done",
        actions=[
            (gettext("Enter the code"), url_for("storefront.enter_code_form", store_code=store_code)),
            (gettext("No mail? Try again"), url_for("storefront.enroll_form", store_code=store_code)),
        ],
    )


def _shown(template: str, **values: Any) -> AnyResponse:
    if this_customer().card_id is None:
        return _to_joining()
    return show(template, card=my_card_screen(my_own()), **values)


def _to_joining() -> AnyResponse:
    """Signed in, but without a card that works at this store."""
    return redirect(url_for("storefront.enroll_form", store_code=storefront().store_code), code=303)


def _confirmation() -> CodeEntry | None:
    """The code from the mail, as long as the address is not proven."""
    if not this_customer().is_provisional:
        return None
    privacy = url_for("storefront.privacy", store_code=storefront().store_code, _anchor="email-words")
    return code_below_card(my_own().card.customer.email, correct_url=privacy)


def _what_was_done() -> str | None:
    match request.args.get("done"):
        case "confirmed":
            return gettext("Your e-mail is confirmed. The card is yours.")
        case "joined":
            return gettext("Your e-mail is confirmed. Your cards are one now.")
        case "email":
            return gettext("Your new e-mail is confirmed. On other devices, sign in again.")
    return None
