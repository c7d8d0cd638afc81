"""The shop of the tests: each function makes one thing, with the values a test names and dull ones for the rest."""

from __future__ import annotations

import hashlib
import itertools
import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from loyalty_app.config import Settings, read_settings
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.card_numbers import CardReference, new_card_number, new_qr_code
from loyalty_app.domain.mail_kinds import WITH_CODE, MailKind
from loyalty_app.models import (
    ApiToken,
    Customer,
    EmailCode,
    LoyaltyCard,
    LoyaltyProgram,
    Merchant,
    MerchantLoyaltySettings,
    Notification,
    ProgramVersion,
    Reward,
    Session,
    StaffPin,
    Store,
    TerminalDevice,
    TransactionCategory,
    User,
    WalletPass,
)
from loyalty_app.operations.offer_pass import OfferPass, offer_pass
from loyalty_app.operations.pin_hashing import pin_hashing
from loyalty_app.unit_of_work import clock

Row = TypeVar("Row")
_numbers = itertools.count(1)


def settings_for(url: str, directory: Path, **values: Any) -> Settings:
    """The settings of a test application on the database `url`; its mails lie in a folder of that database's own."""
    environment = {
        "DATABASE_URL": url,
        "SECRET_KEY": "k" * 48,
        "LOYALTY_PIN_PEPPER": "p" * 48,
        "LOYALTY_FERNET_KEYS": "A" * 43 + "=",
        "LOYALTY_BASE_URL": "http://localhost",
    }
    outbox_path = directory / f"outbox-{hashlib.sha256(url.encode()).hexdigest()[:12]}"
    return replace(read_settings(environment, root=directory), **{"outbox_path": outbox_path} | values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A merchant with one store, a running program, a cashier and a manager."""

    merchant_id: int
    store_id: int
    program_id: int
    cashier: ProvenStaff
    manager: ProvenStaff

    def actor(self, staff: ProvenStaff | None = None, **values: Any) -> Actor:
        """Somebody at the counter of this shop: the cashier unless said otherwise."""
        standing: dict[str, Any] = {
            "merchant_id": self.merchant_id,
            "store_id": self.store_id,
            "staff": staff or self.cashier,
        }
        return Actor(**standing | values)

    def owner(self) -> Actor:
        """The owner of the merchant, signed in to no store in particular."""
        return Actor(merchant_id=self.merchant_id, store_id=None, role=Role.OWNER)

    def nobody(self) -> Actor:
        """The counter of this shop with nobody who proved who they are."""
        return Actor(merchant_id=self.merchant_id, store_id=self.store_id)


def a_shop(*, loyalty_type: str = "hybrid", settings: dict[str, Any] | None = None, **rules: Any) -> Shop:
    """A merchant ready to serve; `rules` are columns of its program, `settings` of its policy."""
    merchant = a_merchant()
    db.session.add(MerchantLoyaltySettings(merchant_id=merchant.id, **settings or {}))
    store = a_store(merchant.id)
    program = a_program(merchant.id, loyalty_type=loyalty_type, **rules)
    cashier = a_member_of_staff(merchant.id, store.id, name="Sophie Klein")
    manager = a_member_of_staff(merchant.id, store.id, name="Léa Muller", role="manager")
    db.session.commit()
    return Shop(
        merchant_id=merchant.id,
        store_id=store.id,
        program_id=program.id,
        cashier=ProvenStaff(id=cashier.id, name=cashier.name, role=Role.CASHIER),
        manager=ProvenStaff(id=manager.id, name=manager.name, role=Role.MANAGER),
    )


def a_merchant(**values: Any) -> Merchant:
    """A business."""
    number = next(_numbers)
    return _add(Merchant(**{"name": f"Café {number}", "code": f"cafe-{number}"} | values))


def a_store(merchant_id: int, **values: Any) -> Store:
    """One of its stores."""
    number = next(_numbers)
    return _add(Store(**{"merchant_id": merchant_id, "name": f"Store {number}", "code": f"store-{number}"} | values))


def a_program(merchant_id: int, **values: Any) -> LoyaltyProgram:
    """Its running program and the first version of the rules."""
    program = _add(
        LoyaltyProgram(
            **{
                "merchant_id": merchant_id,
                "loyalty_type": "hybrid",
                "status": "active",
                "activated_at": clock.now(),
                "stamps_reward_description": "A free coffee",
            }
            | values
        )
    )
    version = _add(ProgramVersion(merchant_id=merchant_id, program_id=program.id, rules={}, effective_at=clock.now()))
    program.current_version_id = version.id
    db.session.flush()
    return program


def a_reward(shop: Shop, **values: Any) -> Reward:
    """Something to spend points on."""
    number = next(_numbers)
    reward = _add(
        Reward(
            **{
                "merchant_id": shop.merchant_id,
                "program_id": shop.program_id,
                "name": f"Cake {number}",
                "points_required": 500,
            }
            | values
        )
    )
    db.session.commit()
    return reward


def a_category(shop: Shop, **values: Any) -> TransactionCategory:
    """Something a sale can be about."""
    names = {"en": "Drinks", "fr": "Boissons", "de": "Getränke", "lb": "Gedrénks"}
    category = _add(
        TransactionCategory(**{"merchant_id": shop.merchant_id, "store_id": shop.store_id, "names": names} | values)
    )
    db.session.commit()
    return category


def a_member_of_staff(merchant_id: int, store_id: int, **values: Any) -> StaffPin:
    """Somebody who works there; the hash matches no PIN."""
    number = next(_numbers)
    return _add(
        StaffPin(
            **{"merchant_id": merchant_id, "store_id": store_id, "name": f"Staff {number}", "pin_hash": "-"} | values
        )
    )


def a_colleague(shop: Shop, *, pin: str = "493817", **values: Any) -> StaffPin:
    """Somebody at the shop's store whose PIN opens the tablet."""
    hashed = {"pin_hash": pin_hashing.hashed(pin), "pin_length": len(pin), "name": "Ana Silva"}
    person = a_member_of_staff(shop.merchant_id, shop.store_id, **hashed | values)
    db.session.commit()
    return person


def a_device(shop: Shop, **values: Any) -> TerminalDevice:
    """A paired tablet of the shop; its token opens nothing."""
    device = _add(
        TerminalDevice(
            **{
                "merchant_id": shop.merchant_id,
                "store_id": shop.store_id,
                "label": "Counter 1",
                "token_hash": secrets.token_hex(32),
                "expires_at": clock.now() + timedelta(days=30),
            }
            | values
        )
    )
    db.session.commit()
    return device


def a_user(shop: Shop, **values: Any) -> User:
    """Somebody who signs in with a password: the owner; the hash matches none."""
    number = next(_numbers)
    email = f"owner{number}@example.com"
    standing = {"merchant_id": shop.merchant_id, "role": "owner", "password_hash": "-"}
    user = _add(User(**{"email": email, "email_canonical": email} | standing | values))
    db.session.commit()
    return user


def a_session(**values: Any) -> str:
    """A session of twelve hours; returns the hash of its token, which is what queries ask for."""
    secret = secrets.token_hex(32)
    lasting = {"last_seen_at": clock.now(), "expires_at": clock.now() + timedelta(hours=12)}
    _add(Session(**{"token_hash": secret, "kind": "user"} | lasting | values))
    db.session.commit()
    return secret


def an_api_token(shop: Shop, **values: Any) -> ApiToken:
    """A till's token of the shop's store."""
    standing = {"scope": "store", "role": "cashier", "merchant_id": shop.merchant_id, "store_id": shop.store_id}
    token = _add(ApiToken(**standing | {"label": "Till", "token_hash": secrets.token_hex(32)} | values))
    db.session.commit()
    return token


def a_customer(shop: Shop, **values: Any) -> Customer:
    """A person."""
    number = next(_numbers)
    email = f"ana{number}@example.com"
    person = _add(
        Customer(
            **{
                "merchant_id": shop.merchant_id,
                "first_name": "Ana",
                "last_name": "Martins",
                "email": email,
                "email_canonical": email,
            }
            | values
        )
    )
    db.session.commit()
    return person


def a_card(shop: Shop, *, customer: Customer | None = None, **values: Any) -> LoyaltyCard:
    """An empty card of a new customer; balances come from operations, as in life."""
    card = _add(
        LoyaltyCard(
            **{
                "merchant_id": shop.merchant_id,
                "program_id": shop.program_id,
                "customer_id": (customer or a_customer(shop)).id,
                "enrolled_at_store_id": shop.store_id,
                "card_number": new_card_number(secrets.randbelow),
                "qr_token": new_qr_code(secrets.randbelow),
            }
            | values
        )
    )
    db.session.commit()
    return card


def a_code(shop: Shop, customer: Customer | None = None, **values: Any) -> EmailCode:
    """A code that was asked for a moment ago."""
    code = _add(
        EmailCode(
            **{
                "merchant_id": shop.merchant_id,
                "store_id": shop.store_id,
                "customer_id": (customer or a_customer(shop)).id,
                "purpose": "sign_in",
                "email": "ana@example.com",
                "email_canonical": "ana@example.com",
                "nonce": secrets.token_hex(16),
                "browser_hash": "b" * 64,
                "expires_at": clock.now() + timedelta(minutes=10),
            }
            | values
        )
    )
    db.session.commit()
    return code


def a_mail_due(shop: Shop, *, kind: MailKind = MailKind.WELCOME, **values: Any) -> int:
    """A mail to Ana that is due since a second; the number of its row."""
    if kind in WITH_CODE and "email_code_id" not in values:
        values["email_code_id"] = a_code(shop).id
    ending = {"last_seen_on": "2023-04-08", "ends_on": "2026-04-08", "stamps": 7, "points": 1250}
    row = _add(
        Notification(
            **{
                "merchant_id": shop.merchant_id,
                "store_id": shop.store_id,
                "kind": kind.value,
                "locale": "en",
                "dedupe_key": secrets.token_hex(16),
                "email": "ana@example.com",
                "facts": ending if kind is MailKind.INACTIVE else {},
                "next_attempt_at": clock.now() - timedelta(seconds=1),
            }
            | values
        )
    )
    db.session.commit()
    return row.id


PASS_TYPE = "pass.lu.example.loyalty"


def a_pass(card: LoyaltyCard, *, pass_type: str = PASS_TYPE) -> WalletPass:
    """The card's pass, published and on no phone yet."""
    offered = offer_pass(OfferPass(pass_type=pass_type, card_id=card.id))
    return db.session.get_one(WalletPass, offered.pass_id)


def reference(card: LoyaltyCard) -> CardReference:
    """Names the card by its id."""
    return CardReference(card_id=card.id)


def _add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row
