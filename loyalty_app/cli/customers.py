"""`flask customer`: requests about one person's data, and the list of erasures that backups need."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from loyalty_app.cli.console import merchant_named
from loyalty_app.cli.printing import CommandGroup, fail, json_option, say
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import ConfirmationRequired
from loyalty_app.models import Customer
from loyalty_app.operations.erase_again import EraseAgain, erase_again
from loyalty_app.operations.erase_customer import EraseCustomer, erase_customer
from loyalty_app.operations.personal_data import read_email
from loyalty_app.operations.request_export import RequestExport, request_export
from loyalty_app.queries.erasures import ErasedPerson, list_erasures
from loyalty_app.queries.my_data import everything_about

customer = CommandGroup("customer", help="What is known about one person: hand it out, or forget it.")


@customer.command("export")
@click.argument("email")
@click.option("--merchant", "merchant_code", required=True, help="Whose customer it is, by code.")
@json_option
def export(email: str, merchant_code: str, as_json: bool) -> None:
    """Print everything that is known about the person of that address."""
    merchant_id, customer_id = _person(email, merchant_code)
    request_export(RequestExport(actor=_console_at(merchant_id), customer_id=customer_id))
    data = everything_about(db.session.connection(), merchant_id, customer_id)
    say(data, list(_readable(data)), as_json=as_json)


@customer.command("erase")
@click.argument("email")
@click.option("--merchant", "merchant_code", required=True, help="Whose customer it is, by code.")
@click.option("--reason", help="Why, for the audit trail; no name.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
def erase(email: str, merchant_code: str, reason: str | None, yes: bool, as_json: bool) -> None:
    """Forget the person of that address for good; the books keep their lines."""
    merchant_id, customer_id = _person(email, merchant_code)
    command = EraseCustomer(actor=_console_at(merchant_id), customer_id=customer_id, reason=reason, confirmed=yes)
    try:
        erased = erase_customer(command)
    except ConfirmationRequired as question:
        left = f"{question.facts['stamps_forfeited']} stamps and {question.facts['points_forfeited']} points"
        click.confirm(f"All data goes for good, and with it {left}. Continue?", abort=True, err=True)
        confirmed = EraseCustomer(actor=command.actor, customer_id=customer_id, reason=reason, confirmed=True)
        erased = erase_customer(confirmed)
    facts = {
        "customer_id": customer_id,
        "cards": erased.cards,
        "stamps_forfeited": erased.stamps_forfeited,
        "points_forfeited": erased.points_forfeited,
    }
    say(facts, [f"✓ customer {customer_id} is forgotten."], as_json=as_json)


@customer.command("erasures")
def erasures() -> None:
    """Print who was erased, as numbers and keyed hashes: one JSON object a line, to be kept beside the backups."""
    for erased in list_erasures(db.session.connection()):
        facts = {
            "merchant_code": erased.merchant_code,
            "customer_id": erased.customer_id,
            "address_hash": erased.address_hash,
            "erased_at": erased.erased_at.isoformat(),
        }
        click.echo(json.dumps(facts))


@customer.command("erase-again")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only count who came back.")
@json_option
def erase_once_more(file: Path, dry_run: bool, as_json: bool) -> None:
    """After a backup was restored: erase again who is on the list that `customer erasures` printed before."""
    done = erase_again(EraseAgain(erasures=_read_list(file), dry_run=dry_run))
    verb = "to be erased again" if dry_run else "erased again"
    say({"customers": done.customers}, [f"✓ {done.customers} {verb}."], as_json=as_json)


def _person(email: str, merchant_code: str) -> tuple[int, int]:
    """The member of that address, or else who typed it last; ends the command where there is nobody."""
    merchant_id = merchant_named(merchant_code)
    found = (
        select(Customer.id)
        .where(
            Customer.merchant_id == merchant_id,
            Customer.email_canonical == read_email(email).canonical,
            Customer.deleted_at.is_(None),
            Customer.erased_at.is_(None),
        )
        .order_by(Customer.is_provisional, Customer.id.desc())
        .limit(1)
    )
    customer_id: int | None = db.session.execute(found).scalar_one_or_none()
    return merchant_id, customer_id or fail("Nobody with this address is a customer of this merchant.", code=2)


def _console_at(merchant_id: int) -> Actor:
    return Actor(merchant_id=merchant_id, store_id=None, role=Role.OWNER, on_behalf=True)


def _read_list(file: Path) -> list[ErasedPerson]:
    try:
        rows = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
        return [ErasedPerson(**row | {"erased_at": datetime.fromisoformat(row["erased_at"])}) for row in rows]
    except (ValueError, TypeError, KeyError):
        return fail("This is no list of erasures.", code=2)


def _readable(data: dict[str, Any]) -> list[str]:
    """One fact a line, indented below its heading."""
    lines: list[str] = []
    for heading, value in data.items():
        if isinstance(value, list):
            lines.append(f"{heading}: {len(value)}")
            lines += [f"  {_in_one_line(row)}" for row in value]
        elif isinstance(value, dict):
            lines.append(f"{heading}:")
            lines += [f"  {name}: {fact}" for name, fact in value.items() if fact is not None]
        else:
            lines.append(f"{heading}: {value}")
    return lines


def _in_one_line(row: dict[str, Any]) -> str:
    return ", ".join(f"{name}: {fact}" for name, fact in row.items() if fact not in (None, [], False))
