"""The addresses from which a phone adds cards to its wallet: by a link of ours, or for who is signed in."""

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from loyalty_app.api.problems import refused
from loyalty_app.db import db
from loyalty_app.domain.errors import NotFound, PageExpired, Refusal, Unauthenticated, WalletNotConfigured
from loyalty_app.edge.caller import customer_sessions
from loyalty_app.edge.pages import prefers_page, refused_pass_page
from loyalty_app.edge.pass_links import Named, is_signed, named_by_any_link, named_by_link, named_id
from loyalty_app.operations.offer_pass import OfferPass, offer_pass
from loyalty_app.queries.customer_caller import find_customers
from loyalty_app.queries.wallet_passes import (
    apple_pass,
    cards_to_carry,
    find_apple_pass,
    home_store_code,
    is_carried_by,
)
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.current_pass import BUNDLE_MIME_TYPE, MIME_TYPE, SignedPass, current_pass
from loyalty_app.wallets.configure import apple_wallet

MOST_IN_A_BUNDLE = 10  # spec 6 A2


def add_pass(name: str) -> Response:
    """The pass of the card that the link names, or, signed in, of one's own card by its id or its pass's serial.

    The first who opens it makes the pass. Refuses wallet_not_configured (also once its certificate has expired),
    unauthenticated without link and session, page_expired for a link that is too old for who is not signed in, and
    not_found for everything else: a link that we did not sign, a card that is over or another's.
    """
    wallet, (card_id,) = _opened(name, Named.CARD)
    signed = _pass_of(wallet, card_id)
    return _sent(signed.body, MIME_TYPE, "card.pkpass")


def add_passes(name: str) -> Response:
    """All live cards of the customer whom the link names or who is signed in, in one bundle; refuses as add_pass."""
    wallet, card_ids = _opened(name, Named.CUSTOMER)
    signed = [_pass_of(wallet, card_id).body for card_id in card_ids]
    return _sent(wallet.bundle(signed), BUNDLE_MIME_TYPE, "cards.pkpasses")


def answer_refusal(refusal: Refusal) -> AnyResponse:
    """A page for a person who opened such a link in a browser, with the way to the card; the problem for programs."""
    if request.endpoint not in _DOWNLOADS:
        return refused(refusal)
    answer = refused_pass_page(refusal, _store_code()) if prefers_page() else refused(refusal)
    answer.vary.update(("Accept", "Accept-Language", "Cookie"))
    return answer


def _opened(name: str, kind: Named) -> tuple[AppleWallet, tuple[int, ...]]:
    """The wallet and the cards that the address opens; a card that is over is in nobody's hands any more."""
    named = _named_by_link(name, kind) if is_signed(request.args) else _own(name, kind)
    wallet = apple_wallet()
    if wallet is None or wallet.credentials.is_expired(clock.now()):
        raise WalletNotConfigured
    who = {"card_id": named} if kind is Named.CARD else {"customer_id": named}
    card_ids = cards_to_carry(db.session.connection(), **who)[:MOST_IN_A_BUNDLE]
    if not card_ids:
        raise NotFound
    return wallet, card_ids


def _named_by_link(name: str, kind: Named) -> int:
    """A link that lay in a browser for too long still opens one's own card there."""
    try:
        return named_by_link(kind, name, request.args)
    except PageExpired:
        try:
            return _own(name, kind)
        except (NotFound, Unauthenticated):
            pass
        raise


def _own(name: str, kind: Named) -> int:
    """What a signed-in customer names as theirs; of what is not theirs they learn nothing."""
    connection = db.session.connection()
    customer_ids = find_customers(connection, customer_sessions(), clock.now())
    if not customer_ids:
        raise Unauthenticated
    named = named_id(kind, name)
    if named is None and kind is Named.CARD:
        found = find_apple_pass(connection, name)
        named = found.card_id if found else None
    if named is None:
        raise NotFound
    is_theirs = is_carried_by(connection, named, customer_ids) if kind is Named.CARD else named in customer_ids
    if not is_theirs:
        raise NotFound
    return named


def _store_code() -> str | None:
    """Whose shop the page is of: known from a link that we signed, however old it is."""
    kind = _DOWNLOADS[request.endpoint or ""]
    try:
        named = named_by_any_link(kind, (request.view_args or {})["name"], request.args)
    except NotFound:
        return None
    who = {"card_id": named} if kind is Named.CARD else {"customer_id": named}
    return home_store_code(db.session.connection(), **who)


_DOWNLOADS = {f"apple_api.{add_pass.__name__}": Named.CARD, f"apple_api.{add_passes.__name__}": Named.CUSTOMER}


def _pass_of(wallet: AppleWallet, card_id: int) -> SignedPass:
    offered = offer_pass(OfferPass(pass_type=wallet.credentials.pass_type_id, card_id=card_id))
    return current_pass(wallet, apple_pass(db.session.connection(), offered.pass_id))


def _sent(body: bytes, mime_type: str, file_name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{file_name}"'}
    return Response(body, headers=headers, content_type=mime_type)
