"""A line of the books in words: what it did, when, where, by whom, and whether it was taken back."""

from flask import url_for

from loyalty_app.domain.transactions import REVERSED_BY, TransactionType
from loyalty_app.queries.card_names import CardName
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.texts.amounts import money
from loyalty_app.texts.catalogue import LazyString, gettext, lazy_gettext
from loyalty_app.texts.moments import moment
from loyalty_app.web.language import timezone
from loyalty_app.web.store.screens import StoreLine
from loyalty_app.web.terminal.page import front_of_shop
from loyalty_app.web.terminal.today import what_of

_l = lazy_gettext
KINDS: dict[TransactionType, LazyString] = {
    TransactionType.STAMP_EARNED: _l("Stamp"),
    TransactionType.STAMP_REDEEMED: _l("Stamps redeemed"),
    TransactionType.STAMP_VOIDED: _l("Stamp taken back"),
    TransactionType.STAMP_ADJUSTMENT: _l("Stamps corrected"),
    TransactionType.POINTS_EARNED: _l("Points earned"),
    TransactionType.POINTS_REDEEMED: _l("Points redeemed"),
    TransactionType.POINTS_VOIDED: _l("Points taken back"),
    TransactionType.POINTS_ADJUSTMENT: _l("Points corrected"),
    TransactionType.POINTS_EXPIRED: _l("Points expired"),
    TransactionType.POINTS_RESTORED: _l("Points given back"),
    TransactionType.WELCOME_BONUS: _l("Welcome bonus"),
    TransactionType.OPENING_BALANCE: _l("Opening balance"),
    TransactionType.CARD_CREATED: _l("New card"),
    TransactionType.CARD_DEACTIVATED: _l("Card blocked"),
    TransactionType.CARD_REACTIVATED: _l("Card unblocked"),
    TransactionType.CARD_MERGED: _l("Cards merged"),
}


def line_of_card(line: TransactionView) -> StoreLine:
    """The line on its card's page, with the way to take it back where that is possible."""
    can_void = TransactionType(line.type) in REVERSED_BY and line.reversed_by_id is None
    return StoreLine(
        when=moment(line.recorded_at, timezone()),
        what=what_of(line),
        detail=_detail(line, line.store.name if line.store else None),
        state="void" if line.reversed_by_id else "",
        void_url=url_for("store.void_form", transaction_id=line.id) if can_void else None,
    )


def line_of_store(line: TransactionView, card: CardName) -> StoreLine:
    """The line in the store's list, with whose card it is."""
    return StoreLine(
        when=moment(line.recorded_at, timezone()),
        what=what_of(line),
        detail=_detail(line, None),
        state="void" if line.reversed_by_id else "",
        who=card.name or gettext("Card %(number)s", number=f"•••• {card.tail}"),
        card_url=url_for("store.card", card_id=line.card_id),
    )


def _detail(line: TransactionView, store: str | None) -> str:
    amount = line.purchase_amount_cents
    parts = (
        str(KINDS[TransactionType(line.type)]),
        money(amount, front_of_shop().currency) if amount is not None else None,
        store,
        gettext("by %(name)s", name=line.staff.name) if line.staff else None,
        line.terminal,
        line.reason,
        gettext("Taken back") if line.reversed_by_id else None,
    )
    return " · ".join(part for part in parts if part)
