"""Where the tests' passes stand, read past every cache of the session."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import select, update

from loyalty_app.db import db
from loyalty_app.models import AppleDevice, LoyaltyCard, WalletPass
from loyalty_app.operations.claim_pushes import ClaimPushes, PushesClaimed, claim_pushes
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.operations.publish_passes import PassesPublished, PublishPasses, publish_passes
from loyalty_app.operations.register_device import RegisterDevice, register_device
from tests.factories import PASS_TYPE, Shop, a_card, a_pass, reference

_numbers = itertools.count(1)


def standing(pass_id: int) -> Any:
    """The row of the pass, with the version of its card."""
    db.session.rollback()
    query = select(*WalletPass.__table__.c, LoyaltyCard.version).join(LoyaltyCard, LoyaltyCard.id == WalletPass.card_id)
    return db.session.execute(query.where(WalletPass.id == pass_id)).one()


def phone(device_id: int) -> Any:
    """The row of the phone."""
    db.session.rollback()
    return db.session.execute(select(*AppleDevice.__table__.c).where(AppleDevice.id == device_id)).one()


def publish_due(pass_type: str = PASS_TYPE) -> PassesPublished:
    """One batch of whatever is due."""
    return publish_passes(PublishPasses(pass_type=pass_type))


def claim() -> PushesClaimed:
    """One batch of the pushes that are due."""
    return claim_pushes(ClaimPushes(pass_type=PASS_TYPE))


def a_phone(
    *pass_ids: int, device: str | None = None, push_token: str | None = None, pass_type: str = PASS_TYPE
) -> int:
    """The id of a phone that holds these passes."""
    number = next(_numbers)
    device = device or f"device-{number}"
    for pass_id in pass_ids:
        token = push_token or f"{number:064x}"
        register_device(RegisterDevice(pass_type=pass_type, pass_id=pass_id, device=device, push_token=token))
    db.session.rollback()
    found = select(AppleDevice.id).where(AppleDevice.device_library_identifier == device)
    return db.session.execute(found).scalar_one()


def a_card_on_a_phone(shop: Shop) -> tuple[LoyaltyCard, int, int]:
    """A card, its pass, and the phone that holds it."""
    card = a_card(shop)
    pass_id = a_pass(card).id
    return card, pass_id, a_phone(pass_id)


def change(shop: Shop, *cards: LoyaltyCard, pass_type: str = PASS_TYPE) -> None:
    """One purchase on each card, published."""
    for card in cards:
        earn_points(EarnPoints(actor=shop.actor(), card=reference(card), purchase_amount_cents=100))
    publish_due(pass_type)


@contextmanager
def the_keys_of_another_ring() -> Iterator[None]:
    """Inside, the application knows none of the keys that closed the tokens of its passes."""
    before = pass_tokens._keys()
    pass_tokens.configure([Fernet.generate_key().decode()])
    try:
        yield
    finally:
        pass_tokens._fernet = before
        pass_tokens._nobodys = pass_tokens.new()


def set_phone(device_id: int, **values: object) -> None:
    """Change the phone's row by hand."""
    db.session.rollback()
    db.session.execute(update(AppleDevice).where(AppleDevice.id == device_id).values(**values))
    db.session.commit()
