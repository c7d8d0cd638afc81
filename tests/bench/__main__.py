"""Measure the counter: `make bench`, or with choices: make bench ARGS="--quick".

Every figure stands beside floors of the same run on the same machine: the same statements by pgbench (SQLite: by a
bare loop), and a trivial rendered fragment on the same server. Ratios can be compared between machines, requests
per second cannot.
"""

from __future__ import annotations

import argparse
import logging
import uuid
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask

from loyalty_app.app import create_app
from loyalty_app.db import db
from tests.bench import floors
from tests.bench.books import Books, a_shop_with_a_past
from tests.bench.passes import measure_passes
from tests.bench.serving import Rate, Served, asked, durable_postgres, served
from tests.bench.wallets import measure_wallets
from tests.databases import Kind, new_database
from tests.factories import settings_for
from tests.servers import Run

STORE = "/api/v1/store/loyalty"
CLIENTS = (1, 8)
ROUNDS = 3
# Processes and threads of the server: SQLite has one writer, so one process.
SERVERS = {Kind.postgresql: (2, 4), Kind.sqlite: (1, 4)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One kind of request."""

    name: str
    path: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What this run measures."""

    what: str | None
    kinds: tuple[Kind, ...]
    sizes: tuple[int, ...]
    seconds: int
    servers: dict[Kind, tuple[int, int]]


def main() -> None:
    logging.disable(logging.INFO)  # of this process; the measured server writes its log
    choices = _choices()
    run = Run()
    try:
        if choices.what == "passes":
            measure_passes(run.directory, choices.seconds)
            return
        with durable_postgres(run):
            if choices.what == "wallets":
                measure_wallets(choices.kinds, run.directory)
                return
            for kind in choices.kinds:
                _measure_kind(kind, choices, run.directory)
    finally:
        run.close()


def _choices() -> Choices:
    reader = argparse.ArgumentParser(prog="make bench", description=__doc__)
    reader.add_argument("what", nargs="?", choices=["passes", "wallets"], help="only this (without: the counter)")
    reader.add_argument("--quick", action="store_true", help="10 k lines only, two seconds each")
    reader.add_argument("--kind", action="append", choices=[kind.value for kind in Kind])
    reader.add_argument("--lines", action="append", type=int, help="ledger lines before measuring (10000 and 1000000)")
    reader.add_argument("--seconds", type=int, help="how long each figure is measured (5)")
    reader.add_argument("--server", help="processes×threads of the server, as 2x4")
    given = reader.parse_args()
    server = tuple(int(part) for part in given.server.split("x")) if given.server else None
    return Choices(
        what=given.what,
        kinds=tuple(Kind(kind) for kind in given.kind or Kind),
        sizes=tuple(given.lines or ((10_000,) if given.quick else (10_000, 1_000_000))),
        seconds=given.seconds or (2 if given.quick else 5),
        servers={kind: server or standard for kind, standard in SERVERS.items()},  # type: ignore[misc]  # two numbers
    )


def _measure_kind(kind: Kind, choices: Choices, directory: Path) -> None:
    measurements = {lines: Measurement(kind, lines, choices, directory) for lines in choices.sizes}
    for measurement in measurements.values():
        measurement.run()
    if len(measurements) > 1:
        _compare(measurements[min(measurements)], measurements[max(measurements)], seconds=choices.seconds)


def _compare(few: Measurement, many: Measurement, *, seconds: int) -> None:
    """What a request costs at the larger size beside the smaller one: in turns, so that other work on the machine
    meets both alike, and in time on the processor, which other work does not use up.
    """
    print(f"\n{few.kind.value} · {_short(many.lines)} beside {_short(few.lines)}, {ROUNDS} rounds in turns")
    clients = max(CLIENTS)
    with few.serve() as small, many.serve() as large:
        for smaller, larger in zip(few.works, many.works, strict=True):
            costs: tuple[list[float], list[float]] = ([], [])
            for _ in range(ROUNDS):
                for server, work, found in ((small, smaller, costs[0]), (large, larger, costs[1])):
                    rate = asked(server, work.path, work.body, clients=clients, seconds=seconds)
                    found.append(rate.processor_ms or rate.p50_ms)
            before, after = median(costs[0]), median(costs[1])
            line = f"{smaller.name + f', {clients} ×':24}{before:8.2f} →{after:6.2f} ms CPU   ×{after / before:.2f}"
            print(f"  {line}", flush=True)


class Measurement:
    """One database of one size behind one server."""

    def __init__(self, kind: Kind, lines: int, choices: Choices, directory: Path) -> None:
        self.kind = kind
        self.lines = lines
        self.seconds = choices.seconds
        self.processes, self.threads = choices.servers[kind]
        self.directory = directory
        self.url = new_database(kind, f"bench_{lines}", directory)

    def run(self) -> None:
        """Write the books, then print all figures."""
        print(f"\n{self.kind.value} · {_short(self.lines)} ledger lines · granian {self.processes}×{self.threads}")
        app = create_app(settings_for(self.url, self.directory))
        with app.app_context():
            books = self.books = a_shop_with_a_past(self.url, self.lines)
            works = self.works = _works(books)
            counts = {work.name: _statements(app, books, work) for work in works}
            played = floors.statements_of(db.engine, lambda: _call(app, books, works[0]))
            db.session.remove()
            db.engine.dispose()
        print(_HEADINGS, flush=True)
        bare = {clients: self._bare(played, books, clients) for clients in CLIENTS}
        with self.serve() as server:
            for clients in CLIENTS:
                rate = asked(server, "/bench/fragment", "", clients=clients, seconds=self.seconds)
                _row(f"trivial fragment, {clients} ×", rate)
            for work in works:
                for clients in CLIENTS:
                    rate = asked(server, work.path, work.body, clients=clients, seconds=self.seconds)
                    is_stamp = work is works[0]
                    floor = bare[clients] if is_stamp else None
                    _row(f"{work.name}, {clients} ×", rate, floor=floor, statements=counts[work.name])

    def serve(self) -> AbstractContextManager[Served]:
        """The application on these books, behind the server."""
        return served(
            self.url,
            self.directory,
            token=self.books.token,
            card_ids=self.books.card_ids,
            processes=self.processes,
            threads=self.threads,
        )

    def _bare(self, played: list[floors.Played], books: Books, clients: int) -> float:
        """The floor: the statements of add-stamp without HTTP and Python's part."""
        if self.kind is Kind.sqlite:
            name = "same SQL, bare loop"
            rate = floors.sqlite_loop(self.url, played, card_ids=books.card_ids, seconds=self.seconds)
        else:
            name = f"same SQL, pgbench, {clients} ×"
            load = floors.Load(clients=clients, seconds=self.seconds, card_ids=books.card_ids)
            rate = floors.pgbench(self.url, played, load, self.directory)
        print(f"  {name:24}{rate:8.0f}", flush=True)
        return rate


def _works(books: Books) -> tuple[Work, ...]:
    proof = f'"staff_session": "{books.staff_session}"'
    return (
        Work(name="add-stamp", path=f"{STORE}/stamp", body=f'{{"card_id": {{card}}, {proof}}}'),
        Work(
            name="earn", path=f"{STORE}/points", body=f'{{"card_id": {{card}}, "purchase_amount_cents": 600, {proof}}}'
        ),
        Work(name="lookup", path=f"{STORE}/cards/lookup", body='{"card_id": {card}}'),
    )


def _statements(app: Flask, books: Books, work: Work) -> int:
    _call(app, books, work)
    return len(floors.statements_of(db.engine, lambda: _call(app, books, work)))


def _call(app: Flask, books: Books, work: Work) -> None:
    answer = app.test_client().post(
        work.path,
        data=work.body.replace("{card}", str(books.card_ids[-1])),
        content_type="application/json",
        headers={"Authorization": f"Bearer {books.token}", "Idempotency-Key": str(uuid.uuid4())},
    )
    assert answer.status_code == 200, answer.text


_HEADINGS = f"  {'':24}{'req/s':>8}{'p50 ms':>9}{'p99 ms':>9}{'cpu ms':>9}{'of floor':>10}{'statements':>12}"


def _row(name: str, rate: Rate, *, floor: float | None = None, statements: int | None = None) -> None:
    cpu = f"{rate.processor_ms:.2f}" if rate.processor_ms is not None else ""
    of_floor = f"{rate.per_second / floor:.2f}" if floor else ""
    figures = f"{rate.per_second:8.0f}{rate.p50_ms:9.2f}{rate.p99_ms:9.2f}{cpu:>9}{of_floor:>10}{statements or '':>12}"
    print(f"  {name:24}{figures}", flush=True)


def _short(lines: int) -> str:
    return f"{lines // 1_000_000} M" if lines >= 1_000_000 else f"{lines // 1000} k"


if __name__ == "__main__":
    main()
