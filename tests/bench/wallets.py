"""Measure the wallets: what a pass costs a stamp, how fast due passes are published, how fast phones are woken.

    make bench ARGS="wallets"

The far side of the pushes is the fake push service, 20 ms away, in a process of its own: what it costs is not counted.
"""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from flask import Flask
from sqlalchemy import insert, text, update

from loyalty_app.app import create_app
from loyalty_app.db import db, writing_options
from loyalty_app.domain.card_numbers import CardReference, new_card_number, new_qr_code
from loyalty_app.models import AppleDevice, AppleDeviceRegistration, LoyaltyCard, WalletPass
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.operations.publish_passes import PublishPasses, publish_passes
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.apns import Answer, Apns
from loyalty_app.wallets.apple.keep_level import LevelKeeper
from loyalty_app.wallets.apple.loop import push_identity
from tests.bench import floors
from tests.bench.books import Books, a_shop_with_a_past
from tests.bench.far_side import far_side
from tests.bench.processor import processor_seconds
from tests.bench.serving import database_pids
from tests.databases import Kind, new_database
from tests.doubles.apple import dev_apple
from tests.factories import Shop, a_shop, settings_for

T = TypeVar("T")
DUE, PHONES, BATCH = 100_000, 10_000, 5000
FAR_SECONDS = 0.02
ROUNDS, SECONDS = 3, 3
PASS_TYPE = "pass.dev.loyalty.card"


def measure_wallets(kinds: tuple[Kind, ...], directory: Path) -> None:
    """Print all figures of both databases."""
    for kind in kinds:
        print(f"\n{kind.value} · wallets", flush=True)
        _on_a_new_database(kind, directory, "stamps", _stamps)
        _on_a_new_database(kind, directory, "passes", _passes)


def _on_a_new_database(kind: Kind, directory: Path, name: str, measure: Callable[[Flask, str, Path], None]) -> None:
    url = new_database(kind, f"bench_wallet_{name}", directory)
    app = create_app(settings_for(url, directory))
    with app.app_context():
        measure(app, url, directory)
        db.session.remove()
        db.engine.dispose()


# ── what a pass costs a stamp ────────────────────────────────────────────────────────────────────────────────


def _stamps(_app: Flask, url: str, directory: Path) -> None:
    """The statements of a stamp, bare, in turns: without the trigger, with it, and with a pass on every card."""
    books = a_shop_with_a_past(url, 10_000)
    played = floors.statements_of(db.engine, lambda: _stamp(books))
    rates: dict[str, list[float]] = {}
    create = _trigger()
    for _ in range(ROUNDS):
        _drop_trigger()
        rates.setdefault("no trigger", []).append(_bare(url, played, books, directory))
        _execute(create)
        rates.setdefault("no card has a pass", []).append(_bare(url, played, books, directory))
        _give_passes(books.shop, list(books.card_ids))
        rates.setdefault("every card has a pass", []).append(_bare(url, played, books, directory))
        _execute("DELETE FROM wallet_passes")
    floor = _median(rates["no trigger"])
    for name, found in rates.items():
        print(f"  stamp's SQL, {name:24}{_median(found):8.0f} /s   ×{_median(found) / floor:.2f}", flush=True)


def _bare(url: str, played: list[floors.Played], books: Books, directory: Path) -> float:
    if db.engine.dialect.name == "sqlite":
        return floors.sqlite_loop(url, played, card_ids=books.card_ids, seconds=SECONDS)
    load = floors.Load(clients=8, seconds=SECONDS, card_ids=books.card_ids)
    return floors.pgbench(url, played, load, directory)


def _stamp(books: Books) -> None:
    card = CardReference(card_id=books.card_ids[-1])
    add_stamp(AddStamp(actor=books.shop.actor(), card=card, request_id=f"bench-{secrets.token_hex(12)}"))


def _trigger() -> str:
    if db.engine.dialect.name == "sqlite":
        query = "SELECT sql FROM sqlite_master WHERE name = 'loyalty_transactions_mark_passes'"
    else:
        query = "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'loyalty_transactions_mark_passes'"
    statement: str = db.session.execute(text(query)).scalar_one()
    return statement


def _drop_trigger() -> None:
    on = "" if db.engine.dialect.name == "sqlite" else " ON loyalty_transactions"
    _execute(f"DROP TRIGGER loyalty_transactions_mark_passes{on}")


def _execute(statement: str) -> None:
    db.session.rollback()
    db.session.execute(text(statement))
    db.session.commit()
    db.session.remove()


# ── publishing and pushing ───────────────────────────────────────────────────────────────────────────────────


def _passes(_app: Flask, url: str, directory: Path) -> None:
    shop = a_shop()
    card_ids = _give_cards(shop)
    _give_passes(shop, card_ids)
    _publish(url, directory, "on no phone")
    _give_phones()
    _publish(url, directory, "each on a phone")
    _push(url, directory)


def _publish(url: str, directory: Path, what: str) -> None:
    for first in range(1, DUE + 1, BATCH):  # all at once would take longer than a statement may
        batch = WalletPass.id.between(first, first + BATCH - 1)
        db.session.execute(update(WalletPass).where(batch).values(marked=WalletPass.marked + 1, due_since=clock.now()))
        db.session.commit()
    _execute("ANALYZE")
    with _measured(os.getpid(), *database_pids(url, directory)) as used:
        while publish_passes(PublishPasses(pass_type=PASS_TYPE)).due:
            pass
    print(f"  {DUE} due passes, {what}, claimed and marked: {used}", flush=True)


def _push(url: str, directory: Path) -> None:
    settings = dev_apple(directory)
    tokens = [f"{number:064x}" for number in range(PHONES)]
    with far_side(directory, FAR_SECONDS) as (far, seen):
        identity = push_identity(replace(settings, apns_url=far.url, apns_ca_path=Path(far.authority_path)))
        with Apns(identity) as apns:
            with _measured(os.getpid()) as used:
                answers = [answer for batch in _slices(tokens, 200) for answer in apns.push(batch)]
            assert all(answer.answer is Answer.DELIVERED for answer in answers)
            print(f"  {PHONES} pushes, bare: {used.rates(PHONES)}", flush=True)
            keeper, pushed = LevelKeeper(PASS_TYPE, apns), 0
            with _measured(os.getpid(), *database_pids(url, directory)) as used:
                while pushed < PHONES:
                    pushed += keeper.run().pushed
            print(f"  {pushed} pushes, claimed and noted: {used.rates(pushed)}", flush=True)
    print(f"  all {seen.pushes} of them over {seen.connections} connection", flush=True)


@dataclass(slots=True)
class _Used:
    """Seconds by the clock, and of the processor by us and our database."""

    clock: float = 0.0
    processor: float = 0.0

    def __str__(self) -> str:
        return f"{self.clock:.1f} s, {self.processor:.1f} s of processor with the database's"

    def rates(self, count: int) -> str:
        return f"{count / self.clock:.0f} /s, {count / self.processor:.0f} per second of our processor"


@contextmanager
def _measured(*pids: int) -> Iterator[_Used]:
    used, before, begin = _Used(), processor_seconds(*pids) or 0.0, time.perf_counter()
    yield used
    used.clock, used.processor = time.perf_counter() - begin, (processor_seconds(*pids) or 0.0) - before


def _give_cards(shop: Shop) -> list[int]:
    rows = (
        {
            "id": number,
            "merchant_id": shop.merchant_id,
            "program_id": shop.program_id,
            "card_number": new_card_number(secrets.randbelow),
            "qr_token": new_qr_code(secrets.randbelow),
            "status": "active",
        }
        for number in range(1, DUE + 1)
    )
    _insert(LoyaltyCard, rows)
    return list(range(1, DUE + 1))


def _give_passes(shop: Shop, card_ids: list[int]) -> None:
    token = pass_tokens.new()
    rows = (
        {
            "id": card_id,
            "merchant_id": shop.merchant_id,
            "card_id": card_id,
            "provider": "apple",
            "serial": f"serial-{card_id}",
            "auth_token": token,
            "state": "saved",
        }
        for card_id in card_ids
    )
    _insert(WalletPass, rows)


def _give_phones() -> None:
    rows = (
        {
            "id": number,
            "pass_type_identifier": PASS_TYPE,
            "device_library_identifier": f"device-{number}",
            "push_token": f"{number:064x}",
            "token_updated_at": clock.now(),
        }
        for number in range(1, DUE + 1)
    )
    _insert(AppleDevice, rows)
    _insert(AppleDeviceRegistration, ({"device_id": number, "pass_id": number} for number in range(1, DUE + 1)))


def _insert(kind: type, rows: Iterator[dict[str, object]]) -> None:
    db.session.remove()
    with db.engine.connect().execution_options(**writing_options(db.engine.dialect)) as connection:
        for batch in _slices(list(rows), BATCH):
            connection.execute(insert(kind), batch)
        connection.commit()


def _slices(rows: list[T], size: int) -> Iterator[list[T]]:
    return (rows[start : start + size] for start in range(0, len(rows), size))


def _median(found: list[float]) -> float:
    return sorted(found)[len(found) // 2]
