"""Joining from an app or a shop's own website: the answer is the same for everybody (S30)."""

from dataclasses import dataclass
from typing import Literal

from flask_babel import force_locale

from loyalty_app.api.calls import Key, call
from loyalty_app.api.fields import Fields, Id, Text, like
from loyalty_app.api.storefront.browsers import BrowserToken, browser_token_or_any
from loyalty_app.api.storefront.shops import shop_of, spoken
from loyalty_app.domain.errors import ProgramPaused, ProgramUnknown, SelfEnrollmentDisabled, StoreUnknown
from loyalty_app.edge.crowds import require_room
from loyalty_app.operations.join_program import JoinProgram, join_program
from loyalty_app.queries.storefront import Storefront
from loyalty_app.texts.consents import marketing_wording, terms_wording
from loyalty_app.unit_of_work import Outcome


class JoinFields(Fields):
    """`terms_version_id` says which terms the person was shown; left out, those of `GET program` now. The words beside
    the boxes are ours, in the language of `locale`: who is anybody cannot say for the shop what was agreed to.

    With a `browser_token` the code of the confirmation mail opens the card in the app that asked (`POST signin/code`).
    """

    model_config = like(store_code="gare", email="ana@example.com", first_name="Ana", terms_accepted=True, locale="fr")

    store_code: Text
    email: Text
    first_name: Text
    last_name: Text | None = None
    phone: Text | None = None
    birth_date: Text | None = None
    locale: Text | None = None
    terms_accepted: bool = False
    terms_version_id: Id | None = None
    marketing_consent: bool | None = None
    browser_token: BrowserToken | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted(Outcome):
    """Look into the inbox: whoever has the address finds out there what it is about."""

    status: Literal["check_your_inbox"] = "check_your_inbox"


@call(
    Accepted,
    body=JoinFields,
    key=Key.OPTIONAL,
    status=202,
    refuses=(StoreUnknown, ProgramUnknown, ProgramPaused, SelfEnrollmentDisabled),
)
def enroll(body: JoinFields, request_id: str | None) -> Accepted:
    """Join the program of a shop; a mail to the address finishes it."""
    require_room("join", body.store_code)
    shop = shop_of(body.store_code)
    joined = join_program(_command(body, shop, request_id))
    return Accepted(replayed=joined.replayed)


def _command(body: JoinFields, shop: Storefront, request_id: str | None) -> JoinProgram:
    locale = spoken(shop, body.locale)
    with force_locale(locale):
        terms = terms_wording(shop.terms.privacy_url if shop.terms else None, shop.minimum_age_years)
        marketing = marketing_wording(shop.card_name)
    return JoinProgram(
        store_id=shop.store_id,
        email=body.email,
        first_name=body.first_name,
        last_name=body.last_name,
        phone=body.phone,
        birth_date=body.birth_date,
        locale=locale,
        terms_accepted=body.terms_accepted,
        terms_version_id=body.terms_version_id or (shop.terms.id if shop.terms else None),
        terms_wording=terms,
        marketing_consent=bool(body.marketing_consent),
        marketing_wording=marketing,
        browser_token=browser_token_or_any(body.browser_token, request_id),
        channel="api",
        request_id=request_id,
    )
