"""The store's pages as the terminal's menu names them."""

from flask import url_for

from loyalty_app.edge.caller import current_caller
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.terminal.screens import Action


def store_links() -> tuple[Action, ...]:
    """Words, address and icon of each page that the person at the counter may open."""
    links: list[Action] = [
        (gettext("Members"), url_for("store.cards"), "users"),
        (gettext("Transactions"), url_for("store.transactions"), "list"),
    ]
    if current_caller().acting.is_manager:
        links.append((gettext("Staff PINs"), url_for("store.pins"), "key"))
    return tuple(links)
