"""The platform admin sees every merchant; nobody else sees the page."""

from flask import Flask

from loyalty_app.operations.password_hashing import password_hashing
from tests.factories import a_card, a_merchant, a_shop, a_user
from tests.web.visitors import Visitor, signed_in

PLATFORM = "/admin/loyalty/"


def test_the_admin_sees_all_merchants_with_their_size(app: Flask) -> None:
    shop = a_shop()
    a_card(shop)
    a_merchant(name="Boucherie Kremer", is_active=False)
    page = signed_in(app, shop, role="platform_admin", merchant_id=None).get(PLATFORM).text
    assert "Boucherie Kremer" in page
    assert "Suspended" in page
    assert "Stamps and points" in page


def test_an_owner_is_refused_and_a_visitor_signs_in_first(app: Flask) -> None:
    assert signed_in(app, a_shop()).get(PLATFORM).status_code == 403
    assert Visitor(app=app).get(PLATFORM).status_code == 303


def test_after_signing_in_the_admin_arrives_at_the_platform(app: Flask) -> None:
    email, password = "admin@platform.example", "a long enough password"
    hashed = password_hashing.hashed(password)
    a_user(a_shop(), email=email, email_canonical=email, password_hash=hashed, role="platform_admin", merchant_id=None)
    visitor = Visitor(app=app)
    answer = visitor.post("/auth/login", seen_at="/auth/login", email=email, password=password)
    assert answer.headers["Location"] == PLATFORM
