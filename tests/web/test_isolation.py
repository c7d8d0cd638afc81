"""Who may open which page: every route × caller × tenant, generated from the routes themselves (S01, S03, S05, S06)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2
from flask import Flask
from sqlalchemy import select, update
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from loyalty_app.db import db
from loyalty_app.domain.actors import Role
from loyalty_app.domain.tokens import token_hash
from loyalty_app.edge.limits import Limits
from loyalty_app.edge.policy import CallerKind, Policy, declared
from loyalty_app.models import Customer, LoyaltyCard, Merchant, Session, Store
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.unit_of_work import clock
from tests.api.digest import tables
from tests.factories import (
    Shop,
    a_card,
    a_customer,
    a_device,
    a_reward,
    a_session,
    a_shop,
    a_store,
    a_user,
    reference,
)
from tests.printed import words_of
from tests.web.tablets import PIN, Browser, a_tablet, an_open_tablet, code, somebody_with_a_pin

# A tablet that is seen is noted; pages are no less read-only for it.
NOTES = frozenset({"terminal_devices", "sessions"})
UNKNOWN_ID = 987654321


@dataclass(frozen=True, kw_only=True)
class Tenant:
    """A merchant with one of everything; every word of it carries the canary."""

    canary: str
    shop: Shop
    card_id: int
    qr_code: str
    reward_id: int
    transaction_id: int
    staff_id: int
    manager_id: int
    device_id: int

    def ids(self) -> dict[str, int]:
        return {
            "card_id": self.card_id,
            "reward_id": self.reward_id,
            "transaction_id": self.transaction_id,
            "staff_id": self.staff_id,
            "device_id": self.device_id,
        }


def a_tenant(canary: str) -> Tenant:
    shop = a_shop(cooldown_minutes=0, max_daily_stamps=1000, stamps_target=1, minimum_redemption_points=1)
    db.session.get_one(Merchant, shop.merchant_id).name = canary
    db.session.get_one(Store, shop.store_id).name = f"Store {canary}"
    email = f"{canary}@example.com"
    card = a_card(shop, customer=a_customer(shop, first_name=canary, email=email, email_canonical=email))
    reward = a_reward(shop, name=f"Cake {canary}", points_required=10)
    stamped = [add_stamp(AddStamp(actor=shop.actor(), card=reference(card))) for _ in range(3)]
    earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=10_000))
    return Tenant(
        canary=canary,
        shop=shop,
        card_id=card.id,
        qr_code=card.qr_token,
        reward_id=reward.id,
        transaction_id=stamped[-1].transaction.id,
        staff_id=somebody_with_a_pin(shop, name=f"{canary} Staff"),
        manager_id=somebody_with_a_pin(shop, name=f"{canary} Manager", role="manager"),
        device_id=a_device(shop, label=f"{canary} tablet").id,
    )


# What the counter's forms need besides the ids in their address; a new form without a line here fails.
FORMS: dict[str, Callable[[Tenant], dict[str, Any]]] = {
    "terminal.pair": lambda _: {"code": "AAAA2222"},
    "terminal.unlock": lambda tenant: {"staff_id": tenant.staff_id, "pin": PIN},
    "terminal.lock": lambda _: {},
    "terminal.language": lambda _: {"language": "fr"},
    "terminal.look_up": lambda tenant: {"scan": tenant.qr_code},
    "terminal.add_stamp": lambda _: {},
    "terminal.redeem_stamps": lambda _: {},
    "terminal.earn_points": lambda _: {"amount": "5"},
    "terminal.redeem_points": lambda _: {},
    "terminal.enroll": lambda tenant: {"first_name": "Eva", "email": f"eva-{tenant.canary}@example.com"},
    "terminal.undo": lambda _: {},
    "terminal.set_receipts": lambda _: {"receipt-paper": "58"},
}


def routes(app: Flask, *kinds: CallerKind) -> list[Rule]:
    """Every page and form for callers of these kinds."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if not rule.rule.startswith("/api/") and declared(app, rule.endpoint).policy.kind in kinds
    ]


def ask(
    browser: Browser, rule: Rule, tenant: Tenant, *, ids: dict[str, int] | None = None, **form: Any
) -> TestResponse:
    built = rule.build({name: (ids or tenant.ids())[name] for name in rule.arguments}, append_unknown=False)
    assert built is not None
    browser.app.extensions["limits"] = Limits("memory://")
    if "POST" not in (rule.methods or ()):
        return browser.get(built[1])
    sample = FORMS[rule.endpoint](tenant) if rule.endpoint in FORMS else {"reason": "because", "label": "Counter 9"}
    return browser.post(built[1], {**sample, **form})


def readable(answer: TestResponse) -> str:
    """What somebody can read of the answer: the page, the file, or the words that a document shows."""
    if answer.mimetype != "application/pdf":
        return bytes(answer.data).decode(errors="replace")
    with pypdfium2.PdfDocument(answer.data) as document:
        return words_of(document[0])


def who(app: Flask, rule: Rule) -> Policy:
    return declared(app, rule.endpoint).policy


def an_owner(app: Flask, shop: Shop, **values: Any) -> Browser:
    """Somebody who signed in to the office."""
    secret = secrets.token_urlsafe(32)
    a_session(token_hash=token_hash(secret), user_id=a_user(shop, **values).id)
    browser = Browser(app=app)
    browser.client.set_cookie("session", secret)
    return browser


def test_every_form_of_the_counter_has_a_sample(app: Flask) -> None:
    rules = routes(app, CallerKind.VISITOR, CallerKind.TERMINAL, CallerKind.STAFF)
    forms = {rule.endpoint for rule in rules if "POST" in (rule.methods or ())}
    assert {endpoint for endpoint in forms if endpoint.startswith("terminal.")} == set(FORMS)


def test_s01_a_browser_that_is_no_tablet_gets_nothing_of_the_counter(app: Flask) -> None:
    tenant = a_tenant("canary-a")
    junk, revoked = Browser(app=app), a_tablet(app, tenant.shop, revoked_at=clock.now())
    junk.client.set_cookie("terminal", "x" * 43)
    expired = a_tablet(app, tenant.shop, expires_at=clock.now())
    owner = an_owner(app, tenant.shop)
    for rule in routes(app, CallerKind.TERMINAL, CallerKind.STAFF):
        before = tables(app, without=NOTES)
        for browser in (Browser(app=app), junk, expired, owner):
            answer = ask(browser, rule, tenant)
            assert (answer.status_code, code(answer)) == (401, "unauthenticated"), rule.rule
            assert tenant.canary not in answer.text
        answer = ask(revoked, rule, tenant)
        assert (answer.status_code, code(answer)) == (401, "device_revoked"), rule.rule
        assert tables(app, without=NOTES) == before, rule.rule


def test_s01_who_has_not_signed_in_gets_nothing_of_the_office(app: Flask) -> None:
    tenant = a_tenant("canary-a")
    junk, over = Browser(app=app), an_owner(app, tenant.shop)
    junk.client.set_cookie("session", "x" * 43)
    db.session.execute(update(Session).where(Session.kind == "user").values(revoked_at=clock.now()))
    db.session.commit()
    for rule in routes(app, CallerKind.USER):
        before = tables(app, without=NOTES)
        for browser in (Browser(app=app), junk, over, an_open_tablet(app, tenant.shop, staff_id=tenant.manager_id)):
            answer = ask(browser, rule, tenant)
            assert (answer.status_code, answer.location.split("?")[0]) == (303, "/auth/login"), rule.rule
            assert tenant.canary not in answer.text
        assert tables(app, without=NOTES) == before, rule.rule


def test_s01_a_locked_tablet_shows_only_what_is_for_everybody(app: Flask) -> None:
    tenant = a_tenant("canary-a")
    tablet = a_tablet(app, tenant.shop)
    for rule in routes(app, CallerKind.STAFF):
        before = tables(app, without=NOTES)
        answer = ask(tablet, rule, tenant)
        assert answer.status_code == 401, rule.rule
        assert 'data-screen="unlock"' in answer.text
        assert f"Cake {tenant.canary}" not in answer.text
        assert tables(app, without=NOTES) == before, rule.rule


def test_s01_the_right_person_is_let_in(app: Flask) -> None:
    for rule in routes(app, CallerKind.TERMINAL, CallerKind.STAFF):
        if rule.endpoint in FORMS or "GET" in (rule.methods or ()):
            tenant = a_tenant("canary-a")
            tablet = an_open_tablet(app, tenant.shop, staff_id=tenant.manager_id)
            assert ask(tablet, rule, tenant).status_code not in (401, 403), rule.rule


def test_s01_a_cashier_is_kept_out_of_what_is_a_managers(app: Flask) -> None:
    tenant = a_tenant("canary-a")
    tablet = an_open_tablet(app, tenant.shop)
    for rule in routes(app, CallerKind.STAFF):
        if who(app, rule).role > Role.CASHIER:
            before = tables(app, without=NOTES)
            answer = ask(tablet, rule, tenant)
            assert (answer.status_code, code(answer)) == (403, "forbidden"), rule.rule
            assert tables(app, without=NOTES) == before, rule.rule


def test_s01_a_person_of_one_store_is_nobody_at_another(app: Flask) -> None:
    tenant = a_tenant("canary-a")
    other_store = a_store(tenant.shop.merchant_id)
    db.session.commit()
    here = an_open_tablet(app, tenant.shop)
    there = a_tablet(app, tenant.shop, store_id=other_store.id)
    shift = here.client.get_cookie("shift")
    assert shift is not None
    there.client.set_cookie("shift", shift.value)
    for rule in routes(app, CallerKind.STAFF):
        assert ask(there, rule, tenant).status_code == 401, rule.rule


def test_s03_another_merchants_thing_is_like_one_nobody_has(app: Flask) -> None:
    ours, theirs = a_tenant("canary-a"), a_tenant("canary-b")
    tablet = an_open_tablet(app, ours.shop, staff_id=ours.manager_id)
    for browser, rule in (
        *((tablet, rule) for rule in routes(app, CallerKind.TERMINAL, CallerKind.STAFF)),
        *((an_owner(app, ours.shop), rule) for rule in routes(app, CallerKind.USER)),
    ):
        for name in rule.arguments:
            before = tables(app, without=NOTES)
            foreign = ask(browser, rule, ours, ids={**ours.ids(), name: theirs.ids()[name]})
            nobodys = ask(browser, rule, ours, ids={**ours.ids(), name: UNKNOWN_ID})
            assert foreign.status_code == nobodys.status_code, rule.rule
            assert foreign.status_code in (404, 422), rule.rule
            assert said(foreign) == said(nobodys), rule.rule
            assert theirs.canary not in foreign.text
            assert tables(app, without=NOTES) == before, rule.rule


def test_s03_another_merchants_things_in_a_form_are_like_ones_nobody_has(app: Flask) -> None:
    ours, theirs = a_tenant("canary-a"), a_tenant("canary-b")
    tablet = an_open_tablet(app, ours.shop)
    rules = {rule.endpoint: rule for rule in routes(app, CallerKind.TERMINAL, CallerKind.STAFF)}
    spoiled: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
        ("terminal.unlock", {"staff_id": theirs.staff_id}, {"staff_id": UNKNOWN_ID}),
        ("terminal.look_up", {"scan": theirs.qr_code}, {"scan": "CARD-" + "Z" * 26}),
        ("terminal.add_stamp", {"staff_id": theirs.staff_id, "pin": PIN}, {"staff_id": UNKNOWN_ID, "pin": PIN}),
        ("terminal.add_stamp", {"category_ids": theirs.reward_id}, {"category_ids": UNKNOWN_ID}),
    ]
    for endpoint, foreign, unknown in spoiled:
        before = tables(app, without=NOTES)
        first, second = (ask(tablet, rules[endpoint], ours, **form) for form in (foreign, unknown))
        assert first.status_code == second.status_code, endpoint
        assert first.status_code in (404, 422)
        assert theirs.canary not in first.text
        assert tables(app, without=NOTES) == before, endpoint


def test_s05_no_page_shows_anything_of_another_merchant(app: Flask) -> None:
    ours, theirs = a_tenant("canary-a"), a_tenant("canary-b")
    tablet, owner = an_open_tablet(app, ours.shop, staff_id=ours.manager_id), an_owner(app, ours.shop)
    counter = routes(app, CallerKind.VISITOR, CallerKind.TERMINAL, CallerKind.STAFF)
    for browser, rules in ((tablet, counter), (owner, routes(app, CallerKind.USER))):
        for rule in rules:
            if "GET" in (rule.methods or ()) and rule.arguments <= set(ours.ids()):
                built = rule.build({name: ours.ids()[name] for name in rule.arguments}, append_unknown=False)
                assert built is not None
                for htmx in (False, True):
                    assert theirs.canary not in readable(browser.get(built[1], htmx=htmx)), rule.rule
    for page in ("/store/loyalty/terminal/search?search=canary", "/store/loyalty/cards?search=canary"):
        found = tablet.get(page).text
        assert ours.canary in found
        assert theirs.canary not in found


def test_s06_what_is_no_field_of_the_form_changes_nothing(app: Flask) -> None:
    ours, theirs = a_tenant("canary-a"), a_tenant("canary-b")
    tablet = an_open_tablet(app, ours.shop)
    wanted: dict[str, Any] = {
        "merchant_id": theirs.shop.merchant_id,
        "store_id": theirs.shop.store_id,
        "points_balance": 99999,
        "stamp_count": 9,
        "points": 99999,
        "role": "manager",
        "id": 1,
        "card_id": theirs.card_id,
        "created_at": "2001-01-01",
        "verified": 1,
    }
    rules = {rule.endpoint: rule for rule in routes(app, CallerKind.STAFF)}
    assert ask(tablet, rules["terminal.enroll"], ours, **wanted).status_code == 200
    person = db.session.execute(select(Customer).where(Customer.first_name == "Eva")).scalar_one()
    card = db.session.execute(select(LoyaltyCard).where(LoyaltyCard.customer_id == person.id)).scalar_one()
    assert (person.merchant_id, card.points_balance, card.stamp_count) == (ours.shop.merchant_id, 0, 0)
    assert ask(tablet, rules["terminal.earn_points"], ours, **wanted).status_code == 303
    db.session.rollback()
    assert db.session.get_one(LoyaltyCard, ours.card_id).points_balance == 1050
    assert db.session.get_one(LoyaltyCard, theirs.card_id).points_balance == 1000


def said(answer: TestResponse) -> str:
    """The whole answer but what is different each time: ids in addresses, page tokens, the request's own id."""
    text = re.sub(r'value="[^"]{40,}"', "", answer.text)
    text = re.sub(r'content="\d{13}"', "", text)
    return re.sub(r"/\d+", "/N", text)
