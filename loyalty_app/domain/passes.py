"""What a card's copy in a phone's wallet says, whoever's wallet it is."""

from dataclasses import dataclass
from datetime import date, datetime

from loyalty_app.domain.opening_hours import OpeningHours

MAX_LOCATIONS = 10  # more are shown by neither wallet
LAST_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PassDesign:
    """How the passes of a program look. Colours as `#rrggbb`; images by the hash of their bytes.

    Equal designs look equal: whoever draws them may keep the pictures.
    """

    program_id: int
    design_version: int
    card_name: str
    merchant_name: str
    card_color: str
    card_secondary_color: str | None
    stamp_shape: str
    has_stamps: bool
    has_points: bool
    stamps_target: int
    logo_sha256: str | None
    hero_sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassReward:
    """A reward for points; `missing_points` 0: it can be had now."""

    name: str
    points_required: int
    missing_points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PassLine:
    """One line of the ledger as the customer reads it; `day` is that of the store."""

    type: str
    stamps_delta: int
    points_delta: int
    reward_name: str | None
    store_name: str | None
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PassStore:
    """A store where the card can be used. Degrees, None where nobody said where it is; the same for its hours."""

    name: str
    latitude: float | None
    longitude: float | None
    hours: OpeningHours | None

    @property
    def is_on_the_map(self) -> bool:
        """Whether somebody said where it is."""
        return self.latitude is not None and self.longitude is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassTerms:
    """The published terms: text by language, and where the privacy notice is."""

    body: tuple[tuple[str, str], ...]
    privacy_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassContent:
    """A card at one version. Counts are whole numbers, moments UTC; `card_number` in groups of four.

    `status`: active, blocked, merged or erased; of the last two nothing but the number is left to show.
    `stores`: at most ten, those where the card was used most first. `lines`: the last five, newest first.
    """

    card_id: int
    version: int
    status: str
    card_number: str
    qr_code: str
    first_name: str | None
    locale: str
    timezone: str
    design: PassDesign
    stamp_count: int
    stamps_reward_description: str | None
    points_balance: int
    points_expire_at: datetime | None
    rewards: tuple[PassReward, ...]
    next_reward: PassReward | None
    lines: tuple[PassLine, ...]
    last_line_at: datetime
    stores: tuple[PassStore, ...]
    terms: PassTerms | None
    contact_email: str | None

    @property
    def is_over(self) -> bool:
        """Whether the card was given up for good."""
        return self.status in ("merged", "erased")

    @property
    def rewards_ready(self) -> int:
        """How many full rows of stamps wait to be redeemed."""
        return self.stamp_count // self.design.stamps_target if self.design.has_stamps else 0

    @property
    def stamps_shown(self) -> int:
        """How many stamps the open row shows: a full row stays full until the next stamp."""
        target = self.design.stamps_target
        return target if self.stamp_count and self.stamp_count % target == 0 else self.stamp_count % target

    @property
    def stamps_until_reward(self) -> int:
        """How many stamps the open row lacks."""
        return self.design.stamps_target - self.stamp_count % self.design.stamps_target
