"""What a customer agreed to by JSON: news are stopped as easily as they were allowed (S70)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from loyalty_app.models import Consent
from tests.api.guests import STOREFRONT, a_guest, enter, join
from tests.api.tills import store_code
from tests.factories import Shop, a_shop


@pytest.fixture
def shop(app: Flask) -> Shop:
    app.extensions["limits"] = Limits("memory://")
    return a_shop()


def session_of(app: Flask, shop: Shop, **fields: Any) -> str:
    join(app, shop, **fields)
    answer = enter(app, shop)
    assert answer.json is not None
    token: str = answer.json["session_token"]
    return token


def consents(app: Flask, session: str) -> dict[str, Any]:
    answer = a_guest(app, session).get(f"{STOREFRONT}/consents")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json or {}
    return found


def change(app: Flask, session: str, **fields: Any) -> Any:
    return a_guest(app, session).ask("POST", f"{STOREFRONT}/consents", json=fields)


def program_words(app: Flask, shop: Shop, language: str) -> str:
    """The words beside the box of the news, as `GET program` tells them."""
    path = f"{STOREFRONT}/program?store_code={store_code(shop)}"
    answer = a_guest(app).get(path, headers={"Accept-Language": language})
    assert answer.json is not None
    words: str = answer.json["joining"]["marketing_wording"]
    return words


def test_what_was_agreed_to_is_told_in_its_exact_words(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop, locale="fr", marketing_consent=True)
    found = consents(app, session)
    assert found["marketing_consent"] is True
    news, terms = found["consents"]
    words = program_words(app, shop, "fr")
    assert (news["purpose"], news["wording"], news["locale"]) == ("marketing", words, "fr")
    assert (terms["purpose"], terms["channel"], terms["withdrawn_at"]) == ("terms", "api", None)
    assert news["store_name"] is not None
    assert news["given_at"].endswith("Z")


def test_news_are_stopped_and_allowed_by_one_call_each(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop, marketing_consent=True)
    stopped = change(app, session, marketing_consent=False)
    assert (stopped.status_code, stopped.json["marketing_consent"]) == (200, False)
    assert stopped.json["consents"][0]["withdrawn_at"] is not None
    again = change(app, session, marketing_consent=True, locale="de")
    assert again.json["marketing_consent"] is True
    newest = again.json["consents"][0]
    assert (newest["wording"], newest["locale"], newest["channel"]) == (program_words(app, shop, "de"), "de", "api")
    assert [one["purpose"] for one in again.json["consents"]] == ["marketing", "marketing", "terms"]


def test_the_same_twice_changes_nothing(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop)
    for _ in range(2):
        change(app, session, marketing_consent=True)
    assert len(consents(app, session)["consents"]) == 2
    for _ in range(2):
        change(app, session, marketing_consent=False)
    assert [one["withdrawn_at"] is None for one in consents(app, session)["consents"]] == [False, True]


def test_without_a_language_it_is_the_customers_own(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop, locale="lb")
    assert change(app, session, marketing_consent=True).json["consents"][0]["wording"] == program_words(app, shop, "lb")


def test_nobody_says_for_the_shop_what_was_agreed_to(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop)
    answer = change(app, session, marketing_consent=True, marketing_wording="Everything, for ever.")
    assert (answer.status_code, answer.json["code"]) == (422, "field_unknown")
    assert db.session.query(Consent).count() == 1


def test_it_has_to_be_said_yes_or_no(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop)
    for body, code in (({}, "field_missing"), ({"marketing_consent": "yes"}, "field_type")):
        assert change(app, session, **body).json["code"] == code
