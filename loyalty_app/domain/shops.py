"""Codes, time zones, currencies and languages of merchants and stores, as somebody types them."""

import re
from zoneinfo import available_timezones

from loyalty_app.domain.errors import InvalidInput

CODE_FORM = "[a-z0-9-]{2,40}"
_CODE = re.compile(CODE_FORM)
_CURRENCY = re.compile(r"[A-Z]{3}")


def is_code(text: str) -> bool:
    """Whether the text can be the code of a merchant or store."""
    return bool(_CODE.fullmatch(text))


def require_code(code: str, *, field: str = "code") -> str:
    """The code; refuses code_invalid unless it is 2 to 40 of a-z, 0-9 and -: it stands in addresses and on posters."""
    if not is_code(code):
        raise InvalidInput.of(field, "code_invalid")
    return code


def require_timezone(name: str, *, field: str = "timezone") -> str:
    """The time zone; refuses field_type for a name the tz database does not have."""
    if name not in available_timezones():
        raise InvalidInput.of(field, "field_type")
    return name


def require_currency(code: str, *, field: str = "currency") -> str:
    """The ISO 4217 code; refuses field_type for anything but three capitals."""
    if not _CURRENCY.fullmatch(code):
        raise InvalidInput.of(field, "field_type")
    return code
