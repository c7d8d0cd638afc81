"""How the passes of every program look now."""

from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.cards import LoyaltyType
from loyalty_app.domain.passes import PassDesign
from loyalty_app.models import LoyaltyProgram, Merchant, ProgramImage

_program = LoyaltyProgram.__table__
_merchant = Merchant.__table__
_image = ProgramImage.__table__


def _image_hash(kind: str) -> Any:
    found = select(_image.c.sha256).where(_image.c.program_id == _program.c.id, _image.c.kind == kind)
    return found.scalar_subquery().label(f"{kind}_sha256")


# What `design_of` reads, for every statement that joins a program with its merchant.
DESIGN_COLUMNS: tuple[Any, ...] = (
    _program.c.id.label("program_id"),
    _program.c.loyalty_type,
    _program.c.design_version,
    _program.c.card_name,
    _program.c.card_color,
    _program.c.card_secondary_color,
    _program.c.stamp_shape,
    _merchant.c.name.label("merchant_name"),
    _image_hash("logo"),
    _image_hash("hero"),
)


def pass_designs(connection: Connection) -> tuple[PassDesign, ...]:
    """The designs of all live programs. One statement."""
    live: Select[Any] = (
        select(*DESIGN_COLUMNS, _program.c.stamps_target)
        .join(_merchant, _merchant.c.id == _program.c.merchant_id)
        .where(_program.c.deleted_at.is_(None), _merchant.c.deleted_at.is_(None))
        .order_by(_program.c.id)
    )
    return tuple(design_of(row) for row in connection.execute(live))


def design_of(row: Row[Any]) -> PassDesign:
    """The design in a row with DESIGN_COLUMNS and the target of its stamps."""
    return PassDesign(
        program_id=row.program_id,
        design_version=row.design_version,
        card_name=row.card_name or row.merchant_name,
        merchant_name=row.merchant_name,
        card_color=row.card_color,
        card_secondary_color=row.card_secondary_color,
        stamp_shape=row.stamp_shape,
        has_stamps=row.loyalty_type != LoyaltyType.POINTS,
        has_points=row.loyalty_type != LoyaltyType.STAMPS,
        stamps_target=row.stamps_target,
        logo_sha256=row.logo_sha256,
        hero_sha256=row.hero_sha256,
    )
