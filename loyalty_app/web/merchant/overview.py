"""Where an owner arrives after signing in: how the program is doing, and what needs a look."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, url_for

from loyalty_app.db import db
from loyalty_app.domain.errors import ProgramUnknown
from loyalty_app.domain.store_days import store_day
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.devices import DeviceState, DeviceView, list_devices
from loyalty_app.queries.figures import Figures, find_figures
from loyalty_app.queries.pins import PinView, list_pins
from loyalty_app.texts.amounts import money, number
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.texts.moments import moment, until_moment
from loyalty_app.unit_of_work import clock
from loyalty_app.web.language import timezone
from loyalty_app.web.merchant.office import show

Notice = tuple[str, str, str, str]  # icon, what, the rest of the sentence, where to look


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure; `change` is what came lately, `note` says of what."""

    word: str
    figure: str
    note: str | None = None
    change: str | None = None


def overview() -> Response:
    """Figures and what to look at; before there is a program, what comes next."""
    actor, now = current_caller().acting, clock.now()
    connection = db.session.connection()
    tablets = list_devices(connection, actor.merchant_id, now, store_id=actor.store_id)
    people = list_pins(connection, actor.merchant_id, now, store_id=actor.store_id)
    try:
        figures = find_figures(connection, actor.merchant_id, now, store_id=actor.store_id)
    except ProgramUnknown:
        return show("overview", figures=None, has_people=bool(people), has_tablets=bool(tablets))
    paired = [tablet for tablet in tablets if tablet.state is DeviceState.PAIRED]
    unseen = [tablet for tablet in paired if not _was_seen_today(tablet, now)]
    return show(
        "overview",
        figures=figures,
        tiles=_tiles(figures),
        notices=(*_locked(people), *_unseen(unseen)),
        seen=len(paired) - len(unseen),
        paired=len(paired),
        currency_value=money(figures.liability_cents, figures.currency),
        values=[money(place.liability_cents, figures.currency) for place in figures.locations],
    )


def _tiles(figures: Figures) -> tuple[Tile, ...]:
    share = round(100 * figures.active_members / figures.members) if figures.members else 0
    return (
        Tile(
            word=gettext("Members"),
            figure=number(figures.members),
            change=f"+{number(figures.new_members_this_month)}" if figures.new_members_this_month else None,
            note=gettext("this month") if figures.new_members_this_month else gettext("nobody new this month"),
        ),
        Tile(
            word=gettext("Active in 30 days"),
            figure=number(figures.active_members),
            note=gettext("%(share)s %% of members", share=number(share)),
        ),
        Tile(
            word=gettext("Stamps issued"),
            figure=number(figures.stamps_issued),
            note=gettext("%(stamps)s on cards now", stamps=number(figures.outstanding_stamps)),
        ),
        Tile(
            word=gettext("Rewards redeemed"),
            figure=number(figures.rewards_redeemed),
            note=gettext("%(points)s points on cards now", points=number(figures.outstanding_points)),
        ),
    )


def _locked(people: tuple[PinView, ...]) -> tuple[Notice, ...]:
    return tuple(
        (
            "key",
            gettext("The PIN of %(name)s", name=person.name),
            gettext("is locked %(until)s.", until=until_moment(person.locked_until, timezone())),
            url_for("merchant.pins"),
        )
        for person in people
        if person.locked_until is not None
    )


def _unseen(tablets: list[DeviceView]) -> tuple[Notice, ...]:
    """One by one while they are few; more than three are a number."""
    place = url_for("merchant.devices")
    if len(tablets) > 3:
        many = ngettext("%(num)d tablet", "%(num)d tablets", len(tablets))
        return (("tablet", many, gettext("not seen today."), place),)
    return tuple(
        (
            "tablet",
            f"{tablet.label} · {tablet.store.name}",
            gettext("not seen today; last seen: %(when)s.", when=moment(tablet.last_seen_at, timezone()))
            if tablet.last_seen_at
            else gettext("not seen yet."),
            place,
        )
        for tablet in tablets
    )


def _was_seen_today(tablet: DeviceView, now: datetime) -> bool:
    return tablet.last_seen_at is not None and tablet.last_seen_at >= store_day(now, timezone()).starts_at
