"""Staff PINs in the office: of all stores, or of the one store of a manager who is limited to it."""

from flask import Response

from loyalty_app.web.merchant.office import show
from loyalty_app.web.pins.pages import PinPages
from loyalty_app.web.pins.screens import PinPage


def _show(name: str, screen: PinPage, status: int) -> Response:
    return show(name, status=status, screen=screen)


pin_pages = PinPages(audience="merchant", show=_show)
