"""A pass's address opened in a browser that gets no pass: a page that says why and leads to the card."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.pass_links import card_link, customer_link
from loyalty_app.models import LoyaltyCard, Merchant, Store
from loyalty_app.unit_of_work import clock
from tests.conftest import app_on
from tests.databases import Kind
from tests.factories import a_card, a_shop
from tests.web.storefront.phones import a_member, a_phone, code_of, store_code, words
from tests.web.visitors import Visitor

SAFARI = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Safari/604.1",
}
TOO_OLD = timedelta(minutes=61)


@pytest.fixture(params=[Kind.sqlite], name="app")
def wallet_app(request: pytest.FixtureRequest, make_apple_app: Callable[..., Flask]) -> Iterator[Flask]:
    """The application with Apple Wallet configured."""
    for made in app_on(request, make_apple_app):
        made.extensions["limits"] = Limits("memory://")
        yield made


def opened(visitor: Visitor, link: str | None, **headers: str) -> TestResponse:
    assert link is not None
    parts = urlsplit(link)
    return visitor.get(f"{parts.path}?{parts.query}", headers=SAFARI | headers)


LANGUAGES = {
    "en": ("This link is too old", "It was good for an hour."),
    "fr": ("Ce lien est trop ancien", "Il était valable une heure."),
    "de": ("Dieser Link ist zu alt", "Er galt eine Stunde."),
    "lb": ("Dëse Link ass ze al", "Hien huet eng Stonn gegollt."),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_link_that_is_too_old_leads_to_the_card_in_the_persons_language(app: Flask, language: str) -> None:
    shop = a_shop(card_name="Café Lux")
    link = card_link(a_card(shop).id)
    with clock.moved_to(clock.now() + TOO_OLD):
        answer = opened(Visitor(app=app), link, **{"Accept-Language": language})
    assert (answer.status_code, answer.mimetype, code_of(answer)) == (403, "text/html", "page_expired")
    heading, sentence = LANGUAGES[language]
    assert heading in words(answer)
    assert sentence in words(answer)
    assert "Café Lux" in words(answer)
    assert f'href="/loyalty/{store_code(shop)}/dashboard"' in answer.text
    assert {"Accept", "Accept-Language", "Cookie"} <= set(answer.headers["Vary"].split(", "))


def test_the_page_speaks_another_language_on_demand(app: Flask) -> None:
    link = card_link(a_card(a_shop()).id)
    with clock.moved_to(clock.now() + TOO_OLD):
        answer = opened(Visitor(app=app), f"{link}&lang=de")
        assert LANGUAGES["de"][0] in words(answer)


def test_whose_browser_has_the_card_gets_the_pass_by_an_old_link(app: Flask) -> None:
    phone = a_member(app, a_shop())
    db.session.rollback()
    link = card_link(db.session.execute(select(LoyaltyCard.id)).scalar_one())
    with clock.moved_to(clock.now() + TOO_OLD):
        assert opened(phone, link).content_type == "application/vnd.apple.pkpass"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "application/problem+json", ""])
def test_programs_get_the_problem_as_ever(app: Flask, accept: str) -> None:
    link = card_link(a_card(a_shop()).id)
    with clock.moved_to(clock.now() + TOO_OLD):
        answer = opened(Visitor(app=app), link, Accept=accept)
    assert (answer.status_code, answer.content_type) == (403, "application/problem+json")


@pytest.mark.parametrize("status", ["merged", "erased"])
@pytest.mark.parametrize("link_of", [lambda card: card_link(card.id), lambda card: customer_link(card.customer_id)])
def test_a_card_that_is_over_says_so(app: Flask, status: str, link_of: Callable[[LoyaltyCard], str | None]) -> None:
    shop = a_shop()
    answer = opened(Visitor(app=app), link_of(a_card(shop, status=status)))
    assert (answer.status_code, code_of(answer)) == (404, "not_found")
    assert "This card is closed" in words(answer)
    assert f'href="/loyalty/{store_code(shop)}/dashboard"' in answer.text


def test_where_no_pass_can_be_made_the_web_card_serves(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    shop = a_shop()
    link = card_link(a_card(shop).id)
    monkeypatch.setitem(app.extensions, "apple_wallet", None)
    answer = opened(Visitor(app=app), link)
    assert (answer.status_code, code_of(answer)) == (503, "wallet_not_configured")
    assert "Show the code on the web card instead." in words(answer)


def test_a_link_that_is_not_ours_gets_a_page_of_nobodys(app: Flask) -> None:
    shop = a_shop(card_name="Café Lux")
    link = card_link(a_card(shop).id)
    assert link is not None
    forged = opened(Visitor(app=app), link[:-1] + ("0" if link[-1] != "0" else "1"))
    bare = opened(a_phone(app, shop), link.partition("?")[0])
    assert (forged.status_code, forged.mimetype) == (404, "text/html")
    assert (bare.status_code, bare.mimetype) == (401, "text/html")
    assert "Café Lux" not in forged.text + bare.text


def test_a_shop_that_has_closed_shows_no_page_of_its_own(app: Flask) -> None:
    link = card_link(a_card(a_shop(card_name="Café Lux")).id)
    for kind in (Store, Merchant):
        db.session.execute(update(kind).values(deleted_at=clock.now()))
        db.session.commit()
        with clock.moved_to(clock.now() + TOO_OLD):
            answer = opened(Visitor(app=app), link)
        assert (answer.status_code, "Café Lux" in answer.text) == (403, False)
