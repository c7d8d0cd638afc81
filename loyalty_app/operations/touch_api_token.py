"""A till used its token: note when, so that forgotten tokens can be found."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from sqlalchemy import or_, update

from loyalty_app.models import ApiToken
from loyalty_app.queries.callers import TOUCH_SECONDS
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchApiToken(Command):
    """Note that the token was used now."""

    is_patient: ClassVar[bool] = False  # whoever asks for something else does not wait for this note

    token_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiTokenTouched(Outcome):
    """Noted, unless it was noted a moment ago."""


@operation
def touch_api_token(work: Work, command: TouchApiToken) -> ApiTokenTouched:
    """Move last_used_at to now."""
    now = work.now()
    due = ApiToken.last_used_at <= now - timedelta(seconds=TOUCH_SECONDS)
    work.connection.execute(
        update(ApiToken)
        .where(ApiToken.id == command.token_id, or_(ApiToken.last_used_at.is_(None), due))
        .values(last_used_at=now)
    )
    return ApiTokenTouched()
