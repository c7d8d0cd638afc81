"""The customer's side of the JSON API: what a shop offers, joining, signing in, the card and its history."""

from __future__ import annotations

from collections import Counter

import pytest
from flask import Flask
from limits import parse

from loyalty_app.db import db
from loyalty_app.edge import wrong_codes
from loyalty_app.edge.limits import Limits
from loyalty_app.models import Consent, Customer, LoyaltyCard, MerchantLoyaltySettings, Notification
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.unit_of_work import clock
from tests.api.guests import STOREFRONT, a_guest, ask_for_a_code, enter, join
from tests.api.tills import a_customer_session, a_key, store_code
from tests.factories import Shop, a_card, a_customer, a_reward, a_shop, reference
from tests.operations.phones import last_mail, mails


@pytest.fixture(autouse=True)
def unhurried(app: Flask) -> None:
    """Every test counts its requests from zero."""
    app.extensions["limits"] = Limits("memory://")


def session_of(app: Flask, shop: Shop) -> str:
    """Ana joins and types the code."""
    assert join(app, shop).status_code == 202
    answer = enter(app, shop)
    assert answer.json is not None
    token: str = answer.json["session_token"]
    return token


def test_a_shop_says_what_it_offers_and_what_joining_takes(app: Flask) -> None:
    shop = a_shop(loyalty_type="points")
    a_reward(shop, name="Cake", points_required=500)
    answer = a_guest(app).get(f"{STOREFRONT}/program?store_code={store_code(shop)}", headers={"Accept-Language": "de"})
    assert answer.json is not None
    assert [reward["name"] for reward in answer.json["program"]["rewards"]] == ["Cake"]
    assert answer.json["joining"]["locale"] == "de"
    assert answer.json["joining"]["require_phone"] is False
    assert [place["code"] for place in answer.json["places"]] == [store_code(shop)]


@pytest.mark.parametrize("code", ["nowhere", "No Code!", "x" * 500, "..%2F..", ""])
def test_b075_a_shop_that_is_none_is_not_known(app: Flask, code: str) -> None:
    answer = a_guest(app).get(f"{STOREFRONT}/program?store_code={code}")
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (404, "store_unknown")


def test_somebody_joins_confirms_and_sees_the_card_and_its_history(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50)
    session = session_of(app, shop)
    card = a_guest(app, session).get(f"{STOREFRONT}/card").json
    assert card is not None
    assert card["card"]["customer"]["email"] == "ana@example.com"
    assert card["card"]["points_balance"] == 50
    history = a_guest(app, session).get(f"{STOREFRONT}/transactions?limit=1").json
    assert history is not None
    assert [line["type"] for line in history["items"]] == ["welcome_bonus"]
    assert history["total"] == 2
    older = a_guest(app, session).get(f"{STOREFRONT}/transactions?cursor={history['next_cursor']}").json
    assert older is not None
    assert [line["type"] for line in older["items"]] == ["card_created"]


def test_the_history_names_no_member_of_staff_and_no_tablet(app: Flask) -> None:
    shop = a_shop()
    session = session_of(app, shop)
    card = db.session.query(LoyaltyCard).one()
    add_stamp(AddStamp(actor=shop.actor(shop.cashier), card=reference(card)))
    answer = a_guest(app, session).get(f"{STOREFRONT}/transactions")
    assert "stamp_earned" in answer.text
    assert shop.cashier.name.split()[0] not in answer.text


def test_what_was_agreed_to_is_kept_in_the_words_that_were_shown(app: Flask) -> None:
    shop = a_shop()
    program = a_guest(app).get(f"{STOREFRONT}/program?store_code={store_code(shop)}", headers={"Accept-Language": "fr"})
    assert program.json is not None
    join(app, shop, locale="fr", marketing_consent=True)
    kept = {
        consent.purpose: (consent.wording, consent.locale, consent.channel) for consent in db.session.query(Consent)
    }
    joining = program.json["joining"]
    assert kept == {
        "terms": (joining["terms_wording"], "fr", "api"),
        "marketing": (joining["marketing_wording"], "fr", "api"),
    }


@pytest.mark.parametrize("name", ["terms_wording", "marketing_wording"])
def test_s70_nobody_says_in_their_own_words_what_was_agreed_to(app: Flask, name: str) -> None:
    """Whoever calls this is anybody: the shop would be held to what a stranger wrote."""
    refused = join(app, a_shop(), marketing_consent=True, **{name: "The shop owes me a house."})
    assert refused.status_code == 422
    assert refused.json is not None
    assert [(problem["field"], problem["code"]) for problem in refused.json["errors"]] == [(name, "field_unknown")]
    assert db.session.query(Consent).count() == 0


def test_many_wrong_codes_of_many_people_are_a_search(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.extensions["limits"] = Limits("memory://")
    monkeypatch.setattr(wrong_codes, "PER_STORE", parse("4/hour"))
    shop = a_shop()
    for number in range(4):
        browser = f"robot {number:037}".replace(" ", "-")
        ask_for_a_code(app, shop, f"somebody{number}@example.com", browser)
        assert enter(app, shop, "000000", browser).status_code == 422
    join(app, shop)
    refused = enter(app, shop)
    assert refused.status_code == 429
    assert refused.json is not None
    assert refused.json["code"] == "rate_limited"
    assert 0 < int(refused.headers["Retry-After"]) <= 3600


def test_b074_no_consent_to_news_is_none(app: Flask) -> None:
    join(app, a_shop(), marketing_consent=None)
    assert [consent.purpose for consent in db.session.query(Consent)] == ["terms"]


def test_b082_a_request_that_is_sent_again_is_one_person_with_one_card(app: Flask) -> None:
    shop, key = a_shop(), a_key()
    for browser in ({}, {"browser_token": None}):
        first, again = (join(app, shop, key=key + str(len(browser)), **browser) for _ in range(2))
        assert (first.status_code, again.status_code) == (202, 202)
        assert again.headers["Idempotent-Replayed"] == "true"
    assert db.session.query(Customer).count() == 2
    reused = join(app, shop, key=key + "0", email="other@example.com")
    assert reused.json is not None
    assert reused.json["code"] == "idempotency_key_reused"


def test_b076_joining_can_be_switched_off(app: Flask) -> None:
    shop = a_shop()
    db.session.query(MerchantLoyaltySettings).one().allow_self_enrollment = False
    db.session.commit()
    answer = join(app, shop)
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (409, "self_enrollment_disabled")


def test_s33_a_code_opens_only_the_app_that_asked_and_only_once(app: Flask) -> None:
    shop = a_shop()
    join(app, shop)
    elsewhere, here, again = enter(app, shop, browser="z" * 43), enter(app, shop), enter(app, shop)
    assert [answer.status_code for answer in (elsewhere, here, again)] == [422, 200, 422]
    assert again.json is not None
    assert again.json["code"] == "code_wrong"


def test_b079_after_five_wrong_tries_not_even_the_right_code_helps(app: Flask) -> None:
    shop = a_shop()
    ask_for_a_code(app, shop)
    join(app, shop)
    wrong = f"{(int(last_mail().code) + 1) % 10**6:06}"
    left = [enter(app, shop, code=wrong).json for _ in range(5)]
    assert [answer["tries_left"] for answer in left if answer] == [4, 3, 2, 1, 0]
    assert enter(app, shop).status_code == 422


def test_who_has_a_card_signs_in_and_who_has_none_hears_the_same(app: Flask) -> None:
    shop = a_shop()
    session_of(app, shop)
    sent = len(mails())
    known, unknown = (
        ask_for_a_code(app, shop, email, browser=each * 43)
        for email, each in (("ana@example.com", "a"), ("eva@example.com", "e"))
    )
    assert (known.status_code, known.data) == (202, unknown.data)
    assert [mail.state for mail in mails()[sent:]] == ["pending", "withheld"]
    code = mails()[sent].code
    signed_in = enter(app, shop, code=code, browser="a" * 43)
    assert signed_in.json is not None
    assert a_guest(app, signed_in.json["session_token"]).get(f"{STOREFRONT}/card").status_code == 200


def test_s28_who_signed_out_is_nobody_with_the_same_token(app: Flask) -> None:
    session = session_of(app, a_shop())
    other = a_guest(app, session)
    assert other.ask("POST", f"{STOREFRONT}/signout").status_code == 204
    assert [other.get(f"{STOREFRONT}/{call}").status_code for call in ("card", "transactions")] == [401, 401]


@pytest.mark.parametrize("secret", ["", "short", "x" * 31, "x" * 65, "ä" * 40, "x" * 39 + " "])
def test_a_secret_that_can_be_guessed_is_refused(app: Flask, secret: str) -> None:
    shop = a_shop()
    for answer in (join(app, shop, browser_token=secret), ask_for_a_code(app, shop, browser=secret)):
        assert answer.json is not None
        assert answer.status_code == 422
        assert answer.json["errors"][0]["field"] == "browser_token"
    assert db.session.query(Notification).count() == 0


def test_b077_a_rush_joins_and_a_robot_does_not(app: Flask) -> None:
    shop = a_shop()
    rush = Counter(join(app, shop, email=f"guest{number}@example.com").status_code for number in range(50))
    assert rush == {202: 50}
    robot = [join(app, shop, email=f"robot{number}@example.com") for number in range(500)]
    assert Counter(answer.status_code for answer in robot) == {202: 50, 429: 450}
    assert robot[-1].json is not None
    assert robot[-1].json["detail"] == "Many people are joining – try again in a minute."
    assert int(robot[-1].headers["Retry-After"]) <= 60
    assert db.session.query(Customer).count() == 100


def test_the_program_is_asked_for_thirty_times_a_minute(app: Flask) -> None:
    path = f"{STOREFRONT}/program?store_code={store_code(a_shop())}"
    assert Counter(a_guest(app).get(path).status_code for _ in range(40)) == {200: 30, 429: 10}


def test_s01_a_customer_sees_their_own_card_and_nobody_elses(app: Flask) -> None:
    ours, theirs = a_shop(), a_shop()
    people = [("ana-1", ours), ("ana-2", ours), ("ana-b", theirs)]
    sessions = {}
    for name, shop in people:
        email = f"{name}@example.com"
        card = a_card(shop, customer=a_customer(shop, first_name=name, email=email, email_canonical=email))
        add_stamp(AddStamp(actor=shop.actor(shop.cashier), card=reference(card)))
        sessions[name] = (a_customer_session(card.customer_id or 0, card.id), card.qr_token)
    for name, (session, code) in sessions.items():
        guest = a_guest(app, session)
        said = guest.get(f"{STOREFRONT}/card").text + guest.get(f"{STOREFRONT}/transactions").text
        assert name in said
        assert code in said
        assert not any(other in said for other in sessions if other != name)


def test_s74_the_age_is_part_of_the_terms_and_of_what_is_kept(app: Flask) -> None:
    shop = a_shop(settings={"minimum_age_years": 16})
    program = a_guest(app).get(f"{STOREFRONT}/program?store_code={store_code(shop)}", headers={"Accept-Language": "de"})
    assert program.json is not None
    joining = program.json["joining"]
    assert joining["minimum_age_years"] == 16
    assert joining["terms_wording"] == "Ich bin mindestens 16 Jahre alt und akzeptiere die Bedingungen."
    assert join(app, shop, locale="de", birth_date="1990-01-01").status_code == 202
    assert [consent.wording for consent in db.session.query(Consent)] == [joining["terms_wording"]]


def test_s74_s30_who_is_too_young_is_refused_the_same_whoever_has_the_address(app: Flask) -> None:
    shop = a_shop(settings={"minimum_age_years": 16})
    a_card(shop, customer=a_customer(shop, email="ana@example.com", email_canonical="ana@example.com"))
    born = f"{clock.now().year - 15}-01-01"
    known, unknown = (join(app, shop, email=email, birth_date=born) for email in ("ana@example.com", "eva@example.com"))
    answers = [answer.json or {} for answer in (known, unknown)]
    assert all(answer.pop("request_id") for answer in answers)
    assert answers[0] == answers[1]
    assert (known.status_code, unknown.status_code, answers[0]["code"]) == (422, 422, "too_young")
    assert db.session.query(Customer).count() == 1
