"""What a phone tells its owner when a pass was updated (wallets A1)."""

from typing import Any

from loyalty_app.demo.phone.fields import every_field
from loyalty_app.demo.phone.verify import VerifiedPass

_GENERIC = {
    "en": "Your pass was updated",
    "fr": "Votre carte a été mise à jour",
    "de": "Deine Karte wurde aktualisiert",
    "lb": "Är Kaart gouf aktualiséiert",
}


def words_of(taken: VerifiedPass, language: str) -> dict[str, str]:
    """The translations in this language, or in the first there is."""
    languages = taken.languages
    return languages.get(language) or next(iter(languages.values()), {})


def said(taken: VerifiedPass, text: Any, language: str) -> str:
    """A text of the pass as the owner reads it."""
    return words_of(taken, language).get(str(text), str(text))


def change_message(old: VerifiedPass, new: VerifiedPass, language: str) -> str | None:
    """The notification: one field's own words, a general sentence for several, nothing where no value changed."""
    before = {field["key"]: field["value"] for _, field in every_field(old.content["storeCard"])}
    changed = [
        field
        for _, field in every_field(new.content["storeCard"])
        if "changeMessage" in field and before.get(field["key"]) != field["value"]
    ]
    if not changed:
        return None
    if len(changed) > 1:
        return _GENERIC.get(language, _GENERIC["en"])
    message = said(new, changed[0]["changeMessage"], language)
    return message.replace("%@", said(new, changed[0]["value"], language))
