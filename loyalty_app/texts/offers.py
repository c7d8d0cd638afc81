"""What a program promises, in one sentence: on the counter's invitation, on posters, on a customer's page."""

from loyalty_app.texts.catalogue import gettext, ngettext


def offer(*, loyalty_type: str, stamps_target: int, stamps_reward_description: str | None, points_per_euro: int) -> str:
    """The promise in the reader's language; the reward is named in the merchant's own words."""
    if loyalty_type == "points":
        return ngettext("%(num)d point for every euro.", "%(num)d points for every euro.", points_per_euro)
    if not stamps_reward_description:
        return gettext("Collect %(count)s stamps for your reward.", count=stamps_target)
    return gettext("%(count)s stamps – your reward: %(reward)s.", count=stamps_target, reward=stamps_reward_description)
