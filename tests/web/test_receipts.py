"""Receipts: what they say, what they keep to themselves, and whose they are (U91, U92, B099)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.models import LoyaltyCard, LoyaltyProgram, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.texts.moments import dated_moment
from tests.factories import Shop, a_card, a_colleague, a_reward, a_shop, a_store, reference
from tests.printed import decoded, drawn
from tests.web.tablets import COUNTER, Browser, a_key, an_open_tablet, code, screen, words

PUBLIC = "http://loyalty.example"


@pytest.fixture
def shop(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A shop whose public address is not the one of the test's requests."""
    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], base_url=PUBLIC))
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=100, stamps_reward_description="Free coffee")
    db.session.get_one(Store, shop.store_id).code = "gare"
    db.session.commit()
    return shop


def receipt_of(line: int) -> str:
    return f"{COUNTER}/transactions/{line}/receipt"


def stamped(shop: Shop, card: LoyaltyCard, times: int = 1) -> int:
    """Stamps given by the shop's cashier; returns the last line's id."""
    return [add_stamp(AddStamp(actor=shop.actor(), card=reference(card))) for _ in range(times)][-1].transaction.id


def said(tablet: Browser, line: int) -> str:
    """The words on the paper alone."""
    answer = tablet.get(receipt_of(line))
    assert (answer.status_code, screen(answer)) == (200, "receipt")
    found = re.search(r"<article.*?</article>", answer.text, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def test_u91_a_receipt_says_what_changed_the_new_state_reward_and_rest(app: Flask, shop: Shop) -> None:
    a_reward(shop, name="Cake", points_required=500)
    card = a_card(shop)
    stamped(shop, card, 7)
    command = EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=1250, order_reference="B-4711")
    line = earn_points(command).transaction.id
    text = said(an_open_tablet(app, shop), line)
    for part in ("Points earned", "+125 points", "7 of 10", "3 to go · Free coffee", "125 points", "375 more for Cake"):
        assert part in text
    for part in ("€12.50", "B-4711", db.session.get_one(Store, shop.store_id).name, "Served by Sophie"):
        assert part in text


def test_u91_a_receipt_of_a_full_card_says_that_the_reward_is_ready(app: Flask, shop: Shop) -> None:
    line = stamped(shop, a_card(shop), 10)
    text = said(an_open_tablet(app, shop), line)
    assert "10 of 10 Reward ready · Free coffee" in text


def test_an_earlier_line_shows_where_the_card_stood_then(app: Flask, shop: Shop) -> None:
    a_reward(shop, name="Cake", points_required=500)
    card = a_card(shop)
    earlier = stamped(shop, card, 3)
    stamped(shop, card, 2)
    text = said(an_open_tablet(app, shop), earlier)
    assert "3 of 10 7 to go" in text
    assert "Cake" not in text  # how far it is now is not what it was then


@pytest.mark.parametrize(
    ("kind", "there", "not_there"), [("stamps", "1 of 10", "0 points"), ("points", "0 points", "of 10")]
)
def test_only_what_the_program_has_is_printed(app: Flask, shop: Shop, kind: str, there: str, not_there: str) -> None:
    line = stamped(shop, a_card(shop))
    db.session.get_one(LoyaltyProgram, shop.program_id).loyalty_type = kind
    db.session.commit()
    text = said(an_open_tablet(app, shop), line)
    assert there in text
    assert not_there not in text


def test_u91_a_receipt_keeps_names_number_and_code_to_itself(app: Flask, shop: Shop) -> None:
    card = a_card(shop)
    line = stamped(shop, card)
    tablet = an_open_tablet(app, shop)
    page, text = tablet.get(receipt_of(line)).text, said(tablet, line)
    assert f"•••• {card.card_number[-4:]}" in text
    for secret in (card.card_number, card.card_number[:4] + " ", card.qr_token, "Ana", "Martins", "Klein"):
        assert secret not in text
    assert "Sophie" in text
    assert card.qr_token not in page
    assert decoded(drawn(page)) == [f"{PUBLIC}/j/gare"]
    assert "loyalty.example/j/gare" in text


def test_what_was_taken_back_and_what_takes_back_say_so(app: Flask, shop: Shop) -> None:
    card = a_card(shop)
    line = stamped(shop, card, 4)
    actor = shop.actor(shop.manager)
    void = void_transaction(
        VoidTransaction(actor=actor, transaction_id=line, reason="Rung up twice", request_id=a_key())
    ).transaction.id
    tablet = an_open_tablet(app, shop)
    assert "+1 stamp Taken back Stamps 4 of 10" in said(tablet, line)
    text = said(tablet, void)
    for part in ("Stamp taken back", "−1 stamp", "3 of 10", "Rung up twice"):
        assert part in text


def test_s03_a_line_of_another_store_is_like_one_that_nobody_has(app: Flask, shop: Shop) -> None:
    line = stamped(shop, a_card(shop))
    other = replace(shop, store_id=a_store(shop.merchant_id, code="kirchberg", name="Kirchberg").id)
    tablet = an_open_tablet(app, other, staff_id=a_colleague(other, name="Tom Becker").id)
    theirs, nobodys = tablet.get(receipt_of(line)), tablet.get(receipt_of(987654321))
    assert [(answer.status_code, code(answer)) for answer in (theirs, nobodys)] == [(404, "transaction_unknown")] * 2
    assert "Free coffee" not in theirs.text


def test_a_result_leads_to_its_receipt_and_so_do_the_last_actions(app: Flask, shop: Shop) -> None:
    card = a_card(shop)
    tablet = an_open_tablet(app, shop)
    tablet.get(f"{COUNTER}/cards/{card.id}")
    result = tablet.post(f"/store/loyalty/cards/{card.id}/stamps", {"request_id": a_key()}, htmx=True)
    found = re.search(rf'href="({COUNTER}/transactions/\d+/receipt)" aria-label="Print receipt"', result.text)
    assert found
    assert found[1] in tablet.get(f"{COUNTER}/actions").text
    assert screen(tablet.get(found[1], htmx=True)) == "receipt"


def test_the_tablet_remembers_its_paper_and_that_it_prints_without_asking(app: Flask, shop: Shop) -> None:
    line = stamped(shop, a_card(shop))
    tablet = an_open_tablet(app, shop)
    first = tablet.get(receipt_of(line)).text
    assert ('data-paper="80"' in first, " data-silent" in first) == (True, False)
    tablet.get(f"{COUNTER}/menu")
    for choice in ({"receipt-paper": "58"}, {"receipt-printing": "silent"}, {"receipt-paper": "4000"}):
        assert tablet.post(f"{COUNTER}/receipts", choice).status_code == 303
    after = tablet.get(receipt_of(line)).text
    assert ('data-paper="58"' in after, " data-silent" in after) == (True, True)
    assert 'value="58" aria-current="true"' in tablet.get(f"{COUNTER}/menu").text


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Saved. Printing failed – show the screen instead."),
        ("fr", "Enregistré. L’impression a échoué\u00a0– montrez plutôt l’écran."),
        ("de", "Gespeichert. Drucken ging nicht – zeigen Sie stattdessen den Bildschirm."),
        ("lb", "Gespäichert. D’Drécken huet net geklappt – weist amplaz den Ecran."),
    ],
)
def test_b099_the_note_is_there_in_each_language(app: Flask, shop: Shop, language: str, sentence: str) -> None:
    answer = an_open_tablet(app, shop).get(f"{receipt_of(stamped(shop, a_card(shop)))}?lang={language}")
    assert " ".join(sentence.split()) in words(answer)
    assert 'role="status" data-print-note' in answer.text


def test_times_on_paper_are_the_stores_and_have_their_year(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert dated_moment(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), "Europe/Luxembourg") == "1 July 2026, 00:30"
