"""The store's day so far, in words."""

from flask import g, url_for

from loyalty_app.db import db
from loyalty_app.domain.reversing import Hindrance
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.day_figures import day_figures
from loyalty_app.queries.last_actions import LastAction
from loyalty_app.queries.last_actions import last_actions as read_last_actions
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.texts.amounts import money, number
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.texts.moments import brief_moment
from loyalty_app.unit_of_work import clock
from loyalty_app.web.language import timezone
from loyalty_app.web.terminal.page import front_of_shop, person_of, this_terminal
from loyalty_app.web.terminal.screens import LineOfToday, Today
from loyalty_app.web.terminal.standing import name_or_number, stamps


def today(*, longest: int = 6) -> Today:
    """Today's figures and the last actions."""
    figures = day_figures(db.session.connection(), current_caller().acting, clock.now())
    kind = front_of_shop().loyalty_type
    words = [
        (gettext("Stamps"), figures.stamps, kind != "points"),
        (gettext("Rewards"), figures.rewards, True),
        (gettext("Points"), figures.points, kind != "stamps"),
    ]
    return Today(figures=tuple((word, figure) for word, figure, is_kept in words if is_kept), lines=last_lines(longest))


def last_lines(longest: int = 5) -> tuple[LineOfToday, ...]:
    """The last actions at this store, newest first; the one of this very request is fresh."""
    actor = current_caller().acting
    actions = read_last_actions(db.session.connection(), actor, clock.now(), limit=longest)
    return tuple(_line(action) for action in actions)


def what_of(line: TransactionView) -> str:
    """What a line did, as short as it can be said: +1 stamp, +125 points, Free coffee."""
    kind = TransactionType(line.type)
    if kind is TransactionType.CARD_CREATED:
        return gettext("New card")
    if kind is TransactionType.CARD_DEACTIVATED:
        return gettext("Card blocked")
    if kind is TransactionType.CARD_REACTIVATED:
        return gettext("Card unblocked")
    if line.reward and line.reverses_id is None:
        return line.reward.name
    return " · ".join(part for part in (_stamps(line.stamps_delta), _points(line.points_delta)) if part) or "–"


def who_of(action: LastAction) -> str:
    """Ana M.; where there is no name, the end of the number."""
    return name_or_number(action.customer_name, action.card_number)


def _line(action: LastAction) -> LineOfToday:
    line = action.transaction
    state = "void" if action.why_not == "voided" else "fresh" if g.get("fresh_line") == line.id else ""
    return LineOfToday(
        time=brief_moment(line.recorded_at, timezone()),
        who=who_of(action),
        what=what_of(line),
        detail=_detail(line),
        state=state,
        undo_url=url_for("terminal.undo_form", transaction_id=line.id) if action.can_undo else None,
        why_not=_why_not(action.why_not),
        receipt_url=url_for("terminal.receipt", transaction_id=line.id),
    )


def _detail(line: TransactionView) -> str:
    by = gettext("by %(name)s", name=person_of(0, line.staff.name, "").name) if line.staff else None
    return " · ".join(part for part in (_where_it_stands(line), by) if part)


def _where_it_stands(line: TransactionView) -> str | None:
    kind = TransactionType(line.type)
    if kind in _TAKEN_BACK:
        return gettext("Taken back")
    if kind in (TransactionType.STAMP_REDEEMED, TransactionType.POINTS_REDEEMED):
        return gettext("Redeemed")
    if line.purchase_amount_cents is not None:
        return money(line.purchase_amount_cents, front_of_shop().currency)
    if line.stamps_delta:
        return stamps(line.stamps_balance_after, front_of_shop().stamps_target)
    return None


_TAKEN_BACK = frozenset({TransactionType.STAMP_VOIDED, TransactionType.POINTS_VOIDED})


def _why_not(why: str | None) -> str | None:
    if why is None:
        return None
    if why == "voided":
        return gettext("Taken back")
    minutes = this_terminal().undo_window_minutes
    return {
        Hindrance.KIND: None,
        Hindrance.OTHER_STORE: gettext("At another store"),
        Hindrance.OTHER_PERSON: gettext("By someone else"),
        Hindrance.TOO_LATE: ngettext("Only within %(num)s min", "Only within %(num)s min", minutes),
        Hindrance.SPENT: gettext("Already used"),
    }[Hindrance(why)]


def _stamps(delta: int) -> str | None:
    if not delta:
        return None
    return ngettext("%(signed)s stamp", "%(signed)s stamps", abs(delta), signed=_signed(delta))


def _points(delta: int) -> str | None:
    if not delta:
        return None
    return ngettext("%(signed)s point", "%(signed)s points", abs(delta), signed=_signed(delta))


def _signed(delta: int) -> str:
    return f"{'+' if delta > 0 else '−'}{number(abs(delta))}"
