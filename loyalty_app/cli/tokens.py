"""`flask token`: the right of a till or another program."""

import click

from loyalty_app.cli.console import CONSOLE, merchant_named, store_named
from loyalty_app.cli.printing import CommandGroup, fail, json_option, say
from loyalty_app.domain.actors import Role
from loyalty_app.operations.create_api_token import CreateApiToken, create_api_token

token = CommandGroup("token", help="API tokens of tills and other programs.")


@token.command("create")
@click.option("--store", "store_code", metavar="CODE", help="Acts at this store.")
@click.option("--merchant", "merchant_code", metavar="CODE", help="Acts at any store of this merchant.")
@click.option("--platform", is_flag=True, help="Acts for the platform.")
@click.option("--label", required=True, help="What it is for, such as Till 1.")
@click.option("--role", type=click.Choice(["cashier", "manager", "owner"]), help="Less or more than usual.")
@json_option
def create(
    store_code: str | None, merchant_code: str | None, platform: bool, label: str, role: str | None, as_json: bool
) -> None:
    """Create a token; it is shown once. A store's acts as cashier, a merchant's as owner unless told otherwise."""
    if sum((store_code is not None, merchant_code is not None, platform)) != 1:
        fail("Say exactly one of --store, --merchant and --platform.", code=2)
    store = store_named(store_code) if store_code else None
    merchant_id = merchant_named(merchant_code) if merchant_code else store.merchant_id if store else None
    created = create_api_token(
        CreateApiToken(
            actor=CONSOLE,
            label=label,
            merchant_id=merchant_id,
            store_id=store.id if store else None,
            role=Role.named(role) if role else None,
        )
    )
    facts = {
        "token": created.token,
        "id": created.token_id,
        "scope": created.scope,
        "role": created.role.name.lower(),
        "label": created.label,
    }
    say(facts, [f"✓ {created.token}   (shown now and never again)"], as_json=as_json)
