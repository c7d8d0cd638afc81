"""Stamps and points at the counter: done, refused, repeated; with script and without."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, StaffPin
from loyalty_app.operations.add_stamp import AddStamp
from loyalty_app.operations.add_stamp import add_stamp as run_add_stamp
from loyalty_app.operations.earn_points import EarnPoints
from loyalty_app.operations.earn_points import earn_points as run_earn_points
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.operations.redeem_points import RedeemPoints
from loyalty_app.operations.redeem_points import redeem_points as run_redeem_points
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from tests.factories import Shop, a_card, a_category, a_reward, a_shop, reference
from tests.web.tablets import COUNTER, PIN, a_key, an_open_tablet, code, screen, somebody_with_a_pin, words

KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def stamp(card: LoyaltyCard) -> str:
    return f"/store/loyalty/cards/{card.id}/stamps"


def points(card: LoyaltyCard) -> str:
    return f"/store/loyalty/cards/{card.id}/points"


def full(shop: Shop, card: LoyaltyCard, count: int) -> None:
    for _ in range(count):
        run_add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))


def credit(shop: Shop, card: LoyaltyCard, cents: int) -> None:
    run_earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=cents))


def lines() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(LoyaltyTransaction)).scalar_one()


def test_u35_a_stamp_says_what_changed_and_what_comes_next(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    answer = an_open_tablet(app, shop).post(stamp(card), htmx=True)
    assert (answer.status_code, screen(answer)) == (200, "result")
    assert 'data-result="done"' in answer.text
    said = words(answer)
    assert "+1 stamp" in said
    assert "1 of 10" in said
    assert "9 to go" in said
    assert "Undo" in said


def test_u35_a_full_card_that_waits_is_said_beside_the_new_row(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100)
    card = a_card(shop)
    full(shop, card, 10)
    said = words(an_open_tablet(app, shop).post(stamp(card), htmx=True))
    assert "1 of 10" in said
    assert "1 reward ready · 9 to go" in said


def test_without_script_a_stamp_leads_back_to_the_card(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    answer = tablet.post(stamp(card))
    assert (answer.status_code, answer.location) == (303, f"{COUNTER}/cards/{card.id}")
    assert "1 of 10 stamps" in words(tablet.get(answer.location))


def test_u68_a_form_sent_twice_without_script_earns_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    pages = [tablet.get(f"{COUNTER}/cards/{card.id}/points").text for _ in range(2)]
    keys = [re.findall(r'name="request_id" value="([^"]*)"', page)[0] for page in pages]
    assert all(KEY.fullmatch(key) for key in keys)
    assert len(set(keys)) == 2  # another page is another purchase
    for _ in range(2):
        assert tablet.post(points(card), {"amount": "12.50", "request_id": keys[0]}).status_code == 303
    assert lines() == 1
    tablet.post(points(card), {"amount": "12.50", "request_id": keys[1]})
    assert lines() == 2


def test_u68_the_same_form_twice_is_one_stamp(app: Flask) -> None:
    shop = a_shop(cooldown_minutes=0)
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    form = {"request_id": a_key()}
    first, second = (tablet.post(stamp(card), form, htmx=True) for _ in range(2))
    assert [first.status_code, second.status_code] == [200, 200]
    assert "1 of 10" in words(second)
    assert lines() == 1


def test_u37_a_refusal_names_the_rule_the_time_and_another_way(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    tablet.post(stamp(card))
    answer = tablet.post(stamp(card), htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (409, "refused", "cooldown_active")
    said = words(answer)
    assert re.search(r"Next stamp at \d\d:\d\d", said)
    assert "in 15 min" in said
    assert "Earn points" in said
    assert lines() == 1


def test_u36_a_full_card_is_a_moment_of_its_own(app: Flask) -> None:
    shop = a_shop(stamps_target=2, cooldown_minutes=0)
    card = a_card(shop)
    full(shop, card, 1)
    answer = an_open_tablet(app, shop).post(stamp(card), htmx=True)
    assert "data-moment" in answer.text
    assert 'data-sound="reward"' in answer.text
    assert "A free coffee" in words(answer)
    assert "Reward ready" in words(answer)


def test_the_reward_of_a_full_card_is_asked_for_and_handed_out(app: Flask) -> None:
    shop = a_shop(stamps_target=2, cooldown_minutes=0)
    card = a_card(shop)
    full(shop, card, 2)
    tablet = an_open_tablet(app, shop)
    assert "A free coffee" in words(tablet.get(f"{COUNTER}/cards/{card.id}"))
    question = tablet.get(f"{COUNTER}/cards/{card.id}/stamp-reward", htmx=True)
    assert "Redeem A free coffee for Ana M.?" in words(question)
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/stamp-rewards", htmx=True)
    assert screen(answer) == "result"
    assert "Ana M. · redeemed" in words(answer)
    again = tablet.post(f"/store/loyalty/cards/{card.id}/stamp-rewards", htmx=True)
    assert (again.status_code, code(again)) == (409, "insufficient_stamps")


def test_an_amount_earns_points(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    form = tablet.get(f"{COUNTER}/cards/{card.id}/points", htmx=True)
    assert screen(form) == "earn"
    assert "10 points per" in words(form)
    answer = tablet.post(points(card), {"amount": "12,50"}, htmx=True)
    assert screen(answer) == "result"
    assert "+125 points" in words(answer)


@pytest.mark.parametrize(
    ("amount", "what"),
    [
        ("", "Enter the amount paid."),
        ("0", "Enter the amount paid."),
        ("-5", "The amount cannot be negative."),
        ("12.505", "Use at most two decimals."),
        ("1e3", "Use digits"),
        ("½", "Use digits"),
        ("1.250", "Did you mean"),
        ("99999999999999999999", "too large"),
        ("0.05", "too small to earn a point"),
    ],
)
def test_u33_a_wrong_amount_is_said_beside_it_and_all_that_was_typed_is_kept(
    app: Flask, amount: str, what: str
) -> None:
    shop = a_shop()
    category = a_category(shop)
    card = a_card(shop)
    typed = {"amount": amount, "order_reference": "B-77", "category_ids": str(category.id)}
    answer = an_open_tablet(app, shop).post(points(card), typed, htmx=True)
    assert answer.status_code in (409, 422)
    assert screen(answer) == "earn"
    assert what in words(answer)
    assert 'value="B-77"' in answer.text
    assert re.search(rf'value="{category.id}"[^>]*checked', answer.text)
    assert lines() == 0


def test_a_receipt_counts_once(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    tablet.post(points(card), {"amount": "5", "order_reference": "4711"})
    answer = tablet.post(points(card), {"amount": "5", "order_reference": "4711"}, htmx=True)
    assert answer.status_code == 409
    assert "Receipt 4711 was already added" in words(answer)


def test_a_store_with_categories_asks_for_one(app: Flask) -> None:
    shop = a_shop()
    a_category(shop)
    card = a_card(shop)
    answer = an_open_tablet(app, shop).post(points(card), {"amount": "5"}, htmx=True)
    assert answer.status_code == 422
    assert "Drinks" in words(answer)


def test_above_the_limit_a_manager_confirms_with_a_pin_and_nothing_is_typed_again(app: Flask) -> None:
    shop = a_shop(maximum_purchase_cents=1000)
    manager = somebody_with_a_pin(shop, name="Léa Muller", role="manager")
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    key = a_key()
    answer = tablet.post(points(card), {"amount": "20", "request_id": key}, htmx=True)
    assert (answer.status_code, screen(answer)) == (422, "again")
    assert 'name="amount" value="20"' in answer.text
    assert f'value="{key}"' in answer.text
    form = {"amount": "20", "request_id": key, "asked_manager": "1", "staff_id": manager}
    wrong = tablet.post(points(card), {**form, "pin": "111222"}, htmx=True)
    assert (wrong.status_code, screen(wrong)) == (401, "again")
    assert "Wrong PIN for Léa" in words(wrong)
    assert 'name="amount" value="20"' in wrong.text
    assert "111222" not in wrong.text
    right = tablet.post(points(card), {**form, "pin": PIN}, htmx=True)
    assert screen(right) == "result"
    assert "+200 points" in words(right)


def test_a_form_that_was_answered_is_answered_again_without_judging_its_pin(app: Flask) -> None:
    shop = a_shop(maximum_purchase_cents=1000)
    manager = somebody_with_a_pin(shop, name="Léa Muller", role="manager")
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    form = {"amount": "20", "request_id": a_key(), "staff_id": manager, "pin": PIN}
    assert screen(tablet.post(points(card), form, htmx=True)) == "result"
    db.session.get_one(StaffPin, manager).pin_hash = pin_hashing.hashed("480216")
    db.session.commit()
    again = tablet.post(points(card), form, htmx=True)
    assert (again.status_code, screen(again)) == (200, "result")
    assert lines() == 1
    db.session.expire_all()
    assert db.session.get_one(StaffPin, manager).failed_attempts == 0
    other = tablet.post(points(card), {**form, "request_id": a_key()}, htmx=True)
    assert (other.status_code, code(other)) == (401, "pin_wrong")


def test_a_reward_for_points_is_asked_for_and_handed_out(app: Flask) -> None:
    shop = a_shop()
    reward = a_reward(shop, name="Cake", points_required=100)
    card = a_card(shop)
    credit(shop, card, 1500)
    tablet = an_open_tablet(app, shop)
    question = tablet.get(f"{COUNTER}/cards/{card.id}/rewards/{reward.id}", htmx=True)
    assert "Redeem Cake for Ana M.?" in words(question)
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/rewards/{reward.id}", htmx=True)
    assert screen(answer) == "result"
    assert "50 points" in words(answer)
    again = tablet.post(f"/store/loyalty/cards/{card.id}/rewards/{reward.id}", htmx=True)
    assert (again.status_code, code(again)) == (409, "insufficient_points")


def test_a_reward_that_is_none_of_ours_is_unknown(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    foreign = a_reward(other, points_required=1)
    card = a_card(shop)
    credit(shop, card, 5000)
    tablet = an_open_tablet(app, shop)
    for method, path in (
        ("GET", f"{COUNTER}/cards/{card.id}/rewards/{foreign.id}"),
        ("POST", f"/store/loyalty/cards/{card.id}/rewards/{foreign.id}"),
    ):
        answer = tablet.get(path) if method == "GET" else tablet.post(path)
        assert (answer.status_code, code(answer)) == (404, "reward_unknown")


def test_s25_where_every_redemption_wants_the_pin_it_is_asked_inside_the_same_action(app: Flask) -> None:
    shop = a_shop(settings={"pin_again_for": "redeem_and_void"})
    staff_id = somebody_with_a_pin(shop, name="Nora Weber")
    reward = a_reward(shop, points_required=100)
    card = a_card(shop)
    credit(shop, card, 1500)
    tablet = an_open_tablet(app, shop, staff_id=staff_id)
    path = f"/store/loyalty/cards/{card.id}/rewards/{reward.id}"
    key = a_key()
    asked = tablet.post(path, {"request_id": key}, htmx=True)
    assert (asked.status_code, screen(asked)) == (401, "again")
    assert "Nora" in words(asked)
    form = {"request_id": key, "staff_id": staff_id, "pin": PIN}
    assert screen(tablet.post(path, form, htmx=True)) == "result"


def test_points_are_enough_for_the_best_reward_whatever_the_order_of_the_list(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    for order, (name, cost) in enumerate((("Cake", 500), ("Croissant", 300), ("Beans", 1200))):
        a_reward(shop, name=name, points_required=cost, display_order=order)
    answer = an_open_tablet(app, shop).post(points(card), {"amount": "90"}, htmx=True)
    assert "Enough for Cake" in words(answer)


def test_u49_an_action_is_undone_and_its_effect_shown_before(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    tablet.post(stamp(card))
    transaction_id = db.session.execute(select(func.max(LoyaltyTransaction.id))).scalar_one()
    question = tablet.get(f"{COUNTER}/transactions/{transaction_id}/undo", htmx=True)
    assert "Undo +1 stamp of Ana M.?" in words(question)
    assert "1 → 0" in words(question)
    answer = tablet.post(f"/store/loyalty/transactions/{transaction_id}/undo", htmx=True)
    assert "Ana M. · +1 stamp Taken back" in words(answer)
    actions = words(tablet.get(f"{COUNTER}/actions"))
    assert "Taken back" in actions
    again = tablet.get(f"{COUNTER}/transactions/{transaction_id}/undo", htmx=True)
    assert (again.status_code, code(again)) == (409, "already_voided")


def test_b060_somebody_elses_action_is_not_undone_here(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    full(shop, card, 1)
    transaction_id = db.session.execute(select(func.max(LoyaltyTransaction.id))).scalar_one()
    tablet = an_open_tablet(app, shop, staff_id=somebody_with_a_pin(shop, name="Tom"))
    assert "By someone else" in words(tablet.get(f"{COUNTER}/actions"))
    for answer in (
        tablet.get(f"{COUNTER}/transactions/{transaction_id}/undo"),
        tablet.post(f"/store/loyalty/transactions/{transaction_id}/undo", htmx=True),
    ):
        assert (answer.status_code, code(answer)) == (409, "undo_not_possible")


def test_u43_the_day_is_counted_and_each_action_says_who_and_when(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    full(shop, card, 1)
    credit(shop, card, 1000)
    said = words(an_open_tablet(app, shop).get(COUNTER))
    assert "Stamps 1 Rewards 0 Points 100" in said
    assert "by Sophie" in said
    assert re.search(r"\d\d:\d\d Ana M\. · \+100 points", said)


def a_reward_whose_purchase_came_back(shop: Shop, card: LoyaltyCard) -> tuple[int, int]:
    """The lines of a purchase of 100 points and of the reward that spent them; neither is taken back yet."""
    reward = a_reward(shop, name="Latte", points_required=100)
    bought = EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=1000)
    spent = RedeemPoints(actor=shop.actor(), card=reference(card), reward_id=reward.id)
    return run_earn_points(bought).transaction.id, run_redeem_points(spent).transaction.id


def test_an_undo_says_before_what_will_be_settled(app: Flask) -> None:
    shop = a_shop(settings={"pin_again_for": "redeem_and_void"})
    card = a_card(shop)
    bought, spent = a_reward_whose_purchase_came_back(shop, card)
    manager = shop.actor(shop.manager)
    void_transaction(VoidTransaction(actor=manager, transaction_id=bought, reason="brought back"))
    before = lines()
    question = words(an_open_tablet(app, shop).get(f"{COUNTER}/transactions/{spent}/undo", htmx=True))
    assert "Undo Latte of Ana M.?" in question
    assert "Points 0 → 0" in question
    assert "100 points are taken off again at once: they are owed for purchases that were brought back." in question
    assert lines() == before


def test_taking_back_says_before_what_was_spent_meanwhile(app: Flask) -> None:
    shop = a_shop()
    card = a_card(shop)
    bought, _ = a_reward_whose_purchase_came_back(shop, card)
    before = lines()
    question = words(an_open_tablet(app, shop).get(f"/store/loyalty/transactions/{bought}/void", htmx=True))
    assert "100 points were spent meanwhile and cannot be taken back." in question
    assert lines() == before
