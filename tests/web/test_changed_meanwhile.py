"""The owner changes the program while a page is open at the counter: nothing is done by rules nobody saw (B030)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from loyalty_app.db import db
from loyalty_app.domain.program_fields import ProgramFields
from loyalty_app.models import LoyaltyCard, LoyaltyTransaction, Reward
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.change_program import ChangeProgram, change_program
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from tests.factories import Shop, a_card, a_category, a_reward, a_shop, reference
from tests.web.tablets import COUNTER, Browser, an_open_tablet, code, screen, words

SAID = {
    "en": "The program changed. Check and confirm again.",
    "fr": "Le programme a changé. Vérifiez et confirmez de nouveau.",
    "de": "Das Programm wurde geändert. Prüfen und bestätigen Sie noch einmal.",
    "lb": "De Programm gouf geännert. Kontrolléiert a confirméiert nach eng Kéier.",
}


def change(shop: Shop, **fields: Any) -> None:
    change_program(ChangeProgram(actor=shop.owner(), fields=ProgramFields(**fields), confirmed=True))


def lines() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(LoyaltyTransaction)).scalar_one()


def typed_on(tablet: Browser, page: str) -> dict[str, str]:
    """The hidden fields of the page's form, as the browser sends them."""
    text = tablet.get(page).text
    form = text[text.index('id="earn-' if page.endswith("/points") else "data-money") :]
    return {
        name: re.findall(rf'name="{name}" value="([^"]*)"', form)[0] for name in ("request_id", "shown", "csrf_token")
    }


def a_full_card(shop: Shop) -> LoyaltyCard:
    card = a_card(shop)
    for _ in range(3):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(card)))
    return card


def a_card_with_points(shop: Shop) -> LoyaltyCard:
    card = a_card(shop)
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=9000))
    return card


@pytest.mark.parametrize("language", SAID)
def test_b030_another_rate_is_shown_before_points_are_earned_and_what_was_typed_is_kept(
    app: Flask, language: str
) -> None:
    shop = a_shop()
    category, card = a_category(shop), a_card(shop)
    tablet = an_open_tablet(app, shop)
    tablet.client.set_cookie("language", language)
    hidden = typed_on(tablet, f"{COUNTER}/cards/{card.id}/points")
    change(shop, points_per_euro=20)
    typed = {"amount": "12,50", "order_reference": "B-77", "category_ids": str(category.id)}
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/points", {**hidden, **typed}, htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (409, "earn", "changed_meanwhile")
    assert SAID[language] in words(answer)
    assert "20 " in words(answer)
    assert 'value="12,50"' in answer.text
    assert 'value="B-77"' in answer.text
    assert lines() == 0
    shown = re.findall(r'name="shown" value="(\d+)"', answer.text)
    assert shown == ["20"]
    again = tablet.post(f"/store/loyalty/cards/{card.id}/points", {**hidden, **typed, "shown": shown[0]}, htmx=True)
    assert (screen(again), lines()) == ("result", 1)


@pytest.mark.parametrize("page", ["", "/stamp-reward"])
def test_b030_another_target_shows_the_card_anew(app: Flask, page: str) -> None:
    shop = a_shop(stamps_target=3, cooldown_minutes=0)
    card = a_full_card(shop)
    tablet = an_open_tablet(app, shop)
    hidden = typed_on(tablet, f"{COUNTER}/cards/{card.id}{page}")
    before = lines()
    change(shop, stamps_target=12)
    path = f"/store/loyalty/cards/{card.id}/{'stamp-rewards' if page else 'stamps'}"
    answer = tablet.post(path, hidden, htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (409, "card", "changed_meanwhile")
    assert SAID["en"] in words(answer)
    assert "of 12 stamps" in words(answer)
    assert answer.headers["HX-Replace-Url" if not page else "HX-Push-Url"] == f"{COUNTER}/cards/{card.id}"
    assert lines() == before
    assert tablet.post(path, hidden).status_code == 409  # without script the same, as a whole page


def test_b030_a_reward_that_costs_more_by_now_is_not_handed_out_for_more(app: Flask) -> None:
    shop = a_shop()
    card, reward = a_card_with_points(shop), a_reward(shop, name="Cake", points_required=300)
    tablet = an_open_tablet(app, shop)
    hidden = typed_on(tablet, f"{COUNTER}/cards/{card.id}/rewards/{reward.id}")
    before = lines()
    db.session.get_one(Reward, reward.id).points_required = 400
    db.session.commit()
    answer = tablet.post(f"/store/loyalty/cards/{card.id}/rewards/{reward.id}", hidden, htmx=True)
    assert (answer.status_code, screen(answer), code(answer)) == (409, "card", "changed_meanwhile")
    assert "400 points" in words(answer)
    assert lines() == before
    fresh = typed_on(tablet, f"{COUNTER}/cards/{card.id}/rewards/{reward.id}")
    done = tablet.post(f"/store/loyalty/cards/{card.id}/rewards/{reward.id}", fresh, htmx=True)
    assert (screen(done), lines()) == ("result", before + 1)
