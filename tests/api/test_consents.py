"""What a customer agreed to by JSON: news are stopped as easily as they were allowed (S70)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.edge.limits import Limits
from loyalty_app.models import Consent
from tests.api.guests import STOREFRONT, a_guest, enter, join
from tests.factories import Shop, a_shop

NEWS = "Café Lux may send me news."


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


def test_what_was_agreed_to_is_told_in_its_exact_words(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop, locale="fr", marketing_consent=True, marketing_wording="Des nouvelles, volontiers.")
    found = consents(app, session)
    assert found["marketing_consent"] is True
    news, terms = found["consents"]
    assert (news["purpose"], news["wording"], news["locale"]) == ("marketing", "Des nouvelles, volontiers.", "fr")
    assert (terms["purpose"], terms["channel"], terms["withdrawn_at"]) == ("terms", "api", None)
    assert news["store_name"] is not None
    assert news["given_at"].endswith("Z")


def test_news_are_stopped_and_allowed_by_one_call_each(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop, marketing_consent=True, marketing_wording=NEWS)
    stopped = change(app, session, marketing_consent=False)
    assert (stopped.status_code, stopped.json["marketing_consent"]) == (200, False)
    assert stopped.json["consents"][0]["withdrawn_at"] is not None
    again = change(app, session, marketing_consent=True, marketing_wording="News again.", locale="de")
    assert again.json["marketing_consent"] is True
    assert [one["wording"] for one in again.json["consents"]] == [
        "News again.",
        NEWS,
        again.json["consents"][2]["wording"],
    ]
    assert (again.json["consents"][0]["locale"], again.json["consents"][0]["channel"]) == ("de", "api")


def test_the_same_twice_changes_nothing(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop)
    for _ in range(2):
        change(app, session, marketing_consent=True, marketing_wording=NEWS)
    assert len(consents(app, session)["consents"]) == 2
    for _ in range(2):
        change(app, session, marketing_consent=False)
    assert [one["withdrawn_at"] is None for one in consents(app, session)["consents"]] == [False, True]


@pytest.mark.parametrize("wording", [{}, {"marketing_wording": " "}, {"marketing_wording": None}])
def test_without_words_nobody_knows_what_was_agreed_to(app: Flask, shop: Shop, wording: dict[str, Any]) -> None:
    session = session_of(app, shop)
    answer = change(app, session, marketing_consent=True, **wording)
    assert (answer.status_code, answer.json["code"]) == (422, "field_missing")
    assert [error["field"] for error in answer.json["errors"]] == ["marketing_wording"]
    assert db.session.query(Consent).count() == 1


def test_it_has_to_be_said_yes_or_no(app: Flask, shop: Shop) -> None:
    session = session_of(app, shop)
    for body, code in (({}, "field_missing"), ({"marketing_consent": "yes"}, "field_type")):
        assert change(app, session, **body).json["code"] == code
