"""What is left of rows that were forgotten: in SQLite's file, written anew without them, and in copies beside it."""

import sqlite3
from collections.abc import Callable
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import OperationalError

from loyalty_app.db import db, turn_to_write

QUICKLY_WRITTEN_ANEW_BYTES = 16 * 1024 * 1024  # well under a second

_drop_copies: WeakKeyDictionary[Engine, Callable[[], object]] = WeakKeyDictionary()


def keep_copies(drop: Callable[[], object]) -> None:
    """This application keeps copies of rows outside its database; `drop` deletes those whose rows are gone."""
    _drop_copies[db.engine] = drop


def drop_copies() -> bool:
    """Delete the copies of rows that are gone; False where that was not possible. The next time finds them again."""
    try:
        _drop_copies.get(db.engine, lambda: None)()
    except (OSError, OperationalError):
        return False
    return True


def note_traces(connection: Connection) -> None:
    """Say that the file of SQLite keeps traces of what this transaction forgets, until `leave_no_trace` is done."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA user_version = 1")


def leave_no_trace(*, at_most_bytes: int | None = QUICKLY_WRITTEN_ANEW_BYTES) -> bool:
    """Drop copies and write SQLite's file anew after something was to be forgotten; whether nothing is left of it now.

    SQLite overwrites what is deleted (secure_delete), but pages that it split keep copies in their gaps, and changed
    pages wait in the write-ahead log. A file above `at_most_bytes` would keep the counter waiting: it has its turn
    in the night. PostgreSQL's own VACUUM takes dead rows away.
    """
    has_dropped = drop_copies()
    engine = db.engine
    if engine.dialect.name != "sqlite":
        return has_dropped
    with turn_to_write(engine) as is_mine:
        if not is_mine:
            return False
        connection = engine.raw_connection()
        try:
            return _write_anew(connection.cursor(), at_most_bytes) and has_dropped
        except sqlite3.OperationalError:  # somebody reads or writes for longer than we wait
            return False
        finally:
            connection.close()


def _write_anew(cursor: DBAPICursor, at_most_bytes: int | None) -> bool:
    has_traces, pages, page_bytes = (_ask(cursor, name) for name in ("user_version", "page_count", "page_size"))
    if has_traces and at_most_bytes is not None and pages * page_bytes > at_most_bytes:
        return False
    if has_traces:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA user_version = 0")
    return _ask(cursor, "wal_checkpoint(TRUNCATE)") == 0


def _ask(cursor: DBAPICursor, pragma: str) -> int:
    cursor.execute(f"PRAGMA {pragma}")
    row = cursor.fetchone()
    return int(row[0]) if row else 0
