"""The page of the simulated iPhone: members' cards go onto it by their links, and follow the counter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from werkzeug.test import TestResponse

from loyalty_app.app import create_app
from loyalty_app.db import db
from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.load import load_demo
from loyalty_app.demo.phone.connection import Answer
from loyalty_app.demo.phone.keeper import PhoneKeeper
from loyalty_app.demo.phone_page.carrying import DemoPhone
from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.card_numbers import CardReference, in_groups
from loyalty_app.models import LoyaltyCard, StaffPin
from loyalty_app.operations.adjust_points import AdjustPoints, adjust_points
from loyalty_app.operations.publish_passes import PublishPasses, publish_passes
from loyalty_app.wallets.apple.dev_certificates import DEV_PASS_TYPE_ID
from tests.doubles.apple import dev_apple
from tests.doubles.connections import FlaskConnection
from tests.factories import a_card, a_merchant, a_shop, settings_for
from tests.web.visitors import Visitor

PAGE = "/dev/phone"
SOON = 20.0


@dataclass(kw_only=True)
class Desk:
    """Somebody in front of the page, the phone behind it, and a member of the demo."""

    app: Flask
    visitor: Visitor
    phone: DemoPhone
    connection: FlaskConnection
    card: LoyaltyCard

    @property
    def keeper(self) -> PhoneKeeper:
        return self.phone.keeper

    def add(self) -> str:
        """Press "Add" beside the member; returns the page that comes back."""
        answer = self.visitor.post(f"{PAGE}/add", seen_at=PAGE, card_id=str(self.card.id))
        assert answer.status_code == 303
        return self.visitor.get(answer.headers["Location"]).text

    def change(self, points: int) -> None:
        """A manager corrects the points, the pass is published, the phone is rung."""
        row = db.session.execute(
            select(StaffPin).where(StaffPin.merchant_id == self.card.merchant_id, StaffPin.role == "manager").limit(1)
        ).scalar_one()
        staff = ProvenStaff(id=row.id, name=row.name, role=Role.MANAGER)
        actor = Actor(merchant_id=row.merchant_id, store_id=row.store_id, staff=staff)
        card = CardReference(card_id=self.card.id)
        db.session.rollback()
        adjust_points(AdjustPoints(actor=actor, card=card, points_delta=points, reason="Test"))
        publish_passes(PublishPasses(pass_type=DEV_PASS_TYPE_ID))
        db.session.rollback()
        self.keeper.ring(DEV_PASS_TYPE_ID)
        assert self.keeper.settle(within_seconds=SOON)

    def screen(self, seen: int, page: str) -> TestResponse:
        """What the page asks for every second, when it has seen that state."""
        found = re.search(r"colours=(\w+)", page)
        assert found
        return self.visitor.get(f"{PAGE}/screen?seen={seen}&colours={found[1]}")


@pytest.fixture
def make_app(make_app: Callable[..., Flask], run_directory: Path) -> Callable[..., Flask]:
    """The application with passes of the development authority."""
    return lambda url, **settings: make_app(url, apple=dev_apple(_var(run_directory)), **settings)


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    settings = app.extensions["settings"]
    keys = DemoKeys(secret_key=settings.secret_key)
    load_demo(keys, settings, members=1, days=1, progress=lambda _done, _all: None)
    before = app.extensions["demo_phone"]
    connection = FlaskConnection(app=app)
    phone = app.extensions["demo_phone"] = DemoPhone(settings=settings, connect=lambda: connection)
    card = db.session.execute(select(LoyaltyCard).limit(1)).scalar_one()
    db.session.rollback()
    yield Desk(app=app, visitor=Visitor(app=app), phone=phone, connection=connection, card=card)
    phone.stop()
    app.extensions["demo_phone"] = before


def test_a_card_is_added_by_its_link_and_drawn_as_wallet_does(desk: Desk) -> None:
    first = desk.visitor.get(PAGE).text
    assert "No passes yet" in first
    page = desk.add()
    (shown,) = desk.keeper.state.passes
    assert shown.is_registered
    assert in_groups(desk.card.card_number) in page
    assert '<div class="pass__strip"><img src="' in page
    assert "<svg" in page[page.index("pass__code") :]
    assert "On the phone" in page
    assert [call.method for call, _ in desk.connection.calls] == ["GET", "POST", "GET", "GET"]
    assert desk.connection.calls[0][0].url.startswith("http://localhost/api/v1/loyalty/passes/apple/card-")


def test_the_screen_follows_and_tells_what_changed_once(desk: Desk) -> None:
    page, before = desk.add(), desk.keeper.state.number
    assert desk.screen(before, page).status_code == 204
    desk.change(points=40)
    answer = desk.screen(before, page)
    assert answer.status_code == 200
    points = desk.keeper.state.passes[0].taken.content["userInfo"]["points_balance"]
    assert 'class="notice" role="status"' in answer.text
    assert f"Points on your card: {points:,}" in answer.text
    now = desk.keeper.state.number
    assert now > before
    assert desk.screen(now, page).status_code == 204
    assert 'class="notice"' not in desk.visitor.get(PAGE).text
    assert desk.keeper.state.log == ()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Stamps"), ("fr", "Tampons"), ("de", "Stempel"), ("lb", "Stempel")]
)
def test_the_pass_speaks_the_readers_language(desk: Desk, language: str, word: str) -> None:
    desk.add()
    page = desk.visitor.get(PAGE, headers={"Accept-Language": language}).text
    assert word in page[page.index("glass__title") : page.index("pass__strip")]


def test_the_back_says_the_rest_and_the_pass_can_be_asked_for_anew(desk: Desk) -> None:
    desk.add()
    (shown,) = desk.keeper.state.passes
    serial = shown.taken.serial_number
    back = desk.visitor.get(f"{PAGE}?serial={serial}&side=back").text
    for field in shown.taken.content["storeCard"]["backFields"]:
        assert '<div class="pass-back__row"><dt>' in back
        assert field["key"]
    assert back.count("pass-back__row") == len(shown.taken.content["storeCard"]["backFields"]) + 1
    assert "pass__strip" not in back
    asked = len(desk.connection.calls)
    answer = desk.visitor.post(f"{PAGE}/refresh", seen_at=PAGE, serial=serial)
    assert answer.status_code == 303
    assert [answer.status for _, answer in desk.connection.calls[asked:]] == [304]


def test_a_removed_pass_is_gone_and_unregistered(desk: Desk) -> None:
    desk.add()
    serial = desk.keeper.state.passes[0].taken.serial_number
    assert desk.visitor.post(f"{PAGE}/remove", seen_at=PAGE, serial=serial).status_code == 303
    assert desk.keeper.state.passes == ()
    assert desk.connection.calls[-1][0].method == "DELETE"
    assert "No passes yet" in desk.visitor.get(PAGE).text


def test_colours_and_pictures_come_from_the_pass_itself(desk: Desk) -> None:
    page = desk.add()
    taken = desk.keeper.state.passes[0].taken
    address = re.search(r'href="(/dev/phone/colours/\w+\.css)"', page)
    assert address
    sheet = desk.visitor.get(address[1])
    assert f"--pass-back: {taken.content['backgroundColor']};" in sheet.text
    assert (sheet.mimetype, "immutable" in sheet.headers["Cache-Control"]) == ("text/css", True)
    assert "immutable" not in desk.visitor.get(f"{PAGE}/colours/other.css").headers["Cache-Control"]
    picture = re.search(r'src="(/dev/phone/passes/[^"]+/strip\.png)"', page)
    assert picture
    sent = desk.visitor.get(picture[1])
    assert (sent.data, sent.mimetype) == (taken.files["strip@3x.png"], "image/png")
    for other in ("/passes/x/y/strip.png", picture[1].removeprefix(PAGE).replace("strip.png", "pass.png")):
        assert desk.visitor.get(f"{PAGE}{other}").status_code == 404


def test_other_colours_on_the_phone_reload_the_page(desk: Desk) -> None:
    desk.add()
    answer = desk.visitor.get(f"{PAGE}/screen?seen=0&colours=other")
    assert (answer.headers["HX-Refresh"], answer.text) == ("true", "")


def test_a_pass_that_the_phone_refuses_is_said(desk: Desk) -> None:
    desk.connection.spoil = lambda _call, answer: replace(answer, body=answer.body[:-40])
    page = desk.add()
    assert "The phone did not take the pass" in page
    assert "the ZIP cannot be read" in page
    assert desk.keeper.state.passes == ()


def test_what_the_phone_complains_about_is_listed(desk: Desk) -> None:
    def spoil(call: object, answer: Answer) -> Answer:
        return replace(answer, status=404) if "registrations" in getattr(call, "url", "") else answer

    desk.connection.spoil = spoil
    desk.add()
    assert "Register task (for device" in desk.visitor.get(PAGE).text


def test_members_are_found_by_their_names(desk: Desk) -> None:
    assert "Nobody of that name." in desk.visitor.get(f"{PAGE}?search=Nobody%25").text
    assert in_groups(desk.card.card_number) in desk.visitor.get(f"{PAGE}?search=%20").text


@pytest.mark.parametrize("card_id", ["", "x", "0", "99999999"])
def test_only_cards_of_the_demo_can_be_added(desk: Desk, card_id: str) -> None:
    assert desk.visitor.post(f"{PAGE}/add", seen_at=PAGE, card_id=card_id).status_code == 404
    assert desk.connection.calls == []


def test_beside_real_shops_there_is_no_such_page(app: Flask) -> None:
    assert Visitor(app=app).get(PAGE).status_code == 404
    a_card(a_shop())
    a_merchant()
    db.session.commit()
    for path in (PAGE, f"{PAGE}/screen", f"{PAGE}/colours/x.css", f"{PAGE}/passes/x/y/logo.png"):
        assert Visitor(app=app).get(path).status_code == 404


def test_in_production_there_are_not_even_routes(sqlite_url: str, run_directory: Path) -> None:
    production = create_app(settings_for(sqlite_url, run_directory, redis_url="redis://127.0.0.1:1/0"))
    assert [rule.rule for rule in production.url_map.iter_rules() if rule.rule.startswith("/dev")] == []
    assert "demo_phone" not in production.extensions


def test_with_certificates_of_others_there_is_no_phone(desk: Desk) -> None:
    settings = replace(desk.phone.settings, apple=None)
    desk.app.extensions["demo_phone"] = DemoPhone(settings=settings)
    assert "No phone here" in desk.visitor.get(PAGE).text
    assert desk.visitor.get(f"{PAGE}/screen").status_code == 404
    with desk.app.test_request_context():
        assert url_for("dev.phone") == PAGE


def _var(run_directory: Path) -> Path:
    directory = run_directory / "var"
    directory.mkdir(exist_ok=True, mode=0o700)
    return directory
