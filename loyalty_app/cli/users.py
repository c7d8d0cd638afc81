"""`flask user`: the first platform admin."""

import secrets

import click

from loyalty_app.cli.console import CONSOLE
from loyalty_app.cli.printing import CommandGroup, json_option, say
from loyalty_app.domain.actors import Role
from loyalty_app.operations.create_user import CreateUser, create_user

user = CommandGroup("user", help="People who sign in with a password.")


@user.command("create-admin")
@click.argument("email")
@click.option("--ask", is_flag=True, help="Ask for the password instead of making one.")
@json_option
def create_admin(email: str, ask: bool, as_json: bool) -> None:
    """Create a platform admin; the password is made and shown once, unless you want to type your own."""
    typed = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask else None
    password = typed or secrets.token_urlsafe(15)
    created = create_user(CreateUser(actor=CONSOLE, email=email, password=password, role=Role.PLATFORM_ADMIN))
    facts = {"id": created.user_id, "email": created.email, "role": "platform_admin"}
    lines = [f"✓ {created.email} can sign in as platform admin."]
    if typed is None:
        facts["password"] = password
        lines.append(f"  password: {password}   (shown now and never again)")
    say(facts, lines, as_json=as_json)
