"""What the store's pages show, as values; the fragment of the same name says what it reads."""

from dataclasses import dataclass, field

from markupsafe import Markup

from loyalty_app.queries.card_view import CardView


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which part of a long list this is: rows `first` to `last` of `total`, the next one and the way to the start."""

    first: int
    last: int
    total: int
    next_url: str | None
    start_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cards:
    """The members, or those that were searched for."""

    search: str
    cards: tuple[CardView, ...] = ()
    part: Part | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreLine:
    """One line of the books, in words. `state`: '' or void."""

    when: str
    what: str
    detail: str
    state: str = ""
    who: str | None = None
    card_url: str | None = None
    void_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardDetail:
    """All that is known of one card."""

    card: CardView
    qr_svg: Markup
    facts: tuple[tuple[str, str], ...]
    lines: tuple[StoreLine, ...]
    part: Part
    has_points: bool
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """A question before something is done to a card, and why. `points` None: it is not about a number of points."""

    card: CardView
    title: str
    explanation: str
    verb: str
    url: str
    back_url: str
    effect: tuple[tuple[str, str], ...] = ()
    warning: str | None = None
    is_grave: bool = False
    reason: str = ""
    points: str | None = None
    points_label: str = ""
    points_hint: str | None = None
    direction: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transactions:
    """The lines of this store."""

    day: str
    kind: str
    kinds: tuple[tuple[str, str], ...]
    lines: tuple[StoreLine, ...] = ()
    part: Part | None = None
    error: str | None = None
