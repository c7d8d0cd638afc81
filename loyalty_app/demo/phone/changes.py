"""What a phone tells its owner when a pass was updated (wallets A1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel.numbers import format_decimal

from loyalty_app.demo.phone.fields import every_field
from loyalty_app.demo.phone.verify import VerifiedPass


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notification: the words of the changed field by language, none where the phone says something general."""

    at: datetime
    texts: Mapping[str, str]

    def said(self, language: str) -> str | None:
        """The words in this language, or in another one that there is; None for something general."""
        return self.texts.get(language) or next(iter(self.texts.values()), None)


def said(taken: VerifiedPass, text: Any, language: str) -> str:
    """A text of the pass as an owner with this language reads it."""
    words = taken.languages.get(language) or next(iter(taken.languages.values()), {})
    return words.get(str(text), str(text))


def notice_of(old: VerifiedPass, new: VerifiedPass, at: datetime) -> Notice | None:
    """One changed field speaks for itself, several are something general, a change of no value is silent."""
    before = {field["key"]: field["value"] for _, field in every_field(old.content["storeCard"])}
    changed = [
        field
        for _, field in every_field(new.content["storeCard"])
        if "changeMessage" in field and before.get(field["key"]) != field["value"]
    ]
    if len(changed) != 1:
        return Notice(at=at, texts={}) if changed else None
    (field,) = changed
    languages = list(new.languages) or [""]
    return Notice(at=at, texts={language: _message(new, field, language) for language in languages})


def _message(new: VerifiedPass, field: dict[str, Any], language: str) -> str:
    value = field["value"]
    written = (
        format_decimal(value, locale=language) if "numberStyle" in field and language else said(new, value, language)
    )
    return said(new, field["changeMessage"], language).replace("%@", written)
