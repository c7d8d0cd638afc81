"""A shop with a long past, written in bulk: honest chains, without asking the triggers line by line."""

from __future__ import annotations

import itertools
import json
import secrets
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import new_card_number, new_qr_code
from loyalty_app.domain.tokens import token_hash
from loyalty_app.ledger.lines import COLUMNS, GENESIS, entry_hash
from loyalty_app.models import ApiToken, LoyaltyProgram, Session
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_reward, a_shop
from tests.servers import SUPERUSER

LINES_PER_CARD = 20
_LINE_COLUMNS = tuple(name for name in COLUMNS if name != "id")
_CUSTOMER_COLUMNS = tuple("id merchant_id first_name last_name email email_canonical locale is_provisional".split())
_KEY_COLUMNS = ("merchant_id", "key", "fingerprint", "outcome")
_CARD_COLUMNS = (
    "id merchant_id program_id customer_id enrolled_at_store_id card_number qr_token status version ledger_head "
    "stamp_count points_balance stamps_earned points_earned stamps_day stamps_today last_stamp_at last_points_at "
    "last_activity_at"
).split()  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The shop of one measurement. `token` and `staff_session` open its JSON API."""

    shop: Shop
    token: str
    staff_session: str
    card_ids: range


def a_shop_with_a_past(url: str, lines: int) -> Books:
    """A hybrid program without limits, three rewards, and `lines` ledger lines on cards of twenty lines each."""
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=1000)
    for points in (300, 500, 1200):
        a_reward(shop, points_required=points)
    token, session = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    db.session.add(
        ApiToken(
            scope="store",
            role="cashier",
            merchant_id=shop.merchant_id,
            store_id=shop.store_id,
            label="Till",
            token_hash=token_hash(token),
        )
    )
    db.session.add(
        Session(
            token_hash=token_hash(session),
            kind="staff",
            staff_pin_id=shop.cashier.id,
            expires_at=clock.now() + timedelta(days=1),
            last_seen_at=clock.now(),
        )
    )
    db.session.commit()
    card_ids = range(1, lines // LINES_PER_CARD + 1)
    _write(url, shop, card_ids)
    return Books(shop=shop, token=token, staff_session=session, card_ids=card_ids)


def _write(url: str, shop: Shop, card_ids: range) -> None:
    version_id = db.session.get_one(LoyaltyProgram, shop.program_id).current_version_id
    db.session.rollback()
    assert version_id is not None
    past = _Past(shop=shop, version_id=version_id, last_day=clock.now() - timedelta(days=2))
    customers = ((i, shop.merchant_id, "Ana", "Martins", *(f"ana{i}@example.com",) * 2, "fr", False) for i in card_ids)
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        _write_sqlite(str(address.database), customers, past, card_ids)
    else:
        _write_postgresql(str(address.query["host"]), str(address.database), customers, past, card_ids)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Past:
    """Makes the cards and their lines."""

    shop: Shop
    version_id: int
    last_day: datetime

    def cards_and_lines(self, card_id: int) -> tuple[tuple[Any, ...], list[tuple[Any, ...]]]:
        """A card as its lines left it, and the lines: a stamp and a purchase every other day."""
        lines: list[dict[str, Any]] = []
        head, stamps, points = GENESIS, 0, 0
        for version in range(1, LINES_PER_CARD + 1):
            moment = self.last_day - timedelta(days=LINES_PER_CARD - version, seconds=card_id % 3600)
            is_stamp = version % 2 == 1
            stamps, points = stamps + is_stamp, points + (0 if is_stamp else 60)
            values = self._line(card_id, version, moment) | {
                "stamps_balance_after": stamps,
                "points_balance_after": points,
                "previous_hash": head,
            }
            head = entry_hash(values)
            lines.append(values | {"entry_hash": head})
        stamped, earned = lines[-2]["recorded_at"], lines[-1]["recorded_at"]
        card = (
            card_id, self.shop.merchant_id, self.shop.program_id, card_id, self.shop.store_id,
            new_card_number(secrets.randbelow), new_qr_code(secrets.randbelow), "active", LINES_PER_CARD, head,
            stamps, points, stamps, points, stamped.date(), 1, stamped, earned, earned,
        )  # fmt: skip
        return card, [tuple(line[name] for name in _LINE_COLUMNS) for line in lines]

    def key(self, card_id: int) -> tuple[Any, ...]:
        """The request that made the card's last line: an empty table would be planned for as one."""
        return (self.shop.merchant_id, f"bench-key-{card_id:012}", "0" * 64, "{}")

    def _line(self, card_id: int, version: int, moment: datetime) -> dict[str, Any]:
        is_stamp = version % 2 == 1
        values: dict[str, Any] = dict.fromkeys(_LINE_COLUMNS)
        values |= {
            "merchant_id": self.shop.merchant_id,
            "program_id": self.shop.program_id,
            "card_id": card_id,
            "store_id": self.shop.store_id,
            "staff_pin_id": self.shop.cashier.id,
            "staff_name": self.shop.cashier.name,
            "on_behalf": False,
            "program_version_id": self.version_id,
            "type": "stamp_earned" if is_stamp else "points_earned",
            "stamps_delta": int(is_stamp),
            "points_delta": 0 if is_stamp else 60,
            "card_version": version,
            "purchase_amount_cents": None if is_stamp else 600,
            "reverses_in_full": False,
            "shortfall": 0,
            "happened_at": moment,
            "recorded_at": moment,
            "local_day": moment.date(),
            "operation_id": str(uuid.UUID(int=(int(moment.timestamp() * 1000) << 80) + card_id * 100 + version)),
        }
        return values


def _write_postgresql(
    sockets: str, database: str, customers: Iterable[tuple[Any, ...]], past: _Past, card_ids: range
) -> None:
    with psycopg.connect(host=sockets, user=SUPERUSER, dbname=database) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET synchronous_commit = off")
        _copy(cursor, "customers", _CUSTOMER_COLUMNS, customers)
        for batch in _batches(card_ids):
            made = [past.cards_and_lines(card_id) for card_id in batch]
            _copy(cursor, "loyalty_cards", tuple(_CARD_COLUMNS), (card for card, _ in made))
            _copy(cursor, "loyalty_transactions", _LINE_COLUMNS, (line for _, lines in made for line in lines))
            _copy(cursor, "idempotency_keys", _KEY_COLUMNS, (past.key(card_id) for card_id in batch))
    with psycopg.connect(host=sockets, user=SUPERUSER, dbname=database, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _copy(cursor: psycopg.Cursor[Any], table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _write_sqlite(path: str, customers: Iterable[tuple[Any, ...]], past: _Past, card_ids: range) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN IMMEDIATE")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    _insert(connection, "customers", _CUSTOMER_COLUMNS, customers)
    for batch in _batches(card_ids):
        made = [past.cards_and_lines(card_id) for card_id in batch]
        _insert(connection, "loyalty_cards", tuple(_CARD_COLUMNS), (card for card, _ in made))
        _insert(connection, "loyalty_transactions", _LINE_COLUMNS, (line for _, lines in made for line in lines))
        _insert(connection, "idempotency_keys", _KEY_COLUMNS, (past.key(card_id) for card_id in batch))
    for _, statement in triggers:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _insert(
    connection: sqlite3.Connection, table: str, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  names of this file
    connection.executemany(statement, (tuple(_for_sqlite(value) for value in row) for row in rows))


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return json.dumps(value) if isinstance(value, list | dict) else value


def _batches(card_ids: range) -> Iterator[list[int]]:
    ids = iter(card_ids)
    while batch := list(itertools.islice(ids, 500)):
        yield batch
