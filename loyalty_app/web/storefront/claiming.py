"""The code on the counter's screen after staff signed somebody up: the card opens on the customer's phone (U12)."""

from flask import current_app, url_for
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.config import Settings
from loyalty_app.domain.errors import CodeWrong
from loyalty_app.edge.crowds import require_room
from loyalty_app.operations.claim_card import ClaimCard, claim_card
from loyalty_app.texts.catalogue import gettext
from loyalty_app.web.storefront.browser_secret import browser_token, remember_browser
from loyalty_app.web.storefront.page import show, storefront
from loyalty_app.web.storefront.sessions import let_in


def claim_form(store_code: str, claim_token: str) -> AnyResponse:
    """A button: cameras and messengers look at links before people do, and nothing must come of it."""
    return remember_browser(show("claim", claim_token=claim_token))


def claim(store_code: str, claim_token: str) -> AnyResponse:
    """Signed in to the new card; a link that is over leads to signing in by mail."""
    require_room("claim", store_code)
    command = ClaimCard(store_id=storefront().store_id, claim_token=claim_token, browser_token=browser_token())
    try:
        claimed = claim_card(command)
    except CodeWrong as refusal:
        return _is_over(refusal)
    place = url_for("storefront.welcome", store_code=store_code)
    return remember_browser(let_in(place, token=claimed.session_token, expires_at=claimed.expires_at))


def claim_url(store_code: str, token: str) -> str:
    """What the code on the counter's screen says."""
    return _public(url_for("storefront.claim_form", store_code=store_code, claim_token=token))


def signin_url(store_code: str) -> str:
    """Where somebody who has a card signs in to it."""
    return _public(url_for("storefront.signin_form", store_code=store_code))


def _public(path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url.rstrip("/") + path


def _is_over(refusal: CodeWrong) -> AnyResponse:
    return show(
        "message",
        status=refusal.status,
        at="storefront.signin_form",
        heading=gettext("This link is over"),
        sentence=gettext("It opens a new card once, within ten minutes. Sign in with your e-mail to open your card."),
        code=refusal.code,
        kind="refused",
        actions=[(gettext("Sign in"), url_for("storefront.signin_form", store_code=storefront().store_code))],
    )
