"""What a store shows to somebody who stands before its poster: program, rewards, terms, places."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.errors import ProgramUnknown, StoreUnknown
from loyalty_app.domain.opening_hours import PlainHours
from loyalty_app.models import LoyaltyProgram, Merchant, MerchantLoyaltySettings, Store, TermsVersion
from loyalty_app.queries.counter import newest_terms_id
from loyalty_app.queries.program_images import LOGO_COLUMNS, WITH_LOGO, LogoName, logo_of
from loyalty_app.queries.program_view import ProgramReward, list_rewards
from loyalty_app.queries.shop_front import Brand

_store = Store.__table__
_merchant = Merchant.__table__
_program = LoyaltyProgram.__table__
_settings = MerchantLoyaltySettings.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store to go to. `opening_hours` by day, mon to sun, open days alone; local times."""

    id: int
    code: str
    name: str
    address: str | None
    latitude: float | None
    longitude: float | None
    opening_hours: PlainHours | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsView:
    """Published terms: plain paragraphs by language, divided by empty lines."""

    id: int
    body: dict[str, str]
    privacy_url: str | None
    published_at: datetime

    def text(self, language: str, *, default: str) -> str:
        """The terms in this language, in the merchant's where they are not translated."""
        return self.body.get(language) or self.body.get(default) or next(iter(self.body.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Storefront:
    """A store, its merchant and the running program. Money in cents.

    `works_everywhere`: one card for all `places`; otherwise the card of this store is valid here alone. `terms` None:
    the merchant has published none. `is_running`: the program takes and serves people now.
    """

    merchant_id: int
    merchant_code: str
    merchant_name: str
    contact_email: str | None
    store_id: int
    store_code: str
    store_name: str
    default_locale: str
    timezone: str
    currency: str
    program_id: int
    is_running: bool
    loyalty_type: str
    card_name: str
    stamps_target: int
    stamps_reward_description: str | None
    stamp_shape: str
    points_per_euro: int
    points_expiration_days: int | None
    welcome_bonus_points: int
    minimum_redemption_points: int
    design_version: int
    brand: Brand
    logo: LogoName | None
    allow_self_enrollment: bool
    require_phone: bool
    require_birth_date: bool
    minimum_age_years: int | None
    works_everywhere: bool
    rewards: tuple[ProgramReward, ...]
    places: tuple[Place, ...]
    terms: TermsView | None


def find_storefront(connection: Connection, store_code: str, now: datetime) -> Storefront:
    """The open store of that code; three statements. Refuses store_unknown, and program_unknown without a program."""
    row = _find(connection, store_code)
    if row is None:
        raise StoreUnknown
    if row.program_id is None:
        raise ProgramUnknown
    found = row._asdict()
    named = {name: found[name] for name in Storefront.__dataclass_fields__ if name in found}
    has_points = row.loyalty_type != "stamps"
    return Storefront(
        **named
        | {
            "card_name": row.card_name or row.merchant_name,
            "welcome_bonus_points": row.welcome_bonus_points if has_points else 0,
        },
        is_running=row.program_status == "active" and row.merchant_is_active,
        brand=Brand(card_color=row.card_color, card_secondary_color=row.card_secondary_color),
        logo=logo_of(found) if row.program_status != "draft" else None,
        rewards=list_rewards(connection, row.program_id, now, only_available=True) if has_points else (),
        places=list_places(connection, row.merchant_id, only_store_id=None if row.works_everywhere else row.store_id),
        terms=_terms(row),
    )


def list_places(connection: Connection, merchant_id: int, *, only_store_id: int | None = None) -> tuple[Place, ...]:
    """The merchant's open stores by name, or the one of that id."""
    open_stores = (
        select(*(getattr(Store, name) for name in Place.__dataclass_fields__))
        .where(Store.merchant_id == merchant_id, Store.deleted_at.is_(None), Store.is_active)
        .order_by(Store.name, Store.id)
    )
    if only_store_id is not None:
        open_stores = open_stores.where(Store.id == only_store_id)
    return tuple(Place(**row._asdict()) for row in connection.execute(open_stores))


def _find(connection: Connection, store_code: str) -> Row[*tuple[Any, ...]] | None:
    of_program = (
        "loyalty_type stamps_target stamps_reward_description stamp_shape points_per_euro points_expiration_days "
        "welcome_bonus_points minimum_redemption_points design_version card_name card_color card_secondary_color "
        "require_phone require_birth_date"
    ).split()
    statement = (
        select(
            _merchant.c.id.label("merchant_id"),
            _merchant.c.code.label("merchant_code"),
            _merchant.c.name.label("merchant_name"),
            _merchant.c.contact_email,
            _merchant.c.default_locale,
            _merchant.c.currency,
            _merchant.c.is_active.label("merchant_is_active"),
            _store.c.id.label("store_id"),
            _store.c.code.label("store_code"),
            _store.c.name.label("store_name"),
            _store.c.timezone,
            _program.c.id.label("program_id"),
            _program.c.status.label("program_status"),
            *(_program.c[name] for name in of_program),
            _settings.c.allow_self_enrollment,
            _settings.c.minimum_age_years,
            _settings.c.allow_cross_location_redemption.label("works_everywhere"),
            TermsVersion.id.label("terms_id"),
            TermsVersion.body,
            TermsVersion.privacy_url,
            TermsVersion.published_at,
            *LOGO_COLUMNS,
        )
        .select_from(_store)
        .join(_merchant, _merchant.c.id == _store.c.merchant_id)
        .join(_settings, _settings.c.merchant_id == _merchant.c.id)
        .outerjoin(_program, and_(_program.c.merchant_id == _merchant.c.id, _program.c.deleted_at.is_(None)))
        .outerjoin(*WITH_LOGO)
        .outerjoin(TermsVersion, TermsVersion.id == newest_terms_id())
        .where(
            _store.c.code == store_code,
            _store.c.deleted_at.is_(None),
            _store.c.is_active,
            _merchant.c.deleted_at.is_(None),
        )
    )
    return connection.execute(statement).one_or_none()


def _terms(row: Row[*tuple[Any, ...]]) -> TermsView | None:
    if row.terms_id is None:
        return None
    return TermsView(id=row.terms_id, body=dict(row.body), privacy_url=row.privacy_url, published_at=row.published_at)
