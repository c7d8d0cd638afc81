"""The links from which a phone adds a card to its wallet."""

from flask import Response, request

from loyalty_app.db import db
from loyalty_app.domain.errors import NotFound, WalletNotConfigured
from loyalty_app.edge.pass_links import Named, named_by_link
from loyalty_app.operations.offer_pass import OfferPass, offer_pass
from loyalty_app.queries.wallet_passes import apple_pass, cards_to_carry
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.build import AppleWallet
from loyalty_app.wallets.apple.current_pass import BUNDLE_MIME_TYPE, MIME_TYPE, SignedPass, current_pass
from loyalty_app.wallets.configure import apple_wallet

MOST_IN_A_BUNDLE = 10  # spec 6 A2


def add_pass(name: str) -> Response:
    """The pass of the card that the link names; the first who opens one makes the pass.

    Refuses wallet_not_configured (also once its certificate has expired), page_expired for an old link and not_found
    for one that we did not sign.
    """
    wallet, (card_id,) = _opened(name, Named.CARD)
    signed = _pass_of(wallet, card_id)
    return _sent(signed.body, MIME_TYPE, "card.pkpass")


def add_passes(name: str) -> Response:
    """All live cards of the customer that the link names, in one bundle; refuses what add_pass does."""
    wallet, card_ids = _opened(name, Named.CUSTOMER)
    signed = [_pass_of(wallet, card_id).body for card_id in card_ids]
    return _sent(wallet.bundle(signed), BUNDLE_MIME_TYPE, "cards.pkpasses")


def _opened(name: str, kind: Named) -> tuple[AppleWallet, tuple[int, ...]]:
    """The wallet and the cards that the link opens; a card that is over is in nobody's hands any more."""
    named_id = named_by_link(kind, name, request.args)
    wallet = apple_wallet()
    if wallet is None or wallet.credentials.is_expired(clock.now()):
        raise WalletNotConfigured
    who = {"card_id": named_id} if kind is Named.CARD else {"customer_id": named_id}
    card_ids = cards_to_carry(db.session.connection(), **who)[:MOST_IN_A_BUNDLE]
    if not card_ids:
        raise NotFound
    return wallet, card_ids


def _pass_of(wallet: AppleWallet, card_id: int) -> SignedPass:
    offered = offer_pass(OfferPass(pass_type=wallet.credentials.pass_type_id, card_id=card_id))
    return current_pass(wallet, apple_pass(db.session.connection(), offered.pass_id))


def _sent(body: bytes, mime_type: str, file_name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{file_name}"'}
    return Response(body, headers=headers, content_type=mime_type)
