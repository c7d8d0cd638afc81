"""What a card's pass says: one reading for both wallets."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.domain.passes import PassContent, PassReward
from loyalty_app.models import LoyaltyCard, TermsVersion
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.queries.pass_content import pass_content
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_card, a_customer, a_member_of_staff, a_reward, a_shop, a_store, reference


def content_of(card: LoyaltyCard) -> PassContent:
    return pass_content(db.session.connection(), card.id, clock.now())


def at_counter_of(shop: Shop, store_id: int) -> Actor:
    person = a_member_of_staff(shop.merchant_id, store_id)
    db.session.commit()
    return shop.actor(ProvenStaff(id=person.id, name=person.name, role=Role.CASHIER), store_id=store_id)


def stamped(shop: Shop, card: LoyaltyCard, times: int, *, store_id: int | None = None) -> None:
    actor = shop.actor() if store_id is None else at_counter_of(shop, store_id)
    for _ in range(times):
        add_stamp(AddStamp(actor=actor, card=reference(card)))


def test_a_pass_says_what_the_card_says(app: Flask) -> None:
    shop = a_shop(stamps_target=3, cooldown_minutes=0, max_daily_stamps=100)
    card = a_card(shop, customer=a_customer(shop, first_name="Ana", locale="lb"))
    stamped(shop, card, 4)
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=1200))
    said = content_of(card)
    assert (said.version, said.status, said.first_name, said.locale) == (5, "active", "Ana", "lb")
    assert (said.stamp_count, said.stamps_shown, said.rewards_ready, said.stamps_until_reward) == (4, 1, 1, 2)
    assert said.points_balance == 120
    assert said.card_number == f"{card.card_number[:4]}-{card.card_number[4:8]}-{card.card_number[8:]}"
    assert said.qr_code == card.qr_token
    assert [line.type for line in said.lines] == ["points_earned", *["stamp_earned"] * 4]
    assert said.lines[0].day == said.last_line_at.astimezone(ZoneInfo(said.timezone)).date()
    assert clock.now() - said.last_line_at < timedelta(minutes=1)


def test_a_full_row_stays_full_until_the_next_stamp(app: Flask) -> None:
    shop = a_shop(stamps_target=3, cooldown_minutes=0, max_daily_stamps=100)
    card = a_card(shop)
    assert content_of(card).stamps_shown == 0
    stamped(shop, card, 3)
    assert (content_of(card).stamps_shown, content_of(card).rewards_ready) == (3, 1)


def test_rewards_within_reach_come_before_the_next_one(app: Flask) -> None:
    shop = a_shop(minimum_redemption_points=100)
    card = a_card(shop)
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=4000))
    for name, price in (("Breakfast", 1500), ("Cake", 400), ("Croissant", 300), ("Bag", 1200)):
        a_reward(shop, name=name, points_required=price)
    a_reward(shop, name="Gone", points_required=500, is_active=False)
    a_reward(shop, name="Later", points_required=500, starts_at=clock.now() + timedelta(days=1))
    said = content_of(card)
    assert [reward.name for reward in said.rewards] == ["Croissant", "Cake"]
    assert said.next_reward == PassReward(name="Bag", points_required=1200, missing_points=800)


def test_what_a_program_does_not_count_is_not_there(app: Flask) -> None:
    said = content_of(a_card(a_shop(loyalty_type="points")))
    assert (said.design.has_stamps, said.design.has_points, said.rewards_ready) == (False, True, 0)


def test_the_ten_stores_where_the_card_is_used_most(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100)
    stores = [a_store(shop.merchant_id, name=f"Store {n:02}", latitude=49.6, longitude=6.1) for n in range(12)]
    a_store(shop.merchant_id, name="Nowhere")
    a_store(shop.merchant_id, name="Closed", latitude=49.6, longitude=6.1, is_active=False)
    card = a_card(shop, enrolled_at_store_id=stores[5].id)
    stamped(shop, card, 2, store_id=stores[11].id)
    stamped(shop, card, 1, store_id=stores[10].id)
    named = [store.name for store in content_of(card).stores]
    assert named[:4] == ["Store 11", "Store 10", "Store 05", "Store 00"]
    assert len(named) == 10


def test_a_store_of_which_only_its_hours_are_known_is_there_too(app: Flask) -> None:
    shop = a_shop()
    hours = typed_hours(["mon-fri 07:00-18:30"])
    a_store(shop.merchant_id, name="Market stall", opening_hours=hours.plain())
    (store,) = content_of(a_card(shop)).stores
    assert (store.name, store.latitude, store.hours) == ("Market stall", None, hours)


def test_a_card_of_one_store_names_only_that_store(app: Flask) -> None:
    shop = a_shop()
    here, _there = (a_store(shop.merchant_id, latitude=49.6, longitude=6.1) for _ in range(2))
    card = a_card(shop, scope_store_id=here.id)
    assert [store.name for store in content_of(card).stores] == [here.name]


def test_a_blocked_card_is_said_and_an_erased_one_shows_nobody(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    block_card(BlockCard(actor=shop.actor(shop.manager), card=reference(card), reason="Lost phone"))
    assert (content_of(card).status, content_of(card).is_over) == ("blocked", False)
    card.status = "erased"
    db.session.commit()
    said = content_of(card)
    assert said.is_over
    assert (said.first_name, said.lines, said.stores, said.rewards) == (None, (), (), ())


def test_the_latest_terms_are_shown(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    for day, words in ((2, "Old"), (1, "New")):
        published = clock.now() - timedelta(days=day)
        db.session.add(
            TermsVersion(
                merchant_id=shop.merchant_id,
                program_id=shop.program_id,
                body={"en": words},
                privacy_url="https://shop.example/privacy",
                published_at=published,
            )
        )
    db.session.commit()
    terms = content_of(card).terms
    assert terms is not None
    assert (terms.body, terms.privacy_url) == ((("en", "New"),), "https://shop.example/privacy")


def test_the_same_card_gives_an_equal_value_in_five_statements(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop, customer=a_customer(shop))
    stamped(shop, card, 1)
    now = clock.now()
    card_id = card.id
    first = pass_content(db.session.connection(), card_id, now)
    with statements() as counted:
        assert pass_content(db.session.connection(), card_id, now) == first
    assert len(counted) <= 5
    assert hash(first) == hash(pass_content(db.session.connection(), card_id, now))


def test_an_unknown_card_is_refused(app: Flask) -> None:
    with pytest.raises(CardUnknown):
        pass_content(db.session.connection(), 999_999, clock.now())
