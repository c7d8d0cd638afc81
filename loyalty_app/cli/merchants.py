"""`flask merchant`: a new business, and what holds for its members."""

from collections.abc import Iterator
from dataclasses import asdict

import click

from loyalty_app.cli.console import CONSOLE, merchant_named, settings
from loyalty_app.cli.printing import CommandGroup, NumberOr, json_option, say
from loyalty_app.db import db
from loyalty_app.domain.policy_fields import PolicyFields
from loyalty_app.domain.unchanged import UNCHANGED, Unchanged
from loyalty_app.operations.change_policy import ChangePolicy, change_policy
from loyalty_app.operations.create_merchant import CreateMerchant, create_merchant
from loyalty_app.queries.policy_view import PolicyView, find_policy

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


@merchant.command("settings")
@click.option("--merchant", "merchant_code", required=True, metavar="CODE")
@click.option(
    "--inactive-months",
    type=NumberOr("never"),
    default=UNCHANGED,
    help="Forget members who stay away for so many months (6 to 120).",
)
@click.option(
    "--minimum-age",
    "minimum_age_years",
    type=NumberOr("none"),
    default=UNCHANGED,
    help="How old members are at least (13 to 21).",
)
@json_option
def change_settings(
    merchant_code: str,
    inactive_months: int | Unchanged | None,
    minimum_age_years: int | Unchanged | None,
    as_json: bool,
) -> None:
    """Show what holds for the members of a merchant, and change what is named."""
    merchant_id = merchant_named(merchant_code)
    fields = PolicyFields(inactive_months=inactive_months, minimum_age_years=minimum_age_years)
    if fields == PolicyFields():
        policy = find_policy(db.session.connection(), merchant_id)
    else:
        policy = change_policy(ChangePolicy(actor=CONSOLE, merchant_id=merchant_id, fields=fields)).policy
    say({"merchant": merchant_code, **asdict(policy)}, _policy_lines(policy), as_json=as_json)


def _policy_lines(policy: PolicyView) -> Iterator[str]:
    months, years = policy.inactive_months, policy.minimum_age_years
    yield f"  Members who stay away   {f'forgotten after {months} months' if months else 'never forgotten'}"
    yield f"  Minimum age             {f'{years} years' if years else 'none'}"
