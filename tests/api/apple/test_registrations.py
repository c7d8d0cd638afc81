"""Registering, taking it back, and asking what changed: the answers that phones understand, and no others."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from loyalty_app.api.apple import registrations
from loyalty_app.db import db
from loyalty_app.domain.errors import Busy
from loyalty_app.models import AppleDevice
from loyalty_app.operations import register_device
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.publish_passes import PublishPasses, publish_passes
from loyalty_app.unit_of_work import clock
from tests.api.apple.phones import PUSH_TOKEN, SERVICE, held
from tests.api.digest import tables
from tests.factories import Shop, a_card, a_shop, reference


def buy(shop: Shop, card: Any, pass_type: str) -> None:
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=100))
    publish_passes(PublishPasses(pass_type=pass_type))


def bare(answer: TestResponse) -> tuple[Any, ...]:
    """Everything of an answer but what is new in every answer of ours."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name not in ("X-Request-Id", "Date"))
    return answer.status_code, headers, answer.data


def test_b122_a_registration_is_201_its_repeat_200(app: Flask) -> None:
    phone = held(app, a_card(a_shop()))
    first, second = phone.register(), phone.register(push_token="cd" * 32)
    assert (first.status_code, first.data) == (201, b"")
    assert (second.status_code, second.data) == (200, b"")
    token = db.session.execute(select(AppleDevice.push_token)).scalar_one()
    assert token == "cd" * 32


def test_taking_back_is_200_however_often(app: Flask) -> None:
    phone = held(app, a_card(a_shop()))
    phone.register()
    assert [phone.unregister().status_code for _ in range(2)] == [200, 200]
    assert phone.changed().status_code == 204


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_b121_s56_nobody_learns_why_a_token_is_not_accepted(app: Flask, method: str) -> None:
    shop = a_shop()
    mine, other = held(app, a_card(shop)), held(app, a_card(shop))
    mine.register()
    before = tables(app)
    body: dict[str, Any] = {"json": {"pushToken": PUSH_TOKEN}} if method == "POST" else {}
    path, nowhere = mine.registration(), mine.registration(serial="x" * 43)
    answers = [
        mine.ask(method, path, token="x" * 32, **body),
        mine.ask(method, path, token=other.token, **body),
        mine.ask(method, path, token=mine.token + "x", **body),
        mine.ask(method, path, token=mine.token[:-1], **body),
        mine.ask(method, path, token="", **body),
        mine.ask(method, nowhere, token=mine.token, **body),
        mine.ask(method, mine.registration(pass_type="pass.of.others"), **body),
        mine.ask(method, path, token="", headers={"Authorization": f"Bearer {mine.token}"}, **body),
        mine.ask(method, path, token="\u00e9" * 32, **body),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({str(bare(answer)) for answer in answers}) == 1
    assert tables(app) == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"{}",
        b'{"pushToken": null}',
        b'{"pushToken": 17}',
        b'{"pushToken": ""}',
        b'{"pushToken": "not hexadecimal at all"}',
        b'{"pushToken": "' + b"ab" * 500 + b'"}',
        b"\xff\xfe",
        b"[" * 20_000,
    ],
)
def test_b122_a_body_without_a_push_token_is_400(app: Flask, body: bytes) -> None:
    phone = held(app, a_card(a_shop()))
    answer = phone.ask("POST", phone.registration(), data=body, content_type="application/json")
    assert answer.status_code == 400
    assert phone.changed().status_code == 204


def test_b122_a_megabyte_is_413(app: Flask) -> None:
    phone = held(app, a_card(a_shop()))
    body = b'{"pushToken": "' + b"a" * 1_000_000 + b'"}'
    assert phone.ask("POST", phone.registration(), data=body, content_type="application/json").status_code == 413


def test_a_phone_learns_what_changed_after_its_tag_and_nothing_twice(app: Flask) -> None:
    shop = a_shop()
    cards = [a_card(shop), a_card(shop)]
    phones = [held(app, card) for card in cards]
    for phone in phones:
        phone.register()
    everything = phones[0].changed().json
    assert everything is not None
    assert set(everything["serialNumbers"]) == {phone.serial for phone in phones}
    assert everything["lastUpdated"].isdigit()
    assert phones[0].changed(everything["lastUpdated"]).status_code == 204
    buy(shop, cards[1], phones[1].pass_type)
    changed = phones[0].changed(everything["lastUpdated"])
    assert changed.content_type == "application/json"
    assert changed.json is not None
    assert changed.json["serialNumbers"] == [phones[1].serial]
    nothing = phones[0].changed(changed.json["lastUpdated"])
    assert (nothing.status_code, nothing.data) == (204, b"")


TAGS = ["", "garbage", "-1", "1 OR 1=1", "'; DROP TABLE wallet_passes; --", "9" * 400, "9" * 17, "1.5", "\u0663"]


@pytest.mark.parametrize("tag", [*TAGS, "2026-11-26T01:00:00 00:00"])
def test_b123_a_tag_that_is_none_of_ours_gets_everything(app: Flask, tag: str) -> None:
    phone = held(app, a_card(a_shop()))
    phone.register()
    answer = phone.changed(tag)
    assert answer.status_code == 200
    assert answer.json is not None
    assert answer.json["serialNumbers"] == [phone.serial]


def test_b123_a_list_is_never_an_error(app: Flask) -> None:
    phone = held(app, a_card(a_shop()))
    assert phone.changed().status_code == 204
    assert phone.changed("garbage", device="nobody").status_code == 204
    assert phone.ask("GET", "/devices/phone-1/registrations/pass.of.others", token="").status_code == 204


def test_a_list_names_only_what_that_phone_holds(app: Flask) -> None:
    shop = a_shop()
    mine, other = held(app, a_card(shop)), held(app, a_card(shop))
    mine.register("phone-1")
    other.register("phone-2")
    answer = mine.changed()
    assert answer.json is not None
    assert answer.json["serialNumbers"] == [mine.serial]


@pytest.mark.parametrize(
    "device", ["..%2F..%2Fx", "../../x", "x" * 1000, "%00", "a%00b", "a b", "a;b", "é", "..", ".", "a%0d%0ab"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_b124_what_no_phone_is_called_is_404(app: Flask, device: str, method: str) -> None:
    phone = held(app, a_card(a_shop()))
    path = f"/devices/{device}/registrations/{phone.pass_type}"
    path += "" if method == "GET" else f"/{phone.serial}"
    assert phone.ask(method, path).status_code == 404
    assert db.session.execute(select(func.count()).select_from(AppleDevice)).scalar_one() == 0


def test_without_configuration_the_service_knows_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = held(app, a_card(a_shop()))
    phone.register()
    monkeypatch.setitem(app.extensions, "apple_wallet", None)
    assert phone.register().status_code == 401
    assert phone.fetch().status_code == 401
    assert phone.ask("POST", "/log", token="", json={"logs": []}).status_code == 200


def test_the_address_is_the_one_in_the_passes(app: Flask) -> None:
    wallet = app.extensions["apple_wallet"]
    assert f"{wallet.web_service_url}/v1".endswith(SERVICE)


def test_that_a_phone_asked_is_noted_once_a_day_and_never_in_its_way(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = held(app, a_card(a_shop()))
    phone.register()
    now = clock.now()
    for hours, day in ((0, 0), (23, 0), (25, 25)):
        with clock.moved_to(now + timedelta(hours=hours)):
            assert phone.changed().status_code == 200
        db.session.rollback()
        asked_at = db.session.execute(select(AppleDevice.asked_at)).scalar_one()
        assert asked_at is not None
        assert timedelta(0) <= asked_at - now - timedelta(hours=day) < timedelta(minutes=5)

    def too_busy(_command: object) -> None:
        raise Busy(retry_after_seconds=1)

    monkeypatch.setattr(registrations, "see_phone", too_busy)
    with clock.moved_to(now + timedelta(days=9)):
        assert phone.changed().status_code == 200


def test_the_fifty_first_phone_is_welcome_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer but 200, 201 and 401 is understood, and 401 would mean that the pass is not theirs."""
    monkeypatch.setattr(register_device, "MOST_PHONES", 2)
    phone = held(app, a_card(a_shop()))
    assert [phone.register(f"phone-{number}").status_code for number in range(4)] == [201] * 4
    assert [phone.changed(device=f"phone-{number}").status_code for number in range(4)] == [204, 204, 200, 200]
    assert phone.register("phone-0").status_code == 201
