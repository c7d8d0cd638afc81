"""Databases of a test run: made from one migrated template per kind, and emptied again between tests.

Emptying was measured on two cores with 30 tables and a trigger that refuses, per test:
PostgreSQL: 9 ms by deleting what is there, 130–350 ms by dropping the database and copying the template again.
SQLite: 1 ms by SQLite's own backup over the open file; connections of a pool may stay open.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from enum import StrEnum
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from tests.servers import APP_ROLE, REPOSITORY, SUPERUSER, locked, shared_server

TEMPLATE = "migrated"
BUSY_SECONDS = 10

EMPTY_EVERYTHING = f"""
SET LOCAL session_replication_role = replica;  -- the ledger's triggers refuse DELETE; here they are not asked
SET LOCAL lock_timeout = '{BUSY_SECONDS}s';
DO $$
DECLARE
    entry record;
    used boolean;
BEGIN
    FOR entry IN SELECT oid::regclass AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', entry.name) INTO used;
        IF used THEN EXECUTE format('DELETE FROM %s', entry.name); END IF;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE last_value IS NOT NULL;
END $$;
"""  # noqa: S608 - only constants of this file


class Kind(StrEnum):
    postgresql = "postgresql"
    sqlite = "sqlite"


class StillInUse(AssertionError):
    """A test left a transaction open, so that its database cannot be emptied."""


def new_database(kind: Kind, name: str, run_directory: Path, *, migrated: bool = True) -> str:
    """The URL of a new database of that name in this run: all migrations applied, or quite empty."""
    if kind is Kind.sqlite:
        return _new_sqlite(name, run_directory, migrated=migrated)
    return _new_postgresql(name, run_directory, migrated=migrated)


def fresh_database(url: str) -> None:
    """Bring a migrated database back to what it was before the test: every table empty, sequences at their start.

    Goes around the triggers and foreign keys that protect the ledger. Only `alembic_version` keeps its rows, so
    migrations must not rely on rows they insert. Connections may stay open, transactions may not: a database that
    stays locked for ten seconds raises `StillInUse`.
    """
    if make_url(url).get_backend_name() == "sqlite":
        _refill_sqlite(url)
    else:
        _empty_postgresql(url)


def drop_database(url: str) -> None:
    """Remove a database made by `new_database`, ending whoever is still connected to it."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        for suffix in ("", "-wal", "-shm"):
            Path(f"{address.database}{suffix}").unlink(missing_ok=True)
        return
    with _as_superuser(str(address.query["host"])) as connection:
        connection.execute(f'DROP DATABASE "{address.database}" WITH (FORCE)')


def _new_postgresql(name: str, run_directory: Path, *, migrated: bool) -> str:
    sockets = shared_server("postgres", run_directory)
    template = _postgresql_template(sockets, run_directory) if migrated else "template0"
    _create_postgresql(sockets, name, template)
    return _postgresql_url(sockets, name)


def _postgresql_template(sockets: str, run_directory: Path) -> str:
    with locked(run_directory / "postgresql-template.lock") as first:
        if first:
            _create_postgresql(sockets, TEMPLATE, "template0")
            _migrate(_postgresql_url(sockets, TEMPLATE))
    return TEMPLATE


def _create_postgresql(sockets: str, name: str, template: str) -> None:
    with _as_superuser(sockets) as connection:
        connection.execute(f'CREATE DATABASE "{name}" OWNER {APP_ROLE} TEMPLATE {template} STRATEGY file_copy')


def _postgresql_url(sockets: str, name: str) -> str:
    url = URL.create("postgresql+psycopg", username=APP_ROLE, database=name, query={"host": sockets})
    return url.render_as_string(hide_password=False)


def _empty_postgresql(url: str) -> None:
    address = make_url(url)
    with _as_superuser(str(address.query["host"]), address.database or "") as connection:
        try:
            connection.execute(f"BEGIN; {EMPTY_EVERYTHING} COMMIT")
        except psycopg.errors.LockNotAvailable as error:
            raise StillInUse(f"{address.database}: {error}") from error


def _as_superuser(sockets: str, database: str = "postgres") -> psycopg.Connection:
    return psycopg.connect(host=sockets, user=SUPERUSER, dbname=database, autocommit=True)


def _new_sqlite(name: str, run_directory: Path, *, migrated: bool) -> str:
    path = run_directory / f"{name}.sqlite"
    url = f"sqlite:///{path}"
    if migrated:
        _copy_sqlite(_sqlite_template(run_directory), path)
    return url


def _sqlite_template(run_directory: Path) -> Path:
    template = run_directory / f"{TEMPLATE}.sqlite"
    with locked(run_directory / "sqlite-template.lock") as first:
        if first:
            _migrate(f"sqlite:///{template}")
            template.touch()
    return template


def _refill_sqlite(url: str) -> None:
    path = Path(make_url(url).database or "")
    _copy_sqlite(path.with_name(f"{TEMPLATE}.sqlite"), path)


def _copy_sqlite(template: Path, path: Path) -> None:
    deadline = time.monotonic() + BUSY_SECONDS

    def give_up_in_the_end(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > deadline:
            raise StillInUse(str(path))

    source, target = sqlite3.connect(template), sqlite3.connect(path, isolation_level=None)
    try:
        target.execute("PRAGMA synchronous = OFF")
        source.backup(target, progress=give_up_in_the_end, sleep=0.01)
    finally:
        source.close()
        target.close()


def _migrate(url: str) -> None:
    """Apply the real migrations by the real command, in a process of its own."""
    if not (REPOSITORY / "migrations" / "env.py").exists():
        return
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=REPOSITORY,
        env={**os.environ, "DATABASE_URL": url, "LOYALTY_MIGRATION_DATABASE_URL": url, **SECRETS},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the migrations failed on {url}:\n{done.stdout}{done.stderr}")


# Whoever names a database has to name the secrets, too; these protect nothing.
SECRETS = {
    "SECRET_KEY": "tests only, 0123456789abcdef0123456789abcdef",
    "LOYALTY_PIN_PEPPER": "tests only, fedcba9876543210fedcba9876543210",
    "LOYALTY_FERNET_KEYS": "dGVzdHMgb25seSwgdGhpcnR5LXR3byBieXRlcyBsb24=",
}
