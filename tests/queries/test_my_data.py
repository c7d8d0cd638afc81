"""Everything about one person, and nothing about anybody else (S71)."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.models import Customer, LoyaltyCard
from loyalty_app.queries.my_data import everything_about
from tests.factories import a_shop
from tests.operations.phones import OTHER_BROWSER, a_member, join
from tests.operations.scenes import earned, stamped

NOT_EXPORTED = {
    # what is the same for everybody, or a key of ours that says nothing
    *("merchant_id", "program_id", "customer_id", "deleted_at", "deleted_by_id", "erased_at", "email_canonical"),
    *("scope_store_id", "enrolled_at_store_id", "version", "ledger_head", "stamps_day", "stamps_today", "updated_at"),
}


def test_all_that_is_known_is_in_it_and_it_is_json(app: Flask) -> None:
    shop = a_shop(welcome_bonus_points=50, settings={"log_ip_addresses": True})
    member = a_member(
        shop,
        last_name="Martins",
        phone="621 123 456",
        birth_date="31.3.",
        marketing_consent=True,
        marketing_wording="News, please.",
    )
    card = db.session.query(LoyaltyCard).one()
    stamped(shop, card)
    earned(shop, card, 120, order_reference="4711")
    join(shop, email="bob@example.com", first_name="Bob")
    data = everything_about(db.session.connection(), shop.merchant_id, member.customer_id)
    text = json.dumps(data)
    for known in ("Ana", "Martins", "ana@example.com", "+352621123456", "--03-31", "News, please.", "4711"):
        assert known in text
    for other in ("Bob", "bob@example.com", "Sophie", "Klein"):
        assert other not in text
    assert [line["type"] for line in data["transactions"]] == [
        "card_created",
        "welcome_bonus",
        "stamp_earned",
        "points_earned",
    ]
    assert [consent["purpose"] for consent in data["consents"]] == ["terms", "marketing"]
    assert (len(data["cards"]), len(data["sessions"]), len(data["codes_by_mail"])) == (1, 2, 1)
    assert data["customer"]["created_at"].endswith("Z")


def test_no_column_of_the_person_and_the_card_is_forgotten(app: Flask) -> None:
    """A column that is added later is exported, too, or left out on purpose."""
    shop = a_shop()
    member = a_member(shop)
    data = everything_about(db.session.connection(), shop.merchant_id, member.customer_id)
    for kind, shown in ((Customer, data["customer"]), (LoyaltyCard, data["cards"][0])):
        assert {column.name for column in kind.__table__.columns} - NOT_EXPORTED <= set(shown)


def test_nobody_elses_and_no_erased_persons_data_is_handed_out(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member = a_member(shop, browser=OTHER_BROWSER)
    for merchant_id, customer_id in ((other.merchant_id, member.customer_id), (shop.merchant_id, 10**9)):
        with pytest.raises(CustomerUnknown):
            everything_about(db.session.connection(), merchant_id, customer_id)
