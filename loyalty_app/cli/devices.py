"""`flask device`: pair a tablet without signing in."""

import click

from loyalty_app.cli.console import settings, store_named
from loyalty_app.cli.printing import CommandGroup, json_option, say
from loyalty_app.operations.create_pairing_code import CreatePairingCode, create_pairing_code

device = CommandGroup("device", help="Tablets at the counters.")


@device.command("pair")
@click.option("--store", "store_code", required=True, metavar="CODE")
@click.option("--label", help="What the tablet is called, such as Counter 1.")
@json_option
def pair(store_code: str, label: str | None, as_json: bool) -> None:
    """Make a pairing code: type it on the tablet within ten minutes."""
    store = store_named(store_code)
    created = create_pairing_code(CreatePairingCode(actor=store.actor, store_id=store.id, label=label))
    address = f"{settings().base_url}/store/loyalty/pair"
    facts = {
        "code": created.code,
        "store": {"code": created.store_code, "name": created.store_name},
        "expires_at": created.expires_at.isoformat(),
        "url": address,
    }
    say(facts, [f"✓ {created.code}   open {address} on the tablet of {created.store_name}"], as_json=as_json)
