"""Two cards of one person become one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import (
    CardBlocked,
    CardReplaced,
    CardUnknown,
    IdempotencyKeyReused,
    InvalidInput,
    ManagerRequired,
)
from loyalty_app.models import AuditEvent, LoyaltyCard, LoyaltyTransaction
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.merge_cards import CardsMerged, MergeCards, merge_cards
from loyalty_app.queries.card_view import find_card
from loyalty_app.queries.figures import find_figures
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_card, a_shop, reference
from tests.operations.phones import lines_of
from tests.operations.scenes import KEY, a_card_with_points, stamped


def merge(shop: Shop, source: LoyaltyCard, target: LoyaltyCard, **values: Any) -> CardsMerged:
    command: dict[str, Any] = {
        "actor": shop.actor(shop.manager),
        "source": reference(source),
        "target": reference(target),
        "reason": "One person",
    }
    return merge_cards(MergeCards(**command | values))


def test_everything_moves_by_two_lines_of_one_operation(app: Flask) -> None:
    shop = a_shop()
    source, target = a_card_with_points(shop, 70), a_card_with_points(shop, 30)
    stamped(shop, source, 2)
    merged = merge(shop, source, target)
    assert (merged.card.id, merged.card.stamp_count, merged.card.points_balance) == (target.id, 2, 100)
    assert (merged.source_card_id, merged.transaction.type) == (source.id, "card_merged")
    assert lines_of(source.id)[-1] == ("card_merged", -2, -70)
    assert lines_of(target.id)[-1] == ("card_merged", 2, 70)
    lines = db.session.scalars(select(LoyaltyTransaction).where(LoyaltyTransaction.type == "card_merged")).all()
    assert len({line.operation_id for line in lines}) == 1
    assert {line.reason for line in lines} == {"One person"}
    assert db.session.get_one(LoyaltyCard, source.id, populate_existing=True).status == "merged"
    event = db.session.scalars(select(AuditEvent)).one()
    assert (event.what, event.subject, event.after) == (
        "cards_merged",
        f"card:{target.id}",
        {"source_card_id": source.id},
    )


def test_the_figures_count_one_member_and_nothing_twice(app: Flask) -> None:
    shop = a_shop(point_value_cents_per_100=100)
    source, target = a_card_with_points(shop, 70), a_card_with_points(shop, 30)
    before = find_figures(db.session.connection(), shop.merchant_id, clock.now())
    merge(shop, source, target)
    after = find_figures(db.session.connection(), shop.merchant_id, clock.now())
    assert (before.members, after.members) == (2, 1)
    assert after.outstanding_points == before.outstanding_points == 100
    assert after.liability_cents == 100
    assert (after.points.merged, after.points.forfeited, after.points.issued) == (0, 0, before.points.issued)


@pytest.mark.parametrize("way", ["qr_code", "card_number", "card_id"])
def test_the_card_that_was_given_up_says_that_it_was_replaced(app: Flask, way: str) -> None:
    shop, other = a_shop(), a_shop()
    source, target = a_card(shop), a_card(shop)
    known = {
        "qr_code": CardReference(qr_code=source.qr_token),
        "card_number": CardReference(card_number=source.card_number),
        "card_id": reference(source),
    }[way]
    merge(shop, source, target)
    with pytest.raises(CardReplaced):
        find_card(db.session.connection(), shop.actor(), known, clock.now())
    with pytest.raises(CardUnknown):
        find_card(db.session.connection(), other.actor(), known, clock.now())


def test_a_manager_is_needed_and_a_reason(app: Flask) -> None:
    shop = a_shop()
    source, target = a_card(shop), a_card(shop)
    with pytest.raises(ManagerRequired):
        merge(shop, source, target, actor=shop.actor())
    with pytest.raises(InvalidInput) as refused:
        merge(shop, source, target, reason=" ")
    assert refused.value.problems[0].code == "reason_required"


def test_a_blocked_card_is_neither_given_nor_taken(app: Flask) -> None:
    shop = a_shop()
    source, target = a_card(shop), a_card(shop)
    block_card(BlockCard(actor=shop.actor(), card=reference(source), reason="Fraud"))
    for pair in ((source, target), (target, source)):
        with pytest.raises(CardBlocked):
            merge(shop, *pair)


def test_a_card_does_not_join_itself_or_another_merchants(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    card = a_card(shop)
    with pytest.raises(InvalidInput) as refused:
        merge(shop, card, card)
    assert refused.value.problems[0].code == "field_conflict"
    for pair in ((card, a_card(other)), (a_card(other), card)):
        with pytest.raises(CardUnknown):
            merge(shop, *pair)


def test_the_same_request_again_answers_the_same(app: Flask) -> None:
    shop = a_shop()
    source, target = a_card_with_points(shop, 70), a_card(shop)
    assert merge(shop, source, target, dry_run=True).card.points_balance == 70
    first = merge(shop, source, target, request_id=KEY)
    again = merge(shop, source, target, request_id=KEY)
    assert (again.replayed, again.transaction, again.card) == (True, first.transaction, first.card)
    with pytest.raises(IdempotencyKeyReused):
        merge(shop, a_card(shop), target, request_id=KEY)
