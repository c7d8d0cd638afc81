"""The code on the counter's screen opens the new card on one phone, for ten minutes, and nobody else's ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import CodeWrong, StoreUnknown
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import Customer, LoyaltyCard, MerchantLoyaltySettings
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.claim_card import CardClaimed, ClaimCard, claim_card, claim_token
from loyalty_app.operations.enroll_customer import CustomerEnrolled, EnrollCustomer, enroll_customer
from loyalty_app.queries.callers import find_customer
from loyalty_app.queries.claims import is_unclaimed
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop, a_store, reference
from tests.operations.phones import BROWSER, OTHER_BROWSER, ask, enter, join
from tests.races import at_once


def enrolled(shop: Shop, email: str = "ana@example.com", **values: object) -> CustomerEnrolled:
    return enroll_customer(EnrollCustomer(actor=shop.actor(), email=email, first_name="Ana", **values))  # type: ignore[arg-type]


def token_for(shop: Shop, card_id: int) -> str:
    return claim_token(shop.store_id, card_id, clock.now())


def claim(shop: Shop, token: str, browser: str = BROWSER, store_id: int | None = None) -> CardClaimed:
    command = ClaimCard(store_id=store_id or shop.store_id, claim_token=token, browser_token=browser)
    return claim_card(command)


def signed_in_as(session_token: str) -> int | None:
    db.session.rollback()
    found = find_customer(db.session.connection(), [token_hash(session_token)], clock.now())
    return found.card_id if found else None


def test_the_new_customer_is_signed_in_to_the_new_card_u12(app: Flask) -> None:
    shop = a_shop()
    card = enrolled(shop).card
    claimed = claim(shop, token_for(shop, card.id))
    assert claimed.card_id == card.id
    assert signed_in_as(claimed.session_token) == card.id
    assert claimed.expires_at - clock.now() > timedelta(days=89)


def test_the_first_phone_wins_and_may_ask_again(app: Flask) -> None:
    shop = a_shop()
    token = token_for(shop, enrolled(shop).card.id)
    first, again = claim(shop, token), claim(shop, token)
    assert first.session_token == again.session_token
    with pytest.raises(CodeWrong):
        claim(shop, token, OTHER_BROWSER)
    assert not is_unclaimed(db.session.connection(), first.card_id)


def test_after_ten_minutes_it_is_over(app: Flask) -> None:
    shop = a_shop()
    card_id = enrolled(shop).card.id
    late = claim_token(shop.store_id, card_id, clock.now() - timedelta(minutes=10, seconds=1))
    with pytest.raises(CodeWrong):
        claim(shop, late)


@pytest.mark.parametrize("spoil", ["", ".", "1", "1.2", "x.y.z", "9" * 500, "²." * 3, "\u0661.\u0661.x"])
def test_what_is_no_link_of_ours_opens_nothing(app: Flask, spoil: str) -> None:
    shop = a_shop()
    enrolled(shop)
    with pytest.raises(CodeWrong):
        claim(shop, spoil)


def test_no_part_of_the_link_can_be_changed(app: Flask) -> None:
    shop = a_shop()
    mine, theirs = enrolled(shop).card.id, enrolled(shop, "eva@example.com").card.id
    card_id, expires_at, proof = token_for(shop, mine).split(".")
    for token in (
        f"{theirs}.{expires_at}.{proof}",
        f"{card_id}.{int(expires_at) + 1}.{proof}",
        f"{card_id}.{expires_at}.x",
    ):
        with pytest.raises(CodeWrong):
            claim(shop, token)


def test_a_link_belongs_to_its_store(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    token = token_for(shop, enrolled(shop).card.id)
    with pytest.raises(CodeWrong):
        claim(shop, token, store_id=other.store_id)
    with pytest.raises(StoreUnknown):
        claim(shop, token, store_id=987654)


def test_a_member_who_was_ever_signed_in_has_no_link(app: Flask) -> None:
    shop = a_shop()
    card_id = enrolled(shop).card.id
    token = token_for(shop, card_id)
    ask(shop)
    enter(shop)
    with pytest.raises(CodeWrong):
        claim(shop, token, OTHER_BROWSER)


def test_typing_a_members_address_at_another_store_opens_nothing_of_theirs_s31(app: Flask) -> None:
    """One card per store: the second card is new, the person is not."""
    shop = a_shop()
    settings = db.session.query(MerchantLoyaltySettings).one()
    settings.allow_cross_location_redemption, settings.staff_pin_policy = False, "disabled"
    db.session.commit()
    enrolled(shop)
    elsewhere = a_store(shop.merchant_id)
    db.session.commit()
    second = enroll_customer(
        EnrollCustomer(actor=replace(shop.actor(), store_id=elsewhere.id, staff=None), email="ana@example.com")
    )
    assert not second.already_enrolled
    with pytest.raises(CodeWrong):
        claim(shop, claim_token(elsewhere.id, second.card.id, clock.now()), store_id=elsewhere.id)


def test_a_provisional_card_has_no_link(app: Flask) -> None:
    shop = a_shop()
    join(shop)
    card_id = db.session.query(LoyaltyCard.id).scalar()
    with pytest.raises(CodeWrong):
        claim(shop, token_for(shop, card_id), OTHER_BROWSER)


def test_a_blocked_or_erased_card_has_no_link(app: Flask) -> None:
    shop = a_shop()
    blocked = enrolled(shop).card
    row = db.session.get_one(LoyaltyCard, blocked.id)
    block_card(BlockCard(actor=shop.actor(shop.manager), card=reference(row), reason="lost"))
    with pytest.raises(CodeWrong):
        claim(shop, token_for(shop, blocked.id))


def test_whoever_proves_the_address_signs_out_who_claimed_the_card(app: Flask) -> None:
    shop = a_shop()
    claimed = claim(shop, token_for(shop, enrolled(shop).card.id))
    ask(shop, browser_token=OTHER_BROWSER)
    proven = enter(shop, browser_token=OTHER_BROWSER)
    assert proven.card_id == claimed.card_id
    assert signed_in_as(claimed.session_token) is None
    assert signed_in_as(proven.session_token) == claimed.card_id
    assert db.session.query(Customer).one().email_verified_at is not None


def test_of_two_phones_at_once_one_gets_the_card(app: Flask) -> None:
    shop = a_shop()
    token = token_for(shop, enrolled(shop).card.id)

    calls = [partial(claim, shop, token, f"{number}" * 43) for number in range(6)]
    won = [outcome for outcome in at_once(app, calls) if isinstance(outcome, CardClaimed)]
    assert len(won) == 1
