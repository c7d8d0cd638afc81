"""Does an answer's time or a byte of it tell who is a member (S30)? `python -m tests.bench.joining`

Two hundred tries with members' addresses and two hundred with nobody's, in turns, over one connection to the real
server: joining and asking for a code. Fails where the medians differ by more than ten milliseconds, or where answers
differ in more than what every request has of its own.
"""

from __future__ import annotations

import argparse
import http.client
import json
import logging
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loyalty_app.app import create_app
from loyalty_app.db import db
from loyalty_app.models import Store
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from tests.bench.serving import Served, durable_postgres, served
from tests.databases import Kind, new_database
from tests.factories import a_shop, settings_for
from tests.servers import Run

STOREFRONT = "/api/v1/storefront/loyalty"
TRIES = 200
WARM_UP = 20
MOST_MS = 10
OF_EACH_REQUEST = {"date", "x-request-id"}

Ask = Callable[[http.client.HTTPConnection, str, str, int], tuple[float, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What tries with one kind of address saw: milliseconds each, and the different answers there were."""

    milliseconds: list[float]
    answers: set[bytes]

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)


def main() -> int:
    logging.disable(logging.INFO)
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--kind", action="append", choices=[kind.value for kind in Kind])
    reader.add_argument("--tries", type=int, default=TRIES)
    given = reader.parse_args()
    run = Run()
    try:
        with durable_postgres(run):
            told = sum(_measure(Kind(name), given.tries, run.directory) for name in given.kind or Kind)
    finally:
        run.close()
    return 1 if told else 0


def _measure(kind: Kind, tries: int, directory: Path) -> int:
    """Print what was seen on one database; how many of the calls tell who is a member."""
    url = new_database(kind, "joining", directory)
    store_code = _a_shop_with_members(url, directory, tries + WARM_UP)
    print(f"\n{kind.value} · {tries} tries each")
    print(f"  {'':12}{'member':>10}{'p95':>8}{'nobody':>10}{'p95':>8}{'apart':>8}  ms, medians", flush=True)
    told = 0
    with served(url, directory, token="", card_ids=range(1), processes=1, threads=4) as server:
        for name, ask in {"join": _join, "sign in": _sign_in}.items():
            member, nobody = _compare(server, ask, store_code, tries)
            apart = abs(member.median - nobody.median)
            same = member.answers == nobody.answers and len(member.answers) == 1
            told += apart > MOST_MS or not same
            figures = f"{member.median:10.2f}{_p95(member):8.2f}{nobody.median:10.2f}{_p95(nobody):8.2f}{apart:8.2f}"
            print(f"  {name:12}{figures}  {'same bytes' if same else '✗ DIFFERENT BYTES'}", flush=True)
    return told


def _compare(server: Served, ask: Ask, store_code: str, tries: int) -> tuple[Seen, Seen]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    seen = {"member": Seen(milliseconds=[], answers=set()), "nobody": Seen(milliseconds=[], answers=set())}
    for number in range(-WARM_UP, tries):
        for who in random.sample(sorted(seen), k=2):
            took, answer = ask(connection, store_code, f"{who}{number % (tries + WARM_UP)}@example.com", number)
            if number >= 0:
                seen[who].milliseconds.append(took)
                seen[who].answers.add(answer)
    connection.close()
    return seen["member"], seen["nobody"]


def _join(connection: http.client.HTTPConnection, store_code: str, email: str, number: int) -> tuple[float, bytes]:
    body = {"store_code": store_code, "email": email, "first_name": "Ana", "terms_accepted": True}
    return _timed(connection, "enroll", body)


def _sign_in(connection: http.client.HTTPConnection, store_code: str, email: str, number: int) -> tuple[float, bytes]:
    body = {"store_code": store_code, "email": email, "browser_token": f"{email[:6]}-{number:05}".ljust(40, "x")}
    return _timed(connection, "signin", body)


def _timed(connection: http.client.HTTPConnection, call: str, body: dict[str, Any]) -> tuple[float, bytes]:
    """Milliseconds, and the answer without what every request has of its own."""
    sent = json.dumps(body)
    began = time.perf_counter()
    connection.request("POST", f"{STOREFRONT}/{call}", sent, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    said = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != 202:
        sys.exit(f"✗ {call}: {answer.status} {said!r}")
    headers = sorted(f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in OF_EACH_REQUEST)
    return took, "\n".join(headers).encode() + said


def _a_shop_with_members(url: str, directory: Path, count: int) -> str:
    app = create_app(settings_for(url, directory))
    with app.app_context():
        shop = a_shop()
        for number in range(count):
            enroll_customer(EnrollCustomer(actor=shop.actor(), email=f"member{number}@example.com", first_name="Ana"))
        code = db.session.get_one(Store, shop.store_id).code
        db.session.remove()
        db.engine.dispose()
    return code


def _p95(seen: Seen) -> float:
    return statistics.quantiles(seen.milliseconds, n=20)[-1]


if __name__ == "__main__":
    sys.exit(main())
