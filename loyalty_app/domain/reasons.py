"""Why somebody corrected something, in their own few words."""

import unicodedata

from loyalty_app.domain.errors import InvalidInput

MAX_REASON_LENGTH = 500


def read_reason(typed: str | None, *, field: str = "reason") -> str:
    """The reason without blanks around it; refuses reason_required for none, an invisible or an endless one."""
    reason = (typed or "").strip()
    is_visible = any(unicodedata.category(char)[0] not in "CZ" for char in reason)
    if not is_visible or len(reason) > MAX_REASON_LENGTH:
        raise InvalidInput.of(field, "reason_required", maximum=MAX_REASON_LENGTH)
    return reason
