"""What a card's copy in a phone's wallet says: read in one place for Apple's and Google's passes (spec 6)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, desc, func, or_, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.card_numbers import in_groups
from loyalty_app.domain.cards import CardState, LoyaltyType, ProgramRules, points_expire_at
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.domain.languages import known_language
from loyalty_app.domain.opening_hours import stored_hours
from loyalty_app.domain.passes import (
    LAST_LINES,
    MAX_LOCATIONS,
    PassContent,
    PassLine,
    PassReward,
    PassStore,
    PassTerms,
)
from loyalty_app.domain.redeeming import RewardOffer, can_redeem
from loyalty_app.models import (
    Customer,
    LoyaltyCard,
    LoyaltyProgram,
    LoyaltyTransaction,
    Merchant,
    Reward,
    Store,
    TermsVersion,
)
from loyalty_app.queries.card_view import reward_offer
from loyalty_app.queries.pass_designs import DESIGN_COLUMNS, design_of

_card = LoyaltyCard.__table__
_program = LoyaltyProgram.__table__
_merchant = Merchant.__table__
_customer = Customer.__table__
_line = LoyaltyTransaction.__table__
_store = Store.__table__
_terms = TermsVersion.__table__


def pass_content(connection: Connection, card_id: int, now: datetime) -> PassContent:
    """The card as its passes show it at `now`, whatever its status; at most five statements.

    Refuses card_unknown. The same card, program and `now` give an equal value.
    """
    row = connection.execute(_CARDS.where(_card.c.id == card_id)).one_or_none()
    if row is None:
        raise CardUnknown
    is_over = row.status in ("merged", "erased")
    design, state, rules = design_of(row), _state(row), _rules(row)
    offers = _offers(connection, row.program_id) if design.has_points and not is_over else []
    within_reach = sorted((o for o in offers if can_redeem(state, rules, o, now=now)), key=_price)
    beyond = [offer for offer in offers if offer.is_available(now) and offer not in within_reach]
    lines = connection.execute(_LAST_LINES, {"of_card_id": card_id}).all()
    return PassContent(
        card_id=card_id,
        version=row.version,
        status=row.status,
        card_number=in_groups(row.card_number),
        qr_code=row.qr_token,
        first_name=None if is_over else row.first_name,
        locale=known_language(row.customer_locale, default=known_language(row.default_locale, default="en")),
        timezone=row.timezone,
        design=design,
        stamp_count=row.stamp_count if design.has_stamps else 0,
        stamps_reward_description=row.stamps_reward_description,
        points_balance=row.points_balance if design.has_points else 0,
        points_expire_at=None if is_over else points_expire_at(state, rules),
        rewards=tuple(_reward(offer, state, rules) for offer in within_reach),
        next_reward=_reward(min(beyond, key=_price), state, rules) if beyond else None,
        lines=() if is_over else tuple(_pass_line(line) for line in lines),
        last_line_at=lines[0].recorded_at if lines else row.created_at,
        stores=() if is_over else _stores(connection, row),
        terms=_latest_terms(connection, row.program_id),
        contact_email=row.contact_email,
    )


_STATE = tuple(CardState.__dataclass_fields__)
_RULES = tuple(name for name in ProgramRules.__dataclass_fields__ if name not in ("loyalty_type", "currency"))
_CARDS: Select[Any] = (
    select(
        _card.c.id,
        *(_card.c[name] for name in _STATE),
        *(_program.c[name] for name in _RULES),
        *DESIGN_COLUMNS,
        _card.c.merchant_id,
        _card.c.scope_store_id,
        _card.c.enrolled_at_store_id,
        _card.c.card_number,
        _card.c.qr_token,
        _card.c.status,
        _merchant.c.currency,
        _merchant.c.timezone,
        _merchant.c.default_locale,
        _merchant.c.contact_email,
        _customer.c.first_name,
        _customer.c.locale.label("customer_locale"),
    )
    .select_from(_card)
    .join(_program, _program.c.id == _card.c.program_id)
    .join(_merchant, _merchant.c.id == _card.c.merchant_id)
    .outerjoin(_customer, _customer.c.id == _card.c.customer_id)
)


_LAST_LINES: Select[Any] = (
    select(
        _line.c.type,
        _line.c.stamps_delta,
        _line.c.points_delta,
        _line.c.reward_name,
        _line.c.local_day.label("day"),
        _line.c.recorded_at,
        _store.c.name.label("store_name"),
    )
    .outerjoin(_store, _store.c.id == _line.c.store_id)
    .where(_line.c.card_id == bindparam("of_card_id"))
    .order_by(desc(_line.c.card_version))
    .limit(LAST_LINES)
)


def _state(row: Row[Any]) -> CardState:
    return CardState(**{name: getattr(row, name) for name in _STATE})


def _rules(row: Row[Any]) -> ProgramRules:
    return ProgramRules(
        loyalty_type=LoyaltyType(row.loyalty_type),
        currency=row.currency,
        **{name: getattr(row, name) for name in _RULES},
    )


def _offers(connection: Connection, program_id: int) -> list[RewardOffer]:
    statement = (
        select(*(getattr(Reward, name) for name in RewardOffer.__dataclass_fields__))
        .where(Reward.program_id == program_id, Reward.deleted_at.is_(None), Reward.is_active)
        .order_by(Reward.points_required, Reward.display_order, Reward.id)
    )
    return [reward_offer(row) for row in connection.execute(statement)]


def _price(offer: RewardOffer) -> int:
    return offer.points_required


def _reward(offer: RewardOffer, state: CardState, rules: ProgramRules) -> PassReward:
    """With what is missing: its price, or more where redeeming starts higher."""
    wanted = max(offer.points_required, rules.minimum_redemption_points)
    missing = max(0, wanted - state.points_balance)
    return PassReward(name=offer.name, points_required=offer.points_required, missing_points=missing)


def _pass_line(row: Row[Any]) -> PassLine:
    return PassLine(**{name: getattr(row, name) for name in PassLine.__dataclass_fields__})


def _stores(connection: Connection, card: Row[Any]) -> tuple[PassStore, ...]:
    """Where the card is used most, then where it was made, then by name; those of which there is something to say."""
    uses = func.count(_line.c.id)
    is_on_the_map = and_(_store.c.latitude.is_not(None), _store.c.longitude.is_not(None))
    statement = (
        select(_store.c.name, _store.c.latitude, _store.c.longitude, _store.c.opening_hours)
        .outerjoin(_line, and_(_line.c.store_id == _store.c.id, _line.c.card_id == card.id))
        .where(
            _store.c.merchant_id == card.merchant_id,
            _store.c.deleted_at.is_(None),
            _store.c.is_active,
            or_(is_on_the_map, _store.c.opening_hours.is_not(None)),
        )
        .group_by(_store.c.id)
        .order_by(desc(uses), desc(_store.c.id == card.enrolled_at_store_id), _store.c.name, _store.c.id)
        .limit(MAX_LOCATIONS)
    )
    if card.scope_store_id is not None:
        statement = statement.where(_store.c.id == card.scope_store_id)
    return tuple(
        PassStore(name=name, latitude=latitude, longitude=longitude, hours=stored_hours(hours))
        for name, latitude, longitude, hours in connection.execute(statement)
    )


def _latest_terms(connection: Connection, program_id: int) -> PassTerms | None:
    statement = (
        select(_terms.c.body, _terms.c.privacy_url)
        .where(_terms.c.program_id == program_id)
        .order_by(desc(_terms.c.published_at), desc(_terms.c.id))
        .limit(1)
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        return None
    return PassTerms(body=_texts(row.body), privacy_url=row.privacy_url)


def _texts(body: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    entries: Sequence[tuple[str, Any]] = sorted(body.items())
    return tuple((language, str(text)) for language, text in entries)
