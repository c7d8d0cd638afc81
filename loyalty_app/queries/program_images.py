"""The pictures that merchants uploaded, as the PNG we encoded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.engine import Connection

from loyalty_app.models import LoyaltyProgram, Merchant, ProgramImage

_image = ProgramImage.__table__
_program = LoyaltyProgram.__table__
_merchant = Merchant.__table__


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgramPicture:
    """A PNG of ours; width and height in dots."""

    png: bytes = field(repr=False)
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogoName:
    """Which logo a program has; width and height in dots say its proportions."""

    sha256: str
    width: int
    height: int


# The program's logo beside its other columns: `… .outerjoin(*WITH_LOGO)`, then `logo_of(row)`.
WITH_LOGO = (_image, and_(_image.c.program_id == _program.c.id, _image.c.kind == "logo"))
LOGO_COLUMNS = tuple(_image.c[name].label(f"logo_{name}") for name in LogoName.__dataclass_fields__)


def logo_of(found: Mapping[str, Any]) -> LogoName | None:
    """The logo in a row with the LOGO_COLUMNS; None for a program that has none."""
    if found["logo_sha256"] is None:
        return None
    return LogoName(sha256=found["logo_sha256"], width=found["logo_width"], height=found["logo_height"])


def find_public_logo(connection: Connection, sha256: str) -> bytes | None:
    """The logo of that hash, if a program that people can see has it."""
    shown = (
        select(_image.c.png)
        .join(_program, _program.c.id == _image.c.program_id)
        .join(_merchant, _merchant.c.id == _program.c.merchant_id)
        .where(_image.c.sha256 == sha256, _image.c.kind == "logo", is_public())
        .limit(1)
    )
    png: bytes | None = connection.execute(shown).scalar()
    return png


def is_public() -> ColumnElement[bool]:
    """Whether people can see the program: it was opened once and is not deleted."""
    return and_(_program.c.status != "draft", _program.c.deleted_at.is_(None), _merchant.c.deleted_at.is_(None))


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
