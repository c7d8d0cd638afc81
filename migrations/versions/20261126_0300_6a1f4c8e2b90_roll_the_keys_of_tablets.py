"""Roll the keys of tablets, and know when one is used twice or searches for cards."""

import sqlalchemy as sa
from alembic import op

revision = "6a1f4c8e2b90"
down_revision = "5c2e8f3a9d14"
branch_labels = None
depends_on = None

MOMENTS = ("token_rolled_at", "marked_at", "copied_at", "many_misses_at")
HASHES = ("next_token_hash", "mark_hash", "last_mark_hash")
INDEX = "uq_terminal_devices_next_token_hash"


def upgrade() -> None:
    for name in HASHES:
        op.add_column("terminal_devices", sa.Column(name, sa.String(length=64), nullable=True))
    for name in MOMENTS:
        op.add_column("terminal_devices", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(INDEX, "terminal_devices", ["next_token_hash"], unique=True)


def downgrade() -> None:
    op.drop_index(INDEX, table_name="terminal_devices")
    for name in (*MOMENTS, *HASHES):
        op.drop_column("terminal_devices", name)
