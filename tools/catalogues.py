"""The sentences of the product in every language: collect them, and see that none is missing or wrong.

    python -m tools.catalogues update   collect from code and templates into messages.pot and every messages.po
    python -m tools.catalogues check    fails on a stale messages.pot, and on untranslated, fuzzy or misquoted entries

English is the source; it has no catalogue. Files carry neither dates nor line numbers, so that they change only when
a sentence does.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).resolve().parents[1]
TRANSLATIONS = REPOSITORY / "translations"
TEMPLATE = TRANSLATIONS / "messages.pot"
LANGUAGES = ("fr", "de", "lb")
SOURCES = ("loyalty_app", "templates")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
    "_l": None,
}
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]|%[sd]|\{(\w*)\}")
EMPTY_HEADERS = re.compile(
    r'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    r'|Generated-By): .*\\n"\n',
    re.MULTILINE,
)


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            return _update()
        case ["check"]:
            return _check()
    print(__doc__)
    return 2


def _update() -> int:
    template = _extract()
    TEMPLATE.write_text(_text(template))
    for language in LANGUAGES:
        path = _path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = _read(path, language) if path.exists() else _empty(language)
        catalogue.update(template, no_fuzzy_matching=True)
        path.write_text(_text(catalogue))
        missing = sum(1 for message in catalogue if message.id and not _is_translated(message))
        print(f"→ {path.relative_to(REPOSITORY)}: {len(catalogue)} sentences, {missing} to translate")
    return 0


def _check() -> int:
    problems = [problem for language in LANGUAGES for problem in _problems(language)]
    if not TEMPLATE.exists() or TEMPLATE.read_text() != _text(_extract()):
        problems.insert(0, "translations/messages.pot is not what code and templates say: make catalogues")
    print(*problems, sep="\n", end="\n" if problems else "")
    return int(bool(problems))


def _problems(language: str) -> Iterator[str]:
    path = _path(language)
    if not path.exists():
        yield f"{path.relative_to(REPOSITORY)} is missing: make catalogues"
        return
    catalogue, template = _read(path, language), _read(TEMPLATE, None)
    wanted, there = set(template._messages), set(catalogue._messages)  # noqa: SLF001 - keys carry the context, ids do not
    for key in sorted(map(str, wanted ^ there)):
        yield f"{language}: out of step with messages.pot: {key!r}: make catalogues"
    for message in catalogue:
        if message.id:
            yield from (f"{language}: {problem}: {message.id!r}" for problem in _faults(message, catalogue))


def _faults(message: Message, catalogue: Catalog) -> Iterator[str]:
    if message.fuzzy:
        yield "fuzzy"
    if not _is_translated(message):
        yield "untranslated"
        return
    for error in message.check(catalogue):
        yield str(error)
    allowed = _placeholders(*_strings(message.id))
    for translation in _strings(message.string):
        # The form for "one" may say "one" in words; nothing may be asked for that is not given.
        found = _placeholders(translation)
        if not found <= allowed or (not message.pluralizable and found != allowed):
            yield f"placeholders {sorted(found)} instead of {sorted(allowed)}"


def _is_translated(message: Message) -> bool:
    return all(_strings(message.string)) and bool(_strings(message.string))


def _strings(value: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _placeholders(*texts: str) -> set[str]:
    return {match.group(0) for text in texts for match in PLACEHOLDER.finditer(text)}


def _extract() -> Catalog:
    with (TRANSLATIONS / "babel.cfg").open() as file:
        method_map, options_map = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(charset="utf-8", fuzzy=False)
    for folder in SOURCES:
        root = REPOSITORY / folder
        found = extract_from_dir(root, method_map, options_map, KEYWORDS, ("translators:",), strip_comment_tags=True)
        for name, _line, sentence, comments, context in sorted(found, key=lambda entry: (entry[0], entry[1])):
            path = (root / name).relative_to(REPOSITORY).as_posix()
            catalogue.add(sentence, None, [(path, 1)], auto_comments=comments, context=context)
    return catalogue


def _empty(language: str) -> Catalog:
    return Catalog(locale=language, charset="utf-8", fuzzy=False)


def _read(path: Path, language: str | None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=language)


def _text(catalogue: Catalog) -> str:
    catalogue.header_comment = "# Sentences of the loyalty platform."
    catalogue.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False)
    return EMPTY_HEADERS.sub("", buffer.getvalue().decode())


def _path(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
