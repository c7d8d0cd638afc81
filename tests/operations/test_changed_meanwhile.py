"""What the screen said and what holds under the lock: another rate, target or cost is confirmed again (B030)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import ChangedMeanwhile
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.models import LoyaltyCard
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.card_operation import CardChanged
from loyalty_app.operations.change_program import ChangeProgram, change_program
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from tests.factories import Shop, a_card, a_reward, a_shop, reference
from tests.operations.scenes import KEY, earned, stamped

Action = Callable[[Shop, LoyaltyCard, int | None], CardChanged]


def stamp(shop: Shop, card: LoyaltyCard, shown: int | None) -> CardChanged:
    return add_stamp(AddStamp(actor=shop.actor(), card=reference(card), shown=shown, request_id=KEY))


def earn(shop: Shop, card: LoyaltyCard, shown: int | None) -> CardChanged:
    command = EarnPoints(
        actor=shop.actor(), card=reference(card), purchase_amount_cents=1000, shown=shown, request_id=KEY
    )
    return earn_points(command)


def redeem_full_card(shop: Shop, card: LoyaltyCard, shown: int | None) -> CardChanged:
    return redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(card), shown=shown, request_id=KEY))


def redeem_reward(shop: Shop, card: LoyaltyCard, shown: int | None) -> CardChanged:
    reward = a_reward(shop, points_required=300)
    command = RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id, shown=shown, request_id=KEY)
    return redeem_points(command)


# The action, the number that its screen says, the one that holds by now.
ACTIONS = pytest.mark.parametrize(
    ("act", "shown", "now"),
    [(stamp, 2, 3), (earn, 10, 20), (redeem_full_card, 2, 3), (redeem_reward, 250, 300)],
)


def a_card_for_everything(shop: Shop) -> LoyaltyCard:
    card = a_card(shop)
    stamped(shop, card, 3)
    earned(shop, card, 500)
    return card


@ACTIONS
def test_b030_another_number_than_the_screen_said_is_refused_and_the_new_one_goes_on(
    app: Flask, act: Action, shown: int, now: int
) -> None:
    shop = a_shop(stamps_target=2)
    card = a_card_for_everything(shop)
    change_program(
        ChangeProgram(actor=shop.owner(), fields=ProgramFields(stamps_target=3, points_per_euro=20), confirmed=True)
    )
    with pytest.raises(ChangedMeanwhile):
        act(shop, card, shown)
    db.session.expire_all()
    assert db.session.get_one(LoyaltyCard, card.id).version == 4
    assert act(shop, card, now).card.version == 5  # with the same key: a refused request does not use it up


@ACTIONS
def test_b030_a_change_that_does_not_matter_to_the_action_stops_nobody(
    app: Flask, act: Action, shown: int, now: int
) -> None:
    shop = a_shop(stamps_target=3, points_per_euro=20)
    card = a_card_for_everything(shop)
    change_program(ChangeProgram(actor=shop.owner(), fields=ProgramFields(card_color="#1A7F5A", cooldown_minutes=1)))
    assert act(shop, card, now).card.version == 5


def test_b030_what_was_done_is_answered_whatever_the_screen_says_now(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    assert not stamp(shop, card, 10).replayed
    assert stamp(shop, card, 12).replayed
    assert stamp(shop, card, None).replayed
