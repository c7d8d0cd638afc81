"""`flask ledger`: do the books add up, and where does every card stand?"""

from pathlib import Path
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.cli.console import merchant_named, settings
from loyalty_app.cli.printing import CommandGroup, fail, json_option, say
from loyalty_app.db import snapshot
from loyalty_app.domain.card_numbers import in_groups
from loyalty_app.ledger import checkpoint as checkpoints
from loyalty_app.ledger.verify import Fault, verify
from loyalty_app.models import LoyaltyCard
from loyalty_app.unit_of_work import clock

ledger = CommandGroup("ledger", help="The books: verify them, and sign where every card stands.")


@ledger.command("verify")
@click.option("--merchant", "merchant_code", metavar="CODE", help="Only this merchant's cards.")
@click.option("--checkpoint", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE")
@json_option
def verify_ledger(merchant_code: str | None, file: Path | None, as_json: bool) -> None:
    """Check every card and line; exit 1 and name the first bad line if the books do not add up."""
    merchant_id = merchant_named(merchant_code) if merchant_code else None
    with snapshot() as connection:
        verification = verify(connection, merchant_id)
        faults = verification.faults + (checkpoints.compare(connection, _read(file)) if file else ())
        named = [_named(connection, fault) for fault in faults]
    facts = {"ok": not named, "cards": verification.cards, "lines": verification.lines, "faults": named}
    lines = [f"✗ card {fault['card_number']}, {fault['line']}: {fault['what']}" for fault in named]
    say(
        facts,
        lines or [f"✓ The books add up: {verification.cards} cards, {verification.lines} lines."],
        as_json=as_json,
    )
    if named:
        raise SystemExit(1)


@ledger.command("checkpoint")
@click.option("--json", "as_json", is_flag=True, help="Accepted for symmetry: a checkpoint is always JSON.")
def write_checkpoint(as_json: bool) -> None:  # noqa: ARG001  the same with and without
    """Print a signed JSON file of all cards' last lines, to be kept away from this machine."""
    with snapshot() as connection:
        checkpoint = checkpoints.take_checkpoint(connection, clock.now())
    click.echo(checkpoints.signed_text(checkpoint, settings().secret_key))


def _read(file: Path) -> checkpoints.Checkpoint:
    try:
        return checkpoints.read_signed(file.read_text(), settings().secret_key)
    except checkpoints.CheckpointUnreadable as problem:
        fail(f"{file.name}: {problem}.", code=2)


def _named(connection: Connection, fault: Fault) -> dict[str, Any]:
    number = connection.execute(select(LoyaltyCard.card_number).where(LoyaltyCard.id == fault.card_id)).scalar()
    return {
        "card_id": fault.card_id,
        "card_number": in_groups(number) if number else f"id {fault.card_id}",
        "card_version": fault.card_version,
        "transaction_id": fault.transaction_id,
        "line": "its balance" if fault.card_version is None else f"line {fault.card_version}",
        "what": fault.what,
    }
