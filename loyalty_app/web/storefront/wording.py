"""The exact words somebody agrees to: shown beside the box, and kept with the consent (trust: S70)."""

from markupsafe import Markup, escape

from loyalty_app.texts.catalogue import gettext


def terms_wording(privacy_url: str | None) -> str:
    """What the box of the terms says, as plain text."""
    if privacy_url is None:
        return gettext("I accept the %(terms)s.", terms=gettext("terms"))
    return gettext(
        "I accept the %(terms)s and the %(privacy)s.", terms=gettext("terms"), privacy=gettext("privacy policy")
    )


def terms_label(privacy_url: str | None, *, has_terms: bool) -> Markup:
    """The same words with their links: the terms unfold on the page, the privacy policy is the shop's own page."""
    label = escape(terms_wording(privacy_url))
    if has_terms:
        label = _linked(label, gettext("terms"), Markup('<a href="#terms">{}</a>'))
    if privacy_url is not None:
        link = Markup('<a href="{}" target="_blank" rel="noopener">{{}}</a>').format(privacy_url)
        label = _linked(label, gettext("privacy policy"), link)
    return label


def marketing_wording(shop_name: str) -> str:
    """What the box of the news says."""
    return gettext("%(shop)s may send me news and offers by e-mail. I can stop this at any time.", shop=shop_name)


def _linked(label: Markup, words: str, link: Markup) -> Markup:
    """`label` with the first `words` of it inside `link`."""
    found = escape(words)
    before, at, after = label.partition(found)
    return before + link.format(found) + after if at else label
