"""The words of the terms' box with their links; the plain words are kept with the consent."""

from markupsafe import Markup, escape

from loyalty_app.texts.catalogue import gettext
from loyalty_app.texts.consents import terms_wording


def terms_label(privacy_url: str | None, minimum_age_years: int | None, *, has_terms: bool) -> Markup:
    """The same words with their links: the terms unfold on the page, the privacy policy is the shop's own page."""
    label = escape(terms_wording(privacy_url, minimum_age_years))
    if has_terms:
        label = _linked(label, gettext("terms"), Markup('<a href="#terms">{}</a>'))
    if privacy_url is not None:
        link = Markup('<a href="{}" target="_blank" rel="noopener">{{}}</a>').format(privacy_url)
        label = _linked(label, gettext("privacy policy"), link)
    return label


def _linked(label: Markup, words: str, link: Markup) -> Markup:
    """`label` with the first `words` of it inside `link`."""
    found = escape(words)
    before, at, after = label.partition(found)
    return before + link.format(found) + after if at else label
