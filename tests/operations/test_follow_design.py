"""A program looks different: all its passes are marked, batch after batch, whatever happens in between."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.models import LoyaltyProgram
from loyalty_app.operations import follow_design as module
from loyalty_app.operations.follow_design import DesignFollowed, FollowDesign, follow_design
from loyalty_app.operations.publish_pass import PublishPass, publish_pass
from loyalty_app.queries.wallet_work import designs_to_follow
from tests.factories import PASS_TYPE, Shop, a_card, a_pass, a_shop
from tests.operations.passes import a_card_on_a_phone, publish_due, standing
from tests.operations.test_publish_passes import spend


def give_a_new_look(shop: Shop) -> int:
    db.session.rollback()
    program = LoyaltyProgram.id == shop.program_id
    db.session.execute(update(LoyaltyProgram).values(marked_design=LoyaltyProgram.design_version))
    changed = update(LoyaltyProgram).where(program).values(design_version=LoyaltyProgram.design_version + 1)
    version: int = db.session.execute(changed.returning(LoyaltyProgram.design_version)).scalar_one()
    db.session.commit()
    return version


def left_to_follow() -> tuple[tuple[int, int], ...]:
    db.session.rollback()
    return designs_to_follow(db.session.connection())


def test_all_passes_of_the_program_are_marked_and_no_others(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    passes = [a_pass(a_card(shop)).id for _ in range(3)]
    elsewhere = a_pass(a_card(other)).id
    design = give_a_new_look(shop)
    assert left_to_follow() == ((shop.program_id, design),)
    followed = follow_design(FollowDesign(program_id=shop.program_id, design=design))
    assert followed == DesignFollowed(marked=3, next_after_id=None)
    assert left_to_follow() == ()
    assert standing(elsewhere).due_since is None
    assert publish_due().published == 3
    assert {standing(pass_id).pushed_design for pass_id in passes} == {design}


def test_a_round_that_was_killed_begins_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    shop = a_shop()
    passes = [a_pass(a_card(shop)).id for _ in range(5)]
    design = give_a_new_look(shop)
    first = follow_design(FollowDesign(program_id=shop.program_id, design=design))
    assert first == DesignFollowed(marked=2, next_after_id=passes[1])
    assert left_to_follow() == ((shop.program_id, design),)
    after_id: int | None = 0
    while after_id is not None:
        followed = follow_design(FollowDesign(program_id=shop.program_id, design=design, after_id=after_id))
        after_id = followed.next_after_id
    assert left_to_follow() == ()
    assert all(standing(pass_id).due_since is not None for pass_id in passes)


def test_a_look_that_came_in_between_is_followed_next(app: Flask) -> None:
    shop = a_shop()
    a_pass(a_card(shop))
    design = give_a_new_look(shop)
    program = LoyaltyProgram.id == shop.program_id
    db.session.execute(update(LoyaltyProgram).where(program).values(design_version=design + 1))
    db.session.commit()
    follow_design(FollowDesign(program_id=shop.program_id, design=design))
    assert left_to_follow() == ((shop.program_id, design + 1),)


def test_what_is_due_already_is_marked_too_and_waits_since_then(app: Flask) -> None:
    """Its publisher may have read the design of before; who publishes next reads the new one."""
    shop = a_shop()
    card, pass_id, _ = a_card_on_a_phone(shop)
    spend(shop, card)
    before = standing(pass_id).due_since
    design = give_a_new_look(shop)
    assert follow_design(FollowDesign(program_id=shop.program_id, design=design)).marked == 1
    assert standing(pass_id).due_since == before


def test_what_a_phone_fetched_meanwhile_is_left_alone(app: Flask) -> None:
    shop = a_shop()
    pass_id = a_pass(a_card(shop)).id
    design = give_a_new_look(shop)
    publish_pass(PublishPass(pass_type=PASS_TYPE, pass_id=pass_id))
    assert follow_design(FollowDesign(program_id=shop.program_id, design=design)).marked == 0
    marked = db.session.execute(select(LoyaltyProgram.marked_design).where(LoyaltyProgram.id == shop.program_id))
    assert marked.scalar_one() == design
