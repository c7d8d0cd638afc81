"""Two merchants side by side, for tests of what one may see and touch of the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import ProvenStaff, Role
from loyalty_app.models import LoyaltyProgram, Merchant, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.unit_of_work import clock
from tests.api.tills import Till, a_customer_session, a_staff_session, a_token
from tests.factories import Shop, a_card, a_category, a_colleague, a_customer, a_reward, a_shop, a_store, reference

PIN = "493817"


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """One merchant with everything a till can name; every word of it carries its canary."""

    canary: str
    shop: Shop
    store_code: str
    other_store_id: int
    other_store_code: str
    card_id: int
    card_number: str
    qr_code: str
    customer_id: int
    email: str
    stamp_id: int
    points_id: int
    order_reference: str
    reward_id: int
    category_id: int
    colleague_id: int
    customer_session: str
    manager_session: str
    cashier_session: str

    def ids(self) -> dict[str, Any]:
        """What names one of the merchant's things in a path, an address or a body."""
        return {
            "card_id": self.card_id,
            "card_number": self.card_number,
            "qr_code": self.qr_code,
            "customer_id": self.customer_id,
            "transaction_id": self.stamp_id,
            "order_reference": self.order_reference,
            "reward_id": self.reward_id,
            "category_id": self.category_id,
            "category_ids": [self.category_id],
            "staff_id": self.colleague_id,
            "staff_session": self.manager_session,
            "store_code": self.store_code,
        }


UNKNOWN: dict[str, Any] = {
    "card_id": 987654321,
    "card_number": "999999999993",
    "qr_code": "CARD-ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
    "customer_id": 987654321,
    "transaction_id": 987654321,
    "order_reference": "nobody has this receipt",
    "reward_id": 987654321,
    "category_id": 987654321,
    "category_ids": [987654321],
    "staff_id": 987654321,
    "staff_session": "nobody has this session",
    "store_code": "nobody-has-this-store",
}


def a_tenant(canary: str) -> Tenant:
    """A merchant whose names, addresses and receipts all contain the canary."""
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=1000, minimum_redemption_points=1, stamps_target=1)
    _mark(shop, canary)
    other = a_store(shop.merchant_id, name=f"Other {canary}")
    email = f"{canary}@example.com"
    customer = a_customer(shop, first_name=canary, last_name=canary, email=email, email_canonical=email)
    card = a_card(shop, customer=customer)
    category = a_category(shop, names=dict.fromkeys(("en", "fr", "de", "lb"), canary))
    reward = a_reward(shop, name=f"Cake {canary}", points_required=1)
    person = a_colleague(shop, pin=PIN, name=canary, role="manager")
    manager = shop.actor(ProvenStaff(id=person.id, name=canary, role=Role.MANAGER))
    stamps = [add_stamp(AddStamp(actor=manager, card=reference(card))) for _ in range(3)]
    earned = earn_points(
        EarnPoints(
            actor=manager,
            card=reference(card),
            purchase_amount_cents=10_000,
            order_reference=canary,
            category_ids=(category.id,),
        )
    )
    return Tenant(
        canary=canary,
        shop=shop,
        store_code=db.session.get_one(Store, shop.store_id).code,
        other_store_id=other.id,
        other_store_code=other.code,
        card_id=card.id,
        card_number=card.card_number,
        qr_code=card.qr_token,
        customer_id=customer.id,
        email=email,
        stamp_id=stamps[-1].transaction.id,
        points_id=earned.transaction.id,
        order_reference=canary,
        reward_id=reward.id,
        category_id=category.id,
        colleague_id=a_colleague(shop, pin=PIN, name=f"Colleague {canary}").id,
        customer_session=a_customer_session(customer.id, card.id),
        manager_session=a_staff_session(person.id),
        cashier_session=a_staff_session(shop.cashier.id),
    )


def _mark(shop: Shop, canary: str) -> None:
    db.session.get_one(Merchant, shop.merchant_id).name = f"Merchant {canary}"
    db.session.get_one(Store, shop.store_id).name = f"Store {canary}"
    db.session.get_one(LoyaltyProgram, shop.program_id).stamps_reward_description = f"Coffee {canary}"
    db.session.commit()


@dataclass(frozen=True, kw_only=True)
class World:
    """Two tenants that must never meet."""

    app: Flask
    a: Tenant
    b: Tenant

    def callers(self) -> dict[str, Till]:
        """Everybody who might call, by what they are; `a store` is the one the requests are written for."""
        a, b = self.a.shop, self.b.shop
        merchant: dict[str, Any] = {"scope": "merchant", "store_id": None}
        platform = {"scope": "platform", "role": "platform_admin", "merchant_id": None, "store_id": None}
        tokens = {
            "nobody": None,
            "junk": "x" * 43,
            "revoked": a_token(a, revoked_at=clock.now()),
            "a store": a_token(a),
            "a store, owner": a_token(a, role="owner"),
            "a other store": a_token(a, store_id=self.a.other_store_id),
            "a merchant": a_token(a, role="owner", **merchant),
            "a merchant, manager": a_token(a, role="manager", **merchant),
            "b store": a_token(b),
            "b merchant": a_token(b, role="owner", **merchant),
            "platform": a_token(a, **platform),
        }
        return {name: Till(app=self.app, token=token) for name, token in tokens.items()}


def a_world(app: Flask) -> World:
    return World(app=app, a=a_tenant("canary-a"), b=a_tenant("canary-b"))
