"""What is said to the owner before a change with a large effect."""

from loyalty_app.texts.amounts import decimals, number
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.texts.facts import Facts


def confirmation_required(facts: Facts) -> str:
    """The effect as a figure and the question; of several effects the one that touches people first."""
    if facts.has("points_forfeited", "stamps_forfeited"):
        return _left_behind(facts)
    if facts.has("members_with_full_card"):
        return ngettext(
            "%(num)s customer would have a full card now. Continue?",
            "%(num)s customers would have a full card now. Continue?",
            facts.count("members_with_full_card"),
        )
    if facts.has("members_with_balance"):
        return ngettext(
            "%(num)s customer has something on the card that would no longer count. Continue?",
            "%(num)s customers have something on their cards that would no longer count. Continue?",
            facts.count("members_with_balance"),
        )
    if facts.has("liability_before_cents", "liability_after_cents"):
        return gettext(
            "The open value of all cards goes from %(before)s to %(after)s. Continue?",
            before=_value(facts, "liability_before_cents"),
            after=_value(facts, "liability_after_cents"),
        )
    if facts.has("points_per_euro_before", "points_per_euro_after"):
        return gettext(
            "From now on, 1 euro earns %(after)s points instead of %(before)s. Continue?",
            before=number(facts.count("points_per_euro_before")),
            after=number(facts.count("points_per_euro_after")),
        )
    return gettext("This has a large effect. Check the figures, then confirm.")


def _left_behind(facts: Facts) -> str:
    if facts.count("stamps_forfeited") == facts.count("points_forfeited") == 0:
        return gettext("All data of this person goes for good. Continue?")
    return gettext(
        "All data goes for good, and with it stamps: %(stamps)s, points: %(points)s. Continue?",
        stamps=facts.number("stamps_forfeited"),
        points=facts.number("points_forfeited"),
    )


def _value(facts: Facts, name: str) -> str:
    return facts.money(name) if facts.has("currency") else decimals(facts.count(name))
