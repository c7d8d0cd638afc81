"""Changing the rules: small changes at once, large ones after a look at their effect."""

from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.errors import ChangedMeanwhile, ConfirmationRequired, Forbidden, InvalidInput, ProgramUnknown
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.models import AuditEvent, LoyaltyProgram, ProgramVersion
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.change_program import ChangeProgram, ProgramChanged, change_program
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from tests.factories import Shop, a_card, a_reward, a_shop, reference


def changed(shop: Shop, *, confirmed: bool = False, version_id: int | None = None, **fields: Any) -> ProgramChanged:
    command = ChangeProgram(
        actor=shop.owner(), fields=ProgramFields(**fields), confirmed=confirmed, version_id=version_id
    )
    return change_program(command)


def stamped(shop: Shop, stamps: int) -> None:
    card = a_card(shop)
    for _ in range(stamps):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))


def earned(shop: Shop, cents: int) -> None:
    earn_points(EarnPoints(actor=shop.actor(), card=reference(a_card(shop)), purchase_amount_cents=cents))


def test_what_is_not_named_stays_and_none_makes_empty(app: Flask) -> None:
    shop = a_shop(points_expiration_days=365)
    program = changed(shop, points_per_euro=20).program
    assert (program.points_per_euro, program.points_expiration_days) == (20, 365)
    assert changed(shop, points_expiration_days=None).program.points_expiration_days is None


def test_lines_keep_the_version_they_were_made_under(app: Flask) -> None:
    shop = a_shop()
    before = db.session.get_one(LoyaltyProgram, shop.program_id).current_version_id
    after = changed(shop, points_per_euro=20).program.version_id
    assert after != before
    assert db.session.get_one(ProgramVersion, after).rules["points_per_euro"] == 20


def test_a_change_that_changes_nothing_writes_no_version(app: Flask) -> None:
    shop = a_shop()
    first = changed(shop, points_per_euro=20).program.version_id
    assert changed(shop, points_per_euro=20).program.version_id == first


def test_what_stands_on_passes_moves_the_design(app: Flask) -> None:
    shop = a_shop()
    first = changed(shop, cooldown_minutes=1).program.design_version
    assert changed(shop, card_color="#1A7F5A").program.design_version == first + 1


def test_a_page_that_shows_old_rules_changes_nothing(app: Flask) -> None:
    shop = a_shop()
    seen = db.session.get_one(LoyaltyProgram, shop.program_id).current_version_id
    changed(shop, points_per_euro=20, version_id=seen)
    with pytest.raises(ChangedMeanwhile) as refused:
        changed(shop, points_per_euro=30, version_id=seen)
    now = db.session.get_one(LoyaltyProgram, shop.program_id).current_version_id
    assert refused.value.facts == {"version_id": now, "points_per_euro": 20}


def test_a_target_below_what_people_hold_is_confirmed(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, loyalty_type="stamps")
    for stamps in (1, 3, 4):
        stamped(shop, stamps)
    with pytest.raises(ConfirmationRequired) as refused:
        changed(shop, stamps_target=3)
    assert refused.value.facts["members_with_full_card"] == 2
    assert changed(shop, stamps_target=3, confirmed=True).program.stamps_target == 3


def test_a_target_nobody_reaches_needs_no_confirmation(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    stamped(shop, 2)
    assert changed(shop, stamps_target=5).program.stamps_target == 5


def test_owing_ten_times_as_much_is_confirmed(app: Flask) -> None:
    shop = a_shop(point_value_cents_per_100=100)
    earned(shop, 12_400)
    with pytest.raises(ConfirmationRequired) as refused:
        changed(shop, point_value_cents_per_100=1000)
    assert refused.value.facts == {"liability_before_cents": 1240, "liability_after_cents": 12_400}
    assert changed(shop, point_value_cents_per_100=999).program.point_value_cents_per_100 == 999


def test_earning_ten_times_as_much_from_now_on_is_confirmed(app: Flask) -> None:
    """Nothing is owed yet: the next purchases are what would be worth ten times as much."""
    shop = a_shop(points_per_euro=10)
    with pytest.raises(ConfirmationRequired) as refused:
        changed(shop, points_per_euro=1000)
    assert refused.value.facts == {"points_per_euro_before": 10, "points_per_euro_after": 1000}
    assert changed(shop, points_per_euro=99).program.points_per_euro == 99
    assert changed(shop, points_per_euro=990, confirmed=True).program.points_per_euro == 990
    assert changed(shop, points_per_euro=1).program.points_per_euro == 1


def test_balances_that_would_not_count_any_more_are_confirmed(app: Flask) -> None:
    shop = a_shop()
    earned(shop, 1000)
    with pytest.raises(ConfirmationRequired) as refused:
        changed(shop, loyalty_type=LoyaltyType.STAMPS)
    assert refused.value.facts["members_with_balance"] == 1
    assert changed(shop, loyalty_type=LoyaltyType.POINTS).program.loyalty_type == "points"


def test_rewards_below_the_minimum_are_named(app: Flask) -> None:
    shop = a_shop()
    a_reward(shop, name="Sticker", points_required=50)
    assert changed(shop, minimum_redemption_points=100).rewards_below_minimum == ("Sticker",)


def test_out_of_range_is_refused_before_any_effect(app: Flask) -> None:
    with pytest.raises(InvalidInput):
        changed(a_shop(), maximum_purchase_cents=100, minimum_purchase_cents=200)


def test_a_rate_is_in_the_audit_trail(app: Flask) -> None:
    shop = a_shop()
    changed(shop, points_per_euro=20)
    event = db.session.query(AuditEvent).one()
    assert (event.what, event.before, event.after) == (
        "program_changed",
        {"points_per_euro": 10},
        {"points_per_euro": 20},
    )


def test_only_owners_change_it(app: Flask) -> None:
    shop = a_shop()
    command = ChangeProgram(actor=shop.actor(shop.manager), fields=ProgramFields(points_per_euro=20))
    with pytest.raises(Forbidden):
        change_program(command)
    db.session.get_one(LoyaltyProgram, shop.program_id).deleted_at = db.session.get_one(
        LoyaltyProgram, shop.program_id
    ).created_at
    db.session.commit()
    with pytest.raises(ProgramUnknown):
        changed(shop, points_per_euro=20)
