"""Leaving: what is lost is named, then everything about the person is gone (S72)."""

from flask import url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.forms import request_key
from loyalty_app.web.storefront.card_screen import my_card_screen
from loyalty_app.web.storefront.mine import my_own
from loyalty_app.web.storefront.page import show, this_customer
from loyalty_app.web.storefront.sessions import show_out


def leave_form(store_code: str) -> AnyResponse:
    """The last question."""
    return show("leave", losses=_losses())


def leave(store_code: str) -> AnyResponse:
    """Erase; nothing of the person stays in this browser either."""
    erase_customer(
        EraseCustomer(
            actor=this_customer().acting, customer_id=this_customer().id, confirmed=True, request_id=request_key()
        )
    )
    return show_out(url_for("storefront.goodbye", store_code=store_code))


def goodbye(store_code: str) -> AnyResponse:
    """Gone, and how to come back."""
    return show(
        "message",
        heading=gettext("Your card and your data are gone"),
        sentence=gettext("Everything about you was erased. You are welcome to join again, with an empty card."),
        code="erased",
        kind="done",
        actions=[(gettext("Join again"), url_for("storefront.enroll_form", store_code=store_code))],
    )


def _losses() -> list[tuple[str, str]]:
    """What is on the card, in the words of the card."""
    if this_customer().card_id is None:
        return []
    screen = my_card_screen(my_own())
    lost = [
        (gettext("Stamps"), screen.summary, screen.stamps_target is not None),
        (gettext("Points"), number(screen.points_balance), screen.has_points),
        (gettext("Ready for you"), ", ".join(offer.name for offer in screen.ready), bool(screen.ready)),
        (gettext("Card"), screen.number, True),
    ]
    return [(word, value) for word, value, is_there in lost if is_there]
