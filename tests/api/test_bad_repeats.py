"""Bad inputs, B: idempotency keys that are missing, malformed, used for something else or too old."""

from __future__ import annotations

import uuid
from datetime import timedelta

from flask import Flask

from loyalty_app.unit_of_work import clock
from tests.api.bad_inputs import Bad, Scene, a_scene, bad, named, stamping
from tests.api.digest import tables
from tests.api.tills import a_key, a_staff_session, a_till
from tests.factories import a_card, a_colleague, a_shop
from tests.races import at_once

USED = "key-that-was-used-before"
MALFORMED = "The Idempotency-Key must be 16–64 letters, digits, - or _."
REUSED = "This key was used for a different request. Send a new key."


def an_old_key() -> str:
    """A UUIDv7 made 31 days ago."""
    milliseconds = int((clock.now() - timedelta(days=31)).timestamp() * 1000)
    return str(uuid.UUID(int=milliseconds << 80 | 7 << 76 | 2 << 62 | 1))


def after_a_stamp(scene: Scene) -> Scene:
    assert scene.till.post("/stamp", {"card_id": scene.card.id}, key=USED).status_code == 200
    return scene


KEYS = [
    bad(
        "B021",
        428,
        "idempotency_key_missing",
        "Send an Idempotency-Key header, so that a repeat is never counted twice.",
        lambda s: s.till.ask("POST", "/stamp", json={"card_id": s.card.id, "staff_session": s.till.staff_session}),
    ),
    *(
        bad(
            f"B022-{name}",
            422,
            "idempotency_key_invalid",
            MALFORMED,
            stamping(key=key),
        )
        for name, key in {
            "empty": "",
            "short": "a" * 15,
            "long": "a" * 65,
            "very-long": "a" * 300,
            "space": "0123456789 0123456789",
            "tab": "0123456789\t0123456789",
            "dot": "0123456789.0123456789",
            "umlaut": "0123456789ä0123456789",
        }.items()
    ),
    bad(
        "B028",
        422,
        "idempotency_key_expired",
        "This request is too old to repeat safely. Look at the balance, then start anew.",
        lambda s: s.till.post("/stamp", {"card_id": s.card.id}, key=an_old_key()),
    ),
]

REUSES = [
    bad(
        "B024-card",
        422,
        "idempotency_key_reused",
        REUSED,
        lambda s: s.till.post("/stamp", {"card_id": a_card(s.shop).id}, key=USED),
    ),
    bad(
        "B024-staff",
        422,
        "idempotency_key_reused",
        REUSED,
        lambda s: s.till.post(
            "/stamp", {"card_id": s.card.id, "staff_session": a_staff_session(s.shop.manager.id)}, key=USED
        ),
    ),
    bad(
        "B024-route",
        422,
        "idempotency_key_reused",
        REUSED,
        lambda s: s.till.post("/stamp/redeem", {"card_id": s.card.id}, key=USED),
    ),
    bad(
        "B024-amount",
        422,
        "idempotency_key_reused",
        REUSED,
        lambda s: s.till.post("/points", {"card_id": s.card.id, "purchase_amount_cents": 700}, key=USED),
    ),
]


@named(KEYS)
def test_a_bad_key_is_refused(app: Flask, case: Bad) -> None:
    case.must_be_refused(a_scene(app))


@named(REUSES)
def test_a_key_is_not_for_two_requests(app: Flask, case: Bad) -> None:
    scene = after_a_stamp(a_scene(app, cooldown_minutes=0))
    made_by_the_case = frozenset({"customers", "loyalty_cards", "sessions"})
    case.must_be_refused(scene, except_in=made_by_the_case)


def test_b023_the_same_again_is_answered_the_same(app: Flask) -> None:
    scene = a_scene(app)
    key = a_key()
    first = scene.till.post("/points", {"card_id": scene.card.id, "purchase_amount_cents": 500}, key=key)
    scene.till.post("/stamp", {"card_id": scene.card.id})
    again = scene.till.post("/points", {"card_id": scene.card.id, "purchase_amount_cents": 500}, key=key)
    assert first.status_code == 200
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_b025_the_same_twice_at_once_is_done_once(app: Flask) -> None:
    scene = a_scene(app, cooldown_minutes=0)
    key, card_id = a_key(), scene.card.id
    answers = at_once(app, [lambda: scene.till.post("/stamp", {"card_id": card_id}, key=key)] * 4)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert [answer.headers.get("Idempotent-Replayed") for answer in answers].count("true") == 3


def test_b026_a_key_of_another_merchant_is_another_key(app: Flask) -> None:
    here, there = a_scene(app), a_shop()
    key = a_key()
    assert here.till.post("/stamp", {"card_id": here.card.id}, key=key).status_code == 200
    answer = a_till(app, there).post("/stamp", {"card_id": a_card(there).id}, key=key)
    assert answer.status_code == 200
    assert "Idempotent-Replayed" not in answer.headers


def test_b027_a_refused_request_does_not_use_its_key_up(app: Flask) -> None:
    scene = a_scene(app)
    key = a_key()
    assert (
        scene.till.post("/points", {"card_id": scene.card.id, "purchase_amount_cents": 0}, key=key).status_code == 422
    )
    assert (
        scene.till.post("/points", {"card_id": scene.card.id, "purchase_amount_cents": 5}, key=key).status_code == 409
    )
    answer = scene.till.post("/points", {"card_id": scene.card.id, "purchase_amount_cents": 500}, key=key)
    assert answer.status_code == 200


def test_b029_a_receipt_counts_once_whatever_the_key(app: Flask) -> None:
    scene = a_scene(app)
    assert scene.points(order_reference="4711").status_code == 200
    answer = scene.points(order_reference="4711")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "order_already_recorded")
    assert answer.json["order_reference"] == "4711"
    assert answer.json["staff_name"] == "Sophie Klein"
    assert answer.json["recorded_at"].endswith("Z")


def test_a_repeat_needs_no_pin_that_still_works(app: Flask) -> None:
    scene = a_scene(app)
    colleague = a_colleague(scene.shop, pin="493817")
    key, fields = a_key(), {"card_id": scene.card.id, "staff_id": colleague.id}
    first = scene.till.post("/stamp", {**fields, "staff_pin": "493817"}, key=key)
    assert first.status_code == 200
    before = tables(app)
    again = scene.till.post("/stamp", {**fields, "staff_pin": "111111"}, key=key)
    assert (again.status_code, again.data) == (200, first.data)
    assert tables(app) == before  # no guess was counted


def test_a_repeat_needs_no_code_that_still_opens_the_card(app: Flask) -> None:
    scene = a_scene(app)
    key, fields = a_key(), {"qr_code": scene.card.qr_token}
    first = scene.till.post("/stamp", fields, key=key)
    assert scene.till.post(f"/cards/{scene.card.id}/replace", {"reason": "lost"}).status_code == 200
    again, fresh = scene.till.post("/stamp", fields, key=key), scene.till.post("/stamp", fields)
    assert (again.status_code, again.data) == (200, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert fresh.status_code == 410


def test_a_key_with_a_year_that_no_calendar_has_is_a_key_like_any_other(app: Flask) -> None:
    scene = a_scene(app)
    answers = [scene.stamp(key="ffffffff-ffff-7fff-bfff-ffffffffffff") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].data == answers[1].data


def test_a_repeat_needs_no_session_that_still_lasts(app: Flask) -> None:
    scene = a_scene(app)
    key = a_key()
    first = scene.till.post("/stamp", {"card_id": scene.card.id}, key=key)
    with clock.moved_to(clock.now() + timedelta(hours=13)):
        again = scene.till.post("/stamp", {"card_id": scene.card.id}, key=key)
        fresh = scene.till.post("/stamp", {"card_id": scene.card.id})
    assert (again.status_code, again.data) == (200, first.data)
    assert fresh.status_code == 401


def test_a_repeat_needs_no_code_that_is_still_the_cards(app: Flask) -> None:
    scene = a_scene(app)
    key, fields = a_key(), {"qr_code": scene.card.qr_token}
    first = scene.till.post("/stamp", fields, key=key)
    assert scene.till.post(f"/cards/{scene.card.id}/replace", {"reason": "Lost phone"}).status_code == 200
    again = scene.till.post("/stamp", fields, key=key)
    assert (again.status_code, again.data) == (200, first.data)
    assert scene.till.post("/stamp", fields).status_code == 410
