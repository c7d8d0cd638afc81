"""The platform's page of the wallets, its JSON, and how late they are on the counter's status line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from loyalty_app.domain.device_reports import read_report
from loyalty_app.edge.limits import Limits
from loyalty_app.operations.note_device_reports import NoteDeviceReports, note_device_reports
from loyalty_app.operations.note_pushes import NotedPush, NotePushes, note_pushes
from loyalty_app.texts.wallets import duration
from loyalty_app.unit_of_work import clock
from loyalty_app.web.terminal.wallets import wallet_delay
from tests.api.tills import Till, a_token
from tests.conftest import app_on
from tests.databases import Kind
from tests.doubles.apple import dev_apple
from tests.factories import Shop, a_card, a_pass, a_shop
from tests.operations.passes import a_phone, change
from tests.web.visitors import signed_in

PAGE = "/admin/loyalty/wallets"
STATUS = "/api/v1/admin/loyalty/wallet-status"


@pytest.fixture(params=[Kind.sqlite], name="app")
def apple_app(request: pytest.FixtureRequest, make_app: Callable[..., Flask], run_directory: Path) -> Iterator[Flask]:
    """The application with Apple Wallet configured."""

    def with_apple(url: str) -> Flask:
        return make_app(url, apple=dev_apple(run_directory))

    for made in app_on(request, with_apple):
        made.extensions["limits"] = Limits("memory://")
        made.extensions.pop("wallet_delay", None)
        yield made


def pass_type(app: Flask) -> str:
    found: str = app.extensions["apple_loop"].pass_type
    return found


def a_busy_platform(app: Flask) -> Shop:
    """Two passes, one of them on a phone that could not be woken, and a complaint."""
    shop = a_shop()
    a_pass(a_card(shop), pass_type=pass_type(app))
    card = a_card(shop)
    device_id = a_phone(a_pass(card, pass_type=pass_type(app)).id, pass_type=pass_type(app))
    change(shop, card, pass_type=pass_type(app))
    note_device_reports(NoteDeviceReports(reports=(read_report("<b>Authentication failure</b>"),) * 3))
    untried = NotedPush(device_id=device_id, push_token="x", tag=1, reason="x")
    note_pushes(
        NotePushes(pass_type=pass_type(app), leased_until=clock.now(), untried=(untried,), fault="BadCertificate")
    )
    return shop


def the_page(app: Flask, shop: Shop) -> str:
    return signed_in(app, shop, role="platform_admin", merchant_id=None).get(PAGE).text


def test_the_page_shows_passes_phones_faults_and_what_phones_report(app: Flask) -> None:
    page = the_page(app, a_busy_platform(app))
    assert pass_type(app) in page
    assert "Apple refuses our pushes: BadCertificate" in page
    assert "certificates for development" in page
    assert "The pass and the server did not agree on its token" in page
    assert "&lt;b&gt;Authentication failure&lt;/b&gt;" in page
    assert "<b>Authentication" not in page


def test_without_configuration_the_page_says_so(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.extensions, "apple_wallet", None)
    assert "Apple Wallet is not set up" in the_page(app, a_shop())


def test_nobody_else_sees_the_page(app: Flask) -> None:
    assert signed_in(app, a_shop()).get(PAGE).status_code == 403


def test_the_platform_reads_the_same_as_json(app: Flask) -> None:
    shop = a_busy_platform(app)
    platform: dict[str, Any] = {
        "scope": "platform", "role": "platform_admin", "merchant_id": None, "store_id": None
    }  # fmt: skip
    answer = Till(app=app, token=a_token(shop, **platform)).get(STATUS)
    assert answer.json is not None
    apple = answer.json["apple"]
    assert (apple["configured"], apple["accepted_by_iphones"], apple["is_expired"]) == (True, False, False)
    health = apple["health"]
    assert (health["passes_saved"], health["passes_offered"], health["phones"]) == (1, 1, 1)
    assert (health["pushes_due"], health["fault"]) == (1, "BadCertificate")
    assert health["reports"][0]["count"] == 3


def test_the_status_line_says_how_long_the_longest_change_has_waited(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = a_busy_platform(app)
    assert shop.store_id
    with clock.moved_to(clock.now() + timedelta(minutes=3, seconds=10)):
        assert wallet_delay() == "3 min"
    assert wallet_delay() == "3 min"  # asked every five seconds at most
    monkeypatch.setitem(app.extensions, "apple_wallet", None)
    assert wallet_delay() == "–"


def test_waits_are_said_in_their_largest_unit() -> None:
    said = [duration(seconds) for seconds in (0, 59, 60, 3599, 3600, 90_000)]
    assert said == ["0 s", "59 s", "1 min", "59 min", "1 h", "25 h"]
