"""Say when stores are open."""

import sqlalchemy as sa
from alembic import op

revision = "4b8e1d6a7f35"
down_revision = "1b8d4f6e9a35"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stores", sa.Column("opening_hours", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("stores", "opening_hours")
