"""What a visitor of the demo needs: addresses, passwords, PINs, tokens, and a few members with their cards."""

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.engine import Connection

from loyalty_app.demo.keys import DemoKeys
from loyalty_app.demo.plan import STORIES
from loyalty_app.demo.shops import MERCHANTS, PLATFORM_ADMIN, DemoMerchant, DemoUser
from loyalty_app.domain.card_numbers import in_groups
from loyalty_app.models import Customer, LoyaltyCard, Merchant, StaffPin, Store


def demo_facts(connection: Connection, keys: DemoKeys, base_url: str) -> dict[str, Any]:
    """Everything as one object (interfaces §2); members are those of the stories first, then all others."""
    users = [PLATFORM_ADMIN, *(user for merchant in MERCHANTS for user in merchant.users)]
    return {
        "base_url": base_url,
        "platform_token": keys.token("platform"),
        "users": [_user(user, keys) for user in users],
        "merchants": [_merchant(connection, merchant, keys) for merchant in MERCHANTS],
        "addresses": {
            "counter": f"{base_url}/store/loyalty/terminal",
            "pair": f"{base_url}/store/loyalty/pair",
            "sign_in": f"{base_url}/auth/login",
            "devices": f"{base_url}/merchant/loyalty/devices",
        },
    }


def _user(user: DemoUser, keys: DemoKeys) -> dict[str, Any]:
    return {"role": user.role, "email": user.email, "password": keys.password(user.email), "totp_secret": None}


def _merchant(connection: Connection, merchant: DemoMerchant, keys: DemoKeys) -> dict[str, Any]:
    merchant_id = connection.execute(select(Merchant.id).where(Merchant.code == merchant.code)).scalar_one()
    stores = connection.execute(select(Store).where(Store.merchant_id == merchant_id).order_by(Store.id)).all()
    return {
        "id": merchant_id,
        "code": merchant.code,
        "name": merchant.name,
        "loyalty_type": merchant.loyalty_type,
        "token": keys.token(f"merchant:{merchant.code}"),
        "stores": [_store(connection, store, keys) for store in stores],
        "members": [_member(row) for row in _members(connection, merchant_id)],
    }


def _store(connection: Connection, store: Row[Any], keys: DemoKeys) -> dict[str, Any]:
    staff = connection.execute(
        select(StaffPin.id, StaffPin.name, StaffPin.role)
        .where(StaffPin.store_id == store.id, StaffPin.deleted_at.is_(None))
        .order_by(StaffPin.id)
    )
    return {
        "id": store.id,
        "code": store.code,
        "name": store.name,
        "token": keys.token(f"store:{store.code}"),
        "staff": [
            {"id": row.id, "name": row.name, "role": row.role, "pin": keys.pin(store.code, row.name)} for row in staff
        ],
    }


def _members(connection: Connection, merchant_id: int) -> list[Any]:
    rows = connection.execute(
        select(
            LoyaltyCard.id,
            LoyaltyCard.card_number,
            LoyaltyCard.qr_token,
            LoyaltyCard.stamp_count,
            LoyaltyCard.points_balance,
            LoyaltyCard.status,
            Customer.first_name,
            Customer.last_name,
            Customer.email,
        )
        .join(Customer, Customer.id == LoyaltyCard.customer_id)
        .where(LoyaltyCard.merchant_id == merchant_id, LoyaltyCard.deleted_at.is_(None))
        .order_by(LoyaltyCard.id)
    ).all()
    places = {(story.first_name, story.last_name): place for place, story in enumerate(STORIES)}
    return sorted(
        rows, key=lambda row: (row.status != "active", places.get((row.first_name, row.last_name), 99), row.id)
    )


def _member(row: Row[Any]) -> dict[str, Any]:
    return {
        "card_id": row.id,
        "card_number": in_groups(row.card_number),
        "qr_code": row.qr_token,
        "first_name": row.first_name,
        "email": row.email,
        "last_name": row.last_name,
        "stamp_count": row.stamp_count,
        "points_balance": row.points_balance,
        "status": row.status,
    }
