"""The languages of a pass: `<language>.lproj/pass.strings`.

Texts of pass.json are keys of these files and stand there in the customer's language already, so that a phone in a
fifth language, for which there is no file, shows words and not keys.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from functools import lru_cache

from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.domain.passes import PassContent
from loyalty_app.texts.passes import PassLabels, PassPhrases, pass_words
from loyalty_app.wallets.apple.container import Member, member

_ESCAPES = str.maketrans({'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LABELS = tuple(field.name for field in fields(PassLabels))


def all_phrases(content: PassContent) -> dict[str, PassPhrases]:
    """What this card says, by language."""
    return {language: pass_words(language).phrases(content) for language in LANGUAGES}


def strings_files(own: str, phrases: dict[str, PassPhrases]) -> Iterator[Member]:
    """One file per language; keys are the texts in the language `own`."""
    for language in LANGUAGES:
        said = _lines((key, word) for key, word in zip(phrases[own], phrases[language], strict=True) if key)
        yield member(f"{language}.lproj/pass.strings", (_labels(own, language) + said).encode())


@lru_cache(maxsize=len(LANGUAGES) ** 2)
def _labels(own: str, language: str) -> str:
    keys, words = pass_words(own).labels, pass_words(language).labels
    return _lines((getattr(keys, name), getattr(words, name)) for name in _LABELS)


def _lines(pairs: Iterable[tuple[str, str]]) -> str:
    return "".join(f'"{_escaped(key)}" = "{_escaped(word)}";\n' for key, word in pairs)


@lru_cache(maxsize=2048)
def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
