"""What a store shows before anybody is known."""

from __future__ import annotations

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import ProgramUnknown, StoreUnknown
from loyalty_app.models import LoyaltyProgram, MerchantLoyaltySettings, Store, TermsVersion
from loyalty_app.queries.storefront import Storefront, find_storefront
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_merchant, a_reward, a_shop, a_store


def front_of(shop: Shop) -> Storefront:
    code = db.session.get_one(Store, shop.store_id).code
    return find_storefront(db.session.connection(), code, clock.now())


def some_terms(shop: Shop, **body: str) -> None:
    db.session.add(
        TermsVersion(
            merchant_id=shop.merchant_id,
            program_id=shop.program_id,
            body=body,
            privacy_url="https://example.com/privacy",
            published_at=clock.now(),
        )
    )
    db.session.commit()


def test_program_rewards_places_and_terms_are_there(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50, require_phone=True, card_color="#112233")
    other = a_store(shop.merchant_id, name="Aaa", address="1, rue")
    a_store(shop.merchant_id, is_active=False)
    reward = a_reward(shop)
    a_reward(shop, is_active=False)
    some_terms(shop, en="Old.")
    some_terms(shop, en="New.", fr="Nouveau.")
    front = front_of(shop)
    assert (front.store_id, front.merchant_id, front.program_id) == (shop.store_id, shop.merchant_id, shop.program_id)
    assert (front.is_running, front.welcome_bonus_points, front.require_phone) == (True, 50, True)
    assert (front.card_name, front.brand.card_color) == (front.merchant_name, "#112233")
    assert [found.id for found in front.rewards] == [reward.id]
    assert front.works_everywhere
    assert [(place.id, place.address) for place in front.places] == [(other.id, "1, rue"), (shop.store_id, None)]
    assert front.terms is not None
    assert front.terms.text("fr", default="en") == "Nouveau."
    assert front.terms.text("de", default="en") == "New."
    assert front.terms.text("de", default="lb") == "New."


def test_where_cards_are_of_one_store_only_this_one_is_named(app: Flask) -> None:
    shop = a_shop(loyalty_type="stamps", welcome_bonus_points=50, settings={"allow_cross_location_redemption": False})
    a_store(shop.merchant_id)
    front = front_of(shop)
    assert not front.works_everywhere
    assert [place.id for place in front.places] == [shop.store_id]
    assert (front.terms, front.rewards, front.welcome_bonus_points) == (None, (), 0)


def test_a_paused_program_is_shown_as_such(app: Flask) -> None:
    shop = a_shop()
    db.session.get_one(LoyaltyProgram, shop.program_id).status = "paused"
    db.session.commit()
    assert not front_of(shop).is_running


def test_a_closed_or_unknown_store_and_one_without_a_program_are_refused_b075(app: Flask) -> None:
    merchant = a_merchant()
    db.session.add(MerchantLoyaltySettings(merchant_id=merchant.id))
    bare, closed = a_store(merchant.id), a_store(merchant.id, is_active=False)
    db.session.commit()
    with pytest.raises(ProgramUnknown):
        find_storefront(db.session.connection(), bare.code, clock.now())
    for code in (closed.code, "nowhere", ""):
        with pytest.raises(StoreUnknown):
            find_storefront(db.session.connection(), code, clock.now())
