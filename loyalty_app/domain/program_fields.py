"""What an owner can set about a program and its rewards, and the ranges of it (spec 2 §1)."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.colours import read_colour
from loyalty_app.domain.errors import FieldProblem, InvalidInput
from loyalty_app.domain.names import clean_name
from loyalty_app.domain.unchanged import UNCHANGED, Unchanged, named_values

STAMP_SHAPES = (
    "bean",
    "coffee",
    "croissant",
    "cake",
    "sun",
    "check",
    "star",
    "heart",
    "book",
    "scissors",
    "tag",
    "bag",
)
REWARD_ICONS = ("gift", *STAMP_SHAPES, "plate", "edit", "card")
MAX_REWARDS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramFields:
    """The settings of a program; money in cents. `points_expiration_days` None: points never expire."""

    loyalty_type: LoyaltyType | Unchanged = UNCHANGED
    stamps_target: int | Unchanged = UNCHANGED
    stamps_reward_description: str | Unchanged | None = UNCHANGED
    stamps_reward_value_cents: int | Unchanged = UNCHANGED
    points_per_euro: int | Unchanged = UNCHANGED
    points_expiration_days: int | Unchanged | None = UNCHANGED
    welcome_bonus_points: int | Unchanged = UNCHANGED
    minimum_redemption_points: int | Unchanged = UNCHANGED
    minimum_purchase_cents: int | Unchanged = UNCHANGED
    maximum_purchase_cents: int | Unchanged = UNCHANGED
    point_value_cents_per_100: int | Unchanged = UNCHANGED
    cooldown_minutes: int | Unchanged = UNCHANGED
    max_daily_stamps: int | Unchanged = UNCHANGED
    card_name: str | Unchanged | None = UNCHANGED
    card_color: str | Unchanged = UNCHANGED
    card_secondary_color: str | Unchanged | None = UNCHANGED
    stamp_shape: str | Unchanged = UNCHANGED

    def checked(self) -> dict[str, Any]:
        """The named values in one spelling; refuses with every problem there is, not only the first."""
        return _checked(named_values(self), _PROGRAM_CHECKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class RewardFields:
    """The settings of a reward. `stock` None: as many as there are points; moments are UTC."""

    name: str | Unchanged = UNCHANGED
    points_required: int | Unchanged = UNCHANGED
    description: str | Unchanged | None = UNCHANGED
    icon: str | Unchanged = UNCHANGED
    is_active: bool | Unchanged = UNCHANGED
    starts_at: datetime | Unchanged | None = UNCHANGED
    ends_at: datetime | Unchanged | None = UNCHANGED
    stock: int | Unchanged | None = UNCHANGED
    display_order: int | Unchanged = UNCHANGED

    def checked(self) -> dict[str, Any]:
        """The named values in one spelling; refuses with every problem there is, not only the first."""
        return _checked(named_values(self), _REWARD_CHECKS)


Check = Callable[[str, Any], Any]


def _whole(lowest: int, highest: int, *, code: str = "number_out_of_range") -> Check:
    def check(field: str, value: int) -> int:
        if not lowest <= value <= highest:
            raise InvalidInput.of(field, code, minimum=lowest, maximum=highest)
        return value

    return check


def _or_none(check: Check) -> Check:
    return lambda field, value: None if value is None else check(field, value)


def _text(longest: int) -> Check:
    def check(field: str, value: str | None) -> str | None:
        text = unicodedata.normalize("NFC", value or "").strip()
        if len(text) > longest:
            raise InvalidInput.of(field, "text_too_long", maximum=longest)
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text if sign != "\n"):
            raise InvalidInput.of(field, "character_not_allowed")
        return text or None

    return check


def _one_of(choices: tuple[str, ...]) -> Check:
    def check(field: str, value: str) -> str:
        if value not in choices:
            raise InvalidInput.of(field, "field_type", expected="one_of", choices=list(choices))
        return value

    return check


def _colour(field: str, value: str) -> str:
    read_colour(value, field=field)
    return value


def _as_it_is(_field: str, value: Any) -> Any:
    return value


_PROGRAM_CHECKS: Mapping[str, Check] = {
    "loyalty_type": lambda field, value: _one_of(tuple(LoyaltyType))(field, str(value)),
    "stamps_target": _whole(1, 50, code="stamps_target"),
    "stamps_reward_description": _text(200),
    "stamps_reward_value_cents": _whole(0, 1_000_000),
    "points_per_euro": _whole(1, 1000),
    "points_expiration_days": _or_none(_whole(1, 3650)),
    "welcome_bonus_points": _whole(0, 100_000),
    "minimum_redemption_points": _whole(0, 1_000_000),
    "minimum_purchase_cents": _whole(0, 10_000_000),
    "maximum_purchase_cents": _whole(1, 10_000_000),
    "point_value_cents_per_100": _whole(0, 10_000),
    "cooldown_minutes": _whole(0, 1440),
    "max_daily_stamps": _whole(1, 1000),
    "card_name": _or_none(lambda field, value: clean_name(value, field=field) if value.strip() else None),
    "card_color": _colour,
    "card_secondary_color": _or_none(_colour),
    "stamp_shape": _one_of(STAMP_SHAPES),
}
_REWARD_CHECKS: Mapping[str, Check] = {
    "name": lambda field, value: clean_name(value, field=field),
    "points_required": _whole(1, 1_000_000),
    "description": _text(500),
    "icon": _one_of(REWARD_ICONS),
    "is_active": _as_it_is,
    "starts_at": _as_it_is,
    "ends_at": _as_it_is,
    "stock": _or_none(_whole(0, 1_000_000)),
    "display_order": _whole(0, 10_000),
}


def _checked(values: dict[str, Any], checks: Mapping[str, Check]) -> dict[str, Any]:
    problems: list[FieldProblem] = []
    found: dict[str, Any] = {}
    for name, value in values.items():
        try:
            found[name] = checks[name](name, value)
        except InvalidInput as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise InvalidInput(*problems)
    return found
