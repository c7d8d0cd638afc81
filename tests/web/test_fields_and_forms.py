"""Every field of the counter and the office asks for the right keyboard, and every form that moves value is guarded."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask

from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from tests.factories import a_card, a_category, a_reward, a_shop, reference
from tests.web.storefront.phones import a_phone
from tests.web.tablets import COUNTER, Browser, an_open_tablet, somebody_with_a_pin

CHOICES = {"checkbox", "radio", "hidden", "submit", "color", "file", "range"}
KEYBOARDS = {"text", "numeric", "decimal", "email", "tel", "search", "url", "none"}
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
Tag = dict[str, str]


class Page(HTMLParser):
    """The fields and the forms of a page; hidden fields by the form they are in."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fields: list[Tag] = []
        self.money: list[tuple[Tag, dict[str, str]]] = []
        self._inside: dict[str, str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form" and "data-money" in own:
            self._inside = {}
            self.money.append((own, self._inside))
        if tag == "input" and own.get("type") == "hidden" and self._inside is not None:
            self._inside[own.get("name", "")] = own.get("value", "")
        if tag in ("input", "textarea") and own.get("type", "text") not in CHOICES:
            self.fields.append(own)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = None


def pages(app: Flask) -> dict[str, Page]:
    """Every page of the tablet that has something to fill in or to send."""
    shop = a_shop(stamps_target=2, cooldown_minutes=0)
    card, reward = a_card(shop), a_reward(shop, points_required=1)
    a_category(shop)
    tablet = an_open_tablet(app, shop, staff_id=somebody_with_a_pin(shop, role="manager", name="Nora Faber"))
    line = [add_stamp(AddStamp(actor=shop.actor(), card=reference(card))) for _ in range(2)][-1].transaction.id
    store = "/store/loyalty"
    paths = [
        *(f"{COUNTER}/{name}" for name in ("number", "search", f"unlock?staff_id={shop.cashier.id}")),
        *(f"{COUNTER}/cards/{card.id}{name}" for name in ("", "/points", "/stamp-reward")),
        *(f"{store}/cards/{card.id}/{name}" for name in ("adjust", "block", "replace")),
        f"{store}/transactions/{line}/void",
        *(f"{store}{name}" for name in ("/enroll", "/cards", "/transactions", "/pins/new", "/pair")),
    ]
    assert reward.id
    found = {path: tablet.get(path) for path in paths}
    assert {path: answer.status_code for path, answer in found.items() if answer.status_code != 200} == {}
    found["/auth/login"] = Browser(app=app).get("/auth/login")
    return {path: Page(answer.text) for path, answer in found.items()}


def test_u26_every_field_says_which_keyboard_memory_and_enter_key_it_wants(app: Flask) -> None:
    found = [(path, one) for path, page in pages(app).items() for one in page.fields]
    assert [f"{path} {what}" for path, one in found for what in faults_of_field(one)] == []


@pytest.mark.parametrize(
    ("field", "what"),
    [
        ('<input name="a" type="number" autocomplete="off" enterkeyhint="go">', "a: type=number"),
        ('<input name="a" inputmode="numeric" enterkeyhint="go">', "a: no autocomplete"),
        ('<input name="a" inputmode="numeric" autocomplete="off">', "a: no enterkeyhint"),
        ('<input name="email" inputmode="email" autocomplete="off" enterkeyhint="go">', "email: capitals"),
        ('<input name="points" autocomplete="off" enterkeyhint="go">', "points: the wrong keyboard"),
        ('<input name="phone" autocomplete="tel" enterkeyhint="go">', "phone: no keyboard of a phone"),
        (
            '<input name="code" inputmode="numeric" autocomplete="off" enterkeyhint="go">',
            "code: the code of a mail is not offered",
        ),
    ],
)
def test_each_fault_of_a_field_is_seen(field: str, what: str) -> None:
    assert faults_of_field(Page(field).fields[0]) == [what]


def test_u26_so_does_every_field_on_the_customers_phone(app: Flask) -> None:
    shop = a_shop(require_phone=True, require_birth_date=True)
    newcomer = a_phone(app, shop)
    newcomer.join(first_name="")
    found = {name: newcomer.page(name).text for name in ("enroll", "signin", "signin/code")}
    member = a_phone(app, a_shop())
    member.join()
    found |= {name: member.page(name).text for name in ("welcome", "dashboard", "privacy", "privacy/leave")}
    fields = [(name, one) for name, text in found.items() for one in Page(text).fields if one.get("tabindex") != "-1"]
    assert {one["name"] for _, one in fields} >= {"first_name", "last_name", "email", "phone", "birth_day", "code"}
    assert [f"{name} {what}" for name, one in fields for what in faults_of_field(one)] == []


def test_u67_every_form_that_moves_value_is_guarded_and_carries_a_key(app: Flask) -> None:
    forms = [(path, *form) for path, page in pages(app).items() for form in page.money]
    assert len(forms) >= 7
    for path, form, hidden in forms:
        assert {"hx-post", "hx-sync", "hx-disabled-elt", "hx-indicator"} <= set(form), path
        assert KEY.fullmatch(hidden["request_id"]), path
        assert hidden["csrf_token"], path


def faults_of_field(own: Tag) -> list[str]:
    """What it says wrong, or does not say, to the keyboard and the memory of a browser."""
    name, found = own.get("name", "?"), []
    if own.get("type") == "number":
        found.append("type=number")
    if "autocomplete" not in own:
        found.append("no autocomplete")
    if "enterkeyhint" not in own and "rows" not in own:
        found.append("no enterkeyhint")
    if "email" in name and own.get("autocapitalize") != "off":
        found.append("capitals")
    if re.search(r"pin|points|amount", name) and own.get("inputmode") not in ("numeric", "decimal", "none"):
        found.append("the wrong keyboard")
    if name == "phone" and own.get("inputmode") != "tel":
        found.append("no keyboard of a phone")
    if name == "code" and own.get("autocomplete") != "one-time-code":
        found.append("the code of a mail is not offered")
    if own.get("inputmode", "text") not in KEYBOARDS:
        found.append("no such keyboard")
    return [f"{name}: {what}" for what in found]
