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

_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def all_phrases(content: PassContent) -> dict[str, PassPhrases]:
    """What this card says, by language."""
    return {language: pass_words(language).phrases(content) for language in LANGUAGES}


def strings_files(own: str, phrases: dict[str, PassPhrases]) -> Iterator[Member]:
    """One file per language; keys are the texts in the language `own`, each once."""
    keys = phrases[own]
    places = _first_places(keys, pass_words(own).labels)
    for language in LANGUAGES:
        words = phrases[language]
        said = "".join([_line(keys[place], words[place] or "") for place in places])
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
    return "".join(_line(key, word) for key, word in words.items())


def _line(key: str | None, word: str) -> str:
    return f'"{_escaped(key or "")}" = "{_escaped(word)}";\n'


@lru_cache(maxsize=2048)
def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
