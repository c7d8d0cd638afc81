"""Names as people type them: of persons, tablets, rewards and stores."""

import unicodedata

from loyalty_app.domain.errors import InvalidInput

MAX_LENGTH = 80
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_REFUSED_CATEGORIES = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})


def clean_name(text: str, *, field: str = "name", code: str = "name_invalid", longest: int = MAX_LENGTH) -> str:
    """The name in one spelling (NFC), single spaces; refuses `code` for nothing, too much, controls and overrides."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name or len(name) > longest or _is_refused(text.strip()):
        raise InvalidInput.of(field, code, maximum=longest)
    return name


def _is_refused(name: str) -> bool:
    return any(sign in _OVERRIDES or unicodedata.category(sign) in _REFUSED_CATEGORIES for sign in name)
