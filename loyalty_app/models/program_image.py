"""The pictures of a program: uploaded, drawn anew by us, never fetched (S50)."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model


class ProgramImage(Dated, Model):
    """One picture of each kind per program, as the PNG we encoded; `sha256` names these bytes."""

    __tablename__ = "program_images"
    __table_args__ = (
        ForeignKeyConstraint(
            ["merchant_id", "program_id"], ["loyalty_programs.merchant_id", "loyalty_programs.id"], ondelete="RESTRICT"
        ),
        UniqueConstraint("program_id", "kind"),
        CheckConstraint("kind IN ('logo', 'hero')", name="kind"),
        CheckConstraint("width BETWEEN 1 AND 4096 AND height BETWEEN 1 AND 4096", name="size"),
    )

    merchant_id: Mapped[int] = mapped_column(BigId)
    program_id: Mapped[int] = mapped_column(BigId)
    kind: Mapped[str]
    png: Mapped[bytes] = mapped_column(LargeBinary)
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
