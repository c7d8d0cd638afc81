"""Publishing the one pass that a phone asks for."""

from __future__ import annotations

from flask import Flask

from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.publish_pass import PublishPass, publish_pass
from tests.factories import PASS_TYPE, a_card, a_pass, a_shop, reference
from tests.operations.passes import publish_due, standing
from tests.races import at_once


def test_a_pass_asked_for_while_it_lags_is_published_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    pass_id = a_pass(card).id
    add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    asked = PublishPass(pass_type=PASS_TYPE, pass_id=pass_id)
    results = at_once(app, [lambda: publish_pass(asked)] * 4)
    assert sorted(result.was_due for result in results) == [False, False, False, True]
    found = standing(pass_id)
    assert (found.pushed_version, found.update_tag) == (found.version, 2)
    assert publish_due().due == 0


def test_a_level_pass_stays_as_it_is(app: Flask) -> None:
    before = standing(a_pass(a_card(a_shop())).id)
    assert not publish_pass(PublishPass(pass_type=PASS_TYPE, pass_id=before.id)).was_due
    after = standing(before.id)
    assert (after.update_tag, after.last_modified, after.due_since) == (before.update_tag, before.last_modified, None)
