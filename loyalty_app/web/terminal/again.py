"""The same action once more, nothing lost: after an old page, or with the PIN of whoever may do it."""

from dataclasses import replace

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.errors import AmountTooHigh, ManagerRequired, PageExpired, Refusal
from loyalty_app.queries.shop_front import people_at
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web import problems
from loyalty_app.web.htmx import came_from, own_path
from loyalty_app.web.page_tokens import FIELD
from loyalty_app.web.terminal.page import Person, people_of, show, this_terminal
from loyalty_app.web.terminal.screens import Again
from loyalty_app.web.terminal.verbs import verb_of_request

_NOT_KEPT = frozenset({FIELD, "pin", "new_pin", "new_pin_again", "staff_id", "asked_manager"})


def once_more(refusal: Refusal) -> AnyResponse:
    """A form with all that was sent but secrets, and what was missing: one tap, or one PIN, does it."""
    wants_manager = isinstance(refusal, ManagerRequired | AmountTooHigh) or "asked_manager" in request.form
    people = () if isinstance(refusal, PageExpired) else _people(managers=wants_manager)
    person, length = _chosen(people)
    kept = tuple((name, value) for name, value in request.form.items(multi=True) if name not in _NOT_KEPT)
    screen = Again(
        action=request.full_path.rstrip("?"),
        kept=(*kept, ("asked_manager", "1")) if wants_manager else kept,
        title=_title(refusal, wants_manager=wants_manager),
        sentence=problems.sentence_of(refusal),
        code=problems.code_of(refusal),
        verb=verb_of_request(),
        cancel_url=own_path(came_from(), below="/store/loyalty/") or url_for("terminal.show"),
        people=people,
        person=person,
        pin_length=length,
    )
    if people and not person:
        screen = replace(screen, person=people[0])
    return show("_again", screen, status=refusal.status, address=screen.cancel_url)


def _title(refusal: Refusal, *, wants_manager: bool) -> str:
    if isinstance(refusal, PageExpired):
        return texts.headline(refusal)
    return gettext("A manager confirms") if wants_manager else gettext("Your PIN once more")


def _people(*, managers: bool) -> tuple[Person, ...]:
    """Whose PIN will do: any manager of the store, or the person at the counter."""
    terminal = this_terminal()
    here = terminal.staff.id if terminal.staff else None
    return people_of(
        one
        for one in people_at(db.session.connection(), terminal.store_id)
        if (one.role == "manager" if managers else one.id == here or here is None)
    )


def _chosen(people: tuple[Person, ...]) -> tuple[Person | None, int | None]:
    wanted = request.form.get("staff_id")
    found = next((one for one in people if str(one.id) == wanted), people[0] if len(people) == 1 else None)
    lengths = {one.id: one.pin_length for one in people_at(db.session.connection(), this_terminal().store_id)}
    return found, lengths.get(found.id) if found else None
