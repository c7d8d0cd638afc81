"""Taking a reward away."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import Forbidden, RewardUnknown
from loyalty_app.operations.delete_reward import DeleteReward, delete_reward
from loyalty_app.queries.program_view import find_program
from loyalty_app.unit_of_work import clock
from tests.factories import a_reward, a_shop


def test_it_is_gone_once(app: Flask) -> None:
    shop = a_shop()
    command = DeleteReward(actor=shop.owner(), reward_id=a_reward(shop).id)
    delete_reward(command)
    assert find_program(db.session.connection(), shop.merchant_id, clock.now()).rewards == ()
    with pytest.raises(RewardUnknown):
        delete_reward(command)


def test_who_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    reward_id = a_reward(here).id
    with pytest.raises(Forbidden):
        delete_reward(DeleteReward(actor=here.actor(here.manager), reward_id=reward_id))
    with pytest.raises(RewardUnknown):
        delete_reward(DeleteReward(actor=there.owner(), reward_id=reward_id))
