"""Finding people by part of what they are called: how two texts are compared, and what is enough to search by."""

import re
import unicodedata

from loyalty_app.domain.errors import InvalidInput

MIN_SEARCH_LENGTH, MAX_SEARCH_LENGTH = 3, 100
_NUMBER_AS_TYPED = re.compile(r"[+0-9][0-9\s./()-]*")
_SEPARATORS = re.compile(r"[\s./()-]+")


def folded(text: str) -> str:
    """The text without case and accents: Zoë and ZOE are the same. PostgreSQL does the same sums (db.Folded)."""
    plain = unicodedata.normalize("NFKD", text).lower()
    return "".join(char for char in plain if not "\u0300" <= char <= "\u036f")


def search_words(typed: str) -> tuple[str, ...]:
    """The folded words that all have to be found; refuses search_too_short below three characters.

    A card or phone number is one word, however it was grouped.
    """
    search = " ".join(typed.split())[:MAX_SEARCH_LENGTH]
    if len(search) < MIN_SEARCH_LENGTH:
        raise InvalidInput.of("search", "search_too_short", minimum=MIN_SEARCH_LENGTH)
    if _NUMBER_AS_TYPED.fullmatch(search):
        digits = _SEPARATORS.sub("", search)
        if len(digits) < MIN_SEARCH_LENGTH:
            raise InvalidInput.of("search", "search_too_short", minimum=MIN_SEARCH_LENGTH)
        return (digits,)
    return tuple(folded(search).split())
