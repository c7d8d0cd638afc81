"""`flask store`: one more store of a merchant, and when it is open."""

import click

from loyalty_app.cli.console import CONSOLE, merchant_named, store_named
from loyalty_app.cli.printing import CommandGroup, json_option, say
from loyalty_app.db import db
from loyalty_app.domain.opening_hours import PlainHours, stored_hours, typed_hours
from loyalty_app.operations.create_store import CreateStore, create_store
from loyalty_app.operations.set_opening_hours import SetOpeningHours, set_opening_hours
from loyalty_app.queries.stores import find_store
from loyalty_app.texts.opening_hours import written_hours

store = CommandGroup("store", help="Stores of a merchant.")


@store.command("create")
@click.option("--merchant", "merchant_code", required=True, metavar="CODE")
@click.option("--name", required=True, help="What customers call it.")
@click.option("--code", required=True, help="2 to 40 of a-z, 0-9 and -; it stands on the poster.")
@click.option("--address")
@click.option("--timezone", help="If it is not the merchant's.")
@json_option
def create(merchant_code: str, name: str, code: str, address: str | None, timezone: str | None, as_json: bool) -> None:
    """Create a store; it then needs staff and a tablet, and `store hours` says when it is open."""
    created = create_store(
        CreateStore(
            actor=CONSOLE,
            merchant_id=merchant_named(merchant_code),
            name=name,
            code=code,
            address=address,
            timezone=timezone,
        )
    )
    facts = {"id": created.store_id, "code": created.code, "name": created.name, "merchant": merchant_code}
    say(facts, [f"✓ {created.name} ({created.code})"], as_json=as_json)


@store.command("hours")
@click.option("--store", "store_code", required=True, metavar="CODE")
@click.option("--clear", is_flag=True, help="Say no hours any more.")
@click.argument("hours", nargs=-1)
@json_option
def hours(store_code: str, clear: bool, hours: tuple[str, ...], as_json: bool) -> None:
    """Say when a store is open, or show it.

    HOURS such as 'mon-fri 07:00-12:00,13:00-18:30' 'sat 08:00-17:00' replace what was said before; a time past midnight
    belongs to the day on which it begins. Passes and pages follow.
    """
    if hours and clear:
        raise click.UsageError("Either HOURS or --clear.")
    named = store_named(store_code)
    if hours or clear:
        wanted = typed_hours(hours) if hours else None
        set_opening_hours(SetOpeningHours(actor=named.actor, store_id=named.id, hours=wanted))
    found = find_store(db.session.connection(), store_code)
    plain = found.opening_hours if found else None
    facts = {"store": store_code, "opening_hours": plain}
    say(facts, [f"{named.name}: {_in_words(plain)}"], as_json=as_json)


def _in_words(plain: PlainHours | None) -> str:
    hours = stored_hours(plain)
    return written_hours(hours, "en", "Every day") if hours else "no hours given"
