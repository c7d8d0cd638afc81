"""The cookie of a customer's browser: one session for each merchant whose card is in it."""

from loyalty_app.domain.tokens import token_hash

COOKIE = "customer"
MOST_SESSIONS = 8
_LONGEST_TOKEN = 100
_SEPARATOR = "."


def session_hashes(value: str) -> tuple[str, ...]:
    """What the database keeps of the tokens in the cookie's value."""
    return tuple(token_hash(token) for token in _tokens(value))


def with_session(value: str, token: str) -> str:
    """The cookie's value with one more session; the oldest ones make room."""
    others = [other for other in _tokens(value) if other != token]
    return _SEPARATOR.join([token, *others][:MOST_SESSIONS])


def _tokens(value: str) -> list[str]:
    return [token for token in value.split(_SEPARATOR)[:MOST_SESSIONS] if 0 < len(token) <= _LONGEST_TOKEN]
