"""The rule behind a refusal, for a panel that already shows the time or the figure in large type."""

from loyalty_app.domain.errors import CooldownActive, DailyLimit, Refusal
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.texts.facts import Facts
from loyalty_app.texts.moments import wait
from loyalty_app.texts.sentences import sentence

_SOON_SECONDS = 100 * 60  # beyond that, the time of day says it better


def explanation(refusal: Refusal, *, timezone: str) -> str:
    """The rule and its reason; where there is no more to say, the refusal's sentence."""
    facts = Facts(known=refusal.facts, timezone=timezone)
    if isinstance(refusal, CooldownActive) and facts.has("cooldown_minutes", "last_stamp_at"):
        return ngettext(
            "Two stamps need %(num)s minute between them. The last one was %(at)s.",
            "Two stamps need %(num)s minutes between them. The last one was %(at)s.",
            facts.count("cooldown_minutes"),
            at=facts.at("last_stamp_at"),
        )
    if isinstance(refusal, DailyLimit):
        return ngettext(
            "%(num)s stamp a day is possible here. It is given.",
            "%(num)s stamps a day are possible here. All of them are given.",
            facts.count("max_daily_stamps"),
        )
    return sentence(refusal, timezone=timezone)


def soon(refusal: Refusal) -> str | None:
    """How long until it is possible, "in 9 minutes"; None if nobody would wait for it."""
    seconds = refusal.facts.get("retry_after_seconds")
    if not isinstance(seconds, int) or seconds >= _SOON_SECONDS:
        return None
    return gettext("in %(wait)s", wait=wait(max(1, seconds)))
