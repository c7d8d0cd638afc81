"""Sessions whether they are over or not: for recognising a repeated request, never for letting anybody in."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.models import Session


def staff_of_any_session(connection: Connection, token_hash: str) -> int | None:
    """The member of staff for whom the session was opened, even if it is over by now."""
    found: int | None = connection.execute(
        select(Session.staff_pin_id).where(Session.token_hash == token_hash, Session.kind == "staff")
    ).scalar_one_or_none()
    return found
