"""U51: what is asked for once more says the verb and the thing, in every form of the counter."""

from __future__ import annotations

import pytest
from flask import Flask

from loyalty_app.edge.policy import CallerKind, declared
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.web.terminal.verbs import VERBS
from tests.factories import Shop, a_card, a_reward, a_shop, reference
from tests.web.tablets import a_key, an_open_tablet, somebody_with_a_pin, words


def a_shop_that_asks_again() -> Shop:
    return a_shop(settings={"pin_again_for": "every_operation"}, cooldown_minutes=0, max_daily_stamps=20)


def test_every_form_of_the_counter_has_its_words(app: Flask) -> None:
    at_the_counter = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ())
        and declared(app, rule.endpoint).policy.kind in (CallerKind.TERMINAL, CallerKind.STAFF)
    }
    assert set(VERBS) == at_the_counter


@pytest.mark.parametrize(
    ("path", "form", "said"),
    [
        ("/cards/{card}/stamps", {}, "Give 1 stamp"),
        ("/cards/{card}/points", {"amount": "12.50"}, "Earn points for €12.50"),
        ("/cards/{card}/points", {"amount": "?"}, "Earn points"),
        ("/cards/{card}/stamp-rewards", {}, "Redeem A free coffee"),
        ("/cards/{card}/rewards/{reward}", {}, "Redeem Latte"),
        ("/cards/{card}/rewards/999", {}, "Redeem the reward"),
        ("/transactions/{line}/undo", {}, "Undo +1 stamp"),
        ("/transactions/{line}/void", {"reason": "wrong card"}, "Take back +1 stamp"),
        ("/transactions/999/undo", {}, "Undo the action"),
        ("/transactions/999/void", {}, "Take it back"),
        ("/cards/{card}/block", {"reason": "lost"}, "Block card"),
        ("/cards/{card}/adjust", {"points": "5", "reason": "till was down"}, "Correct points"),
        ("/terminal/lock", {}, "Lock"),
        ("/pins", {"name": "Luc"}, "Add to the staff"),
    ],
)
def test_an_old_page_is_asked_once_more_by_verb_and_thing(
    app: Flask, path: str, form: dict[str, str], said: str
) -> None:
    shop = a_shop(cooldown_minutes=0)
    card, reward = a_card(shop), a_reward(shop, name="Latte", points_required=100)
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=2000))
    line = add_stamp(AddStamp(actor=shop.actor(), card=reference(card))).transaction.id
    where = path.format(card=card.id, reward=reward.id, line=line)
    tablet = an_open_tablet(app, shop, staff_id=shop.manager.id)
    answer = tablet.post(f"/store/loyalty{where}", {**form, "request_id": a_key(), "csrf_token": "old"}, htmx=True)
    assert answer.status_code == 403
    assert f"<span>{said}</span>" in answer.text


def test_a_pin_once_more_redeems_the_thing_by_its_name(app: Flask) -> None:
    shop = a_shop_that_asks_again()
    somebody_with_a_pin(shop)
    card, reward = a_card(shop), a_reward(shop, name="Latte", points_required=100)
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=2000))
    answer = an_open_tablet(app, shop).post(
        f"/store/loyalty/cards/{card.id}/rewards/{reward.id}", {"request_id": a_key()}, htmx=True
    )
    assert "Your PIN once more" in words(answer)
    assert "<span>Redeem Latte</span>" in answer.text


def test_a_manager_who_is_asked_sees_the_amount(app: Flask) -> None:
    shop = a_shop(maximum_purchase_cents=1000)
    somebody_with_a_pin(shop, name="Léa Muller", role="manager")
    card = a_card(shop)
    answer = an_open_tablet(app, shop).post(
        f"/store/loyalty/cards/{card.id}/points", {"amount": "20", "request_id": a_key()}, htmx=True
    )
    assert "A manager confirms" in words(answer)
    assert "<span>Earn points for €20.00</span>" in answer.text
