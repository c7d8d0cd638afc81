"""Bad inputs, F: PINs and people, as far as a till sends them. Tablets and pages are tested where they are."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import StaffPin
from loyalty_app.unit_of_work import clock
from tests.api.bad_inputs import Bad, Scene, Send, a_scene, bad, named
from tests.api.tills import a_key, a_staff_session
from tests.factories import a_colleague, a_shop

PIN = "493817"
# A guess is counted, and noted for the owner; that is all that may be written.
COUNTED = frozenset({"staff_pins", "audit_events"})
WEAK = "Too easy to guess – avoid rows, repeats and dates."
NEEDS_SOMEBODY = "This needs somebody of the staff. Enter your PIN."


def pinned(scene: Scene, pin: str, staff_id: int | None = None) -> dict[str, object]:
    person = staff_id if staff_id is not None else a_colleague(scene.shop, pin=PIN).id
    return {"card_id": scene.card.id, "staff_id": person, "staff_pin": pin}


def stamping_with(pin: str) -> Send:
    return lambda scene: scene.till.post("/stamp", pinned(scene, pin))


def new_pin(pin: str) -> Send:
    return lambda scene: scene.till.post(
        "/pins", {"name": "New", "pin": pin, "staff_session": a_staff_session(scene.shop.manager.id)}
    )


FORMS = [
    bad("B087-short", 422, "pin_format", "The PIN has 4 to 8 digits.", stamping_with("123")),
    bad("B087-letters", 422, "pin_format", "The PIN has 4 to 8 digits.", stamping_with("abcdef")),
    bad("B087-empty", 422, "pin_format", "The PIN has 4 to 8 digits.", stamping_with("")),
    bad("B087-100", 422, "pin_format", "The PIN has 4 to 8 digits.", stamping_with("1" * 100)),
    bad("B087-full-width", 422, "pin_format", "The PIN has 4 to 8 digits.", stamping_with("４９３８１７")),
    bad("B087-other-length", 422, "pin_format", "The PIN has 6 digits.", stamping_with("4938")),
    bad("B090-row", 422, "pin_weak", WEAK, new_pin("123456")),
    bad("B090-repeat", 422, "pin_weak", WEAK, new_pin("000000")),
    bad("B090-keypad", 422, "pin_weak", WEAK, new_pin("2580")),
    bad("B090-date", 422, "pin_weak", WEAK, new_pin("310578")),
    bad(
        "pin-without-person",
        422,
        "field_missing",
        "“staff_id” is required.",
        lambda s: s.till.post("/stamp", {"card_id": s.card.id, "staff_pin": PIN}),
    ),
    bad(
        "two-proofs",
        422,
        "field_conflict",
        "“staff_session” was given twice with different values. Send it once.",
        lambda s: s.till.post("/stamp", {**pinned(s, PIN), "staff_session": "x" * 43}),
    ),
    bad(
        "person-without-pin",
        401,
        "staff_pin_required",
        NEEDS_SOMEBODY,
        lambda s: s.till.post("/stamp", {"card_id": s.card.id, "staff_id": s.shop.cashier.id}),
    ),
    bad(
        "nobody",
        401,
        "staff_pin_required",
        NEEDS_SOMEBODY,
        lambda s: s.till.ask("POST", "/stamp", json={"card_id": s.card.id}, headers={"Idempotency-Key": a_key()}),
    ),
    bad(
        "junk-session",
        401,
        "staff_pin_required",
        NEEDS_SOMEBODY,
        lambda s: s.till.post("/stamp", {"card_id": s.card.id, "staff_session": "x" * 43}),
    ),
    bad(
        "person-of-another-merchant",
        404,
        "staff_unknown",
        "Nobody of that name works at this store. Choose from the list.",
        lambda s: s.till.post("/stamp", pinned(s, PIN, a_colleague(a_shop(), pin=PIN).id)),
    ),
]
MADE_BY_THE_CASE = frozenset(
    {
        "staff_pins",
        "sessions",
        "merchants",
        "stores",
        "merchant_loyalty_settings",
        "loyalty_programs",
        "program_versions",
    }
)


@named(FORMS)
def test_a_proof_that_is_none_is_refused_and_not_counted(app: Flask, case: Bad) -> None:
    case.must_be_refused(a_scene(app), except_in=MADE_BY_THE_CASE)
    assert all(person.failed_attempts == 0 for person in db.session.query(StaffPin))


def test_b086_a_wrong_pin_says_how_many_tries_are_left(app: Flask) -> None:
    scene = a_scene(app)
    person = a_colleague(scene.shop, pin=PIN).id
    for left in (4, 3, 2):
        case = bad(
            "B086",
            401,
            "pin_wrong",
            f"Wrong PIN for Ana – {left} tries before a pause.",
            lambda s: s.till.post("/stamp", pinned(s, "493810", person)),
        )
        case.must_be_refused(scene, except_in=COUNTED)


def test_b089_after_five_wrong_pins_the_person_has_to_wait(app: Flask) -> None:
    scene = a_scene(app)
    person = a_colleague(scene.shop, pin=PIN).id
    for _ in range(5):
        assert scene.till.post("/stamp", pinned(scene, "493810", person)).status_code == 401
    answer = scene.till.post("/stamp", pinned(scene, PIN, person))
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (429, "pin_locked")
    assert answer.headers["Retry-After"] == str(answer.json["retry_after_seconds"])
    assert answer.json["locked_until"].endswith("Z")
    assert answer.json["detail"].startswith("Ana’s PIN is locked until ")
    assert scene.stamp().status_code == 200  # one locked person does not lock the shop


def test_b091_who_left_can_no_longer_do_this(app: Flask) -> None:
    scene = a_scene(app)
    person = a_colleague(scene.shop, pin=PIN)
    session = a_staff_session(person.id)
    person.is_active = False
    db.session.commit()
    case = bad("B091", 401, "staff_pin_required", NEEDS_SOMEBODY, lambda s: s.stamp(staff_session=session))
    case.must_be_refused(scene)


def test_b091_s10_a_role_lowered_a_minute_ago_is_lower(app: Flask) -> None:
    scene = a_scene(app)
    person = a_colleague(scene.shop, pin=PIN, role="manager")
    session = a_staff_session(person.id)
    person.role = "cashier"
    db.session.commit()
    wanted = {"card_id": scene.card.id, "points_delta": 5, "reason": "Mistake", "staff_session": session}
    says = "This needs a manager. Ask one to enter their PIN."
    case = bad("B091", 403, "manager_required", says, lambda s: s.till.post("/points/adjust", wanted))
    case.must_be_refused(scene)


def test_b092_a_session_that_is_over_proves_nobody(app: Flask) -> None:
    scene = a_scene(app)
    with clock.moved_to(clock.now() + timedelta(hours=13)):
        bad("B092", 401, "staff_pin_required", NEEDS_SOMEBODY, lambda s: s.stamp()).must_be_refused(scene)


def test_where_the_merchant_wants_no_pins_none_is_asked(app: Flask) -> None:
    scene = a_scene(app, settings={"staff_pin_policy": "disabled"})
    key = {"Idempotency-Key": a_key()}
    assert scene.till.ask("POST", "/stamp", json={"card_id": scene.card.id}, headers=key).status_code == 200


def test_where_pins_are_optional_a_given_one_is_recorded(app: Flask) -> None:
    scene = a_scene(app, settings={"staff_pin_policy": "optional"}, cooldown_minutes=0)
    person = a_colleague(scene.shop, pin=PIN, name="Ana Silva").id
    key = {"Idempotency-Key": a_key()}
    without = scene.till.ask("POST", "/stamp", json={"card_id": scene.card.id}, headers=key)
    given = scene.till.post("/stamp", pinned(scene, PIN, person))
    assert without.json is not None
    assert given.json is not None
    assert without.json["transaction"]["staff"] is None
    assert given.json["transaction"]["staff"] == {"name": "Ana Silva"}


def test_no_pin_and_no_session_is_kept_or_said_again(app: Flask) -> None:
    scene = a_scene(app)
    person = a_colleague(scene.shop, pin=PIN).id
    answer = scene.till.post("/stamp", pinned(scene, PIN, person))
    assert answer.status_code == 200
    assert PIN not in answer.text
    kept = db.session.execute(db.metadata.tables["idempotency_keys"].select()).all()
    assert PIN not in repr(kept)
