"""Know when phones with passes last asked for changes."""

import sqlalchemy as sa
from alembic import op

revision = "7e3a9d5c2f18"
down_revision = "2d7f5b9c1e64"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("apple_devices", sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("apple_devices", "asked_at")
