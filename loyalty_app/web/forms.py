"""What people type, read once: strings end here, and operations get values."""

from flask import request

from loyalty_app.domain.errors import NotFound
from loyalty_app.unit_of_work import clock, new_key


def text(name: str, *, longest: int = 200) -> str:
    """The field without the spaces around it; "" if it is not there. Longer input is cut and will not be found."""
    return request.form.get(name, "").strip()[: longest + 1]


def optional_text(name: str, *, longest: int = 200) -> str | None:
    """The field, None if it is empty."""
    return text(name, longest=longest) or None


def request_key() -> str | None:
    """The form's idempotency key: every form that changes something is rendered with one."""
    return request.form.get("request_id") or None


def shown_number() -> int | None:
    """The rate, target or cost that the form's page showed; None for a page that showed none."""
    shown = request.form.get("shown")
    return whole_number(shown) if shown else None


def new_request_key() -> str:
    """A key for the form that is being rendered: sent twice, it is done once, with or without script."""
    return new_key(clock.now())


def whole_number(value: str | None) -> int:
    """An id out of a form or address; anything else is something we do not know: not_found."""
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 18:
        raise NotFound
    return int(value)


def whole_numbers(name: str) -> tuple[int, ...]:
    """The ids of a group of boxes."""
    return tuple(whole_number(value) for value in request.form.getlist(name)[:50])
