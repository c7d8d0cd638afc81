"""Everything about one person, and nothing about anybody else (S71)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.domain.origins import origin_of
from loyalty_app.models import (
    AppleDevice,
    AuditEvent,
    Consent,
    Customer,
    EmailCode,
    LoyaltyCard,
    LoyaltyTransaction,
    Notification,
    RetiredQrToken,
    Session,
    TransactionRequest,
    WalletPass,
)
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.correct_customer import CorrectCustomer, correct_customer
from loyalty_app.operations.register_device import RegisterDevice, register_device
from loyalty_app.operations.replace_card import ReplaceCard, replace_card
from loyalty_app.queries.my_data import everything_about
from tests.factories import PASS_TYPE, Shop, a_pass, a_shop, reference
from tests.operations.phones import OTHER_BROWSER, a_member, join
from tests.operations.scenes import earned, stamped

NOT_EXPORTED = {
    # what is the same for everybody, or a key of ours that says nothing
    *("merchant_id", "program_id", "customer_id", "deleted_at", "deleted_by_id", "erased_at", "email_canonical"),
    *("scope_store_id", "enrolled_at_store_id", "version", "ledger_head", "stamps_day", "stamps_today", "updated_at"),
}
# What else a row of each kind has, and why nobody needs it handed out.
LEFT_OUT: dict[Any, set[str]] = {
    # who served, at which tablet and with which token is the staff's data (S75); rules and chains are everybody's
    LoyaltyTransaction: {
        *("staff_pin_id", "staff_name", "terminal_device_id", "user_id", "on_behalf", "api_token_id", "operation_id"),
        *("program_version_id", "reward_id", "reverses_in_full", "welcomed_customer_id", "local_day"),
        *("card_version", "previous_hash", "entry_hash", "store_id", "terminal_label", "created_at"),
    },
    Consent: {"id", "store_id", "created_at"},  # given_at is the moment
    WalletPass: {
        # its key opens the pass; the rest is how far the loop is
        *("id", "auth_token", "pushed_version", "pushed_design", "marked", "pushed_mark", "update_tag", "due_since"),
        *("last_modified", "attempts", "next_attempt_at", "leased_until", "last_error", "retired_at"),
    },
    AppleDevice: {
        *("id", "pass_type_identifier", "wanted_tag", "pushed_tag", "push_due_at", "rests_until", "attempts"),
        *("leased_until", "last_error"),
    },
    RetiredQrToken: {"id"},
    # hashes and nonces of ours; which card and store a session began with
    Session: {"id", "token_hash", "kind", "user_id", "terminal_device_id", "staff_pin_id", "card_id"},
    Notification: {
        *("id", "store_id", "dedupe_key", "email_code_id", "attempts", "next_attempt_at", "leased_until", "last_error"),
    },
    EmailCode: {"id", "store_id", "nonce", "browser_hash", "attempts", "superseded_at"},
    TransactionRequest: {"id"},
    AuditEvent: {"id", "user_id", "staff_pin_id", "api_token_id", "on_behalf", "before", "created_at"},
}
# Tables that point at a person or a card, and why the export needs none of their rows.
NO_ROWS = {
    "erasures": "there is none of a person who is here",
    "idempotency_keys": "a copy of the card as it stands in the export, for thirty days",
    "transaction_category_links": "the categories stand in the line, by name",
    "recorded_orders": "the receipt number stands in the line",
}
SECTIONS = {
    "transactions": LoyaltyTransaction,
    "consents": Consent,
    "wallet_passes": WalletPass,
    "phones": AppleDevice,
    "replaced_codes": RetiredQrToken,
    "sessions": Session,
    "mails": Notification,
    "codes_by_mail": EmailCode,
    "requests": TransactionRequest,
    "events": AuditEvent,
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


def a_person_with_everything(shop: Shop) -> dict[str, Any]:
    """Somebody of whom there is a row of every kind."""
    member = a_member(shop, marketing_consent=True, marketing_wording="News, please.")
    card = db.session.query(LoyaltyCard).order_by(LoyaltyCard.id).first()
    assert card is not None
    a_pass_on_a_phone(card)
    origin = origin_of("203.0.113.77", "A browser")
    add_stamp(AddStamp(actor=shop.actor(origin=origin), card=reference(card)))
    replace_card(ReplaceCard(actor=shop.actor(), card=reference(card), reason="Lost phone"))
    correct_customer(CorrectCustomer(actor=member, customer_id=member.customer_id, first_name="Anna"))
    db.session.rollback()
    return everything_about(db.session.connection(), shop.merchant_id, member.customer_id)


def a_pass_on_a_phone(card: LoyaltyCard) -> None:
    offered = a_pass(card)
    phone = RegisterDevice(pass_type=PASS_TYPE, pass_id=offered.id, device="phone-of-ana", push_token="a1" * 32)
    register_device(phone)


def test_no_column_of_any_other_row_is_forgotten_either(app: Flask) -> None:
    data = a_person_with_everything(a_shop(settings={"log_ip_addresses": True}))
    for name, kind in SECTIONS.items():
        columns = {column.name for column in kind.__table__.columns}
        assert LEFT_OUT[kind] <= columns, name
        assert columns - LEFT_OUT[kind] - NOT_EXPORTED <= set(data[name][0]), name


def test_every_table_that_points_at_a_person_or_a_card_is_in_it_or_left_out_for_a_reason(app: Flask) -> None:
    pointing = {
        table.name
        for table in db.metadata.sorted_tables
        if {"customer_id", "card_id", "pass_id", "transaction_id"} & {column.name for column in table.columns}
    }
    exported = {kind.__tablename__ for kind in SECTIONS.values()} | {"loyalty_cards", "apple_device_registrations"}
    assert pointing <= exported | NO_ROWS.keys()


def test_the_phones_replaced_codes_and_notes_are_in_it_and_nobody_who_made_them(app: Flask) -> None:
    shop = a_shop()
    data = a_person_with_everything(shop)
    assert [phone["device_library_identifier"] for phone in data["phones"]] == ["phone-of-ana"]
    assert len(data["replaced_codes"]) == 1
    assert [(event["what"], event["reason"]) for event in data["events"]] == [
        ("card_replaced", "Lost phone"),
        ("customer_corrected", None),
    ]
    other = a_member(shop, "bob@example.com")
    bobs = everything_about(db.session.connection(), shop.merchant_id, other.customer_id)
    assert (bobs["phones"], bobs["replaced_codes"], bobs["events"]) == ([], [], [])


def test_nobody_elses_and_no_erased_persons_data_is_handed_out(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    member = a_member(shop, browser=OTHER_BROWSER)
    for merchant_id, customer_id in ((other.merchant_id, member.customer_id), (shop.merchant_id, 10**9)):
        with pytest.raises(CustomerUnknown):
            everything_about(db.session.connection(), merchant_id, customer_id)
