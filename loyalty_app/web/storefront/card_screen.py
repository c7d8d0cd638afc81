"""The card in the customer's words: how far, what is ready, what expires, what happened last."""

import hashlib
from dataclasses import replace
from datetime import timedelta

from flask import request, url_for

from loyalty_app.domain.opening_hours import stored_hours
from loyalty_app.domain.stamping import shown_stamps
from loyalty_app.edge.pass_links import card_link
from loyalty_app.queries.card_view import CardView, PassesView, RewardView
from loyalty_app.queries.my_card import MyCard
from loyalty_app.queries.storefront import Place as ShownPlace
from loyalty_app.queries.storefront import Storefront
from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext, ngettext
from loyalty_app.texts.moments import day
from loyalty_app.texts.opening_hours import written_hours
from loyalty_app.unit_of_work import clock
from loyalty_app.web.language import language
from loyalty_app.web.qr import qr_svg
from loyalty_app.web.storefront.lines import history_line
from loyalty_app.web.storefront.page import phone_of, storefront, this_customer
from loyalty_app.web.storefront.screens import HistoryLine, MyCardScreen, Offer, Place, Wallet

LAST_LINES = 3
WARNED_BEFORE = timedelta(days=14)
_BAR = 300


def my_card_screen(mine: MyCard) -> MyCardScreen:
    """All that the card's pages show."""
    front, card = storefront(), mine.card
    rewards = tuple(_offer(reward) for reward in card.available_rewards)
    title = _title(front, card)
    return MyCardScreen(
        tag=_tag(mine),
        title=title,
        say=_say(front, card),
        first_name=card.customer.first_name or "",
        short_name=_short_name(card),
        number=card.card_number.replace("-", " "),
        summary=title,
        qr_svg=qr_svg(card.qr_code),
        stamps_target=card.stamps_target if front.loyalty_type != "points" else None,
        stamp_count=card.stamp_count,
        stamps_next=_stamps_next(card),
        stamps_ready=_stamps_ready(card),
        has_points=front.loyalty_type != "stamps",
        points_balance=card.points_balance,
        rewards=rewards,
        rewards_ready=ngettext("%(num)s ready", "%(num)s ready", len(rewards)),
        ready=(*_stamp_rewards(card), *rewards),
        next_words=_next_words(card),
        next_share=_next_share(card),
        expiry=_expiry(mine, front),
        expires_soon=_expires_soon(card),
        is_provisional=this_customer().is_provisional,
        blocked=_blocked(card),
        lines=_lines(mine, front)[:LAST_LINES],
        wallets=_wallets(card),
        works_at=_works_at(mine),
        places=tuple(_place(one) for one in mine.places),
        contact=mine.contact_email,
    )


def _tag(mine: MyCard) -> str:
    """Changes with whatever is shown: card, lines, places, wallets, design, language, day."""
    front, card = storefront(), mine.card
    passes = tuple(one.state for one in (card.passes.apple, card.passes.google))
    shown = (
        replace(mine, card=replace(card, passes=PassesView())),
        passes,
        card_link(card.id) is not None,
        front.design_version,
        front.card_name,
        this_customer().is_provisional,
        language(),
        day(clock.now(), front.timezone),
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def _title(front: Storefront, card: CardView) -> str:
    if front.loyalty_type == "points":
        return _points(card.points_balance)
    shown = shown_stamps(card.stamp_count, card.stamps_target)
    return gettext("%(count)s of %(target)s stamps", count=shown, target=card.stamps_target)


def _say(front: Storefront, card: CardView) -> str:
    """The whole balance, for those who listen to it."""
    title = _title(front, card)
    return f"{title} · {_points(card.points_balance)}" if front.loyalty_type == "hybrid" else title


def _short_name(card: CardView) -> str:
    first, last = card.customer.first_name or "", card.customer.last_name
    return f"{first} {last[0]}." if last else first


def _stamps_next(card: CardView) -> str:
    left = card.stamps_until_reward
    if card.stamps_reward_description:
        return ngettext(
            "%(num)s more for: %(reward)s", "%(num)s more for: %(reward)s", left, reward=card.stamps_reward_description
        )
    return ngettext("%(num)s more for your reward", "%(num)s more for your reward", left)


def _stamps_ready(card: CardView) -> str | None:
    if not card.rewards_ready:
        return None
    return ngettext("%(num)s reward ready", "%(num)s rewards ready", card.rewards_ready)


def _stamp_rewards(card: CardView) -> tuple[Offer, ...]:
    if not card.rewards_ready:
        return ()
    cost = ngettext("%(num)s stamp", "%(num)s stamps", card.stamps_target)
    name = card.stamps_reward_description or gettext("Your reward")
    return (Offer(name=name, cost=f"{card.rewards_ready} × {cost}" if card.rewards_ready > 1 else cost, icon="gift"),)


def _offer(reward: RewardView) -> Offer:
    return Offer(name=reward.name, cost=_points(reward.points_required), icon=reward.icon)


def _points(count: int) -> str:
    return ngettext("%(points)s point", "%(points)s points", count, points=number(count))


def _next_words(card: CardView) -> str | None:
    if card.next_reward is None:
        return None
    return gettext(
        "%(points)s more for %(reward)s",
        points=number(card.next_reward.missing_points),
        reward=card.next_reward.name,
    )


def _next_share(card: CardView) -> int:
    """How much of the bar is full."""
    if card.next_reward is None:
        return _BAR
    return max(10, _BAR * card.points_balance // card.next_reward.points_required) if card.points_balance else 0


def _expiry(mine: MyCard, front: Storefront) -> str | None:
    """How much expires when, and what keeps it (U98, U99)."""
    if mine.points_expire_at is None or not mine.expiring_points:
        return None
    return ngettext(
        "%(points)s point expires on %(day)s. Any purchase keeps it.",
        "%(points)s points expire on %(day)s. Any purchase keeps them.",
        mine.expiring_points,
        points=number(mine.expiring_points),
        day=day(mine.points_expire_at, front.timezone),
    )


def _expires_soon(card: CardView) -> bool:
    return card.points_expire_at is not None and card.points_expire_at - clock.now() <= WARNED_BEFORE


def _blocked(card: CardView) -> str | None:
    return gettext("This card is blocked. Ask at the counter.") if card.status == "blocked" else None


def _lines(mine: MyCard, front: Storefront) -> tuple[HistoryLine, ...]:
    return tuple(
        history_line(
            line,
            stamps_target=mine.card.stamps_target,
            stamp_icon=front.stamp_shape,
            currency=front.currency,
            timezone=front.timezone,
            with_day=True,
        )
        for line in mine.lines
    )


def _wallets(card: CardView) -> tuple[Wallet, ...]:
    """The wallets that are set up, the one of this phone first (U96)."""
    apple = url_for("storefront.apple_wallet", store_code=storefront().store_code) if card_link(card.id) else None
    both = {
        "iphone": (apple, gettext("Add to Apple Wallet"), gettext("Apple Wallet instead")),
        "android": (card.passes.google.add_url, gettext("Add to Google Wallet"), gettext("Google Wallet instead")),
    }
    phone = phone_of(request.headers.get("User-Agent", ""))
    order = sorted(both, key=lambda name: name != phone)
    return tuple(
        Wallet(url=url, words=words, instead=instead) for url, words, instead in (both[name] for name in order) if url
    )


def _place(place: ShownPlace) -> Place:
    hours = stored_hours(place.opening_hours)
    said = written_hours(hours, language(), gettext("Every day")) if hours else None
    unbroken = said.replace("\u2013", "\u2013\u2060") if said else None  # no line ends between two times
    return Place(name=place.name, address=place.address, hours=unbroken)


def _works_at(mine: MyCard) -> str:
    if mine.works_everywhere and len(mine.places) > 1:
        return gettext("Works at all our locations:")
    return gettext("Works at:")
