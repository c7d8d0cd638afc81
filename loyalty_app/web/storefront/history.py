"""What happened to the card: every line with its reason, by day, twenty at a time."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.db import db
from loyalty_app.queries.card_history import HistoryPage, LineKind, card_history
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.moments import day, full_day
from loyalty_app.unit_of_work import clock
from loyalty_app.web.storefront.lines import history_line
from loyalty_app.web.storefront.mine import my_own
from loyalty_app.web.storefront.page import show, storefront
from loyalty_app.web.storefront.screens import Day, History


def history(store_code: str) -> AnyResponse:
    """One page of the history; of one kind of lines, where the program has two."""
    kind = _kind()
    found = card_history(
        db.session.connection(),
        my_own().card.id,
        kind=kind,
        older_than=_version("before"),
        newer_than=_version("after"),
    )
    screen = History(
        days=tuple(_days(found)),
        kinds=_kinds(store_code, kind),
        first=found.first,
        last=found.first + len(found.lines) - 1,
        total=found.total,
        previous_url=_address(store_code, kind, after=found.newer_than) if found.newer_than else None,
        next_url=_address(store_code, kind, before=found.older_than) if found.older_than else None,
    )
    return show("history", history=screen)


def _days(found: HistoryPage) -> Iterator[Day]:
    front, card = storefront(), my_own().card
    zone = ZoneInfo(front.timezone)

    def day_of(line: TransactionView) -> date:
        return line.happened_at.astimezone(zone).date()

    for at, lines in groupby(found.lines, key=day_of):
        rows = tuple(
            history_line(
                line,
                stamps_target=card.stamps_target,
                stamp_icon=front.stamp_shape,
                currency=front.currency,
                timezone=front.timezone,
            )
            for line in lines
        )
        yield Day(words=_words(at), lines=rows)


def _words(at: date) -> str:
    """Today; Tuesday, 18 November; with the year where it is not this one."""
    today = clock.now().astimezone(ZoneInfo(storefront().timezone)).date()
    if at == today:
        return gettext("Today")
    return full_day(at) if at.year == today.year else day(at)


def _kind() -> LineKind | None:
    asked = request.args.get("kind")
    return LineKind(asked) if asked in set(LineKind) and storefront().loyalty_type == "hybrid" else None


def _kinds(store_code: str, chosen: LineKind | None) -> tuple[tuple[str, str, bool, None], ...]:
    if storefront().loyalty_type != "hybrid":
        return ()
    choices = ((gettext("All"), None), (gettext("Stamps"), LineKind.STAMPS), (gettext("Points"), LineKind.POINTS))
    return tuple((words, _address(store_code, kind), kind is chosen, None) for words, kind in choices)


def _address(store_code: str, kind: LineKind | None, **place: Any) -> str:
    return url_for("storefront.history", store_code=store_code, kind=kind, **place)


def _version(name: str) -> int | None:
    """A version of the card out of the address; anything else shows the newest page (B133)."""
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) <= 9 else None
