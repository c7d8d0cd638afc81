"""Whatever a pass shows, a change of it makes all passes of the program new: none keeps what is not true any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.domain.program_fields import ProgramFields, RewardFields
from loyalty_app.doorbell import Due, doorbell
from loyalty_app.models import Reward
from loyalty_app.operations.change_program import ChangeProgram, change_program
from loyalty_app.operations.create_store import CreateStore, create_store
from loyalty_app.operations.delete_reward import DeleteReward, delete_reward
from loyalty_app.operations.publish_terms import PublishTerms, publish_terms
from loyalty_app.operations.save_program_image import SaveProgramImage, save_program_image
from loyalty_app.operations.save_reward import SaveReward, save_reward
from loyalty_app.operations.set_opening_hours import SetOpeningHours, set_opening_hours
from loyalty_app.queries.wallet_passes import apple_pass
from tests.factories import Shop, a_card, a_pass, a_reward, a_shop
from tests.operations.test_save_program_image import a_picture

_LESS, _LATER = ProgramFields(minimum_redemption_points=70), ProgramFields(points_expiration_days=400)


def _rename(shop: Shop, reward: Reward) -> None:
    save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(name="Tart"), reward_id=reward.id))


def _rename_to_the_same(shop: Shop, reward: Reward) -> None:
    save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(name=reward.name), reward_id=reward.id))


def _add(shop: Shop, _reward: Reward) -> None:
    save_reward(SaveReward(actor=shop.owner(), fields=RewardFields(name="Tart", points_required=5)))


def _delete(shop: Shop, reward: Reward) -> None:
    delete_reward(DeleteReward(actor=shop.owner(), reward_id=reward.id))


def _terms(shop: Shop, _reward: Reward) -> None:
    languages = ("en", "fr", "de", "lb")
    publish_terms(PublishTerms(actor=shop.owner(), body=dict.fromkeys(languages, "One coffee per stamp.")))


def _open_a_store(shop: Shop, **place: Any) -> None:
    actor = shop.owner()
    create_store(CreateStore(actor=actor, merchant_id=actor.merchant_id, name="Kirchberg", code="kirchberg", **place))


def _store(shop: Shop, _reward: Reward) -> None:
    _open_a_store(shop, latitude=49.63, longitude=6.17)


def _store_nowhere(shop: Shop, _reward: Reward) -> None:
    _open_a_store(shop)


def _logo(shop: Shop, _reward: Reward) -> None:
    save_program_image(SaveProgramImage(actor=shop.owner(), kind="logo", picture=a_picture()))


def _colour(shop: Shop, _reward: Reward) -> None:
    change_program(ChangeProgram(actor=shop.owner(), fields=ProgramFields(card_color="#1A7F5A")))


def _cooldown(shop: Shop, _reward: Reward) -> None:
    change_program(ChangeProgram(actor=shop.owner(), fields=ProgramFields(cooldown_minutes=7)))


def _store_with_hours(shop: Shop, _reward: Reward) -> None:
    _open_a_store(shop, hours=typed_hours(["mon-fri 07:00-18:30"]))


def _hours(shop: Shop, _reward: Reward) -> None:
    hours = typed_hours(["mon-fri 07:00-18:30"])
    set_opening_hours(SetOpeningHours(actor=shop.owner(), store_id=shop.store_id, hours=hours))


def _minimum(shop: Shop, _reward: Reward) -> None:
    change_program(ChangeProgram(actor=shop.owner(), fields=_LESS, confirmed=True))


def _expiry(shop: Shop, _reward: Reward) -> None:
    change_program(ChangeProgram(actor=shop.owner(), fields=_LATER, confirmed=True))


@pytest.mark.parametrize(
    ("change", "is_shown"),
    [
        (_rename, True),
        (_rename_to_the_same, False),
        (_add, True),
        (_delete, True),
        (_terms, True),
        (_store, True),
        (_store_nowhere, False),
        (_store_with_hours, True),
        (_hours, True),
        (_minimum, True),
        (_expiry, True),
        (_logo, True),
        (_colour, True),
        (_cooldown, False),
    ],
)
def test_what_a_pass_shows_makes_it_lag(app: Flask, change: Callable[[Shop, Reward], None], is_shown: bool) -> None:
    shop = a_shop()
    reward = a_reward(shop)
    pass_id = a_pass(a_card(shop)).id
    db.session.rollback()
    assert apple_pass(db.session.connection(), pass_id).is_level
    doorbell.wait(Due.PASSES, 0)
    change(shop, reward)
    assert doorbell.wait(Due.PASSES, 0) is is_shown  # the loop of this process begins at once
    db.session.rollback()
    assert apple_pass(db.session.connection(), pass_id).is_level is not is_shown
