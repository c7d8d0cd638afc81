"""Bad inputs, D: amounts, rewards and everything the rules say no to. Amounts as text are a matter of forms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram, Merchant, Store
from loyalty_app.unit_of_work import clock
from tests.api.bad_inputs import Bad, Scene, Send, a_scene, bad, crediting, named, stamping
from tests.api.tills import a_staff_session
from tests.factories import a_category, a_reward

TOO_LARGE = "This number is too large. Enter a smaller one."
REASON = "Say why, in a few words."


AMOUNTS = [
    bad("B044", 422, "amount_zero", "Enter the amount paid.", crediting(purchase_amount_cents=0)),
    bad(
        "B045",
        422,
        "amount_negative",
        "The amount cannot be negative. To take points back, use Undo.",
        crediting(purchase_amount_cents=-500),
    ),
    bad(
        "B049",
        422,
        "amount_too_high",
        "More than the limit of €500.00. Ask the manager.",
        crediting(purchase_amount_cents=50_001),
    ),
    bad("B049-absurd", 422, "number_out_of_range", TOO_LARGE, crediting(purchase_amount_cents=999_999_999)),
    bad("B050-31", 422, "number_out_of_range", TOO_LARGE, crediting(purchase_amount_cents=2**31)),
    bad("B050-63", 422, "number_out_of_range", TOO_LARGE, crediting(purchase_amount_cents=2**63)),
    bad("B050-id", 422, "number_out_of_range", TOO_LARGE, lambda s: s.till.post("/stamp", {"card_id": 2**63})),
    bad(
        "B052",
        409,
        "no_points",
        "€0.04 is too small to earn a point. Nothing was added.",
        crediting(purchase_amount_cents=4),
    ),
    bad(
        "B059",
        422,
        "field_unknown",
        "Unknown field “points”. Leave it out.",
        crediting(points=1_000_000),
    ),
    bad(
        "B059-cost",
        422,
        "field_unknown",
        "Unknown field “reward_cost”. Did you mean “reward_id”?",
        lambda s: s.till.post("/points/redeem", {"card_id": s.card.id, "reward_id": 1, "reward_cost": 1}),
    ),
    bad(
        "B057-unknown",
        404,
        "reward_unknown",
        "There is no such reward. Choose one from the list.",
        lambda s: s.till.post("/points/redeem", {"card_id": s.card.id, "reward_id": 987}),
    ),
    bad(
        "B061-none",
        422,
        "field_missing",
        "“reason” is required.",
        lambda s: s.till.post("/points/adjust", {"card_id": s.card.id, "points_delta": 5}),
    ),
    bad(
        "receipt-too-long",
        422,
        "text_too_long",
        "Use at most 100 characters.",
        crediting(order_reference="4" * 101),
    ),
    bad(
        "category-unknown",
        422,
        "category_unknown",
        "This store has no such category. Choose again.",
        stamping(category_ids=[987]),
    ),
    bad(
        "void-unknown",
        404,
        "transaction_unknown",
        "We do not know this action. Choose it from the list again.",
        lambda s: s.till.post("/points/void", {"transaction_id": 987, "reason": "Brought back"}),
    ),
    bad(
        "void-nothing-named",
        422,
        "field_missing",
        "“transaction_id” is required.",
        lambda s: s.till.post("/points/void", {"reason": "Brought back"}),
    ),
]


def adjusting(wanted: dict[str, Any]) -> Send:
    return lambda scene: scene.till.post("/points/adjust", wanted)


@named(AMOUNTS)
def test_a_value_the_rules_refuse_is_refused(app: Flask, case: Bad) -> None:
    case.must_be_refused(a_scene(app))


def test_b049_a_managers_proof_lets_a_large_purchase_pass(app: Flask) -> None:
    scene = a_scene(app)
    assert (
        scene.points(purchase_amount_cents=60_000, staff_session=a_staff_session(scene.shop.manager.id)).status_code
        == 200
    )


def test_b051_a_purchase_below_the_minimum_is_refused(app: Flask) -> None:
    case = bad(
        "B051", 409, "below_minimum", "No points below €5.00. Nothing was added.", crediting(purchase_amount_cents=499)
    )
    case.must_be_refused(a_scene(app, minimum_purchase_cents=500))


def test_b054_a_second_stamp_too_soon_is_refused_with_the_time(app: Flask) -> None:
    scene = a_scene(app)
    first = scene.stamp()
    before = scene.stamp()
    assert first.json is not None
    assert before.json is not None
    assert (before.status_code, before.json["code"]) == (409, "cooldown_active")
    assert before.json["next_stamp_available_at"] == first.json["next_stamp_available_at"]
    assert before.headers["Retry-After"] == str(before.json["retry_after_seconds"])
    assert 0 < before.json["retry_after_seconds"] <= 15 * 60


def test_b055_a_stamp_over_the_daily_limit_is_refused(app: Flask) -> None:
    scene = a_scene(app, cooldown_minutes=0, max_daily_stamps=1)
    assert scene.stamp().status_code == 200
    says = "1 of 1 stamp given today. The next is possible from midnight."
    bad("B055", 409, "daily_limit", says, stamping()).must_be_refused(scene)


def test_b056_a_reward_that_costs_more_than_there_is_is_refused(app: Flask) -> None:
    scene = a_scene(app, minimum_redemption_points=1)
    reward_id = a_reward(scene.shop, points_required=100).id
    scene.points(purchase_amount_cents=800)
    case = bad(
        "B056",
        409,
        "insufficient_points",
        "80 points, 100 needed – 20 missing.",
        lambda s: s.till.post("/points/redeem", {"card_id": s.card.id, "reward_id": reward_id}),
    )
    answer = case.must_be_refused(scene)
    assert answer.json is not None
    assert answer.json["missing_points"] == 20


def test_b057_a_reward_outside_its_dates_is_refused(app: Flask) -> None:
    scene = a_scene(app)
    reward_id = a_reward(scene.shop, name="Cake", starts_at=clock.now() + timedelta(days=30)).id
    answer = scene.till.post("/points/redeem", {"card_id": scene.card.id, "reward_id": reward_id})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "reward_unavailable")
    assert answer.json["detail"].startswith("“Cake” is not available until ")


def test_b058_a_reward_is_redeemed_once_and_the_second_hears_of_the_first(app: Flask) -> None:
    scene = a_scene(app, stamps_target=1, cooldown_minutes=0)
    scene.stamp()
    assert scene.till.post("/stamp/redeem", {"card_id": scene.card.id}).status_code == 200
    answer = scene.till.post("/stamp/redeem", {"card_id": scene.card.id})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "insufficient_stamps")
    assert answer.json["staff_name"] == "Sophie Klein"
    assert answer.json["last_redeemed_at"].endswith("Z")
    assert answer.json["detail"].startswith("Already redeemed at ")


def test_b061_a_correction_says_why(app: Flask) -> None:
    scene = a_scene(app)
    manager = a_staff_session(scene.shop.manager.id)
    for reason in ("", "  \n "):
        wanted = {"card_id": scene.card.id, "points_delta": 5, "reason": reason, "staff_session": manager}
        bad("B061", 422, "reason_required", REASON, adjusting(wanted)).must_be_refused(scene)


def test_b062_an_adjustment_never_goes_below_zero(app: Flask) -> None:
    scene = a_scene(app)
    scene.points(purchase_amount_cents=300)
    manager = a_staff_session(scene.shop.manager.id)
    bad(
        "B062",
        409,
        "would_be_negative",
        "Balance is 30; at most 30 can be taken.",
        lambda s: s.till.post(
            "/points/adjust",
            {"card_id": s.card.id, "points_delta": -31, "reason": "Mistake", "staff_session": manager},
        ),
    ).must_be_refused(scene)


def test_b063_a_program_does_what_it_is_for(app: Flask) -> None:
    stamps, points = a_scene(app, loyalty_type="stamps"), a_scene(app, loyalty_type="points")
    says = "This program uses stamps, not points."
    bad("B063-points", 409, "not_in_program", says, crediting()).must_be_refused(stamps)
    says = "This program uses points, not stamps."
    bad("B063-stamps", 409, "not_in_program", says, stamping()).must_be_refused(points)


def test_b064_nothing_is_given_while_the_program_rests(app: Flask) -> None:
    says = "The program is paused by the owner. Nothing can be given or redeemed meanwhile."
    case = bad("B064", 409, "program_paused", says, stamping())
    for rest in (_pause_program, _suspend_merchant, _close_store):
        scene = a_scene(app)
        rest(scene)
        db.session.commit()
        case.must_be_refused(scene)


def _pause_program(scene: Scene) -> None:
    db.session.get_one(LoyaltyProgram, scene.shop.program_id).status = "paused"


def _suspend_merchant(scene: Scene) -> None:
    db.session.get_one(Merchant, scene.shop.merchant_id).is_active = False


def _close_store(scene: Scene) -> None:
    db.session.get_one(Store, scene.shop.store_id).is_active = False


def test_a_receipt_number_is_asked_for_where_the_merchant_wants_it(app: Flask) -> None:
    says = "Enter the receipt number: this shop keeps it with every purchase."
    case = bad("receipt", 422, "order_reference_required", says, crediting())
    case.must_be_refused(a_scene(app, settings={"require_order_reference": True}))


def test_a_category_is_asked_for_where_the_store_has_some(app: Flask) -> None:
    scene = a_scene(app)
    a_category(scene.shop)
    says = "Choose what it was: this store asks for at least one category."
    bad("category", 422, "category_required", says, crediting()).must_be_refused(scene)


def test_a_cashier_corrects_nothing_by_hand(app: Flask) -> None:
    bad(
        "adjust",
        403,
        "manager_required",
        "This needs a manager. Ask one to enter their PIN.",
        lambda s: s.till.post("/points/adjust", {"card_id": s.card.id, "points_delta": 5, "reason": "Mistake"}),
    ).must_be_refused(a_scene(app))


def test_what_is_wrong_with_one_value_names_its_field(app: Flask) -> None:
    answer = a_scene(app).points(purchase_amount_cents=60_000)
    assert answer.json is not None
    assert answer.json["errors"] == [
        {"field": "purchase_amount_cents", "code": "amount_too_high", "detail": answer.json["detail"]}
    ]


def test_a_number_that_is_too_small_is_not_called_too_large(app: Flask) -> None:
    scene = a_scene(app)
    nothing = scene.till.post("/stamp", {"card_id": 0})
    less = scene.till.post("/points/void", {"transaction_id": 1, "points": -25, "reason": "returned"})
    page = scene.till.get("/cards?limit=0")
    said = [answer.json["detail"] for answer in (nothing, less, page) if answer.json]
    assert said == [
        "Enter a number of at least 1.",
        "Enter a number of at least 0.",
        "Enter a number from 1 to 200.",
    ]
