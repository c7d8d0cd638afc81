"""The exact words somebody agrees to: shown beside the box, and kept with the consent (S70)."""

from loyalty_app.texts.catalogue import gettext


def terms_wording(privacy_url: str | None, minimum_age_years: int | None) -> str:
    """What the box of the terms says, and with it how old somebody is at least where that matters (S74)."""
    terms, privacy = gettext("terms"), gettext("privacy policy")
    match privacy_url is not None, minimum_age_years is not None:
        case True, True:
            return gettext(
                "I am at least %(years)s years old and accept the %(terms)s and the %(privacy)s.",
                years=minimum_age_years,
                terms=terms,
                privacy=privacy,
            )
        case True, False:
            return gettext("I accept the %(terms)s and the %(privacy)s.", terms=terms, privacy=privacy)
        case False, True:
            return gettext(
                "I am at least %(years)s years old and accept the %(terms)s.", years=minimum_age_years, terms=terms
            )
    return gettext("I accept the %(terms)s.", terms=terms)


def marketing_wording(shop_name: str) -> str:
    """What the box of the news says."""
    return gettext("%(shop)s may send me news and offers by e-mail. I can stop this at any time.", shop=shop_name)
