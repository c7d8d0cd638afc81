"""Ending the program."""

import pytest
from flask import Flask

from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.errors import ConfirmationRequired, Forbidden, ProgramUnknown, Refusal
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.create_program import CreateProgram, create_program
from loyalty_app.operations.delete_program import DeleteProgram, delete_program
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from tests.factories import a_card, a_shop, reference


def test_what_members_hold_is_shown_first(app: Flask) -> None:
    shop = a_shop(point_value_cents_per_100=100)
    a_card(shop)
    card = a_card(shop)
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=1000))
    with pytest.raises(ConfirmationRequired) as refused:
        delete_program(DeleteProgram(actor=shop.owner()))
    assert refused.value.facts == {
        "members_with_balance": 1,
        "stamps": 0,
        "points": 100,
        "liability_before_cents": 100,
    }
    delete_program(DeleteProgram(actor=shop.owner(), confirmed=True))
    with pytest.raises(Refusal):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))


def test_an_empty_one_ends_at_once_and_another_can_begin(app: Flask) -> None:
    shop = a_shop()
    delete_program(DeleteProgram(actor=shop.owner()))
    with pytest.raises(ProgramUnknown):
        delete_program(DeleteProgram(actor=shop.owner()))
    fields = ProgramFields(loyalty_type=LoyaltyType.STAMPS)
    assert create_program(CreateProgram(actor=shop.owner(), fields=fields)).program.id != shop.program_id


def test_a_manager_ends_nothing(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(Forbidden):
        delete_program(DeleteProgram(actor=shop.actor(shop.manager), confirmed=True))
