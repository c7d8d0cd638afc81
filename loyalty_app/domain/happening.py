"""When it was at the counter, as a till says it: not tomorrow, and not longer ago than a request is remembered."""

from datetime import datetime, timedelta

from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.idempotency import RETENTION_DAYS

# Clocks of tills go a little ahead.
TOLERANCE = timedelta(minutes=5)


def require_possible_moment(happened_at: datetime | None, *, now: datetime, field: str = "happened_at") -> None:
    """Refuse date_invalid for a moment to come, and for one so old that its key would be too old to repeat safely."""
    if happened_at is None:
        return
    if not now - timedelta(days=RETENTION_DAYS) <= happened_at <= now + TOLERANCE:
        raise InvalidInput.of(field, "date_invalid")
