"""Pausing the program."""

import pytest
from flask import Flask

from loyalty_app.domain.errors import Forbidden, ProgramPaused
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.pause_program import PauseProgram, pause_program
from tests.factories import a_card, a_shop, reference


def test_no_card_is_served_meanwhile(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    assert pause_program(PauseProgram(actor=shop.owner())).program.status == "paused"
    with pytest.raises(ProgramPaused):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))


def test_a_draft_stays_a_draft(app: Flask) -> None:
    shop = a_shop(status="draft")
    assert pause_program(PauseProgram(actor=shop.owner())).program.status == "draft"


def test_a_manager_pauses_nothing(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(Forbidden):
        pause_program(PauseProgram(actor=shop.actor(shop.manager)))
