"""A tablet is paired before the owner made a program, or after they ended it: it says so on every page."""

from __future__ import annotations

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_shop
from tests.web.tablets import COUNTER, a_key, a_tablet, an_open_tablet, code


def without_program(shop: Shop) -> None:
    program = db.session.get(LoyaltyProgram, shop.program_id)
    assert program is not None
    program.deleted_at = clock.now()
    db.session.commit()


@pytest.mark.parametrize("htmx", [False, True])
@pytest.mark.parametrize("is_open", [False, True])
def test_the_counter_says_that_there_is_no_program(app: Flask, is_open: bool, htmx: bool) -> None:
    shop = a_shop()
    tablet = an_open_tablet(app, shop) if is_open else a_tablet(app, shop)
    without_program(shop)
    for path in ("", "/unlock", "/menu", "/actions"):
        answer = tablet.get(COUNTER + path, htmx=htmx)
        assert (answer.status_code, code(answer)) == (404, "program_unknown"), path


def test_a_tap_says_so_too_and_gives_nothing(app: Flask) -> None:
    shop = a_shop()
    card, tablet = a_card(shop), an_open_tablet(app, shop)
    tablet.get(COUNTER)
    without_program(shop)
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/stamps", {"request_id": a_key()})
    assert (answer.status_code, code(answer)) == (404, "program_unknown")
    db.session.refresh(card)
    assert card.stamp_count == 0
