"""My card on the phone: the code, how far, what is ready, what expires; and up to date while it is open."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.models import LoyaltyCard, Merchant, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.set_opening_hours import SetOpeningHours, set_opening_hours
from loyalty_app.unit_of_work import clock
from tests.counting import statements
from tests.factories import Shop, a_reward, a_shop, a_store, reference
from tests.web.storefront.phones import Phone, a_member, a_phone, words

FRAGMENT = {"HX-Request": "true"}


def the_card() -> LoyaltyCard:
    db.session.rollback()
    return db.session.execute(select(LoyaltyCard)).scalar_one()


def stamp(shop: Shop, count: int = 1) -> None:
    for _ in range(count):
        add_stamp(AddStamp(actor=shop.actor(), card=reference(the_card())))


def spend(shop: Shop, cents: int) -> None:
    earn_points(EarnPoints(actor=shop.actor(), card=reference(the_card()), purchase_amount_cents=cents))


def a_quick_shop(**rules: object) -> Shop:
    return a_shop(cooldown_minutes=0, max_daily_stamps=100, **rules)  # type: ignore[arg-type]  # columns of the program


def tag_of(phone: Phone) -> str:
    return phone.page("dashboard", headers=FRAGMENT).headers["ETag"]


def test_u98_the_card_says_how_far_and_what_is_next(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_member(app, shop)
    stamp(shop, 6)
    page = phone.page("dashboard")
    assert "6 of 10" in words(page)
    assert "4 more for: A free coffee" in words(page)
    assert "<title>6 of 10 stamps · " in " ".join(page.text.split())
    assert page.text.count("stamp--full") == 6
    assert page.headers["Cache-Control"] == "no-store"


def test_u98_a_full_card_says_what_is_ready(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_member(app, shop)
    stamp(shop, 12)
    page = words(phone.page("dashboard"))
    assert "2 of 10" in page
    assert "1 reward ready" in page
    assert "Ready for you A free coffee 10 stamps" in page
    redeem_stamps(RedeemStamps(actor=shop.actor(), card=reference(the_card())))
    assert "Ready for you" not in words(phone.page("dashboard"))


def test_u98_points_say_what_can_be_had_and_what_is_missing(app: Flask) -> None:
    shop = a_quick_shop(loyalty_type="points")
    a_reward(shop, name="Croissant", points_required=300, icon="croissant")
    a_reward(shop, name="Breakfast for two", points_required=1500)
    phone = a_member(app, shop)
    spend(shop, 12_400)
    page = words(phone.page("dashboard"))
    assert "1 240 points" in page
    assert "1 ready" in page
    assert "260 more for Breakfast for two" in page
    assert "Croissant 300 points" in page
    assert "Stamps" not in page


def test_u98_u99_expiry_says_how_much_and_when(app: Flask) -> None:
    shop = a_quick_shop(points_expiration_days=30)
    phone = a_member(app, shop)
    assert "expire" not in words(phone.page("dashboard"))
    spend(shop, 5_000)
    calm = phone.page("dashboard")
    assert "500 points expire on " in words(calm)
    assert "expiry--calm" in calm.text
    clock.offset += timedelta(days=20)
    assert "expiry--calm" not in phone.page("dashboard").text


def test_u98_it_says_where_it_works_and_who_to_ask(app: Flask) -> None:
    shop = a_quick_shop()
    db.session.get_one(Merchant, shop.merchant_id).contact_email = "hello@cafe.example"
    db.session.get_one(Store, shop.store_id).name = "Gare"
    a_store(shop.merchant_id, name="Kirchberg")
    db.session.commit()
    page = words(a_member(app, shop).page("dashboard"))
    assert "Works at all our locations: Gare, Kirchberg" in page
    assert "write to hello@cafe.example" in page
    assert "Opening hours" not in page


def test_it_says_when_each_place_is_open(app: Flask) -> None:
    shop = a_quick_shop()
    hours = typed_hours(["mon-sun 7:00-18:30"])
    db.session.get_one(Store, shop.store_id).name = "Gare"
    a_store(shop.merchant_id, name="Kirchberg", opening_hours=hours.plain())
    db.session.commit()
    phone = a_member(app, shop)
    for name in ("welcome", "dashboard"):
        said = words(phone.page(name, headers={"Accept-Language": "de"})).replace("\u2060", "")
        assert "Öffnungszeiten Kirchberg Täglich 7:00–18:30" in said
    before = tag_of(phone)
    set_opening_hours(SetOpeningHours(actor=shop.owner(), store_id=shop.store_id, hours=hours))
    assert tag_of(phone) != before


def test_u98_the_open_page_hears_of_a_stamp_and_of_nothing_else(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_member(app, shop)
    tag = tag_of(phone)
    asked = FRAGMENT | {"If-None-Match": tag}
    unchanged = phone.page("dashboard", headers=asked)
    assert (unchanged.status_code, unchanged.data) == (304, b"")
    stamp(shop)
    changed = phone.page("dashboard", headers=asked)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag
    assert changed.text.count("data-live-url") == 1
    assert "<html" not in changed.text
    assert "1 of 10" in words(changed)
    assert "HX-Request" in changed.headers["Vary"]
    assert changed.headers["Cache-Control"] == "no-store"


def test_s42_the_address_alone_gives_a_whole_page(app: Flask) -> None:
    phone = a_member(app, a_quick_shop())
    assert "<html" in phone.page("dashboard").text


def test_the_tag_changes_with_language_day_and_design(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_member(app, shop)
    tags = {tag_of(phone)}
    phone.page("dashboard?lang=fr")
    tags.add(tag_of(phone))
    clock.offset += timedelta(days=1)
    tags.add(tag_of(phone))
    block_card(BlockCard(actor=shop.actor(shop.manager), card=reference(the_card()), reason="lost"))
    tags.add(tag_of(phone))
    assert len(tags) == 4


def test_a_blocked_card_says_so(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_member(app, shop)
    block_card(BlockCard(actor=shop.actor(shop.manager), card=reference(the_card()), reason="lost"))
    assert "This card is blocked. Ask at the counter." in words(phone.page("dashboard"))


def test_u100_the_code_stands_alone_with_its_number_in_groups_of_four(app: Flask) -> None:
    phone = a_member(app, a_quick_shop())
    page = phone.page("code")
    number = the_card().card_number
    assert f"{number[:4]} {number[4:8]} {number[8:]}" in words(page)
    assert page.text.count('class="segno"') == 1
    assert "data-keep-awake" in page.text


def test_u96_without_wallets_no_button_promises_one(app: Flask) -> None:
    phone = a_member(app, a_quick_shop())
    for name in ("welcome", "dashboard"):
        page = phone.page(name)
        assert "Wallet" not in words(page)
        assert "Add to home screen" in words(page)


def test_what_is_shown_without_a_connection_is_the_same_for_everybody(app: Flask) -> None:
    """Browsers keep it: it must say nothing of whoever fetched it (S35)."""
    shop = a_quick_shop()
    pages = [phone.page("offline?lang=fr") for phone in (a_member(app, shop, first_name="Canaria"), a_phone(app, shop))]
    assert pages[0].text == pages[1].text
    assert "Pas de connexion" in words(pages[0])
    assert "<form" not in pages[0].text
    assert "no-store" not in pages[0].headers["Cache-Control"]


def test_the_worker_keeps_that_page_and_its_parts(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_phone(app, shop)
    worker = phone.page("worker.js?lang=de")
    assert worker.mimetype == "text/javascript"
    assert "Set-Cookie" not in worker.headers  # a file of a page is no choice of a language
    assert "worker-src 'self'" in worker.headers["Content-Security-Policy"]
    found = re.search(r"const KEPT = (\{.*?\});\n", worker.text)
    assert found is not None
    kept = json.loads(found[1])
    assert kept["scope"] == phone.path("")
    assert kept["page"] == phone.path("offline?lang=de")
    assert {phone.get(part).status_code for part in [kept["page"], *kept["parts"]]} == {200}
    everything = phone.page("offline").text
    for part in kept["parts"]:
        assert part in everything or "fonts" in part


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Café Lux", "Café Lux"),
        ("Librairie du Marché", "Librairie du"),
        ("Bakery Corner Shop", "Bakery"),
        ("Donaudampfschifffahrt", "Donaudampfsc"),
    ],
)
def test_the_name_below_the_icon_is_cut_between_words(app: Flask, name: str, short: str) -> None:
    manifest = a_phone(app, a_shop(card_name=name)).page("manifest.webmanifest").json
    assert manifest is not None
    assert (manifest["name"], manifest["short_name"]) == (name, short)


def test_the_card_can_be_kept_on_the_home_screen(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_phone(app, shop)
    manifest = phone.page("manifest.webmanifest")
    assert manifest.mimetype == "application/manifest+json"
    assert manifest.json is not None
    assert manifest.json["start_url"] == phone.path("dashboard")
    assert manifest.json["scope"] == phone.path("")
    assert manifest.json["display"] == "standalone"
    assert {icon["purpose"] for icon in manifest.json["icons"]} == {"any", "maskable"}
    assert all(phone.get(icon["src"]).status_code == 200 for icon in manifest.json["icons"])
    assert phone.path("manifest.webmanifest") in phone.page("enroll").text


def test_the_last_lines_stand_on_the_card(app: Flask) -> None:
    shop = a_quick_shop()
    phone = a_member(app, shop)
    spend(shop, 1250)
    page = words(phone.page("dashboard"))
    assert "Purchase €12.50" in page
    assert "+125" in page


def test_asking_whether_something_changed_costs_few_statements(app: Flask) -> None:
    phone = a_member(app, a_quick_shop())
    asked = FRAGMENT | {"If-None-Match": tag_of(phone)}
    with statements() as counted:
        assert phone.page("dashboard", headers=asked).status_code == 304
    assert len(counted) <= 11
