"""Signing in to the office and out again."""

from urllib.parse import quote

from flask import Flask

from loyalty_app.operations.password_hashing import password_hashing
from tests.factories import Shop, a_shop, a_user
from tests.web.visitors import Visitor

EMAIL, PASSWORD = "owner@cafe.example", "a long enough password"
DEVICES = "/merchant/loyalty/devices"


def an_owner(shop: Shop) -> None:
    a_user(shop, email=EMAIL, email_canonical=EMAIL, password_hash=password_hashing.hashed(PASSWORD), role="owner")


def sign_in(visitor: Visitor, *, password: str = PASSWORD, next_path: str = "") -> tuple[int, str]:
    response = visitor.post(
        "/auth/login", seen_at=f"/auth/login?next={quote(next_path)}", email=EMAIL, password=password, next=next_path
    )
    return response.status_code, response.headers.get("Location", "")


def test_an_owner_signs_in_and_arrives_in_the_office(app: Flask) -> None:
    an_owner(a_shop())
    visitor = Visitor(app=app)
    assert sign_in(visitor) == (303, "/merchant/loyalty/")
    assert visitor.get(DEVICES).status_code == 200


def test_a_wrong_password_and_an_unknown_address_look_the_same(app: Flask) -> None:
    visitor = Visitor(app=app)
    unknown, _ = sign_in(visitor)
    an_owner(a_shop())
    wrong, _ = sign_in(visitor, password="not the password")
    assert (unknown, wrong) == (401, 401)


def test_the_way_back_after_signing_in_is_one_of_our_pages_only(app: Flask) -> None:
    an_owner(a_shop())
    assert sign_in(Visitor(app=app), next_path=DEVICES)[1] == DEVICES
    for elsewhere in ("//evil.example", "/\\evil.example", "javascript:alert(1)", "https://evil.example/"):
        assert sign_in(Visitor(app=app), next_path=elsewhere) == (303, "/merchant/loyalty/"), elsewhere


def test_somebody_not_signed_in_is_asked_to_and_comes_back(app: Flask) -> None:
    response = Visitor(app=app).get(DEVICES)
    assert response.status_code == 303
    assert response.headers["Location"] == f"/auth/login?next={DEVICES}"


def test_after_signing_out_a_copy_of_the_cookie_opens_nothing(app: Flask) -> None:
    an_owner(a_shop())
    visitor = Visitor(app=app)
    sign_in(visitor)
    copy = visitor.client.get_cookie("session")
    assert copy
    visitor.post("/auth/logout", seen_at=DEVICES)
    thief = Visitor(app=app)
    thief.client.set_cookie("session", copy.value)
    assert thief.get(DEVICES).status_code == 303


def test_a_form_without_its_token_signs_nobody_in(app: Flask) -> None:
    an_owner(a_shop())
    assert Visitor(app=app).ask("POST", "/auth/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 403
