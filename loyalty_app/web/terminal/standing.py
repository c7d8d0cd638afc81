"""Whose card it is and where it stands, in the few words that fit a line of the counter."""

from loyalty_app.domain.stamping import shown_stamps
from loyalty_app.queries import last_actions
from loyalty_app.queries.card_view import CardView
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext, ngettext


def short_name(card: CardView) -> str:
    """Ana M.; where there is no name, the end of the number."""
    return name_or_number(last_actions.short_name(card.customer.first_name, card.customer.last_name), card.card_number)


def name_or_number(name: str | None, card_number: str) -> str:
    """The name; where there is none, the end of the number."""
    return name or gettext("Card %(number)s", number=f"•••• {card_number[-4:]}")


def stamps(count: int, target: int) -> str:
    """7 of 10."""
    return gettext("%(count)s of %(target)s", count=shown_stamps(count, target), target=target)


def stamps_ahead(card: CardView) -> str:
    """1 reward ready · 8 to go."""
    ahead = gettext("%(stamps)s to go", stamps=card.stamps_until_reward)
    if not card.rewards_ready:
        return ahead
    ready = ngettext("%(num)s reward ready", "%(num)s rewards ready", card.rewards_ready)
    return f"{ready} · {ahead}"


def points(balance: int) -> str:
    """1 365 points."""
    return ngettext("%(points)s point", "%(points)s points", balance, points=number(balance))


def next_reward(card: CardView) -> str | None:
    """The best that the card's points are enough for, or how many more the nearest reward takes."""
    if card.available_rewards:
        best = max(card.available_rewards, key=lambda reward: reward.points_required)
        return gettext("Enough for %(reward)s", reward=best.name)
    if card.next_reward is None:
        return None
    missing = number(card.next_reward.missing_points)
    return gettext("%(points)s more for %(reward)s", points=missing, reward=card.next_reward.name)
