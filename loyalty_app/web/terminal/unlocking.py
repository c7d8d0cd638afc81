"""Who is at the counter: names, the PIN pad, and locking again."""

from flask import Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.domain.actors import PinPolicy
from loyalty_app.domain.errors import Refusal
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.lock_terminal import LockTerminal, lock_terminal
from loyalty_app.operations.unlock_terminal import UnlockTerminal, unlock_terminal
from loyalty_app.queries.shop_front import people_at
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.cookies import drop_cookie, set_cookie
from loyalty_app.web.forms import whole_number
from loyalty_app.web.htmx import came_from, own_path
from loyalty_app.web.terminal.page import people_of, show, this_terminal
from loyalty_app.web.terminal.screens import Unlock

COUNTER = "/store/loyalty/"
_NO_PLACE_TO_RETURN_TO = ("/store/loyalty/terminal/unlock", "/store/loyalty/terminal/attract", "/store/loyalty/pair")


def unlock_form() -> Response:
    """The names of the store; with one chosen, the pad for that person's PIN."""
    staff_id = request.args.get("staff_id")
    return show_unlock(staff_id=whole_number(staff_id) if staff_id else None, next_path=_place_to_return_to())


def unlock() -> AnyResponse:
    """Open the counter for the person whose PIN it is, and go on where it was."""
    staff_id = whole_number(request.form.get("staff_id"))
    command = UnlockTerminal(actor=current_caller().acting, staff_id=staff_id, pin=request.form.get("pin", "").strip())
    unlocked = unlock_terminal(command)
    place = own_path(request.form.get("next"), below=COUNTER) or url_for("terminal.show")
    response = redirect(place, code=303)
    set_cookie(response, "shift", unlocked.session_token, expires=unlocked.expires_at)
    return response


def lock() -> AnyResponse:
    """Close the counter; what was open waits behind the lock."""
    caller = this_terminal()
    staff_id = caller.staff.id if caller.staff else None
    lock_terminal(LockTerminal(actor=current_caller().acting))
    response = redirect(url_for("terminal.show", next=_place_to_return_to(), staff_id=staff_id), code=303)
    drop_cookie(response, "shift")
    return response


def show_unlock(
    *, staff_id: int | None, next_path: str | None, refusal: Refusal | None = None, error: str | None = None
) -> Response:
    """The screen of names and PIN; `error` says what was wrong with the last try."""
    found = people_at(db.session.connection(), this_terminal().store_id)
    if this_terminal().staff_pin_policy is PinPolicy.DISABLED:
        found = ()
    people = people_of(found)
    lengths = {one.id: one.pin_length for one in found}
    chosen = next((person for person in people if person.id == staff_id), None)
    screen = Unlock(
        people=people,
        person=chosen,
        pin_length=lengths[chosen.id] if chosen else None,
        next=next_path,
        error=error,
        pending=gettext("The card and what you typed are kept.") if next_path else None,
    )
    address = url_for("terminal.unlock_form", staff_id=chosen.id if chosen else None, next=next_path)
    return show("_unlock", screen, status=refusal.status if refusal else 200, address=address)


def _place_to_return_to() -> str | None:
    place = own_path(request.values.get("next"), below=COUNTER) or own_path(came_from(), below=COUNTER)
    if place is None or place.startswith(_NO_PLACE_TO_RETURN_TO) or place.split("?")[0] == url_for("terminal.show"):
        return None
    return place
