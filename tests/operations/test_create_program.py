"""A merchant begins a program."""

from functools import partial
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.errors import Forbidden, InvalidInput, ManagerRequired, ProgramExists
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.models import LoyaltyProgram, MerchantLoyaltySettings, ProgramVersion
from loyalty_app.operations.create_program import CreateProgram, ProgramCreated, create_program
from tests.factories import a_merchant, a_shop
from tests.races import at_once


def a_newcomer() -> Actor:
    """The owner of a merchant that has no program yet."""
    merchant = a_merchant()
    db.session.add(MerchantLoyaltySettings(merchant_id=merchant.id))
    db.session.commit()
    return Actor(merchant_id=merchant.id, store_id=None, role=Role.OWNER)


def created(actor: Actor, **fields: Any) -> ProgramCreated:
    named = {"loyalty_type": LoyaltyType.HYBRID} | fields
    return create_program(CreateProgram(actor=actor, fields=ProgramFields(**named)))


def test_it_is_a_draft_with_the_usual_figures(app: Flask) -> None:
    program = created(a_newcomer(), stamps_target=8).program
    assert (program.status, program.activated_at, program.loyalty_type) == ("draft", None, "hybrid")
    assert (program.stamps_target, program.points_per_euro, program.cooldown_minutes) == (8, 10, 15)
    assert (program.maximum_purchase_cents, program.minimum_redemption_points) == (50_000, 100)
    assert program.display_name == program.merchant_name


def test_the_instance_decides_the_figures_nobody_named(app: Flask) -> None:
    fields = ProgramFields(loyalty_type=LoyaltyType.POINTS, cooldown_minutes=1)
    command = CreateProgram(actor=a_newcomer(), fields=fields, default_points_per_euro=3, default_cooldown_minutes=60)
    program = create_program(command).program
    assert (program.points_per_euro, program.cooldown_minutes) == (3, 1)


def test_its_first_rules_are_a_version(app: Flask) -> None:
    program = created(a_newcomer(), points_per_euro=7).program
    version = db.session.get_one(ProgramVersion, program.version_id)
    assert (version.program_id, version.rules["points_per_euro"]) == (program.id, 7)


def test_a_merchant_has_one_program(app: Flask) -> None:
    with pytest.raises(ProgramExists):
        created(a_shop().owner())


def test_a_manager_begins_none(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises((Forbidden, ManagerRequired)):
        created(shop.actor(shop.manager))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("stamps_target", 0, "stamps_target"),
        ("stamps_target", -1, "stamps_target"),
        ("stamps_target", 1000, "stamps_target"),
        ("points_per_euro", 0, "number_out_of_range"),
        ("points_per_euro", 1001, "number_out_of_range"),
        ("points_expiration_days", 0, "number_out_of_range"),
        ("points_expiration_days", -1, "number_out_of_range"),
        ("points_expiration_days", 100_000, "number_out_of_range"),
        ("cooldown_minutes", 1441, "number_out_of_range"),
        ("max_daily_stamps", 0, "number_out_of_range"),
        ("minimum_purchase_cents", 60_000, "number_out_of_range"),
        ("card_color", "red", "colour_invalid"),
        ("card_color", "#FFF", "colour_invalid"),
        ("card_color", "#12345G", "colour_invalid"),
        ("card_color", "#000;}body{", "colour_invalid"),
        ("card_secondary_color", "#1234567", "colour_invalid"),
        ("card_name", "x" * 81, "name_invalid"),
        ("stamps_reward_description", "x" * 201, "text_too_long"),
        ("stamp_shape", "skull", "field_type"),
        ("loyalty_type", "coupons", "field_type"),
    ],
)
def test_what_is_out_of_range_is_named(app: Flask, field: str, value: object, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        created(a_newcomer(), **{field: value})
    assert refused.value.problems[0].code == code


def test_all_problems_are_named_at_once(app: Flask) -> None:
    with pytest.raises(InvalidInput) as refused:
        created(a_newcomer(), stamps_target=0, card_color="red", points_per_euro=0)
    assert {problem.field for problem in refused.value.problems} == {"stamps_target", "card_color", "points_per_euro"}


@pytest.mark.race
def test_two_owners_at_once_begin_one_program(app: Flask) -> None:
    actor = a_newcomer()
    fields = ProgramFields(loyalty_type=LoyaltyType.STAMPS)
    answers = at_once(app, [partial(create_program, CreateProgram(actor=actor, fields=fields))] * 4)
    assert sorted(type(answer).__name__ for answer in answers) == ["ProgramCreated"] + ["ProgramExists"] * 3
    assert db.session.query(LoyaltyProgram).count() == 1
