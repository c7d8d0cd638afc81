"""Who acts at the counter: the person who unlocked it, or somebody whose PIN came with this very form."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from flask import Response, after_this_request, request

from loyalty_app.domain.actors import ProvenStaff, Role
from loyalty_app.domain.errors import Busy
from loyalty_app.edge.caller import cookie_name, current_caller
from loyalty_app.operations.pair_device import COOKIE_KEPT_FOR
from loyalty_app.operations.touch_device import TouchDevice, touch_device
from loyalty_app.operations.touch_session import TouchSession, touch_session
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.queries.callers import is_touch_due
from loyalty_app.unit_of_work import Command, Outcome, clock, recorded_outcome
from loyalty_app.web.cookies import set_cookie
from loyalty_app.web.forms import whole_number

C = TypeVar("C", bound=Command)
R = TypeVar("R", bound=Outcome)


def act(run: Callable[[C], R], command: C, kind: type[R]) -> R:
    """Do it. A PIN in the form proves the person it names, for this request only.

    A form that was answered before is answered the same, without asking for the PIN again. Refuses what verify_pin
    and the operation refuse.
    """
    pin = request.form.get("pin")
    if not pin:
        return run(command)
    actor, staff_id = current_caller().acting, whole_number(request.form.get("staff_id"))
    claimed = ProvenStaff(id=staff_id, name="", role=Role.NOBODY)  # enough to know a repeat, never to do anything
    if recorded := recorded_outcome(actor.merchant_id, _by(claimed, command), kind):
        return recorded
    return run(_by(verify_pin(VerifyPin(actor=actor, staff_id=staff_id, pin=pin)).staff, command))


def _by(staff: ProvenStaff, command: C) -> C:
    """The same command on that person's authority."""
    by: Any = command
    return replace(by, actor=replace(by.actor, staff=staff))  # type: ignore[no-any-return]


def note_presence() -> None:
    """Let the idle lock wait again, and the tablet's pairing live on."""
    terminal = current_caller().terminal
    if terminal is None:
        return
    now = clock.now()
    with suppress(Busy):  # the next request notes it; whoever is at the counter does not wait for a note
        if is_touch_due(terminal.device_seen_at, now):
            _note_tablet(terminal.device_id)
        if terminal.session_id and not terminal.is_locked_by_idle and is_touch_due(terminal.session_seen_at, now):
            touch_session(TouchSession(session_id=terminal.session_id))


def _note_tablet(device_id: int) -> None:
    """Note that it was on, and give it a new mark or key when it is time for one."""
    key, mark = request.cookies[cookie_name("terminal")], request.cookies.get(cookie_name("mark"))
    touched = touch_device(TouchDevice(device_id=device_id, device_token=key, mark=mark))
    renewed = {"terminal": touched.device_token, "mark": touched.mark}

    def hand_over(response: Response) -> Response:
        for what, secret in renewed.items():
            if secret is not None:
                set_cookie(response, what, secret, expires=clock.now() + COOKIE_KEPT_FOR)
        return response

    after_this_request(hand_over)
