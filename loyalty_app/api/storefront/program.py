"""What a shop offers, with everything that a form for joining has to show."""

from dataclasses import dataclass

from flask_babel import force_locale

from loyalty_app.api.calls import call
from loyalty_app.api.fields import Fields, Text
from loyalty_app.api.public.programs import PublicProgram, public_program
from loyalty_app.api.storefront.shops import shop_of, spoken
from loyalty_app.domain.errors import ProgramUnknown, StoreUnknown
from loyalty_app.queries.storefront import Place, Storefront
from loyalty_app.texts.consents import marketing_wording, terms_wording


class ShopQuery(Fields):
    """The store whose program is asked for."""

    store_code: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsShown:
    """The terms in the reader's language, paragraphs divided by empty lines; `id` goes back with the consent."""

    id: int
    body: str
    privacy_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningFacts:
    """What a form asks for, and the exact words beside its boxes in the reader's language.

    `minimum_age_years`: the box of the terms says so, and a birthday whose year says otherwise is refused.
    """

    locale: str
    require_phone: bool
    require_birth_date: bool
    minimum_age_years: int | None
    terms: TermsShown | None
    terms_wording: str
    marketing_wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StorefrontProgramAnswer:
    """The program, what joining takes, and where the card works."""

    program: PublicProgram
    joining: JoiningFacts
    places: tuple[Place, ...]


@call(StorefrontProgramAnswer, query=ShopQuery, refuses=(StoreUnknown, ProgramUnknown))
def show_storefront_program(query: ShopQuery) -> StorefrontProgramAnswer:
    """What the program of a shop offers, and what joining takes."""
    shop = shop_of(query.store_code)
    return StorefrontProgramAnswer(
        program=public_program(shop.store_code), joining=_joining(shop, spoken(shop)), places=shop.places
    )


def _joining(shop: Storefront, locale: str) -> JoiningFacts:
    terms = shop.terms
    privacy_url = terms.privacy_url if terms else None
    with force_locale(locale):
        return JoiningFacts(
            locale=locale,
            require_phone=shop.require_phone,
            require_birth_date=shop.require_birth_date,
            minimum_age_years=shop.minimum_age_years,
            terms=TermsShown(id=terms.id, body=terms.text(locale, default=shop.default_locale), privacy_url=privacy_url)
            if terms
            else None,
            terms_wording=terms_wording(privacy_url, shop.minimum_age_years),
            marketing_wording=marketing_wording(shop.card_name),
        )
