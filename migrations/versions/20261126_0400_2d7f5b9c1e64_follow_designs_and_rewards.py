"""Know up to which design the passes of a program were marked, and which rewards they say can be had."""

import sqlalchemy as sa
from alembic import op

revision = "2d7f5b9c1e64"
down_revision = "6a1f4c8e2b90"
branch_labels = None
depends_on = None

LOOKS_NEW = sa.text("marked_design < design_version")
COMES_OR_GOES = sa.text("stock IS NOT NULL OR starts_at IS NOT NULL OR ends_at IS NOT NULL")


def upgrade() -> None:
    """Every program is looked through once."""
    op.add_column(
        "loyalty_programs", sa.Column("marked_design", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.create_index(
        "ix_loyalty_programs_marked_design",
        "loyalty_programs",
        ["id"],
        sqlite_where=LOOKS_NEW,
        postgresql_where=LOOKS_NEW,
    )
    op.add_column("rewards", sa.Column("on_passes", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.create_index(
        "ix_rewards_on_passes", "rewards", ["program_id"], sqlite_where=COMES_OR_GOES, postgresql_where=COMES_OR_GOES
    )


def downgrade() -> None:
    op.drop_index("ix_rewards_on_passes", table_name="rewards")
    op.drop_column("rewards", "on_passes")
    op.drop_index("ix_loyalty_programs_marked_design", table_name="loyalty_programs")
    op.drop_column("loyalty_programs", "marked_design")
