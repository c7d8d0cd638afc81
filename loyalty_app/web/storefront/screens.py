"""What each of the customer's pages shows, as values; the template of the same name says what it reads."""

from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from loyalty_app.web.public.marks import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """The shop as every page shows it. `phone`: iphone, android or other, as far as the browser tells."""

    name: str
    store_name: str
    store_code: str
    card_color: str
    stamp_icon: str
    languages: tuple[tuple[str, str], ...]
    language_urls: dict[str, str]
    language: str
    language_name: str
    phone: str
    mark: Mark | None = None
    logo_icon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms in the reader's language."""

    paragraphs: tuple[str, ...]
    privacy_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class JoiningForm:
    """Joining. `entered`: what was typed; `errors`: field → sentence; `focus`: the field to begin with.

    `likely_domain`, `likely_email`: what was perhaps meant by a mistyped address; `said`: a sentence above all;
    `has_card`: a card of this shop is open in this browser.
    """

    offer: str
    stamps_target: int | None
    require_phone: bool
    require_birth_date: bool
    terms: Terms | None
    terms_label: Markup
    marketing_wording: str
    shown_at: str
    has_card: bool = False
    request_id: str = ""
    entered: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    focus: str | None = None
    likely_domain: str | None = None
    likely_email: str | None = None
    code: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallet:
    """A wallet that is set up: its button's words where it comes first, and where it is the other one."""

    url: str
    words: str
    instead: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One line of the ledger in the customer's words. `look`: '', stamp, gift or void."""

    what: str
    detail: str
    icon: str
    look: str = ""
    delta: str | None = None
    balance: str | None = None
    is_void: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A reward that can be had now."""

    name: str
    cost: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store where the card works; `hours` in words."""

    name: str
    address: str | None
    hours: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyCardScreen:
    """The card as it stands. `tag` changes with anything that is shown; `say` is the balance for those who listen."""

    tag: str
    title: str
    say: str
    first_name: str
    short_name: str
    number: str
    summary: str
    qr_svg: Markup
    stamps_target: int | None
    stamp_count: int
    stamps_next: str
    stamps_ready: str | None
    has_points: bool
    points_balance: int
    rewards: tuple[Offer, ...]
    rewards_ready: str
    ready: tuple[Offer, ...]
    next_words: str | None
    next_share: int
    expiry: str | None
    expires_soon: bool
    is_provisional: bool
    blocked: str | None
    lines: tuple[HistoryLine, ...]
    wallets: tuple[Wallet, ...]
    works_at: str
    places: tuple[Place, ...]
    contact: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeEntry:
    """The code from the mail. `is_alone`: it is all that its page asks for."""

    heading: str
    lead: str
    verb: str
    action_url: str
    resend_url: str
    correct_url: str | None
    is_alone: bool = False
    error: str | None = None
    refusal_code: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The lines of one day."""

    words: str
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """One page of the history. `kinds`: which lines, as links; () where the program has one kind only."""

    days: tuple[Day, ...]
    kinds: tuple[tuple[str, str, bool, None], ...]
    first: int
    last: int
    total: int
    previous_url: str | None
    next_url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentLine:
    """One thing the customer agreed to, in the words they saw."""

    title: str
    wording: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MyData:
    """The privacy page. `kept_line`: how long all of it is kept; `said`: what was just done."""

    entered: dict[str, str]
    email_line: str
    consents: tuple[ConsentLine, ...]
    has_marketing: bool
    marketing_wording: str
    kept_line: str
    errors: dict[str, str] = field(default_factory=dict)
    focus: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """Asking for a code."""

    lead: str
    email: str = ""
    error: str | None = None
    code: str | None = None
    said: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Part of what is kept about a person: entries of words and values."""

    title: str
    entries: tuple[tuple[tuple[str, Any], ...], ...]
