"""What goes on paper at a counter, as values, and the paper it goes on."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The receipt printer of a tablet. `width` in millimetres; `is_silent`: its browser prints without a dialog."""

    width: str
    is_silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Stamps or points after a line, and what is missing or ready."""

    word: str
    figure: str
    rest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One line of the books on paper. `is_void`: it was taken back later; `address`: what the code says, to read."""

    paper: Paper
    shop: str
    store: str
    when: str
    kind: str
    what: str
    is_void: bool
    facts: tuple[tuple[str, str], ...]
    balances: tuple[Balance, ...]
    number: str
    qr_svg: Markup
    address: str
