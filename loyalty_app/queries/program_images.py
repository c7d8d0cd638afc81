"""The pictures that merchants uploaded, as the PNG we encoded."""

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.models import ProgramImage

_image = ProgramImage.__table__


def find_image(connection: Connection, sha256: str) -> bytes | None:
    """The picture of that hash; None for one that was replaced."""
    statement = select(_image.c.png).where(_image.c.sha256 == sha256).limit(1)
    png: bytes | None = connection.execute(statement).scalar()
    return png
