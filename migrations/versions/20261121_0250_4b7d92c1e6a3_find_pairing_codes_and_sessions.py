"""Find a pairing code by its first half, and the sessions of one tablet, person or user."""

import sqlalchemy as sa
from alembic import op

revision = "4b7d92c1e6a3"
down_revision = "3b6d1c9e7a52"
branch_labels = None
depends_on = None

SUBJECTS = ("terminal_device_id", "staff_pin_id", "user_id")


def upgrade() -> None:
    with op.batch_alter_table("pairing_codes") as table:
        table.add_column(sa.Column("selector", sa.String(length=4), server_default="", nullable=False))
        table.create_index("ix_pairing_codes_selector", ["selector"])
    for subject in SUBJECTS:
        op.create_index(f"ix_sessions_{subject}", "sessions", [subject])


def downgrade() -> None:
    for subject in reversed(SUBJECTS):
        op.drop_index(f"ix_sessions_{subject}", table_name="sessions")
    with op.batch_alter_table("pairing_codes") as table:
        table.drop_index("ix_pairing_codes_selector")
        table.drop_column("selector")
