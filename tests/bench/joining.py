"""Does an answer's time or a byte of it tell who is a member (S30)? `python -m tests.bench.joining`

Two hundred tries with members' addresses and two hundred with nobody's, in turns, over one connection to the real
server: joining by the page and by JSON, and asking for a code. Fails where the medians differ by more than ten
milliseconds, or where answers differ in more than what every request has of its own.
"""

from __future__ import annotations

import argparse
import http.client
import json
import logging
import random
import re
import secrets
import statistics
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

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
OF_EACH_REQUEST = {"date", "x-request-id", "set-cookie"}

Ask = Callable[[http.client.HTTPConnection, str, int], tuple[float, bytes]]


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
        page = _Page(server.port, store_code)
        asks: dict[str, Ask] = {"join": _Json("enroll", store_code), "sign in": _Json("signin", store_code)}
        asks["join, page"] = page  # last: who sends the form within a second is taken for a robot
        for name, ask in asks.items():
            member, nobody = _compare(server, ask, tries)
            apart = abs(member.median - nobody.median)
            same = member.answers == nobody.answers and len(member.answers) == 1
            told += apart > MOST_MS or not same
            figures = f"{member.median:10.2f}{_p95(member):8.2f}{nobody.median:10.2f}{_p95(nobody):8.2f}{apart:8.2f}"
            print(f"  {name:12}{figures}  {'same bytes' if same else '✗ DIFFERENT BYTES'}", flush=True)
    return told


def _compare(server: Served, ask: Ask, tries: int) -> tuple[Seen, Seen]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    seen = {"member": Seen(milliseconds=[], answers=set()), "nobody": Seen(milliseconds=[], answers=set())}
    for number in range(-WARM_UP, tries):
        for who in random.sample(sorted(seen), k=2):
            took, answer = ask(connection, f"{who}{number % (tries + WARM_UP)}@example.com", number)
            if number >= 0:
                seen[who].milliseconds.append(took)
                seen[who].answers.add(answer)
    connection.close()
    return seen["member"], seen["nobody"]


class _Json:
    """A call of the storefront's API."""

    def __init__(self, call: str, store_code: str) -> None:
        self._call, self._store_code = call, store_code

    def __call__(self, connection: http.client.HTTPConnection, email: str, number: int) -> tuple[float, bytes]:
        body: dict[str, object] = {
            "store_code": self._store_code,
            "email": email,
            "browser_token": f"{email[:6]}-{number:05}".ljust(40, "x"),
        }
        if self._call == "enroll":
            body |= {"first_name": "Ana", "terms_accepted": True}
        headers = {"Content-Type": "application/json"}
        return _timed(connection, f"{STOREFRONT}/{self._call}", json.dumps(body), headers, expected=202)


class _Page:
    """The form behind the poster, opened once; every try comes from a browser of its own."""

    def __init__(self, port: int, store_code: str) -> None:
        self._path = f"/loyalty/{store_code}/enroll"
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", self._path)
        answer = connection.getresponse()
        page = answer.read().decode()
        self._cookies = [cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie", [])]
        hidden = dict(re.findall(r'<input type="hidden" name="(csrf_token|shown_at)" value="([^"]+)"', page))
        self._form = {**hidden, "first_name": "Ana", "terms_accepted": "1"}
        connection.close()

    def __call__(self, connection: http.client.HTTPConnection, email: str, number: int) -> tuple[float, bytes]:
        cookies = [cookie for cookie in self._cookies if not cookie.startswith("browser=")]
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join([*cookies, f"browser={secrets.token_urlsafe(32)}"]),
        }
        body = urlencode(self._form | {"email": email, "email_checked": email, "request_id": str(uuid.uuid4())})
        return _timed(connection, self._path, body, headers, expected=303)


def _timed(
    connection: http.client.HTTPConnection, path: str, body: str, headers: dict[str, str], *, expected: int
) -> tuple[float, bytes]:
    """Milliseconds, and the answer without what every request has of its own."""
    began = time.perf_counter()
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    said = answer.read()
    took = (time.perf_counter() - began) * 1000
    if answer.status != expected:
        sys.exit(f"✗ {path}: {answer.status} {said!r}")
    kept = sorted(f"{name}: {value}" for name, value in answer.getheaders() if name.lower() not in OF_EACH_REQUEST)
    return took, "\n".join(kept).encode() + said


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
