"""The catalogues of translations, with types."""

from flask_babel import LazyString
from flask_babel import gettext as _gettext
from flask_babel import lazy_gettext as _lazy_gettext
from flask_babel import ngettext as _ngettext

__all__ = ["LazyString", "gettext", "lazy_gettext", "ngettext"]


def gettext(sentence: str, **facts: object) -> str:
    """The sentence in the reader's language, with its %(facts)s filled in."""
    return str(_gettext(sentence, **facts))


def ngettext(one: str, many: str, num: int, **facts: object) -> str:
    """The form that the reader's language uses for `num`, which the sentence knows as %(num)s."""
    return str(_ngettext(one, many, num, **facts))


def lazy_gettext(sentence: str) -> LazyString:
    """A sentence without facts, translated each time it is read."""
    return _lazy_gettext(sentence)
