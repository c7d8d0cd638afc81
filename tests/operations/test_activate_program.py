"""Starting the program."""

import pytest
from flask import Flask

from loyalty_app.domain.errors import Forbidden
from loyalty_app.operations.activate_program import ActivateProgram, activate_program
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.pause_program import PauseProgram, pause_program
from tests.factories import a_card, a_shop, reference


def test_a_draft_runs_from_now_on(app: Flask) -> None:
    shop = a_shop(status="draft", activated_at=None)
    program = activate_program(ActivateProgram(actor=shop.owner())).program
    assert program.status == "active"
    assert program.activated_at is not None
    assert add_stamp(AddStamp(actor=shop.actor(), card=reference(a_card(shop)))).card.stamp_count == 1


def test_its_first_day_stays_its_first_day(app: Flask) -> None:
    shop = a_shop()
    first = activate_program(ActivateProgram(actor=shop.owner())).program.activated_at
    pause_program(PauseProgram(actor=shop.owner()))
    assert activate_program(ActivateProgram(actor=shop.owner())).program.activated_at == first


def test_a_manager_starts_nothing(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(Forbidden):
        activate_program(ActivateProgram(actor=shop.actor(shop.manager)))
