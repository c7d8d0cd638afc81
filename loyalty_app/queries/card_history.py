"""The history of one card as its owner leafs through it: twenty lines at a time, to older and to newer ones."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.engine import Connection

from loyalty_app.models import LoyaltyTransaction
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.queries.transactions import select_lines, view_of_row

HISTORY_PAGE = 20
_lines = LoyaltyTransaction.__table__


class LineKind(StrEnum):
    """Which lines: those that moved stamps, or points."""

    STAMPS = "stamps"
    POINTS = "points"


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """Lines from the newest to the oldest. `first` is the place of the first one among `total`, counted from 1.

    `older_than`, `newer_than`: the card's versions at which the neighbouring pages begin; None at either end.
    """

    lines: tuple[TransactionView, ...]
    first: int
    total: int
    older_than: int | None
    newer_than: int | None


def card_history(
    connection: Connection,
    card_id: int,
    *,
    kind: LineKind | None = None,
    older_than: int | None = None,
    newer_than: int | None = None,
) -> HistoryPage:
    """The newest page, or the one before or after a version of the card; two statements.

    Whose card it is has been judged before: the id comes from the customer's own session.
    """
    of_card = _conditions(card_id, kind)
    rows = _read(connection, of_card, older_than, newer_than)
    if newer_than is not None and len(rows) < HISTORY_PAGE:
        rows = _read(connection, of_card, None, None)  # close to the top the newest page is shown in full
    shown = rows[:HISTORY_PAGE]
    newest = shown[0].card_version if shown else 0
    total, before = connection.execute(
        select(func.count(), func.count().filter(_lines.c.card_version > newest)).select_from(_lines).where(*of_card)
    ).one()
    last = before + len(shown)
    return HistoryPage(
        lines=tuple(view_of_row(row) for row in shown),
        first=before + 1 if shown else 0,
        total=total,
        older_than=shown[-1].card_version if shown and last < total else None,
        newer_than=newest if shown and before else None,
    )


def _read(
    connection: Connection, of_card: list[ColumnElement[bool]], older_than: int | None, newer_than: int | None
) -> list[Any]:
    lines: Select[Any] = select_lines().where(*of_card).limit(HISTORY_PAGE)
    if newer_than is not None:
        upwards = lines.where(_lines.c.card_version > newer_than).order_by(_lines.c.card_version)
        return list(reversed(connection.execute(upwards).all()))
    if older_than is not None:
        lines = lines.where(_lines.c.card_version < older_than)
    return list(connection.execute(lines.order_by(_lines.c.card_version.desc())))


def _conditions(card_id: int, kind: LineKind | None) -> list[ColumnElement[bool]]:
    conditions = [_lines.c.card_id == card_id]
    if kind is LineKind.STAMPS:
        conditions.append(_lines.c.stamps_delta != 0)
    if kind is LineKind.POINTS:
        conditions.append(_lines.c.points_delta != 0)
    return conditions
