"""Who holds a pass knows its token; everybody else gets one and the same answer."""

from flask import Response, request

from loyalty_app.db import db
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.queries.wallet_passes import ApplePass, find_apple_pass
from loyalty_app.wallets.configure import apple_wallet

_SCHEME = "applepass"


def proven_pass(pass_type: str, serial: str) -> ApplePass | None:
    """The pass of that serial, if the request carries its token; None for every other case, after the same work."""
    wallet = apple_wallet()
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    found = find_apple_pass(db.session.connection(), serial)
    is_proven = pass_tokens.matches(found.auth_token if found else None, token.strip())
    is_ours = wallet is not None and pass_type == wallet.credentials.pass_type_id and scheme.lower() == _SCHEME
    return found if is_proven and is_ours else None


def not_proven() -> Response:
    """401 without a word: unknown serial, wrong token and another pass's token cannot be told apart (S56, B121)."""
    return Response(status=401, headers={"WWW-Authenticate": "ApplePass"})
