"""The frame of every counter screen: the status line around one fragment, or the fragment alone for htmx."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import unescape

from flask import Response, make_response, render_template, request
from markupsafe import Markup

from loyalty_app.domain.actors import PinPolicy
from loyalty_app.domain.errors import ProgramUnknown
from loyalty_app.edge.caller import Caller, current_caller
from loyalty_app.edge.headers import allow_wasm
from loyalty_app.queries.callers import TerminalCaller
from loyalty_app.queries.shop_front import PersonAtCounter, ShopFront
from loyalty_app.texts.moments import time_of_day
from loyalty_app.unit_of_work import clock
from loyalty_app.web.htmx import is_fragment, push_address
from loyalty_app.web.public.brand import brand_css_url
from loyalty_app.web.public.marks import Mark, mark_of
from loyalty_app.web.terminal.wallets import wallet_delay

_TITLE = re.compile(r'data-title="([^"]*)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The shop as the status line and the card show it."""

    name: str
    store_name: str
    stamp_icon: str
    mark: Mark | None = None
    logo_icon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member of staff as customers may see them: first name and initials."""

    id: int
    name: str
    initials: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusLine:
    """What the status line answers: which shop, who, how many wait, how late the wallets are, what time it is."""

    shop: Shop
    is_open: bool
    person: Person | None
    asks_for_people: bool
    clock: str
    idle_lock_seconds: int
    waiting_count: int = 0
    waiting_url: str | None = None
    wallet_delay: str = "–"


def show(
    fragment: str, screen: object, *, status: int = 200, address: str | None = None, folder: str = "terminal"
) -> Response:
    """The fragment `<folder>/<fragment>.html` with its values: alone for htmx, as a whole page otherwise.

    `address` is what reload should ask for, if not the address of this request.
    """
    allow_wasm()
    terminal = status_line()
    values = {"terminal": terminal, "screen": screen}
    part = Markup(render_template(f"{folder}/{fragment}.html", **values))  # noqa: S704  rendered by our template
    if is_fragment():
        # What a tap did changes nothing in the status line, unless it found the counter locked.
        is_same = request.method != "GET" and terminal.is_open
        answer = part if is_same else render_template("terminal/answer.html", part=part, **values)
        response = make_response(answer, status)
        if address or request.method == "GET":
            push_address(response, address or request.full_path.rstrip("?"))
        return response
    front = front_of_shop()
    found = _TITLE.search(part)
    page = render_template(
        "terminal/page.html",
        part=part,
        title=unescape(found[1]) if found else front.store_name,
        brand_css_url=brand_css_url(front.merchant_code, front.design_version),
        store_timezone=front.timezone,
        server_time_ms=int(clock.now().timestamp() * 1000),
        **values,
    )
    return make_response(page, status)


def status_line() -> StatusLine:
    """The status line of this request."""
    front, caller = front_of_shop(), this_terminal()
    is_open = is_unlocked()
    person = person_of(caller.staff.id, caller.staff.name, caller.staff.role.name) if caller.staff and is_open else None
    return StatusLine(
        shop=Shop(
            name=front.card_name,
            store_name=front.store_name,
            stamp_icon=front.stamp_shape,
            mark=mark_of(front.logo),
        ),
        is_open=is_open,
        person=person,
        asks_for_people=caller.staff_pin_policy is not PinPolicy.DISABLED,
        clock=time_of_day(clock.now(), caller.timezone),
        idle_lock_seconds=caller.idle_lock_seconds,
        wallet_delay=wallet_delay(),
    )


def is_unlocked() -> bool:
    """Whether somebody may work now: unlocked by a PIN and not idle, or the shop asks for no PIN."""
    caller = this_terminal()
    if caller.staff_pin_policy is not PinPolicy.REQUIRED:
        return True
    return caller.staff is not None and not caller.is_locked_by_idle


def person_of(staff_id: int, name: str, role: str) -> Person:
    """How colleagues and customers see somebody."""
    words = name.split()
    return Person(
        id=staff_id,
        name=words[0] if words else name,
        initials="".join(word[0] for word in (words[:1] + words[1:][-1:])).upper(),
        role=role.lower(),
    )


def people_of(people: Iterable[PersonAtCounter]) -> tuple[Person, ...]:
    """The same for all of a store; two of one first name are told apart: Sophie K., Sophie W."""
    known = list(people)
    named = [(person_of(one.id, one.name, one.role), one.name.split()) for one in known]
    often = {first for first, count in Counter(person.name for person, _ in named).items() if count > 1}
    return tuple(
        replace(person, name=f"{person.name} {words[-1][0]}.") if person.name in often and len(words) > 1 else person
        for person, words in named
    )


def front_of_shop() -> ShopFront:
    """The shop of this tablet; refuses program_unknown before there is a program."""
    front = this_terminal().front
    if front is None:
        raise ProgramUnknown
    return front


def this_terminal() -> TerminalCaller:
    """The tablet that asks."""
    caller: Caller = current_caller()
    assert caller.terminal is not None
    return caller.terminal
