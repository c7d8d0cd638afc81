"""Staff PINs: their form, and those that anybody would guess first."""

import re
from datetime import datetime

from loyalty_app.domain.derived_keys import derived_number
from loyalty_app.domain.errors import InvalidInput

MIN_LENGTH, MAX_LENGTH, DEFAULT_LENGTH = 4, 8, 6
_PIN = re.compile(rf"[0-9]{{{MIN_LENGTH},{MAX_LENGTH}}}")
_KEYPAD_PATHS = frozenset(
    "2580 0852 1470 3690 147258 258369 147369 159357 753951 147258369 1590 3570 159753 357159 258000 "
    "123123 456456 789789 112233 332211 445566 778899 121212 131313 101010 696969 123321 654321 111222 "
    "420420 007007 100200 102030 246810 135790 142536 1379 9731 1397 13791379 11223344 12344321".split()
)
_UP, _DOWN = "01234567890123456789", "98765432109876543210"


def require_pin_form(pin: str, *, length: int | None = None, field: str = "pin") -> None:
    """Refuse pin_format unless the PIN is 4 to 8 plain digits (or exactly `length`)."""
    if not _PIN.fullmatch(pin) or not pin.isascii() or (length is not None and len(pin) != length):
        raise InvalidInput.of(field, "pin_format", length=length, minimum=MIN_LENGTH, maximum=MAX_LENGTH)


def require_strong_pin(pin: str, *, field: str = "pin") -> None:
    """Refuse pin_weak for repeats, rows, keypad paths, pairs, years and dates."""
    if is_trivial(pin):
        raise InvalidInput.of(field, "pin_weak")


def is_trivial(pin: str) -> bool:
    """Whether a thief would try this PIN among the first."""
    return (
        pin in _KEYPAD_PATHS
        or len(set(pin)) == 1
        or pin in _UP
        or pin in _DOWN
        or _repeats(pin)
        or _is_year(pin)
        or _is_date(pin)
    )


def _repeats(pin: str) -> bool:
    return any(
        len(pin) % size == 0 and pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3, 4) if size < len(pin)
    )


def _is_year(pin: str) -> bool:
    return len(pin) == 4 and 1930 <= int(pin) <= 2039


def _is_date(pin: str) -> bool:
    forms = {6: ("%d%m%y", "%m%d%y", "%y%m%d"), 8: ("%d%m%Y", "%m%d%Y", "%Y%m%d")}
    return any(_reads_as(pin, form) for form in forms.get(len(pin), ()))


def _reads_as(pin: str, form: str) -> bool:
    try:
        year = datetime.strptime(pin, form).year  # noqa: DTZ007  only the form is asked
    except ValueError:
        return False
    return len(pin) == 8 or 1930 <= year <= 2039


def derived_pin(secret: str, purpose: str, *, length: int = DEFAULT_LENGTH) -> str:
    """The PIN that only this secret and purpose give; none that anybody would guess first."""
    tries = 0
    while is_trivial(pin := f"{derived_number(secret, f'{purpose}:{tries}') % 10**length:0{length}d}"):
        tries += 1
    return pin
