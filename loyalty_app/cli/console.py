"""Who acts at the server's own console, and how it finds merchants and stores by their codes."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from loyalty_app.cli.printing import fail
from loyalty_app.config import Settings
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, PlatformActor, Role
from loyalty_app.models import Merchant, Store

CONSOLE = PlatformActor()


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedStore:
    """A live store as a command names it."""

    id: int
    merchant_id: int
    code: str
    name: str

    @property
    def actor(self) -> Actor:
        """The console, acting for this store's merchant with an owner's rights."""
        return Actor(merchant_id=self.merchant_id, store_id=None, role=Role.OWNER, on_behalf=True)


def settings() -> Settings:
    """The settings of this process."""
    found: Settings = current_app.extensions["settings"]
    return found


def merchant_named(code: str) -> int:
    """The id of the live merchant; ends the command where there is none."""
    live = select(Merchant.id).where(Merchant.code == code, Merchant.deleted_at.is_(None))
    merchant_id: int | None = db.session.execute(live).scalar()
    return merchant_id or fail(f"There is no merchant {code}.", code=2)


def store_named(code: str) -> NamedStore:
    """The live store; ends the command where there is none."""
    row = db.session.execute(
        select(Store.id, Store.merchant_id, Store.code, Store.name).where(
            Store.code == code, Store.deleted_at.is_(None)
        )
    ).one_or_none()
    return NamedStore(**row._asdict()) if row else fail(f"There is no store {code}.", code=2)
