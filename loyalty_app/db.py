"""The database handle, the types every table shares, and all that differs between SQLite and PostgreSQL."""

import math
import sqlite3
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Engine, Integer, MetaData, String, event, func, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry, Pool
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator

from loyalty_app.domain.searching import folded

LOCK_WAIT_SECONDS = 3
STATEMENT_SECONDS = 5
IDLE_IN_TRANSACTION_SECONDS = 10
ASK_AFTER_IDLE_SECONDS = 5

# SQLite numbers rows by itself only for a column of exactly the type INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always timezone-aware UTC in Python; SQLite, which knows no zones, stores it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive time: nobody could say which moment it is."""
        if value is None:
            return None
        assert value.tzinfo is not None, "a naive datetime reached the database"
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the zone back to what SQLite stored without one."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """Root of all tables: one naming convention, one mapping from Python types to columns."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        date: Date(),
        str: String(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
    }


# The tables derive from Model, so that they are typed; the extension gives them its engine and scoped session.
db = SQLAlchemy(metadata=Model.metadata)


class Dated:
    """The columns that every table but pure join tables has."""

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())


class SoftDeleted:
    """A row that is hidden instead of removed; its unique indexes are partial, so it never blocks a new one."""

    deleted_at: Mapped[datetime | None]
    deleted_by_id: Mapped[int | None] = mapped_column(BigId)


class DatabaseNow(FunctionElement[datetime]):
    """The database's clock at the moment the statement runs, not at the start of the transaction.

    PostgreSQL's now() is the start of the transaction: two transactions that waited for each other would
    get inverted times. SQLite runs in this process, its clock is this machine's.
    """

    type = UtcDateTime()
    inherit_cache = True


@compiles(DatabaseNow, "postgresql")
def _clock_of_postgresql(_element: DatabaseNow, _compiler: SQLCompiler, **_options: object) -> str:
    return "clock_timestamp()"


@compiles(DatabaseNow, "sqlite")
def _clock_of_sqlite(_element: DatabaseNow, _compiler: SQLCompiler, **_options: object) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


class Folded(FunctionElement[str]):
    """A text without case and accents, as domain/searching.py folds it."""

    type = String()
    inherit_cache = True


@compiles(Folded, "postgresql")
def _folded_by_postgresql(element: Folded, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"regexp_replace(lower(normalize({text}, NFKD)), '[\u0300-\u036f]', '', 'g')"


@compiles(Folded, "sqlite")
def _folded_by_sqlite(element: Folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"folded({compiler.process(element.clauses, **options)})"


class Position(FunctionElement[int]):
    """Where the second text begins in the first, 0 for nowhere; nothing in it is a wildcard."""

    type = Integer()
    inherit_cache = True


@compiles(Position, "postgresql")
def _position_in_postgresql(element: Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"strpos({compiler.process(element.clauses, **options)})"


@compiles(Position, "sqlite")
def _position_in_sqlite(element: Position, compiler: SQLCompiler, **options: Any) -> str:
    return f"instr({compiler.process(element.clauses, **options)})"


def engine_options(url: str | URL) -> dict[str, Any]:
    """Arguments of create_engine for this database: time limits, pool, and SQLite's pragmas by event.

    An error of the database says nothing of the values: they may be a person's.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return {
            "hide_parameters": True,
            "connect_args": {"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False, "isolation_level": None},
        }
    limits = (
        f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c statement_timeout={STATEMENT_SECONDS}s "
        f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_SECONDS}s -c timezone=UTC"
    )
    return {"hide_parameters": True, "pool_size": 10, "max_overflow": 20, "connect_args": {"options": limits}}


def migrating_options(url: str | URL) -> dict[str, Any]:
    """Those of a migration: it may take its time over a large table, but not make the counter wait for a lock."""
    if make_url(url).get_backend_name() == "sqlite":
        return engine_options(url)
    return {"connect_args": {"options": f"-c lock_timeout={LOCK_WAIT_SECONDS}s -c timezone=UTC"}}


def serving_options(url: str | URL) -> dict[str, Any]:
    """Those of the application's own engine: on PostgreSQL, what is only read needs no transaction around it.

    Reading spares two round trips that way, and the roll-back at its end, at which the driver would forget all the
    statements it prepared. Operations ask for a transaction.
    """
    reading = {} if make_url(url).get_backend_name() == "sqlite" else {"isolation_level": "AUTOCOMMIT"}
    return engine_options(url) | reading


def writing_options(dialect: Dialect, *, is_patient: bool = True) -> dict[str, Any]:
    """Options of a connection that is going to write in one transaction; an impatient one waits for no lock."""
    own = {"writes": True} if dialect.name == "sqlite" else {"isolation_level": "READ COMMITTED"}
    return own | {"is_patient": is_patient}


@contextmanager
def snapshot() -> Iterator[Connection]:
    """The database as it stood at one moment, to be read for as long as it takes; nothing can be written."""
    is_postgresql = db.engine.dialect.name == "postgresql"
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if is_postgresql else {}
    with db.engine.execution_options(**options).connect() as connection:
        if is_postgresql:
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
        yield connection


_writers: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def turn_to_write(engine: Engine, *, is_patient: bool = True) -> Iterator[bool]:
    """Wait for this process's turn to write; False after three seconds without one, at once for the impatient.

    SQLite has one writer at a time, and its own way of waiting is to look again after longer and longer naps. On
    PostgreSQL it is always everybody's turn.
    """
    if engine.dialect.name != "sqlite":
        yield True
        return
    lock = _writers[str(engine.url)]
    is_mine = lock.acquire(timeout=LOCK_WAIT_SECONDS if is_patient else 0)
    try:
        yield is_mine
    finally:
        if is_mine:
            lock.release()


def take_turn(connection: Connection, name: str) -> None:
    """Wait until no other transaction holds this turn, and hold it until the end of this one.

    For what no row stands for yet. SQLite's one writer needs no turn besides its own.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(_TAKE_TURN, {"name": name})


_TAKE_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")


@contextmanager
def quick_writing() -> Iterator[None]:
    """Do not wait for SQLite's disk: for data that can be made again, while nobody else writes."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()  # the one that this thread gets from the pool again and again
        connection.cursor().execute("PRAGMA synchronous = OFF")
        connection.close()
    try:
        yield
    finally:
        db.session.remove()
        db.engine.dispose()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.create_function("folded", 1, folded, deterministic=True)
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={LOCK_WAIT_SECONDS * 1000}",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Pool, "checkin")
def _note_use(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info["used_at"] = time.monotonic()


@event.listens_for(Pool, "checkout")
def _require_alive(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
    """Ask a connection that idled whether the server is still there; a busy one has just shown it."""
    idle_seconds = time.monotonic() - record.info.get("used_at", math.inf)
    if idle_seconds < ASK_AFTER_IDLE_SECONDS or isinstance(connection, sqlite3.Connection):
        return
    import psycopg  # not needed where only SQLite is used

    try:
        connection.cursor().execute("SELECT 1")
    except psycopg.OperationalError as gone:
        raise DisconnectionError from gone


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    """Take SQLite's write lock first where the transaction will write; readers begin without it."""
    options = connection.get_execution_options()
    if connection.dialect.name != "sqlite":
        if not options.get("is_patient", True):
            connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
        return
    with _own_patience(connection, is_patient=options.get("is_patient", True)):
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes", False) else "BEGIN")


@contextmanager
def _own_patience(connection: Connection, *, is_patient: bool) -> Iterator[None]:
    """Let SQLite wait for its lock as long as this transaction wants to, and the next one as ever."""
    if is_patient:
        yield
        return
    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {LOCK_WAIT_SECONDS * 1000}")
