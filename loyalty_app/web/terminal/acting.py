"""Who acts at the counter: the person who unlocked it, or somebody whose PIN came with this very form."""

from dataclasses import replace

from flask import request

from loyalty_app.domain.actors import Actor
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.touch_device import TouchDevice, touch_device
from loyalty_app.operations.touch_session import TouchSession, touch_session
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.queries.callers import is_touch_due
from loyalty_app.unit_of_work import clock
from loyalty_app.web.forms import whole_number


def acting() -> Actor:
    """The actor of this request. A PIN in the form proves the person it names, for this request only.

    Refuses what verify_pin refuses.
    """
    actor = current_caller().acting
    pin = request.form.get("pin")
    if not pin:
        return actor
    proven = verify_pin(VerifyPin(actor=actor, staff_id=whole_number(request.form.get("staff_id")), pin=pin))
    return replace(actor, staff=proven.staff)


def note_presence() -> None:
    """Let the idle lock wait again, and the tablet's pairing live on."""
    terminal = current_caller().terminal
    if terminal is None:
        return
    now = clock.now()
    if is_touch_due(terminal.device_seen_at, now):
        touch_device(TouchDevice(device_id=terminal.device_id))
    if terminal.session_id and not terminal.is_locked_by_idle and is_touch_due(terminal.session_seen_at, now):
        touch_session(TouchSession(session_id=terminal.session_id))
