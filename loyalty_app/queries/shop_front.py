"""What a counter shows of its shop: the program, its colours, and the people who work there."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.models import LoyaltyProgram, Merchant, StaffPin, TransactionCategory
from loyalty_app.queries.program_images import LOGO_COLUMNS, WITH_LOGO, LogoName, logo_of

_program = LoyaltyProgram.__table__
_merchant = Merchant.__table__
_staff = StaffPin.__table__
_category = TransactionCategory.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """The two colours a merchant chose."""

    card_color: str
    card_secondary_color: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopSign:
    """What a shop is recognised by. `logo` None: none was uploaded."""

    card_name: str
    stamp_shape: str
    brand: Brand
    logo: LogoName | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopFront:
    """A store, its merchant's program and the rules that a counter's screens mention. Money in cents."""

    merchant_name: str
    merchant_code: str
    card_name: str
    store_name: str
    store_code: str
    currency: str
    default_locale: str
    timezone: str
    loyalty_type: str
    stamps_target: int
    stamps_reward_description: str | None
    stamp_shape: str
    points_per_euro: int
    design_version: int
    allow_self_enrollment: bool
    require_order_reference: bool
    minimum_age_years: int | None
    logo: LogoName | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonAtCounter:
    """A member of staff as colleagues see them. `locked_until`: their PIN rests."""

    id: int
    name: str
    role: str
    pin_length: int
    locked_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryName:
    """Something a sale can be about, by language."""

    id: int
    names: dict[str, str]


def find_brand(connection: Connection, merchant_code: str) -> Brand | None:
    """The colours of a merchant's program; None for a code nobody has."""
    row = connection.execute(
        select(_program.c.card_color, _program.c.card_secondary_color)
        .join(_merchant, _merchant.c.id == _program.c.merchant_id)
        .where(_merchant.c.code == merchant_code, _merchant.c.deleted_at.is_(None), _program.c.deleted_at.is_(None))
    ).one_or_none()
    return Brand(**row._asdict()) if row else None


def find_sign(connection: Connection, merchant_code: str) -> ShopSign | None:
    """What the merchant is recognised by; None for a code nobody has, and without a program."""
    columns = ("card_name", "stamp_shape", "card_color", "card_secondary_color")
    row = connection.execute(
        select(*(_program.c[name] for name in columns), _merchant.c.name.label("merchant_name"), *LOGO_COLUMNS)
        .select_from(_program)
        .join(_merchant, _merchant.c.id == _program.c.merchant_id)
        .outerjoin(*WITH_LOGO)
        .where(_merchant.c.code == merchant_code, _merchant.c.deleted_at.is_(None), _program.c.deleted_at.is_(None))
    ).one_or_none()
    if row is None:
        return None
    return ShopSign(
        card_name=row.card_name or row.merchant_name,
        stamp_shape=row.stamp_shape,
        brand=Brand(card_color=row.card_color, card_secondary_color=row.card_secondary_color),
        logo=logo_of(row._asdict()),
    )


def people_at(connection: Connection, store_id: int) -> tuple[PersonAtCounter, ...]:
    """Everybody who may unlock the store's tablets, by name."""
    rows = connection.execute(
        select(_staff.c.id, _staff.c.name, _staff.c.role, _staff.c.pin_length, _staff.c.locked_until)
        .where(_staff.c.store_id == store_id, _staff.c.is_active, _staff.c.deleted_at.is_(None))
        .order_by(_staff.c.name, _staff.c.id)
    )
    return tuple(PersonAtCounter(**row._asdict()) for row in rows)


def categories_at(connection: Connection, store_id: int) -> tuple[CategoryName, ...]:
    """What a sale at the store can be about, in the order the owner chose."""
    rows = connection.execute(
        select(_category.c.id, _category.c.names)
        .where(_category.c.store_id == store_id, _category.c.is_active, _category.c.deleted_at.is_(None))
        .order_by(_category.c.display_order, _category.c.id)
    )
    return tuple(CategoryName(**row._asdict()) for row in rows)
