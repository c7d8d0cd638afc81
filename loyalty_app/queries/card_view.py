"""A card as every screen and the JSON API show it (spec: interfaces §3, `card`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference, in_groups
from loyalty_app.domain.cards import points_expire_at
from loyalty_app.domain.errors import CardOfOtherStore, CardUnknown
from loyalty_app.domain.redeeming import RewardOffer, can_redeem
from loyalty_app.domain.stamping import stamp_outlook
from loyalty_app.ledger import LockedCard, read_card
from loyalty_app.models import Reward

_reward = Reward.__table__
_OFFERS = (
    select(*(_reward.c[name] for name in RewardOffer.__dataclass_fields__))
    .where(
        _reward.c.program_id == bindparam("offering_program_id"), _reward.c.deleted_at.is_(None), _reward.c.is_active
    )
    .order_by(_reward.c.display_order, _reward.c.points_required, _reward.c.id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreName:
    """A store as others see it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """The person behind a card; all None once erased. `birth_date` is 1990-03-31, or --03-31 without a year."""

    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    birth_date: str | None
    locale: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardView:
    """A reward that the card can have now, or the next one it can reach."""

    id: int
    name: str
    points_required: int
    icon: str
    missing_points: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PassView:
    """The card's copy in one wallet: none, offered, saved or removed.

    `add_url` is for the edges to fill in; None where that wallet is not configured.
    """

    state: str = "none"
    add_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassesView:
    """The card's copies in both wallets."""

    apple: PassView = PassView()
    google: PassView = PassView()


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """A card at one version. Counts are whole numbers, moments UTC; `card_number` in groups of four."""

    id: int
    card_number: str
    qr_code: str
    status: str
    loyalty_type: str
    customer: CustomerView
    stamp_count: int
    stamps_target: int
    stamps_until_reward: int
    rewards_ready: int
    stamps_reward_description: str | None
    points_balance: int
    points_expire_at: datetime | None
    available_rewards: tuple[RewardView, ...]
    next_reward: RewardView | None
    next_stamp_available_at: datetime | None
    remaining_stamps_today: int
    enrolled_at_store: StoreName | None
    scope_store_id: int | None
    last_activity_at: datetime | None
    version: int
    passes: PassesView


def card_view(connection: Connection, card: LockedCard, now: datetime) -> CardView:
    """The card as it stands at `now`; one statement more where the program has points."""
    return card_views(connection, [card], now)[0]


def card_views(connection: Connection, cards: Sequence[LockedCard], now: datetime) -> tuple[CardView, ...]:
    """The cards as they stand at `now`; one statement more for each program with points among them."""
    programs = {card.program_id for card in cards if card.rules.has_points}
    offers = {program_id: _offers(connection, program_id) for program_id in programs}
    return tuple(_view(card, offers.get(card.program_id, []), now) for card in cards)


def _view(card: LockedCard, offers: list[RewardOffer], now: datetime) -> CardView:
    state, rules = card.state, card.rules
    outlook = stamp_outlook(state, rules, now=now, day=card.today(now))
    redeemable = [offer for offer in offers if can_redeem(state, rules, offer, now=now)]
    out_of_reach = [o for o in offers if o.is_available(now) and o.points_required > state.points_balance]
    nearest = min(out_of_reach, key=lambda offer: offer.points_required, default=None)
    return CardView(
        id=card.id,
        card_number=in_groups(card.card_number),
        qr_code=card.qr_token,
        status=card.status,
        loyalty_type=rules.loyalty_type.value,
        customer=CustomerView(
            first_name=card.customer_first_name,
            last_name=card.customer_last_name,
            email=card.customer_email,
            phone=card.customer_phone,
            birth_date=card.customer_birth_date,
            locale=card.customer_locale,
        ),
        stamp_count=state.stamp_count,
        stamps_target=rules.stamps_target,
        stamps_until_reward=rules.stamps_target - state.stamp_count % rules.stamps_target,
        rewards_ready=state.stamp_count // rules.stamps_target if rules.has_stamps else 0,
        stamps_reward_description=rules.stamps_reward_description,
        points_balance=state.points_balance,
        points_expire_at=points_expire_at(state, rules),
        available_rewards=tuple(_reward_view(offer, state.points_balance) for offer in redeemable),
        next_reward=_reward_view(nearest, state.points_balance) if nearest else None,
        next_stamp_available_at=outlook.next_stamp_available_at if rules.has_stamps else None,
        remaining_stamps_today=outlook.remaining_today if rules.has_stamps else 0,
        enrolled_at_store=_store(card.enrolled_at_store_code, card.enrolled_at_store_name),
        scope_store_id=card.scope_store_id,
        last_activity_at=state.last_activity_at,
        version=state.version,
        passes=PassesView(
            apple=PassView(state=card.apple_pass or "none"), google=PassView(state=card.google_pass or "none")
        ),
    )


def find_card(connection: Connection, actor: Actor, reference: CardReference, now: datetime) -> CardView:
    """The card that `reference` names among those the actor may see. At most two statements.

    Refuses card_unknown and card_replaced. Another store's card is unknown by its id; to somebody who holds its code
    or number, card_of_other_store says where it is valid.
    """
    card = read_card(connection, actor, reference)
    if not card.is_seen_by(actor):
        raise CardUnknown if reference.card_id is not None else CardOfOtherStore(store_name=card.enrolled_at_store_name)
    return card_view(connection, card, now)


def reward_offer(values: object) -> RewardOffer:
    """The value of a row of the rewards table."""
    return RewardOffer(**{name: getattr(values, name) for name in RewardOffer.__dataclass_fields__})


def _offers(connection: Connection, program_id: int) -> list[RewardOffer]:
    return [reward_offer(row) for row in connection.execute(_OFFERS, {"offering_program_id": program_id})]


def _reward_view(offer: RewardOffer, balance: int) -> RewardView:
    return RewardView(
        id=offer.id,
        name=offer.name,
        points_required=offer.points_required,
        icon=offer.icon,
        missing_points=max(0, offer.points_required - balance),
    )


def _store(code: str | None, name: str | None) -> StoreName | None:
    return StoreName(code=code, name=name) if code and name else None
