"""The test servers are real, private to a run, and shared by nobody else."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable

import pytest
import redis
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.databases import Kind, fresh_database
from tests.servers import REPOSITORY


def test_postgresql_answers_to_a_role_that_is_no_superuser(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar() is False
        assert connection.execute(text("SHOW timezone")).scalar() == "UTC"
    engine.dispose()


def test_redis_answers(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as connection:
        assert connection.ping()


@pytest.mark.parametrize("kind", Kind)
def test_a_fresh_database_is_empty_even_where_triggers_refuse_to_delete(
    kind: Kind, make_database: Callable[..., str]
) -> None:
    url = make_database(kind)
    engine = create_engine(url)
    with engine.begin() as connection:
        for statement in GUARDED_TABLE[kind]:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO guarded (id) VALUES (1)")
    with pytest.raises(DBAPIError, match="never"), engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM guarded")
    fresh_database(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql(LEFT[kind]).scalar() == 0
    engine.dispose()


GUARDED_TABLE = {
    Kind.sqlite: (
        "CREATE TABLE guarded (id INTEGER PRIMARY KEY)",
        "CREATE TRIGGER guard BEFORE DELETE ON guarded BEGIN SELECT RAISE(ABORT, 'never'); END",
    ),
    Kind.postgresql: (
        "CREATE TABLE guarded (id integer PRIMARY KEY)",
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'never'; END $$",
        "CREATE TRIGGER guard BEFORE DELETE ON guarded FOR EACH ROW EXECUTE FUNCTION refuse()",
    ),
}
LEFT = {
    Kind.sqlite: "SELECT count(*) FROM sqlite_master WHERE name = 'guarded'",  # back to the template: no such table
    Kind.postgresql: "SELECT count(*) FROM guarded",
}


OWNER = """
import sys
from tests.servers import Run, shared_server
run = Run()
print(run.directory, shared_server("redis", run.directory), flush=True)
sys.stdin.read()
"""


def test_servers_end_with_a_run_that_is_killed() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER], cwd=REPOSITORY, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        _directory, address = owner.stdout.readline().split()
        port = int(address.rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            owner.kill()
            assert connection.recv(1) == b""  # the server hung up
