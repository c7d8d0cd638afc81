"""The commands of `flask --app wsgi …`: one thin module per group."""

from flask import Flask

from loyalty_app.cli.ledger import ledger

GROUPS = (ledger,)


def register_commands(app: Flask) -> None:
    """Make all groups known to the flask command."""
    for group in GROUPS:
        app.cli.add_command(group)
