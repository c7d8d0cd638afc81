"""What the pages of the staff PINs show. `audience` is whose pages they are: merchant or store."""

from dataclasses import dataclass, field

from flask import url_for

from loyalty_app.queries.pins import PinView


@dataclass(frozen=True, slots=True, kw_only=True)
class MadePin:
    """A PIN that was made for somebody: it is shown this once and never again."""

    name: str
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PinPage:
    """What every one of these pages knows."""

    audience: str

    def url(self, endpoint: str, **values: object) -> str:
        """The address of another of these pages, for the same audience."""
        return url_for(f"{self.audience}.{endpoint}", **values)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class PinList(PinPage):
    """Everybody in reach; stores are named where there are several."""

    people: tuple[PinView, ...]
    names_stores: bool
    can_add: bool
    made: MadePin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinForm(PinPage):
    """Somebody new (`person` None) or a change; what was typed but no PIN. `errors`: field → sentence."""

    person: PinView | None = None
    name: str = ""
    role: str = "cashier"
    is_active: bool = True
    store_id: int | None = None
    store_choices: tuple[tuple[int, str], ...] = ()
    makes_pin: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinQuestion(PinPage):
    """Shall this person be deleted?"""

    person: PinView
