"""The page of the simulated iPhone: choose members, put their cards on the phone, watch them change."""

import hashlib

from flask import Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.demo.phone.keeper import PhoneKeeper, PhoneState, Shown
from loyalty_app.demo.phone_page.carrying import demo_phone
from loyalty_app.demo.phone_page.faces import colours_of, face_of, version_of
from loyalty_app.demo.phone_page.members import find_members, is_a_demo_card
from loyalty_app.edge.headers import YEAR_SECONDS
from loyalty_app.edge.pass_links import card_link
from loyalty_app.web.forms import whole_number
from loyalty_app.web.language import LANGUAGES, language

PATIENCE_SECONDS = 5.0  # of somebody who pressed "Add": then the page comes back and the pass by itself
LONGEST_SEARCH = 60


def phone() -> Response:
    """The phone and, beside it, the members."""
    search = request.args.get("search", "").strip()[:LONGEST_SEARCH]
    shown = _screen(_keeper().state) if demo_phone().is_possible else {"on_phone": ()}
    return make_response(
        render_template(
            "dev/phone/page.html",
            is_possible="state" in shown,
            members=find_members(db.session.connection(), search),
            search=search,
            languages=LANGUAGES,
            language=language(),
            **shown,
        )
    )


def phone_screen() -> AnyResponse:
    """What is on the phone now, for a page that has seen an older state; 204 if it has seen this one."""
    state = _keeper().state
    if request.args.get("seen") == str(state.number):
        return Response(status=204)
    if request.args.get("colours") != _colours_version(state):
        return Response(status=200, headers={"HX-Refresh": "true"})
    seen = request.args.get("seen", "")
    return make_response(
        render_template("dev/phone/_screen.html", **_screen(state, int(seen) if seen.isdecimal() else 0))
    )


def phone_add() -> AnyResponse:
    """Open the card's link on the phone, as its owner would."""
    card_id = whole_number(request.form.get("card_id"))
    if not is_a_demo_card(db.session.connection(), card_id):
        abort(404)
    link = card_link(card_id)
    db.session.rollback()  # the phone asks this same server: nothing of ours may be in its way
    before = {shown.name for shown in _keeper().state.passes}
    if link is not None:
        _keeper().add(link, within_seconds=PATIENCE_SECONDS)
    new = [shown for shown in _keeper().state.passes if shown.name not in before]
    return redirect(url_for("dev.phone", serial=new[0].taken.serial_number if new else None), code=303)


def phone_remove() -> AnyResponse:
    """Take a pass off the phone."""
    _keeper().remove(request.form.get("serial", ""), within_seconds=PATIENCE_SECONDS)
    return redirect(url_for("dev.phone"), code=303)


def phone_refresh() -> AnyResponse:
    """Pull a pass down."""
    serial = request.form.get("serial", "")
    _keeper().refresh(serial, within_seconds=PATIENCE_SECONDS)
    return redirect(url_for("dev.phone", serial=serial), code=303)


def phone_picture(serial: str, version: str, name: str) -> Response:
    """A picture out of the pass's own file."""
    shown = next((each for each in _keeper().state.passes if each.taken.serial_number == serial), None)
    if shown is None or version_of(shown.taken) != version or f"{name}@3x.png" not in shown.taken.files:
        abort(404)
    return _for_good(Response(shown.taken.files[f"{name}@3x.png"], content_type="image/png"))


def phone_colours(version: str) -> Response:
    """The colours of the passes on the phone; the address changes with them."""
    state = _keeper().state
    sheet = Response(_colours(state), content_type="text/css; charset=utf-8")
    return _for_good(sheet) if version == _colours_version(state) else sheet


def _keeper() -> PhoneKeeper:
    if not demo_phone().is_possible:
        abort(404)
    return demo_phone().keeper


def _screen(state: PhoneState, seen: int | None = None) -> dict[str, object]:
    """What the templates of the phone read."""
    words = language()
    faces = [face_of(shown, words) for shown in state.passes]
    asked = request.args.get("serial")
    chosen = next((face for face in faces if face.serial == asked), faces[-1] if faces else None)
    return {
        "state": state,
        "chosen": chosen,
        "others": [face for face in faces if face is not chosen],
        "on_phone": {face.code_text for face in faces},
        "is_back": request.args.get("side") == "back",
        "notice": _newest(state.passes, seen, words) if seen is not None else None,
        "colours_version": _colours_version(state),
    }


def _newest(passes: tuple[Shown, ...], seen: int, words: str) -> dict[str, object] | None:
    """The newest notification that this page has not shown yet."""
    new = [(number, notice, shown) for shown in passes for number, notice in shown.notices if number > seen]
    if not new:
        return None
    _, notice, shown = max(new, key=lambda entry: entry[0])
    return {"face": face_of(shown, words), "text": notice.said(words)}


def _colours(state: PhoneState) -> str:
    return "".join(colours_of(shown.taken) for shown in state.passes)


def _colours_version(state: PhoneState) -> str:
    return hashlib.sha256(_colours(state).encode()).hexdigest()[:12]


def _for_good(response: Response) -> Response:
    response.headers["Cache-Control"] = f"private, max-age={YEAR_SECONDS}, immutable"
    return response
