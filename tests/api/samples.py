"""A good request for every call of the API: what the generated tests start from and then spoil."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from loyalty_app.api.openapi import OF_APPLE
from loyalty_app.edge.policy import CallerKind, Policy, declared
from tests.api.tills import Till, a_key
from tests.api.world import PIN, Tenant

PREFIX = "/api/v1"
BROWSER = "uY3nW0qkQ7cM2pXsV9tLzR4hB6dJ8fGa1eKoTiN5wCs"


@dataclass(frozen=True, kw_only=True)
class Request:
    """A request about the things of one tenant."""

    method: str
    rule: Rule
    ids: dict[str, Any]
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None

    def sent_by(self, till: Till) -> TestResponse:
        path = self.rule.build(self.ids, append_unknown=False)
        assert path is not None
        headers = {"Idempotency-Key": a_key()} if self.method == "POST" else {}
        return till.ask(self.method, path[1], query_string=self.query, json=self.body, headers=headers)


def tills_requests(app: Flask, tenant: Tenant) -> dict[str, Request]:
    """Those that are for tills."""
    found = requests(app, tenant).items()
    return {name: one for name, one in found if is_for_tills(declared(app, name).policy)}


def requests(app: Flask, tenant: Tenant) -> dict[str, Request]:
    """A good request for every endpoint below /api/v1, by endpoint, what takes things away last.

    A route without a sample is an error.
    """
    found: dict[str, Request] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: "DELETE" in (rule.methods or ())):
        if is_json_call(rule):
            (method,) = (rule.methods or set()) - {"HEAD", "OPTIONS"}
            body, query = SAMPLES[rule.endpoint](tenant)
            ids = {name: value for name, value in tenant.ids().items() if name in rule.arguments}
            if is_for_tills(declared(app, rule.endpoint).policy):
                query = {"store_code": tenant.store_code, **query}
            found[rule.endpoint] = Request(method=method, rule=rule, ids=ids, query=query, body=body)
    return found


def is_json_call(rule: Rule) -> bool:
    """Whether the route is one of our JSON API, and not of the protocol that phones with passes speak."""
    return rule.rule.startswith(PREFIX) and not rule.endpoint.startswith(OF_APPLE)


def is_for_tills(policy: Policy) -> bool:
    """Whether a store's or merchant's token opens the route."""
    return policy.kind is CallerKind.TILL and "platform" not in policy.scopes


Sample = Callable[[Tenant], tuple[dict[str, Any] | None, dict[str, Any]]]


def reading(**query: Any) -> Sample:
    return lambda _tenant: (None, query)


def card(**fields: Any) -> Sample:
    return lambda t: ({"card_id": t.card_id, "staff_session": t.manager_session, **fields}, {})


def staff(**fields: Any) -> Sample:
    return lambda t: ({"staff_session": t.manager_session, **fields}, {})


SAMPLES: dict[str, Sample] = {
    "admin_api.show_wallet_status": reading(),
    "public_api.describe_api": reading(),
    "public_api.show_public_program": reading(),
    "storefront_api.show_storefront_program": lambda t: (None, {"store_code": t.store_code}),
    "storefront_api.enroll": lambda t: (
        {"store_code": t.store_code, "email": "eva@example.com", "first_name": "Eva", "terms_accepted": True},
        {},
    ),
    "storefront_api.signin": lambda t: (
        {"store_code": t.store_code, "email": "eva@example.com", "browser_token": BROWSER},
        {},
    ),
    "storefront_api.signin_code": lambda t: (
        {"store_code": t.store_code, "code": "493817", "browser_token": BROWSER},
        {},
    ),
    "storefront_api.signout": reading(),
    "storefront_api.show_my_card": reading(),
    "storefront_api.list_my_transactions": reading(),
    "storefront_api.list_my_consents": reading(),
    "storefront_api.change_my_consent": lambda _tenant: (
        {"marketing_consent": True},
        {},
    ),
    "store_api.find_cards": lambda t: (None, {"search": t.canary, "status": "active"}),
    "store_api.look_up_card": lambda t: ({"card_id": t.card_id}, {}),
    "store_api.show_card": reading(),
    "store_api.list_card_transactions": reading(),
    "store_api.list_transactions": lambda t: (None, {"card_id": t.card_id}),
    "store_api.enroll_customer": lambda t: (
        {"customer_id": t.customer_id, "staff_session": t.manager_session},
        {"dry_run": "true"},
    ),
    "store_api.block_card": staff(reason="Lost"),
    "store_api.unblock_card": staff(reason="Found"),
    "store_api.replace_card": staff(reason="Lost"),
    "store_api.add_stamp": lambda t: (
        {"card_id": t.card_id, "staff_session": t.manager_session, "category_ids": [t.category_id]},
        {},
    ),
    "store_api.redeem_stamps": card(),
    "store_api.earn_points": lambda t: (
        {
            "card_id": t.card_id,
            "staff_session": t.manager_session,
            "purchase_amount_cents": 500,
            "category_ids": [t.category_id],
        },
        {},
    ),
    "store_api.redeem_points": lambda t: (
        {"card_id": t.card_id, "staff_session": t.manager_session, "reward_id": t.reward_id},
        {},
    ),
    "store_api.void_stamps": lambda t: (
        {"transaction_id": t.stamp_id, "staff_session": t.manager_session, "reason": "Wrong card"},
        {},
    ),
    "store_api.void_points": lambda t: (
        {"order_reference": t.order_reference, "staff_session": t.manager_session, "reason": "Brought back"},
        {},
    ),
    "store_api.adjust_points": card(points_delta=5, reason="Forgotten"),
    "store_api.list_pins": reading(),
    "store_api.create_pin": staff(name="Somebody new", pin="573902"),
    "store_api.change_pin": staff(name="Another name"),
    "store_api.delete_pin": lambda t: ({"staff_session": t.manager_session}, {}),
    "store_api.unlock_pin": staff(),
    "store_api.verify_pin": lambda _tenant: ({"pin": PIN}, {}),
    "store_api.show_program": reading(),
    "store_api.list_rewards": reading(),
    "store_api.create_program": lambda _tenant: ({"loyalty_type": "stamps"}, {}),
    "store_api.change_program": lambda _tenant: ({"card_name": "Our card", "stamps_target": 12}, {}),
    "store_api.list_categories": reading(),
    "store_api.create_category": staff(names={"en": "Food"}),
    "store_api.change_category": staff(names={"en": "Drinks and more"}),
    "store_api.delete_category": lambda t: ({"staff_session": t.manager_session}, {}),
    "store_api.show_stats": reading(),
    "store_api.show_cohorts": reading(),
    "store_api.show_churn": reading(),
    "store_api.show_revenue": reading(),
}
