"""`flask merchant`: a new business."""

import click

from loyalty_app.cli.console import CONSOLE, settings
from loyalty_app.cli.printing import CommandGroup, json_option, say
from loyalty_app.operations.create_merchant import CreateMerchant, create_merchant

merchant = CommandGroup("merchant", help="Businesses on this platform.")


@merchant.command("create")
@click.option("--name", required=True, help="What customers call it.")
@click.option("--code", required=True, help="2 to 40 of a-z, 0-9 and -, for commands and addresses.")
@click.option("--currency", default="EUR", show_default=True)
@click.option("--locale", default="en", show_default=True, type=click.Choice(["en", "fr", "de", "lb"]))
@click.option("--timezone", default="Europe/Luxembourg", show_default=True)
@json_option
def create(name: str, code: str, currency: str, locale: str, timezone: str, as_json: bool) -> None:
    """Create a merchant; it then needs a store, an owner and a program."""
    created = create_merchant(
        CreateMerchant(
            actor=CONSOLE,
            name=name,
            code=code,
            currency=currency,
            default_locale=locale,
            timezone=timezone,
            pin_max_failed_attempts=settings().pin_max_failed_attempts,
            pin_lockout_minutes=settings().pin_lockout_minutes,
        )
    )
    facts = {"id": created.merchant_id, "code": created.code, "name": created.name}
    say(facts, [f"✓ {created.name} ({created.code})"], as_json=as_json)
