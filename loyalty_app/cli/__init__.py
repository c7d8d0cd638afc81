"""The commands of `flask --app wsgi …`: one thin module per group."""

from flask import Flask

from loyalty_app.cli.demo import demo
from loyalty_app.cli.devices import device
from loyalty_app.cli.ledger import ledger
from loyalty_app.cli.merchants import merchant
from loyalty_app.cli.stores import store
from loyalty_app.cli.tokens import token
from loyalty_app.cli.users import user

GROUPS = (demo, device, ledger, merchant, store, token, user)


def register_commands(app: Flask) -> None:
    """Make all groups known to the flask command."""
    for group in GROUPS:
        app.cli.add_command(group)
