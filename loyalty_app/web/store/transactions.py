"""What happened at this store: all of it, or of one day or kind."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from flask import Response, request

from loyalty_app.db import db
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.store_days import store_day
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.card_names import card_names
from loyalty_app.queries.transactions import TransactionFilter, list_transactions
from loyalty_app.texts import field_sentence
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web import problems
from loyalty_app.web.language import timezone
from loyalty_app.web.store.lines import KINDS, line_of_store
from loyalty_app.web.store.lists import part_of, wanted_part
from loyalty_app.web.store.screens import Transactions
from loyalty_app.web.terminal.page import show


def transactions() -> Response:
    """The lines, newest first; a day that is none is said beside its field."""
    day, kind = request.args.get("day", "").strip()[:10], request.args.get("type", "")
    kinds = (("", gettext("Everything")), *((one.value, str(words)) for one, words in KINDS.items()))
    try:
        since, until = _bounds(day)
    except InvalidInput as refusal:
        problems.note(refusal)
        error = field_sentence(refusal.problems[0], beside=True)
        screen = Transactions(day=day, kind=kind, kinds=kinds, error=error)
        return show("_transactions", screen, status=refusal.status, folder="store")
    actor, connection = current_caller().acting, db.session.connection()
    wanted = TransactionFilter(
        store_id=actor.store_id, type=kind if kind in set(TransactionType) else None, since=since, until=until
    )
    page = list_transactions(connection, actor, wanted, wanted_part())
    names = card_names(connection, actor.merchant_id, {line.card_id for line in page.items})
    screen = Transactions(
        day=day,
        kind=kind,
        kinds=kinds,
        lines=tuple(line_of_store(line, names[line.card_id]) for line in page.items),
        part=part_of(page, day=day, type=kind),
    )
    return show("_transactions", screen, folder="store")


def _bounds(typed: str) -> tuple[datetime | None, datetime | None]:
    """The store's day from its first moment to the next one's; both None for no day."""
    if not typed:
        return None, None
    try:
        day = date.fromisoformat(typed)
        wanted = store_day(datetime.combine(day, time(12), ZoneInfo(timezone())), timezone())
    except (ValueError, OverflowError):
        raise InvalidInput.of("day", "date_invalid") from None
    return wanted.starts_at, wanted.ends_at
