"""Where the tests' passes stand, read past every cache of the session."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import AppleDevice, LoyaltyCard, WalletPass
from loyalty_app.operations.publish_passes import PassesPublished, PublishPasses, publish_passes
from tests.factories import PASS_TYPE


def standing(pass_id: int) -> Any:
    """The row of the pass, with the version of its card."""
    db.session.rollback()
    query = select(*WalletPass.__table__.c, LoyaltyCard.version).join(LoyaltyCard, LoyaltyCard.id == WalletPass.card_id)
    return db.session.execute(query.where(WalletPass.id == pass_id)).one()


def phone(device_id: int) -> Any:
    """The row of the phone."""
    db.session.rollback()
    return db.session.execute(select(*AppleDevice.__table__.c).where(AppleDevice.id == device_id)).one()


def publish_due() -> PassesPublished:
    """One batch of whatever is due."""
    return publish_passes(PublishPasses(pass_type=PASS_TYPE))
