"""The demo's phone in a real browser: a card is added, the counter gives something, the glass shows it by itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from loyalty_app.app import create_app
from loyalty_app.config import AppleSettings
from loyalty_app.db import db
from loyalty_app.demo.apns.certificates import make_push_certificate
from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.load import load_demo
from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.card_numbers import CardReference, in_groups
from loyalty_app.doorbell import Due, doorbell
from loyalty_app.jobs.sweep import start_sweeping
from loyalty_app.models import LoyaltyCard, StaffPin
from loyalty_app.operations.adjust_points import AdjustPoints, adjust_points
from loyalty_app.unit_of_work import clock
from tests.browser.accessibility import violations
from tests.databases import Kind
from tests.doubles.apple import dev_apple
from tests.factories import settings_for
from tests.servers import free_port
from tests.wallets.following.scene import in_a_thread

PAGE = "/dev/phone"
AT_ONCE_MS = 2_000
HEADER = "article.pass .pass__field--head dd"


@dataclass(frozen=True, kw_only=True)
class Demo:
    """The demo, serving and sweeping; one of its cards."""

    app: Flask
    base: str
    card_id: int
    card_number: str
    manager: Actor

    def give_points(self, points: int) -> None:
        """At the counter, in this same process: the loop hears of it at once."""
        card = CardReference(card_id=self.card_id)
        with self.app.app_context():
            adjust_points(AdjustPoints(actor=self.manager, card=card, points_delta=points, reason="Test"))


@pytest.fixture
def demo(make_database: Callable[..., str], tmp_path: Path) -> Iterator[Demo]:
    port = free_port()
    (tmp_path / "var").mkdir(mode=0o700)
    settings = settings_for(make_database(Kind.sqlite), tmp_path, base_url=f"http://localhost:{port}", port=port)
    app = create_app(replace(settings, apple=_apple(settings.var_path)))
    is_over = threading.Event()
    server = make_server("127.0.0.1", port, app.wsgi_app, threaded=True)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    with app.app_context():
        load_demo(DemoKeys(secret_key=settings.secret_key), settings, members=1, days=1, progress=lambda _a, _b: None)
        found = _a_demo(app, settings.base_url)
        db.session.remove()
    serving.start()
    sweeping = start_sweeping(app, is_over=is_over.is_set)
    yield found
    is_over.set()
    doorbell.ring(*Due)
    for thread in sweeping:
        thread.join()
    app.extensions["demo_phone"].stop()
    in_a_thread(app.extensions["apple_loop"].close)  # the browser's own event loop runs in this one
    server.shutdown()
    server.server_close()
    serving.join()
    with app.app_context():
        db.engine.dispose()


def _apple(var_path: Path) -> AppleSettings:
    push = make_push_certificate(var_path, clock.now())
    return replace(dev_apple(var_path), apns_url=f"https://127.0.0.1:{free_port()}", apns_ca_path=push.certificate)


def _a_demo(app: Flask, base: str) -> Demo:
    card = db.session.execute(select(LoyaltyCard).limit(1)).scalar_one()
    managers = select(StaffPin).where(StaffPin.merchant_id == card.merchant_id, StaffPin.role == "manager").limit(1)
    row = db.session.execute(managers).scalar_one()
    staff = ProvenStaff(id=row.id, name=row.name, role=Role.MANAGER)
    manager = Actor(merchant_id=row.merchant_id, store_id=row.store_id, staff=staff)
    return Demo(app=app, base=base, card_id=card.id, card_number=in_groups(card.card_number), manager=manager)


@pytest.fixture
def page(demo: Demo, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(base_url=demo.base, reduced_motion="reduce", viewport={"width": 1280, "height": 960})
    context.set_default_timeout(15_000)
    found = context.new_page()
    complaints: list[str] = []
    found.on("console", lambda message: complaints.append(message.text))
    yield found
    context.close()
    assert complaints == []


def test_a_card_on_the_phone_follows_the_counter_within_two_seconds(demo: Demo, page: Page) -> None:
    page.goto(PAGE)
    page.get_by_role("button", name="Add the card of").click()
    expect(page.locator(".pass__code figcaption")).to_have_text(demo.card_number)
    points = page.locator("article.pass .pass__field", has_text="Points").locator("dd").first
    before = points.inner_text()
    page.locator("img").evaluate_all("pictures => Promise.all(pictures.map(picture => picture.decode()))")
    demo.give_points(70)
    expect(points).not_to_have_text(before, timeout=AT_ONCE_MS)
    expect(page.get_by_role("status").filter(has_text="Points on your card")).to_be_visible()
    assert page.locator(".phone-log").count() == 0
    page.get_by_role("link", name="Turn over").click()
    expect(page.locator(".pass-back")).to_contain_text("Correction")
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No passes yet")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_everybody_can_read_and_use_the_page(demo: Demo, page: Page, theme: str, width: int) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]  # one of its words
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(PAGE)
    assert violations(page) == []
    page.get_by_role("button", name="Add the card of").click()
    expect(page.locator("article.pass")).to_be_visible()
    assert violations(page) == []
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0
    page.get_by_role("link", name="Turn over").click()
    expect(page.locator(".pass-back")).to_be_visible()
    assert violations(page) == []


def test_without_script_everything_works_by_loading_the_page(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(base_url=demo.base, java_script_enabled=False)
    page = context.new_page()
    page.goto(PAGE)
    page.get_by_role("button", name="Add the card of").click()
    expect(page.locator("article.pass")).to_be_visible()
    page.get_by_role("link", name="Turn over").click()
    expect(page.locator(".pass-back")).to_be_visible()
    context.close()
