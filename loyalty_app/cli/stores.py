"""`flask store`: one more store of a merchant."""

import click

from loyalty_app.cli.console import CONSOLE, merchant_named
from loyalty_app.cli.printing import CommandGroup, json_option, say
from loyalty_app.operations.create_store import CreateStore, create_store

store = CommandGroup("store", help="Stores of a merchant.")


@store.command("create")
@click.option("--merchant", "merchant_code", required=True, metavar="CODE")
@click.option("--name", required=True, help="What customers call it.")
@click.option("--code", required=True, help="2 to 40 of a-z, 0-9 and -; it stands on the poster.")
@click.option("--address")
@click.option("--timezone", help="If it is not the merchant's.")
@json_option
def create(merchant_code: str, name: str, code: str, address: str | None, timezone: str | None, as_json: bool) -> None:
    """Create a store; it then needs staff and a tablet."""
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
