"""`flask demo`: shops to play with, and everything a visitor needs to get in."""

import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from loyalty_app.cli.console import settings
from loyalty_app.cli.printing import CommandGroup, fail, json_option, say
from loyalty_app.db import db
from loyalty_app.demo.keys import DemoKeys

SHOWN_MEMBERS = 4
demo = CommandGroup("demo", help="Shops to play with.")


@demo.command("load")
@click.option("--members", default=200, show_default=True, type=click.IntRange(1, 20_000))
@click.option("--days", default=90, show_default=True, type=click.IntRange(1, 730))
@json_option
def load(members: int, days: int, as_json: bool) -> None:
    """Fill an empty database with a café chain, a bookshop and their past; then show how to get in."""
    from loyalty_app.demo.load import load_demo

    if not _is_loaded():
        load_demo(_keys(), settings(), members=members, days=days, progress=_progress())
    _show(as_json=as_json)


@demo.command("show")
@json_option
def show(as_json: bool) -> None:
    """Print every address, password, PIN and token of the demo once more."""
    if not _is_loaded():
        fail("The demo is not loaded: flask --app wsgi demo load")
    _show(as_json=as_json)


def _is_loaded() -> bool:
    from loyalty_app.demo.loaded import DemoRefused, demo_is_loaded

    try:
        return demo_is_loaded(_keys())
    except DemoRefused as problem:
        fail(str(problem))


def _show(*, as_json: bool) -> None:
    from loyalty_app.demo.show import demo_facts

    facts = demo_facts(db.session.connection(), _keys(), settings().base_url)
    facts |= _on_ones_own_machine(facts["base_url"])
    say(facts, () if as_json else _lines(facts, _write_cards(facts)), as_json=as_json)


def _on_ones_own_machine(base_url: str) -> dict[str, Any]:
    """Where to read what the demo would send: files, on one's own machine also a page; nothing with a mail server.

    And the phone whose wallet follows the counter.
    """
    from loyalty_app.demo.routes import is_playground

    pages = {"mails": f"{base_url}/dev/mails", "phone": f"{base_url}/dev/phone"} if is_playground(settings()) else {}
    files = {"outbox": str(settings().outbox_path)} if settings().smtp_server is None else {}
    return pages | files


def _keys() -> DemoKeys:
    return DemoKeys(secret_key=settings().secret_key)


def _progress() -> Callable[[int, int], None]:
    """Says on a terminal how far it is; elsewhere nothing."""

    def tell(done: int, all_of_them: int) -> None:
        if sys.stderr.isatty() and (done % 50 == 0 or done == all_of_them):
            end = "\n" if done == all_of_them else ""
            click.echo(f"\r  {done * 100 // all_of_them:3d} %  {done} of {all_of_them} visits{end}", err=True, nl=False)

    return tell


def _write_cards(facts: dict[str, Any]) -> list[Path]:
    """QR codes of the shown members' cards, to be scanned from this screen or from paper."""
    import segno

    directory = settings().var_path / "demo"
    directory.mkdir(parents=True, exist_ok=True)
    paths = []
    for member in _shown(facts):
        path = directory / f"card-{_file_name(member['first_name'])}.svg"
        segno.make(member["qr_code"], error="m").save(str(path), scale=8, border=4)
        paths.append(path)
    return paths


def _shown(facts: dict[str, Any]) -> list[dict[str, Any]]:
    members: list[dict[str, Any]] = facts["merchants"][0]["members"]
    return members[:SHOWN_MEMBERS]


def _file_name(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower())


def _lines(facts: dict[str, Any], cards: list[Path]) -> Iterator[str]:
    addresses = facts["addresses"]
    yield ""
    yield f"  Counter      {addresses['counter']}"
    yield f"  Pair tablet  {addresses['pair']}   code: from the owner's page {addresses['devices']}"
    yield "               or: flask --app wsgi device pair --store gare"
    yield f"  Sign in      {addresses['sign_in']}"
    if "outbox" in facts:
        yield f"  Mails        {facts.get('mails', 'as files')}   {_shortened(Path(facts['outbox']))}/"
    if "phone" in facts:
        yield f"  Phone        {facts['phone']}"
    for user in facts["users"]:
        yield f"    {user['role']:<15}{user['email']:<28}{user['password']}"
    for merchant in facts["merchants"]:
        yield ""
        yield f"  {merchant['name']} ({merchant['code']}, {merchant['loyalty_type']})   token {merchant['token']}"
        for store in merchant["stores"]:
            staff = " · ".join(f"{person['name']} {person['pin']}" for person in store["staff"])
            yield f"    {store['code']:<11}{staff}"
            yield f"    {'':<11}token {store['token']}"
    yield ""
    yield f"  Platform token {facts['platform_token']}"
    yield ""
    yield "  Members to scan or type"
    for member, path in zip(_shown(facts), cards, strict=True):
        standing = f"{member['stamp_count']} stamps, {member['points_balance']} points"
        name = f"{member['first_name']} {member['last_name']}"
        yield f"    {member['card_number']}  {name}, {standing}   {_shortened(path)}"
    yield ""


def _shortened(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
