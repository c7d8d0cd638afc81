"""Making the pass of a card."""

from __future__ import annotations

from flask import Flask

from loyalty_app.operations.offer_pass import OfferPass, PassOffered, offer_pass
from loyalty_app.operations.pass_tokens import pass_tokens
from tests.factories import PASS_TYPE, a_card, a_pass, a_shop
from tests.operations.passes import standing
from tests.operations.scenes import a_card_with_points
from tests.races import at_once


def test_a_new_pass_is_published_and_on_no_phone(app: Flask) -> None:
    card = a_card_with_points(a_shop(), 100)
    found = standing(a_pass(card).id)
    assert (found.state, found.due_since, found.saved_at) == ("offered", None, None)
    assert (found.pushed_version, found.pushed_design, found.update_tag) == (found.version, 1, 1)
    assert found.last_modified > 0


def test_its_serial_and_token_are_long_and_its_own(app: Flask) -> None:
    shop = a_shop()
    passes = [standing(a_pass(a_card(shop)).id) for _ in range(3)]
    tokens = {pass_tokens.read(found.auth_token) for found in passes}
    assert len(tokens) == len({found.serial for found in passes}) == 3
    assert all(len(token) >= 32 for token in tokens)
    assert all(
        set(found.serial) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") for found in passes
    )


def test_the_token_is_not_in_the_database(app: Flask) -> None:
    found = standing(a_pass(a_card(a_shop())).id)
    assert pass_tokens.read(found.auth_token) not in str(found)


def test_a_card_has_one_pass_however_often_it_is_offered(app: Flask) -> None:
    card = a_card(a_shop())
    again = OfferPass(pass_type=PASS_TYPE, card_id=card.id)
    first = offer_pass(again)
    second = offer_pass(again)
    assert (first.was_new, second.was_new) == (True, False)
    assert (first.pass_id, first.serial) == (second.pass_id, second.serial)


def test_of_many_at_once_one_makes_it(app: Flask) -> None:
    card = a_card(a_shop())
    command = OfferPass(pass_type=PASS_TYPE, card_id=card.id)
    results: list[PassOffered] = at_once(app, [lambda: offer_pass(command)] * 4)
    assert len({result.pass_id for result in results}) == 1
    assert sum(result.was_new for result in results) == 1
