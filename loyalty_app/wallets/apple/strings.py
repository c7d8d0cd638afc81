"""The languages of a pass: `<language>.lproj/pass.strings`.

Texts of pass.json are keys of these files and stand there in the customer's language already, so that a phone in a
fifth language, for which there is no file, shows words and not keys. For the same reason the file of the customer's
language need not say what one card says: there, too, a text without an entry is shown as it stands.
"""

from functools import lru_cache

from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.texts.in_all_languages import Said
from loyalty_app.texts.passes import PassPhrases, pass_words
from loyalty_app.wallets.apple.container import Member, member

_ESCAPES = ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r"), (b"\t", b"\\t"))  # the backslash first
_NAMES = tuple(f"{language}.lproj/pass.strings" for language in LANGUAGES)
_KEPT, _LONGEST_KEPT = 4096, 500  # of the texts that many cards share


def strings_files(language: str, phrases: PassPhrases[Said]) -> list[Member]:
    """One file per language; keys are the texts in the customer's `language`, each once."""
    own = LANGUAGES.index(language)
    labels, taken = _labels(own)
    entries, seen = [labels], set(taken)
    for said in phrases:
        if said is None or not (key := said[own]) or key in seen:
            continue
        seen.add(key)
        is_shared = said is not phrases.history and len(key) <= _LONGEST_KEPT
        entries.append(_kept_entries(own, said) if is_shared else _entries(own, said))
    contents = map(b"".join, zip(*entries, strict=True))
    return [_own_file(own), *[member(_NAMES[other], next(contents)) for other in _others(own)]]


def _entries(own: int, said: Said) -> tuple[bytes, ...]:
    """What the files of the other languages say for a text."""
    key = _escaped(said[own])
    return tuple([b'"%b" = "%b";\n' % (key, _escaped(said[other])) for other in _others(own)])


_kept_entries = lru_cache(maxsize=_KEPT)(_entries)


@lru_cache(maxsize=len(LANGUAGES))
def _labels(own: int) -> tuple[tuple[bytes, ...], frozenset[str]]:
    """What all passes say, as the beginnings of the other languages' files, and its keys."""
    labels = pass_words().labels
    entries = [_entries(own, said) for said in labels]
    return tuple([b"".join(file) for file in zip(*entries, strict=True)]), frozenset(said[own] for said in labels)


@lru_cache(maxsize=len(LANGUAGES))
def _own_file(own: int) -> Member:
    words = [_escaped(said[own]) for said in pass_words().labels]
    return member(_NAMES[own], b"".join([b'"%b" = "%b";\n' % (word, word) for word in words]))


@lru_cache(maxsize=len(LANGUAGES))
def _others(own: int) -> tuple[int, ...]:
    return tuple(place for place in range(len(LANGUAGES)) if place != own)


def _escaped(text: str) -> bytes:
    written = text.encode()
    for sign, escape in _ESCAPES:
        written = written.replace(sign, escape)
    return written
