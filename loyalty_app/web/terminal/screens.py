"""What each fragment of the counter shows, as values; the fragment of the same name says what it reads."""

from dataclasses import dataclass

from markupsafe import Markup

from loyalty_app.queries.card_view import CardView, RewardView, StoreName
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.texts.amounts import MoneyWriting
from loyalty_app.web.terminal.page import Person
from loyalty_app.web.terminal.papers import Paper

Action = tuple[str, str, str | None]  # words, address, icon


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOfToday:
    """One of the last actions, in words. `state`: '', fresh, void, refused."""

    time: str
    who: str
    what: str
    detail: str
    state: str = ""
    undo_url: str | None = None
    why_not: str | None = None
    receipt_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """The store's day so far."""

    figures: tuple[tuple[str, int], ...] = ()
    lines: tuple[LineOfToday, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Idle:
    """Nobody is served."""

    today: Today
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attract:
    """Locked and inviting."""

    headline: str
    other_headlines: tuple[tuple[str, str], ...]
    stamps_target: int | None
    join_qr_svg: Markup | None
    languages: tuple[tuple[str, str], ...]
    language: str
    unlock_url: str
    wallets_line: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlock:
    """Who is at the counter, then the PIN. `next`: where to go on."""

    people: tuple[Person, ...]
    person: Person | None = None
    pin_length: int | None = None
    next: str | None = None
    error: str | None = None
    pending: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What a card's screen says of its program."""

    loyalty_type: str
    stamps_reward_description: str
    stamps_reward_icon: str = "gift"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCard:
    """A card is open. `code` and `message`: why it is shown instead of what was asked for."""

    card: CardView
    program: Program
    rewards: tuple[RewardView, ...]
    next_reward: RewardView | None
    stamp_refusal: str | None = None
    code: str | None = None
    message: str | None = None
    details_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The row of stamps of a result."""

    count: int
    target: int
    is_new: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A reward was reached."""

    word: str
    sub: str
    reward: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Done: what changed and what is next."""

    word: str
    who: str
    figure: str
    next: str | None = None
    why: str | None = None
    card: CardView | None = None
    stamps: Row | None = None
    moment: Moment | None = None
    sound: str | None = None
    receipt_url: str | None = None
    stay_seconds: int = 8
    last_lines: tuple[LineOfToday, ...] = ()

    @property
    def say(self) -> str:
        """All of it as one sentence for those who listen."""
        return " · ".join(part for part in (self.who, self.figure, self.next, self.why) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotDone:
    """Refused, not found or not saved. `label` and `figure`: when it will be possible."""

    code: str
    word: str
    why: str
    who: str | None = None
    label: str | None = None
    figure: str | None = None
    next: str | None = None
    card: CardView | None = None
    actions: tuple[Action, ...] = ()
    support_code: str | None = None
    stay_seconds: int | None = None
    retry_url: str | None = None
    last_lines: tuple[LineOfToday, ...] = ()

    @property
    def say(self) -> str:
        """All of it as one sentence for those who listen."""
        return " · ".join(part for part in (self.who, self.label, self.figure, self.next, self.why) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The same action once more, with what was missing: a fresh page token, or somebody's PIN."""

    action: str
    kept: tuple[tuple[str, str], ...]
    title: str
    sentence: str
    code: str
    verb: str
    cancel_url: str
    people: tuple[Person, ...] = ()
    person: Person | None = None
    pin_length: int | None = None

    @property
    def request_id(self) -> str:
        """The key the action was sent with: it stays one action."""
        return dict(self.kept).get("request_id", "")

    @property
    def options(self) -> tuple[tuple[str, str], ...]:
        """The people as choices of a form."""
        return tuple((str(person.id), person.name) for person in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedNumber:
    """The number on the card."""

    value: str = ""
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What is not needed every minute."""

    paper: Paper
    links: tuple[Action, ...]
    languages: tuple[tuple[str, str], ...]
    language: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmStamps:
    """The reward of a full card, before it is handed out."""

    card: CardView
    program: Program


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmReward:
    """A reward for points, before it is handed out."""

    card: CardView
    reward: RewardView
    points_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Earn:
    """Amount, what it was, receipt number. `errors`: field → sentence; `code`: of the first; `entered`: typed."""

    card: CardView
    money: MoneyWriting
    rule: str
    points_per_euro: int
    categories: tuple[tuple[str, str], ...]
    reference_required: bool
    by_separator: bool = False
    chosen_categories: tuple[str, ...] = ()
    entered: dict[str, str] | None = None
    errors: dict[str, str] | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enroll:
    """Signing somebody up. `errors`: field → sentence; `entered`: what was typed; `age_rule`: who may not join."""

    marketing_wording: str
    age_rule: str | None = None
    entered: dict[str, str] | None = None
    errors: dict[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """The new card, or the one there was already, and the way to it for a phone."""

    card: CardView
    qr_svg: Markup
    qr_label: str
    word: str
    sentence: str
    locations: tuple[StoreName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What would be taken back, and its effect."""

    transaction: TransactionView
    what: str
    who: str
    effect: tuple[tuple[str, str], ...]
    card_id: int
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One card of a search: enough to tell two Anas apart, no full address."""

    card_id: int
    initials: str
    name: str
    detail: str
    balance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Searching; `found` is None before anything was asked."""

    query: str = ""
    error: str | None = None
    found: tuple[Hit, ...] | None = None
    is_cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LastActions:
    """The last actions, and the day's figures."""

    today: Today
    lines: tuple[LineOfToday, ...]
