"""The exact words somebody agrees to: shown beside the box, and kept with the consent (S70)."""

from loyalty_app.texts.catalogue import gettext


def terms_wording(privacy_url: str | None) -> str:
    """What the box of the terms says."""
    if privacy_url is None:
        return gettext("I accept the %(terms)s.", terms=gettext("terms"))
    return gettext(
        "I accept the %(terms)s and the %(privacy)s.", terms=gettext("terms"), privacy=gettext("privacy policy")
    )


def marketing_wording(shop_name: str) -> str:
    """What the box of the news says."""
    return gettext("%(shop)s may send me news and offers by e-mail. I can stop this at any time.", shop=shop_name)
