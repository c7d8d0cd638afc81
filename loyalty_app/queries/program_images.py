"""The pictures that merchants uploaded, as the PNG we encoded."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.models import ProgramImage

_image = ProgramImage.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPicture:
    """A PNG of ours; width and height in dots."""

    png: bytes = field(repr=False)
    width: int
    height: int


def find_image(connection: Connection, sha256: str) -> bytes | None:
    """The picture of that hash; None for one that was replaced."""
    statement = select(_image.c.png).where(_image.c.sha256 == sha256).limit(1)
    png: bytes | None = connection.execute(statement).scalar()
    return png


def find_logo(connection: Connection, program_id: int) -> ProgramPicture | None:
    """The program's logo; None for a program that has none."""
    columns = (_image.c[name] for name in ProgramPicture.__dataclass_fields__)
    row = connection.execute(select(*columns).where(_image.c.program_id == program_id, _image.c.kind == "logo")).first()
    return ProgramPicture(**row._asdict()) if row else None
