"""Keep the pictures of programs: what was uploaded, encoded anew."""

import sqlalchemy as sa
from alembic import op

revision = "5c2a9e81d047"
down_revision = "4b7d92c1e6a3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program_images",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("program_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("kind IN ('logo', 'hero')", name=op.f("ck_program_images_kind")),
        sa.CheckConstraint(
            "width BETWEEN 1 AND 4096 AND height BETWEEN 1 AND 4096", name=op.f("ck_program_images_size")
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "program_id"],
            ["loyalty_programs.merchant_id", "loyalty_programs.id"],
            name=op.f("fk_program_images_merchant_id_program_id_loyalty_programs"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_images")),
        sa.UniqueConstraint("program_id", "kind", name=op.f("uq_program_images_program_id_kind")),
    )


def downgrade() -> None:
    op.drop_table("program_images")
