"""What the bare database takes for the very statements of add-stamp: recorded from one call, then played without us."""

from __future__ import annotations

import json
import random
import re
import secrets
import sqlite3
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url

from tests.servers import SUPERUSER, postgres_program

# The values that differ from call to call; everything else is played as it was recorded.
MOVING = {
    "named": ":card",
    "card_id": ":card",
    "seen_key": "('pgbench-key-' || :key::bigint)",  # nothing volatile: it would keep the index from being used
    "key": "('pgbench-key-' || :key::bigint)",
    "operation_id": "gen_random_uuid()::text",
    "stamps_balance_after": "(:stamp_count::int + 1)",
    "points_balance_after": ":points_balance",
    "card_version": "(:version::int + 1)",
    "previous_hash": ":ledger_head",
    "entry_hash": "encode(sha256(convert_to(:ledger_head::text || random()::text, 'UTF8')), 'hex')",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One statement as the driver got it; `names` are its parameters in the order of their places."""

    text: str
    names: tuple[str, ...]
    values: dict[str, Any]


def statements_of(engine: Engine, call: Callable[[], object]) -> list[Played]:
    """The statements that `call` sends, without BEGIN and COMMIT."""
    played: list[Played] = []

    def remember(_connection: object, _cursor: object, text: str, values: Any, context: Any, _many: bool) -> None:
        if text.startswith("BEGIN"):
            return
        names = tuple(context.compiled.positiontup or ()) if context.compiled else ()
        plain = dict(zip(names, values, strict=True)) if isinstance(values, tuple) else dict(values)
        played.append(Played(text=text, names=names, values=plain))

    event.listen(engine, "before_cursor_execute", remember)
    try:
        call()
    finally:
        event.remove(engine, "before_cursor_execute", remember)
    return played


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How many clients play for how long, on which cards."""

    clients: int
    seconds: int
    card_ids: range


def pgbench(url: str, played: list[Played], load: Load, directory: Path) -> float:
    """How often per second pgbench gets through these statements in one transaction on cards at random."""
    address = make_url(url)
    script = directory / "add_stamp.sql"
    script.write_text(_script(played, load.card_ids))
    done = subprocess.run(
        [
            str(postgres_program("pgbench")), "--no-vacuum", "--protocol=prepared", f"--file={script}",
            f"--client={load.clients}", f"--jobs={min(load.clients, 2)}", f"--time={load.seconds}",
            "--host", str(address.query["host"]), "--username", SUPERUSER, str(address.database),
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    assert failed, done.stdout
    assert failed[1] == "0", done.stderr
    rate = re.search(r"tps = ([\d.]+)", done.stdout)
    assert rate, done.stdout
    return float(rate[1])


def sqlite_loop(url: str, played: list[Played], *, card_ids: range, seconds: float) -> float:
    """How often per second one loop over the bare driver gets through them: SQLite has one writer at a time."""
    connection = sqlite3.connect(str(make_url(url).database), isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=3000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.row_factory = sqlite3.Row
    done, begin = 0, time.perf_counter()
    while time.perf_counter() - begin < seconds:
        _play_once(connection, played, random.choice(card_ids))
        done += 1
    connection.close()
    return done / (time.perf_counter() - begin)


def _play_once(connection: sqlite3.Connection, played: list[Played], card_id: int) -> None:
    moving: dict[str, Any] = {"named": card_id, "card_id": card_id, "key": secrets.token_hex(16)}
    connection.execute("BEGIN IMMEDIATE")
    for statement in played:
        values = statement.values | {name: value for name, value in moving.items() if name in statement.values}
        row = connection.execute(statement.text, tuple(values[name] for name in statement.names)).fetchone()
        if _reads_the_card(statement):
            moving |= {
                "stamps_balance_after": row["stamp_count"] + 1,
                "points_balance_after": row["points_balance"],
                "card_version": row["version"] + 1,
                "previous_hash": row["ledger_head"],
                "entry_hash": secrets.token_hex(32),
            }
    connection.execute("COMMIT")


def _script(played: list[Played], card_ids: range) -> str:
    lines = [
        f"\\set card random({card_ids[0]}, {card_ids[-1]})",
        f"\\set key random(1, {2**62})",
        "BEGIN;",
    ]
    for statement in played:
        text = _with_values(statement)
        ends_with = r"\gset" if _reads_the_card(statement) else ";"
        lines.append(f"{' '.join(text.replace('%%', '%').split())} {ends_with}")
    return "\n".join([*lines, "COMMIT;", ""])


def _with_values(statement: Played) -> str:
    return re.sub(r"%\((\w+)\)s", lambda found: _value(found[1], statement.values), statement.text)


def _reads_the_card(statement: Played) -> bool:
    return "named" in statement.values


def _value(name: str, values: dict[str, Any]) -> str:
    if name in MOVING:
        return MOVING[name]
    value = getattr(values[name], "obj", values[name])  # the driver's wrapper of JSON
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    if isinstance(value, dict | list):
        value = json.dumps(value)
    text = value.isoformat() if isinstance(value, datetime | date) else str(value)
    # A colon would be a variable of pgbench, inside quotes, too.
    return "E'" + text.replace("\\", "\\\\").replace("'", "''").replace(":", "\\x3a") + "'"
