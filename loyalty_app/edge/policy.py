"""What each route allows, declared beside its URL. A route without a declaration does not start."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import Blueprint, Flask

from loyalty_app.domain.actors import Role


class CallerKind(StrEnum):
    """How a caller proves who they are."""

    VISITOR = "visitor"
    TILL = "till"  # an API token
    TERMINAL = "terminal"  # a paired tablet, whether unlocked or not
    STAFF = "staff"  # a paired tablet that a member of staff unlocked
    USER = "user"  # an owner, manager or platform admin who signed in
    CUSTOMER = "customer"  # a customer by the cookie of their browser
    CUSTOMER_API = "customer_api"  # a customer by the same session, in the Authorization header


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who may call a route: one kind of caller, of at least `role`, in one of `scopes` (tokens only).

    `at_one_store`: the caller must stand at a store: a merchant's token names it by `?store_code=`.
    """

    kind: CallerKind
    role: Role = Role.NOBODY
    scopes: frozenset[str] = frozenset()
    at_one_store: bool = False


ANYONE = Policy(kind=CallerKind.VISITOR)
TERMINAL = Policy(kind=CallerKind.TERMINAL)
STAFF = Policy(kind=CallerKind.STAFF)
STORE_MANAGER = Policy(kind=CallerKind.STAFF, role=Role.MANAGER)
USER = Policy(kind=CallerKind.USER)
MANAGER = Policy(kind=CallerKind.USER, role=Role.MANAGER)
OWNER = Policy(kind=CallerKind.USER, role=Role.OWNER)
CUSTOMER = Policy(kind=CallerKind.CUSTOMER)
CUSTOMER_API = Policy(kind=CallerKind.CUSTOMER_API)
PLATFORM_ADMIN = Policy(kind=CallerKind.USER, role=Role.PLATFORM_ADMIN)
TILL = Policy(kind=CallerKind.TILL, role=Role.CASHIER, scopes=frozenset({"store", "merchant"}), at_one_store=True)
TILL_OWNER = Policy(kind=CallerKind.TILL, role=Role.OWNER, scopes=frozenset({"store", "merchant"}), at_one_store=True)
PLATFORM = Policy(kind=CallerKind.TILL, role=Role.PLATFORM_ADMIN, scopes=frozenset({"platform"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One line of a routes.py: method, path, the function that answers, who may call it, and how often.

    `limit` is written as "60/minute" and counts per device, token or signed-in user; None is the wide
    ceiling per address alone.
    """

    method: str
    path: str
    view: Callable[..., Any]
    who: Policy
    limit: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the app knows of an endpoint."""

    policy: Policy
    limit: str | None


def add_routes(blueprint: Blueprint, *routes: Route) -> None:
    """Register the routes on the blueprint and remember what each one allows."""
    for route in routes:
        endpoint = route.name or route.view.__name__
        blueprint.add_url_rule(route.path, endpoint=endpoint, view_func=route.view, methods=[route.method])
        declared = Declared(policy=route.who, limit=route.limit)
        blueprint.record_once(_remember(f"{blueprint.name}.{endpoint}", declared))


def declare(app: Flask, endpoint: str, policy: Policy) -> None:
    """Declare an endpoint that was not made by add_routes, such as Flask's own for static files."""
    app.extensions.setdefault("policies", {})[endpoint] = Declared(policy=policy, limit=None)


def declared(app: Flask, endpoint: str) -> Declared:
    """What the endpoint allows; a KeyError is a programmer's mistake."""
    found: Declared = app.extensions["policies"][endpoint]
    return found


def require_all_declared(app: Flask) -> None:
    """Refuse to start with a route that says not who may call it."""
    known = app.extensions.get("policies", {})
    missing = sorted({rule.endpoint for rule in app.url_map.iter_rules()} - set(known))
    assert not missing, f"routes without a policy: {', '.join(missing)}"


def _remember(endpoint: str, what: Declared) -> Callable[[Any], None]:
    def remember(state: Any) -> None:
        state.app.extensions.setdefault("policies", {})[endpoint] = what

    return remember
