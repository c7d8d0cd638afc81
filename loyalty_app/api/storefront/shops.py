"""Which shop is meant, and in which language its guests are spoken to."""

from flask import request

from loyalty_app.db import db
from loyalty_app.domain.errors import StoreUnknown
from loyalty_app.domain.shops import is_code
from loyalty_app.queries.storefront import Storefront, find_storefront
from loyalty_app.texts.locales import choose_locale, supported_locale
from loyalty_app.unit_of_work import clock


def shop_of(store_code: str) -> Storefront:
    """The open store of that code; refuses store_unknown, and program_unknown where there is no program."""
    if not is_code(store_code):
        raise StoreUnknown
    return find_storefront(db.session.connection(), store_code, clock.now())


def spoken(shop: Storefront, wanted: str | None = None) -> str:
    """The language that was asked for, else that of Accept-Language, else the shop's."""
    return supported_locale(wanted) or choose_locale(
        request.headers.get("Accept-Language"), None, shop.default_locale
    )  # fmt: skip
