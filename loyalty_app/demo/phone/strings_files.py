"""The translations inside a pass: `"key" = "value";` in one file per language (wallets A1)."""

import re

from loyalty_app.demo.phone.refused import PassRefused, require

_BLANK = re.compile(r"(?:\s+|/\*.*?\*/|//[^\n]*)*", re.DOTALL)
_TEXT = r'"((?:[^"\\\n]|\\.)*)"'
_ENTRY = re.compile(rf"{_TEXT}\s*=\s*{_TEXT}\s*;")
_ESCAPE = re.compile(r"\\(U[0-9A-Fa-f]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", '"': '"', "\\": "\\", "'": "'"}
_NAME = re.compile(r"([^/]+)\.lproj/pass\.strings")


def read_languages(files: dict[str, bytes]) -> dict[str, dict[str, str]]:
    """The words of the pass by language; raises PassRefused for a file that does not parse or says less than others.

    Only the language in which texts are their own keys may say less: a text without an entry is shown as it stands.
    """
    languages = {found[1]: _parsed(name, data) for name, data in files.items() if (found := _NAME.fullmatch(name))}
    keys = {key for words in languages.values() for key in words}
    for language, words in languages.items():
        missing = sorted(keys - set(words))
        is_own = all(key == word for key, word in words.items())
        require(that=is_own or not missing, otherwise=f"{language}.lproj does not say {missing[:1]}")
    folders = {name.split("/")[0] for name in files if "/" in name}
    require(
        that=folders == {f"{language}.lproj" for language in languages},
        otherwise="a language folder without pass.strings",
    )
    return languages


def _parsed(name: str, data: bytes) -> dict[str, str]:
    text, place = _decoded(name, data), 0
    words: dict[str, str] = {}
    while True:
        blank = _BLANK.match(text, place)
        place = blank.end() if blank else place
        if place == len(text):
            return words
        entry = _ENTRY.match(text, place)
        if entry is None:
            raise PassRefused(f"{name} didn't parse near {text[place : place + 20]!r}")
        key, value = (_plain(name, part) for part in entry.groups())
        require(that=key not in words, otherwise=f"{name} says {key!r} twice")
        words[key], place = value, entry.end()


def _decoded(name: str, data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as problem:
        raise PassRefused(f"{name} is neither UTF-8 nor UTF-16 with its mark") from problem


def _plain(name: str, text: str) -> str:
    def replaced(found: re.Match[str]) -> str:
        sign = found[1]
        if len(sign) > 1:
            return chr(int(sign[1:], 16))
        require(that=sign in _ESCAPED, otherwise=f"{name} escapes {sign!r}")
        return _ESCAPED[sign]

    return _ESCAPE.sub(replaced, text)
