"""A till with the merchant's token serves with the rights of the person who proved themselves, not with the owner's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import StaffPin
from tests.api.bad_inputs import Scene, a_scene
from tests.api.tills import a_staff_session, a_till, store_code
from tests.factories import a_card, a_customer


def with_the_merchants_token(app: Flask) -> Scene:
    scene = a_scene(app)
    till = a_till(app, scene.shop, scope="merchant", role="owner", store_id=None)
    return replace(scene, till=till)


def asked(scene: Scene, path: str, body: dict[str, object]) -> tuple[int, str | None]:
    answer = scene.till.post(f"{path}?store_code={store_code(scene.shop)}", {"card_id": scene.card.id, **body})
    assert answer.json is not None
    return answer.status_code, answer.json.get("code")


def test_a_cashier_needs_a_manager_above_the_maximum(app: Flask) -> None:
    scene = with_the_merchants_token(app)
    assert asked(scene, "/points", {"purchase_amount_cents": 60_000}) == (422, "amount_too_high")
    manager = {"staff_session": a_staff_session(scene.shop.manager.id)}
    assert asked(scene, "/points", {"purchase_amount_cents": 60_000, **manager}) == (200, None)


@pytest.mark.parametrize("path", ["/stamp", "/points"])
def test_s26_a_cashier_does_not_serve_themselves(app: Flask, path: str) -> None:
    scene = with_the_merchants_token(app)
    own = a_card(scene.shop, customer=a_customer(scene.shop, email_canonical="sophie@example.com"))
    db.session.get_one(StaffPin, scene.shop.cashier.id).email_canonical = "sophie@example.com"
    db.session.commit()
    body = {"purchase_amount_cents": 500} if path == "/points" else {}
    assert asked(replace(scene, card=own), path, dict(body)) == (403, "manager_required")


def test_s26_a_cashier_does_not_void_what_somebody_else_did(app: Flask) -> None:
    scene = with_the_merchants_token(app)
    store = store_code(scene.shop)
    manager = {"staff_session": a_staff_session(scene.shop.manager.id)}
    earned = scene.till.post(
        f"/points?store_code={store}", {"card_id": scene.card.id, "purchase_amount_cents": 500, **manager}
    )
    assert earned.json is not None
    void = {"transaction_id": earned.json["transaction"]["id"], "reason": "returned"}
    refused = scene.till.post(f"/points/void?store_code={store}", void)
    assert refused.json is not None
    assert (refused.status_code, refused.json["code"]) == (403, "manager_required")
    assert scene.till.post(f"/points/void?store_code={store}", {**void, **manager}).status_code == 200


def test_the_owners_token_adjusts_by_itself(app: Flask) -> None:
    scene = with_the_merchants_token(app)
    scene.till.staff_session = None
    assert asked(scene, "/points/adjust", {"points_delta": 5, "reason": "gift"}) == (200, None)
