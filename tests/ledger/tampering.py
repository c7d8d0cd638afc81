"""Somebody with every right in the database, for the length of one transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.engine import Connection

from loyalty_app.db import db
from loyalty_app.ledger.lines import COLUMNS
from loyalty_app.models import LoyaltyTransaction

GUARDED = ("loyalty_transactions", "loyalty_cards")
_lines = LoyaltyTransaction.__table__


@contextmanager
def transaction() -> Iterator[Connection]:
    """A connection whose changes are gone in the end."""
    db.session.remove()
    is_postgresql = db.engine.dialect.name == "postgresql"
    options = {"isolation_level": "READ COMMITTED"} if is_postgresql else {"writes": True}
    with db.engine.execution_options(**options).connect() as connection:
        yield connection
        connection.rollback()


@contextmanager
def without_guards() -> Iterator[Connection]:
    """The same with all triggers of the ledger and the cards switched off."""
    with transaction() as connection:
        if connection.dialect.name == "postgresql":
            for table in GUARDED:
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        else:
            triggers = text("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for name in connection.execute(triggers).scalars().all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection


def lines_of(connection: Connection, card_id: int) -> list[dict[str, Any]]:
    """The card's lines as they stand, in order."""
    statement = select(*(_lines.c[name] for name in COLUMNS)).where(_lines.c.card_id == card_id)
    return [row._asdict() for row in connection.execute(statement.order_by(_lines.c.card_version))]
