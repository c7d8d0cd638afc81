"""The commands of `flask --app wsgi …`: one thin module per group."""

from flask import Flask

from loyalty_app.cli.customers import customer
from loyalty_app.cli.demo import demo
from loyalty_app.cli.devices import device
from loyalty_app.cli.jobs import jobs, sweep
from loyalty_app.cli.ledger import ledger
from loyalty_app.cli.merchants import merchant
from loyalty_app.cli.stores import store
from loyalty_app.cli.tokens import token
from loyalty_app.cli.users import user
from loyalty_app.cli.wallets import wallet

COMMANDS = (customer, demo, device, jobs, ledger, merchant, store, sweep, token, user, wallet)


def register_commands(app: Flask) -> None:
    """Make all commands known to the flask command."""
    for command in COMMANDS:
        app.cli.add_command(command)
