"""Staff PINs at the terminal: a manager looks after the people of this store."""

from flask import Response, request

from loyalty_app.web.pins.pages import PinPages
from loyalty_app.web.pins.screens import PinForm, PinPage
from loyalty_app.web.terminal.page import show


def _show(name: str, screen: PinPage, status: int) -> Response:
    return show(f"_{name}", screen, status=status, address=_address(name, screen), folder="store")


def _address(name: str, screen: PinPage) -> str | None:
    """What reload asks for after a form was sent: the page it came from."""
    if request.method == "GET":
        return None
    is_change = isinstance(screen, PinForm) and screen.person is not None
    return request.path if is_change else screen.url("pins" if name == "pins" else "create_pin_form")


pin_pages = PinPages(audience="store", show=_show)
