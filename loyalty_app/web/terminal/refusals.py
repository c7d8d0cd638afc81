"""When the answer is no: the same region says so, with the reason and a way on."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, g, make_response, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app import texts
from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import (
    AmountTooHigh,
    CardReplaced,
    CardUnknown,
    ChangedMeanwhile,
    DeviceRevoked,
    InvalidInput,
    ManagerRequired,
    NotAllowedAnyMore,
    PageExpired,
    ProgramUnknown,
    RateLimited,
    Refusal,
    ReloadNeeded,
    SessionLocked,
    StaffPinRequired,
    Unauthenticated,
)
from loyalty_app.edge.policy import CallerKind
from loyalty_app.queries.card_view import CardView
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.moments import moment
from loyalty_app.web import problems
from loyalty_app.web.htmx import came_from, is_fragment, own_path
from loyalty_app.web.language import timezone
from loyalty_app.web.terminal.again import once_more
from loyalty_app.web.terminal.cards import read_card, show_open_card
from loyalty_app.web.terminal.page import is_unlocked, show
from loyalty_app.web.terminal.pairing import refuse_more_tries
from loyalty_app.web.terminal.screens import Action, NotDone
from loyalty_app.web.terminal.standing import short_name
from loyalty_app.web.terminal.today import last_lines
from loyalty_app.web.terminal.unlocking import COUNTER, show_unlock

_SCANS = frozenset({"scan_empty", "not_a_card", "check_digit"})
_PIN_CODES = frozenset({"pin_wrong", "pin_locked", "pin_format", "device_paused", "staff_unknown"})


def answer_refusal(refusal: Refusal) -> AnyResponse:
    """The refusal as the counter shows it, with its status."""
    problems.note(refusal)
    db.session.rollback()
    if isinstance(refusal, RateLimited) and request.endpoint == "terminal.pair":
        return refuse_more_tries()
    if isinstance(refusal, Unauthenticated | DeviceRevoked):
        return _to_pairing(refusal)
    if g.get("caller") is None:  # refused at the door, before anybody asked who it is
        return problems.answer_refusal(refusal)
    if not _is_at_counter():
        return _to_pairing(refusal)
    try:
        return _way_to_say(refusal)(refusal)
    except ProgramUnknown as missing:  # the frame of the counter shows the program; before there is one, no frame
        return problems.answer_refusal(missing)


def answer_surprise(problem: Exception) -> AnyResponse:
    """What nobody expected: 500 with a code to read aloud; other answers of the server in the same frame."""
    if isinstance(problem, HTTPException) or not _is_at_counter():
        return problems.answer_surprise(problem)
    support_code = problems.log_surprise(problem)
    screen = NotDone(
        code="unexpected",
        word=gettext("Not saved"),
        why=gettext("Something went wrong here. Nothing was changed."),
        support_code=support_code,
        retry_url=own_path(came_from(), below=COUNTER),
    )
    return show("_problem", screen, status=500)


def _way_to_say(refusal: Refusal) -> Callable[[Refusal], AnyResponse]:
    code = problems.code_of(refusal)
    if code in _PIN_CODES:
        return _not_unlocked if request.endpoint == "terminal.unlock" else once_more
    if code in _SCANS:
        return _not_found
    return _WAYS.get(type(refusal), _refused)


def _is_at_counter() -> bool:
    caller = g.get("caller")
    return caller is not None and caller.kind in (CallerKind.TERMINAL, CallerKind.STAFF)


def _to_pairing(refusal: Refusal) -> Response:
    """This browser is no tablet (any more): say so where it can be made one."""
    page = render_template(
        "terminal/pair.html", code="", error=None, refusal=refusal, said=problems.sentence_of(refusal)
    )
    response = make_response(page, refusal.status)
    if isinstance(refusal, DeviceRevoked):
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    if is_fragment():
        response.headers["HX-Redirect"] = url_for("terminal.pair_form", said=refusal.code)
    return response


def _locked(refusal: Refusal) -> AnyResponse:
    place = request.full_path.rstrip("?") if request.method == "GET" else own_path(came_from(), below=COUNTER)
    return show_unlock(staff_id=_last_person(), next_path=place, refusal=refusal, error=None)


def _not_unlocked(refusal: Refusal) -> AnyResponse:
    staff_id = request.form.get("staff_id", "")
    return show_unlock(
        staff_id=int(staff_id) if staff_id.isdigit() else None,
        next_path=own_path(request.form.get("next"), below=COUNTER),
        refusal=refusal,
        error=problems.sentence_of(refusal),
    )


def _not_found(refusal: Refusal) -> AnyResponse:
    typed = " ".join(request.form.get("scan", "").split())[:40]
    if not is_unlocked():
        return show_unlock(staff_id=None, next_path=None, refusal=refusal, error=problems.sentence_of(refusal))
    screen = NotDone(
        code=problems.code_of(refusal),
        word=texts.headline(refusal),
        who=typed or None,
        why=problems.sentence_of(refusal),
        stay_seconds=None,
        last_lines=last_lines(),
    )
    return show("_not_found", screen, status=refusal.status)


def _fetch_anew(refusal: Refusal) -> AnyResponse:
    """The whole page once more, by the build that serves now."""
    response = problems.answer_refusal(refusal)
    response.headers["HX-Redirect"] = request.full_path.rstrip("?")
    return response


def _shown_anew(refusal: Refusal) -> AnyResponse:
    """The program changed under the open page: the card with what holds now, to be looked at and tapped again."""
    card = _card_of_request()
    return show_open_card(card, refusal=refusal) if card else _refused(refusal)


def _refused(refusal: Refusal) -> AnyResponse:
    card = _card_of_request()
    later = refusal.facts.get("next_stamp_available_at")
    screen = NotDone(
        code=problems.code_of(refusal),
        word=texts.headline(refusal),
        who=short_name(card) if card else None,
        label=gettext("Next stamp at") if later else None,
        figure=moment(later, timezone()) if isinstance(later, datetime) else None,
        next=texts.soon(refusal) if later else None,
        why=texts.explanation(refusal, timezone=timezone()),
        card=card,
        actions=_instead(card),
        last_lines=last_lines(),
    )
    address = url_for("terminal.show_card", card_id=card.id) if card else None
    return show("_refused", screen, status=refusal.status, address=address)


def _instead(card: CardView | None) -> tuple[Action, ...]:
    if card is None or card.status != "active" or card.loyalty_type == "stamps":
        return ()
    if request.endpoint != "terminal.add_stamp":
        return ()
    return ((gettext("Earn points"), url_for("terminal.earn_form", card_id=card.id), "euro"),)


def _card_of_request() -> CardView | None:
    card_id = (request.view_args or {}).get("card_id")
    if card_id is None:
        return None
    try:
        return read_card(CardReference(card_id=card_id))
    except (CardUnknown, InvalidInput):
        return None


def _last_person() -> int | None:
    terminal = g.caller.terminal
    return terminal.staff.id if terminal and terminal.staff else None


_WAYS: dict[type[Refusal], Callable[[Refusal], AnyResponse]] = {
    SessionLocked: _locked,
    NotAllowedAnyMore: _not_unlocked,
    PageExpired: once_more,
    StaffPinRequired: once_more,
    ManagerRequired: once_more,
    AmountTooHigh: once_more,
    CardUnknown: _not_found,
    CardReplaced: _not_found,
    ReloadNeeded: _fetch_anew,
    ChangedMeanwhile: _shown_anew,
}
