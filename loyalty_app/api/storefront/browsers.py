"""The secret of the app or browser that asks: a code from a mail works only where it was asked for (S33)."""

import re
import secrets
from typing import Annotated

from pydantic import Field

from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.tokens import token_hash

_FORM = re.compile(r"[A-Za-z0-9_-]{32,64}")

EXAMPLE = "uY3nW0qkQ7cM2pXsV9tLzR4hB6dJ8fGa1eKoTiN5wCs"

BrowserToken = Annotated[
    str,
    Field(
        max_length=64,
        description="Made and kept by the caller: 32 to 64 random signs of A–Z a–z 0–9 - _.",
        json_schema_extra={"pattern": f"^{_FORM.pattern}$"},
    ),
]


def require_browser_token(given: str) -> str:
    """The secret as it was given; refuses field_type for one that is too easy to guess."""
    if not _FORM.fullmatch(given):
        raise InvalidInput.of("browser_token", "field_type", expected="secret")
    return given


def browser_token_or_any(given: str | None, request_id: str | None) -> str:
    """The caller's secret; without one a secret that nobody knows, the same for a request that is sent again."""
    if given is not None:
        return require_browser_token(given)
    return token_hash(f"no browser:{request_id}") if request_id else secrets.token_urlsafe(32)
