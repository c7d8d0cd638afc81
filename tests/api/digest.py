"""Whether anything was written: every row of every table, as one value to compare."""

from __future__ import annotations

import hashlib

from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db

# When a token was last seen is not what a request does, and counting a wrong PIN is what it must do.
NOTED = {"api_tokens": {"last_used_at", "updated_at"}}


def tables(app: Flask, *, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """A digest of the rows of each table, read by a connection of its own."""
    with app.app_context():
        return {name: _digest(name) for name in sorted(db.metadata.tables) if name not in without}


def _digest(name: str) -> str:
    table = db.metadata.tables[name]
    columns = [column for column in table.c if column.name not in NOTED.get(name, ())]
    rows = sorted(repr(tuple(row)) for row in db.session.execute(select(*columns)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
