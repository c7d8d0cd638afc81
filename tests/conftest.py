"""What every test may ask for: real servers of this run and databases of this worker."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from loyalty_app.app import create_app
from loyalty_app.db import db, snapshot
from loyalty_app.operations.password_hashing import password_hashing
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.unit_of_work import clock
from tests.databases import Kind, drop_database, fresh_database, new_database
from tests.doubles.apple import BASE_URL, dev_apple
from tests.factories import settings_for
from tests.invariants import violations
from tests.servers import REDIS_DATABASES, Run, shared_server

RUN_DIRECTORY = "TEST_RUN_DIRECTORY"
RUN = pytest.StashKey[Run]()

pin_hashing.cost = password_hashing.cost = 4  # the real ones are meant to be slow


def pytest_configure(config: pytest.Config) -> None:
    """The first process of a run owns its servers; workers find them through the environment."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        run = config.stash[RUN] = Run()
        os.environ[RUN_DIRECTORY] = str(run.directory)


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN in config.stash:
        config.stash[RUN].close()


@pytest.fixture(scope="session")
def run_directory() -> Path:
    """Where this run keeps its servers and files."""
    return Path(os.environ[RUN_DIRECTORY])


@pytest.fixture(scope="session")
def worker() -> str:
    """The name of this xdist worker: gw0, gw1 … or main."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def postgres_url(run_directory: Path, worker: str) -> str:
    """This worker's PostgreSQL database with all migrations; `fresh_database(url)` empties it."""
    return new_database(Kind.postgresql, worker, run_directory)


@pytest.fixture(scope="session")
def sqlite_url(run_directory: Path, worker: str) -> str:
    """This worker's SQLite file with all migrations; `fresh_database(url)` empties it."""
    return new_database(Kind.sqlite, worker, run_directory)


@pytest.fixture(scope="session")
def redis_url(run_directory: Path, worker: str) -> str:
    """This worker's database of the run's Redis; who writes into it runs FLUSHDB first."""
    number = 0 if worker == "main" else 1 + int(worker.removeprefix("gw"))
    assert number < REDIS_DATABASES
    return f"{shared_server('redis', run_directory)}/{number}"


@pytest.fixture
def make_database(run_directory: Path, worker: str) -> Iterator[Callable[..., str]]:
    """Further databases for one test: `make_database(Kind.sqlite, migrated=False)` returns a URL, dropped later."""
    made: list[str] = []
    numbers = itertools.count(1)

    def make(kind: Kind, *, migrated: bool = True) -> str:
        url = new_database(kind, f"{worker}_extra_{next(numbers)}", run_directory, migrated=migrated)
        made.append(url)
        return url

    yield make
    for url in made:
        drop_database(url)


@pytest.fixture(autouse=True)
def no_loop_of_a_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Playwright's event loop counts as running in its thread until the session ends; others start their own here."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    browsers = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(browsers)


# ── the application ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="session")
def make_app(run_directory: Path) -> Iterator[Callable[..., Flask]]:
    """`make_app(url, **settings)`: the application on that database; one per URL and settings in this worker."""
    apps: dict[tuple[object, ...], Flask] = {}

    def make(url: str, **settings: object) -> Flask:
        key = (url, *sorted(settings.items()))
        if key not in apps:
            apps[key] = create_app(settings_for(url, run_directory, **settings))
        return apps[key]

    yield make
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def make_apple_app(make_app: Callable[..., Flask], run_directory: Path) -> Callable[..., Flask]:
    """`make_apple_app(url)`: the same with Apple Wallet configured, by certificates of the development authority."""
    return lambda url: make_app(url, apple=dev_apple(run_directory), base_url=BASE_URL)


def app_on(request: pytest.FixtureRequest, make_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application on an empty database; the invariants of the books are checked afterwards.

    A folder whose tests must hold on both databases overrides the parameters in its own conftest.
    """
    url = request.getfixturevalue("sqlite_url" if request.param == Kind.sqlite else "postgres_url")
    application = make_app(url)
    try:
        with application.app_context():
            yield application
            db.session.rollback()
            db.session.remove()
            with snapshot() as connection:
                assert violations(connection) == []
    finally:
        clock.offset = timedelta(0)
        fresh_database(url)


# Folders whose tests must hold on both databases say so in their conftest: `app = on_databases(*Kind)`.
def on_databases(*kinds: Kind) -> Any:
    """The `app` fixture, once per kind of database."""
    return pytest.fixture(params=list(kinds), name="app")(app_on)


app = on_databases(Kind.sqlite)
