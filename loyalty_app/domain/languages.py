"""The languages people are served in."""

LANGUAGES = ("en", "fr", "de", "lb")
_OTHER_SPELLINGS = {"lu": "lb"}  # people write it for Luxembourgish; to the standards it is Luba-Katanga


def known_language(typed: str | None, *, default: str) -> str:
    """The language of a tag such as fr-LU, `default` for none and for one we do not speak (B084)."""
    language = (typed or "").replace("_", "-").split("-")[0].strip().lower()
    language = _OTHER_SPELLINGS.get(language, language)
    return language if language in LANGUAGES else default
