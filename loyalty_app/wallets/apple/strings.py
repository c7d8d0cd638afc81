"""The languages of a pass: `<language>.lproj/pass.strings`.

Texts of pass.json are keys of these files and stand there in the customer's language already, so that a phone in a
fifth language, for which there is no file, shows words and not keys.
"""

from collections.abc import Iterator
from functools import lru_cache

from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.domain.passes import PassContent
from loyalty_app.texts.passes import PassLabels, PassPhrases, pass_words
from loyalty_app.wallets.apple.container import Member, member

_ESCAPES = (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"))  # the backslash first


def all_phrases(content: PassContent) -> dict[str, PassPhrases]:
    """What this card says, by language."""
    return {language: pass_words(language).phrases(content) for language in LANGUAGES}


def strings_files(own: str, phrases: dict[str, PassPhrases]) -> Iterator[Member]:
    """One file per language; keys are the texts in the language `own`, each once."""
    places = _first_places(phrases[own], pass_words(own).labels)
    keys = [_escaped(phrases[own][place] or "") for place in places]
    for language in LANGUAGES:
        words = keys
        if language != own:
            words = [_escaped(phrases[language][place] or "") for place in places]
        said = "".join([f'"{key}" = "{word}";\n' for key, word in zip(keys, words, strict=True)])
        yield member(f"{language}.lproj/pass.strings", (_labels(own, language) + said).encode())


def _first_places(keys: PassPhrases, labels: PassLabels) -> list[int]:
    """Where each phrase that no label says already stands first: a file must not say a key twice."""
    seen = set(labels)
    places = []
    for place, key in enumerate(keys):
        if key and key not in seen:
            seen.add(key)
            places.append(place)
    return places


@lru_cache(maxsize=len(LANGUAGES) ** 2)
def _labels(own: str, language: str) -> str:
    words = dict(zip(reversed(pass_words(own).labels), reversed(pass_words(language).labels), strict=True))
    return "".join(f'"{_escaped(key)}" = "{_escaped(word)}";\n' for key, word in words.items())


def _escaped(text: str) -> str:
    for sign, escape in _ESCAPES:
        text = text.replace(sign, escape)
    return text
