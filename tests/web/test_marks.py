"""The logo on customers' pages: small, kept for a year, and only of a program that people can see (S09, S50)."""

from __future__ import annotations

import io
import random
import re
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from loyalty_app.db import db
from loyalty_app.domain.colours import brand_colours
from loyalty_app.models import LoyaltyProgram, Merchant
from loyalty_app.operations.save_program_image import SaveProgramImage, save_program_image
from loyalty_app.operations.uploaded_picture import Picture, read_picture
from loyalty_app.unit_of_work import clock
from loyalty_app.web.public.marks import BOX_HEIGHT, BOX_WIDTH, HOME_ICONS
from tests.factories import Shop, a_shop
from tests.web.storefront.phones import a_member, a_phone, store_code
from tests.web.tablets import COUNTER, Browser, a_tablet

RED, TEAL = (200, 30, 30), (15, 76, 92)


def a_picture(image: Image.Image) -> Picture:
    target = io.BytesIO()
    image.save(target, "PNG")
    return read_picture(target.getvalue())


def upload(shop: Shop, image: Image.Image | None, kind: str = "logo") -> str:
    """The address of the picture."""
    picture = a_picture(image) if image else None
    save_program_image(SaveProgramImage(actor=shop.owner(), kind=kind, picture=picture))
    return f"/logos/{picture.sha256}.png" if picture else ""


def a_logo(size: tuple[int, int] = (700, 700)) -> Image.Image:
    return Image.new("RGB", size, RED)


def drawn(body: bytes) -> Image.Image:
    with Image.open(io.BytesIO(body)) as picture:
        picture.load()
        return picture.copy()


def noise(side: int) -> Image.Image:
    """As hard to pack as a picture can be."""
    return Image.frombytes("RGB", (side, side), random.Random(7).randbytes(side * side * 3))


def test_the_logo_stands_on_every_page_where_the_letter_stood(app: Flask) -> None:
    shop = a_shop()
    address = upload(shop, a_logo())
    phone = a_member(app, shop)
    for name in ("enroll", "signin", "signin/code", "welcome", "dashboard", "privacy/leave", "goodbye"):
        page = (phone if name != "enroll" else a_phone(app, shop)).page(name).text
        assert f'<img src="{address}" alt="" width="132" height="132">' in page, name
        assert "logo__letter" not in page
    assert address in a_tablet(app, shop).get(f"{COUNTER}/attract").text


def test_without_a_logo_the_first_letter_stands_there(app: Flask) -> None:
    shop = a_shop()
    upload(shop, a_logo())
    upload(shop, None)
    page = a_phone(app, shop).page("enroll").text
    assert '<span class="logo__letter" aria-hidden="true">C</span>' in page
    assert "/logos/" not in page


def test_it_is_served_small_and_kept_for_a_year(app: Flask) -> None:
    address = upload(a_shop(), a_logo((1200, 600)))
    answer = Browser(app=app).get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"] == "inline"
    assert "Set-Cookie" not in answer.headers
    assert drawn(answer.data).size == (264, 132)
    again = Browser(app=app).get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(("size", "shown"), [((1320, 100), (396, 30)), ((100, 1320), (10, 132)), ((40, 20), (40, 20))])
def test_its_proportions_stay_and_a_small_one_is_not_blown_up(
    app: Flask, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    shop = a_shop()
    address = upload(shop, a_logo(size))
    assert drawn(Browser(app=app).get(address).data).size == shown
    page = a_phone(app, shop).page("enroll").text
    assert f'src="{address}" alt="" width="{shown[0]}" height="{shown[1]}"' in page


def test_u95_whatever_was_uploaded_weighs_little(app: Flask) -> None:
    answer = Browser(app=app).get(upload(a_shop(), noise(800)))
    assert drawn(answer.data).size == (BOX_HEIGHT, BOX_HEIGHT)
    assert len(answer.data) <= 20_000
    assert drawn(Browser(app=app).get(upload(a_shop(), noise(1200).resize((1200, 400)))).data).size[0] <= BOX_WIDTH


@pytest.mark.parametrize(
    ("row", "gone"),
    [
        (LoyaltyProgram, {"status": "draft", "activated_at": None}),
        (LoyaltyProgram, {"deleted_at": clock.now()}),
        (Merchant, {"deleted_at": clock.now()}),
    ],
    ids=["draft", "deleted program", "deleted merchant"],
)
def test_s09_only_of_a_program_that_people_can_see(app: Flask, row: Any, gone: dict[str, Any]) -> None:
    shop, browser = a_shop(), Browser(app=app)
    address = upload(shop, a_logo())
    assert browser.get(address).status_code == 200
    number = shop.program_id if row is LoyaltyProgram else shop.merchant_id
    db.session.execute(update(row).where(row.id == number).values(gone))
    db.session.commit()
    assert browser.get(address).status_code == 404
    assert "/logos/" not in a_phone(app, shop).page("enroll").text


def test_s09_a_replaced_logo_and_another_picture_are_not_there(app: Flask) -> None:
    shop, browser = a_shop(), Browser(app=app)
    before, hero = upload(shop, a_logo()), upload(shop, a_logo((900, 300)), kind="hero")
    upload(shop, a_logo((500, 500)))
    assert browser.get(before).status_code == 404
    assert browser.get(hero).status_code == 404


@pytest.mark.parametrize("name", ["a" * 64, "A" * 64, "a" * 63, "../../etc/passwd", "%00", "a" * 5000])
def test_s09_whatever_else_is_asked_for_is_not_there(app: Flask, name: str) -> None:
    assert Browser(app=app).get(f"/logos/{name}.png").status_code == 404


def test_a_paused_program_keeps_its_sign(app: Flask) -> None:
    shop = a_shop(status="paused")
    assert Browser(app=app).get(upload(shop, a_logo())).status_code == 200


@pytest.mark.parametrize("has_logo", [True, False])
@pytest.mark.parametrize("name", HOME_ICONS)
def test_icons_for_the_home_screen_fill_their_square_in_the_shops_colour(app: Flask, name: str, has_logo: bool) -> None:
    shop = a_shop(card_color="#0f4c5c", card_secondary_color="#f4b972")
    if has_logo:
        upload(shop, a_logo())
    merchant = db.session.get_one(Merchant, shop.merchant_id)
    answer = Browser(app=app).get(f"/brand/{merchant.code}/{name}.png?v=1")
    picture = drawn(answer.data)
    side = HOME_ICONS[name].size
    assert (picture.size, picture.mode) == ((side, side), "RGB")
    assert picture.getpixel((0, 0)) == TEAL
    colours = {colour for _, colour in picture.getcolors(1_000_000) or ()}
    assert (RED in colours) == has_logo
    if not has_logo:
        assert tuple(bytes.fromhex(brand_colours("#0f4c5c", "#f4b972").stamp[1:])) in colours
    assert "immutable" in answer.headers["Cache-Control"]


def test_a_maskable_icon_leaves_room_for_the_phones_knife(app: Flask) -> None:
    """Phones may cut away all but a circle of four fifths of the side."""
    shop = a_shop(card_color="#0f4c5c")
    upload(shop, a_logo())
    merchant = db.session.get_one(Merchant, shop.merchant_id)
    picture = drawn(Browser(app=app).get(f"/brand/{merchant.code}/maskable-512.png").data)
    middle, radius = 255.5, 0.4 * 512
    for x in range(0, 512, 3):
        for y in range(0, 512, 3):
            if (x - middle) ** 2 + (y - middle) ** 2 > radius**2:
                assert picture.getpixel((x, y)) == TEAL


def test_other_icons_and_other_shops_have_none(app: Flask) -> None:
    shop = a_shop()
    merchant = db.session.get_one(Merchant, shop.merchant_id)
    for path in (f"/brand/{merchant.code}/icon-513.png", "/brand/nobody/icon-192.png", "/brand/..%2f/icon-192.png"):
        assert Browser(app=app).get(path).status_code == 404


def test_the_phone_is_told_the_shops_own_icons(app: Flask) -> None:
    shop = a_shop()
    phone = a_phone(app, shop)
    page = phone.page("enroll").text
    found = re.search(r'rel="apple-touch-icon" href="([^"]+)"', page)
    assert found is not None
    assert phone.get(found[1]).mimetype == "image/png"
    manifest = phone.get(f"/loyalty/{store_code(shop)}/manifest.webmanifest").json
    assert manifest is not None
    for icon in manifest["icons"]:
        side = int(icon["sizes"].partition("x")[0])
        assert drawn(phone.get(icon["src"]).data).size == (side, side)
