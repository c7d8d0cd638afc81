"""A line of the ledger in the customer's words: what, where, how much, and why where somebody said so."""

from collections.abc import Iterable

from loyalty_app.domain.stamping import shown_stamps
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.texts.amounts import money, number
from loyalty_app.texts.catalogue import LazyString, gettext, lazy_gettext, ngettext
from loyalty_app.texts.moments import brief_moment, time_of_day
from loyalty_app.web.storefront.screens import HistoryLine

_l = lazy_gettext
_T = TransactionType

_FIXED: dict[TransactionType, tuple[LazyString, str, str]] = {
    _T.CARD_CREATED: (_l("Card made"), "card", ""),
    _T.WELCOME_BONUS: (_l("Welcome gift"), "gift", "gift"),
    _T.STAMP_ADJUSTMENT: (_l("Corrected by the shop"), "edit", ""),
    _T.POINTS_ADJUSTMENT: (_l("Corrected by the shop"), "edit", ""),
    _T.POINTS_EXPIRED: (_l("Points expired"), "clock", "void"),
    _T.POINTS_RESTORED: (_l("Points given back"), "undo", ""),
    _T.CARD_DEACTIVATED: (_l("Card blocked"), "block", "void"),
    _T.CARD_REACTIVATED: (_l("Card unblocked"), "check", ""),
    _T.CARD_MERGED: (_l("Two cards joined"), "card", ""),
    _T.OPENING_BALANCE: (_l("Brought along from the old card"), "card", ""),
}


def history_line(
    line: TransactionView, *, stamps_target: int, stamp_icon: str, currency: str, timezone: str, with_day: bool = False
) -> HistoryLine:
    """The line as the history shows it. `with_day`: it stands outside a list of days, so its day is named."""
    what, icon, look = _what(line, stamp_icon, currency)
    when = brief_moment(line.happened_at, timezone) if with_day else time_of_day(line.happened_at, timezone)
    where = line.store.name if line.store else None
    return HistoryLine(
        what=what,
        detail=" · ".join(part for part in (when, where, *_why(line)) if part),
        icon=icon,
        look=look,
        delta=_delta(line),
        balance=_balance(line, stamps_target),
        is_void=line.reversed_by_id is not None,
    )


def _what(line: TransactionView, stamp_icon: str, currency: str) -> tuple[str, str, str]:
    kind = _T(line.type)
    if kind is _T.POINTS_ADJUSTMENT and not line.reason:  # people say why, joining does not (welcome_bonus.py)
        return gettext("A second welcome gift was taken back"), "gift", "void"
    if kind in _FIXED:
        words, icon, look = _FIXED[kind]
        return str(words), icon, look
    if kind is _T.STAMP_EARNED:
        return ngettext("+%(num)s stamp", "+%(num)s stamps", line.stamps_delta), stamp_icon, "stamp"
    if kind is _T.POINTS_EARNED:
        return _purchase(line, currency), "euro", ""
    if kind in (_T.STAMP_REDEEMED, _T.POINTS_REDEEMED):
        return _redeemed(line), "gift", "gift"
    return _taken_back(line, kind), "undo", "void"


def _purchase(line: TransactionView, currency: str) -> str:
    if line.purchase_amount_cents is None:
        return gettext("Purchase")
    return gettext("Purchase %(amount)s", amount=money(line.purchase_amount_cents, currency))


def _redeemed(line: TransactionView) -> str:
    return gettext("%(reward)s redeemed", reward=line.reward.name) if line.reward else gettext("Reward redeemed")


def _taken_back(line: TransactionView, kind: TransactionType) -> str:
    """A void of an earning takes away; a void of a redemption gives back."""
    if line.stamps_delta > 0 or line.points_delta > 0:
        return gettext("Reward taken back")
    return gettext("Stamp taken back") if kind is _T.STAMP_VOIDED else gettext("Points taken back")


def _why(line: TransactionView) -> Iterable[str]:
    if line.stamps_delta and line.points_delta:
        yield _both(line)
    if line.reason:
        yield line.reason
    if line.shortfall:
        yield ngettext("%(num)s was spent already", "%(num)s were spent already", line.shortfall)


def _both(line: TransactionView) -> str:
    stamps = ngettext("%(num)s stamp", "%(num)s stamps", abs(line.stamps_delta))
    points = ngettext(
        "%(points)s point", "%(points)s points", abs(line.points_delta), points=number(abs(line.points_delta))
    )
    return gettext("%(stamps)s and %(points)s", stamps=stamps, points=points)


def _delta(line: TransactionView) -> str | None:
    if bool(line.stamps_delta) == bool(line.points_delta):
        return None
    delta = line.points_delta or line.stamps_delta
    return f"{'+' if delta > 0 else '−'}{number(abs(delta))}"


def _balance(line: TransactionView, stamps_target: int) -> str | None:
    if line.points_delta:
        return number(line.points_balance_after)
    if not line.stamps_delta:
        return None
    shown = shown_stamps(line.stamps_balance_after, stamps_target)
    return gettext("%(count)s of %(target)s", count=shown, target=stamps_target)
