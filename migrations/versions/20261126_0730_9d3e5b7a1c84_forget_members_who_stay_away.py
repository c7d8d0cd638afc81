"""Forget members who stay away: after how long, when they last signed in, when they were reminded."""

import sqlalchemy as sa
from alembic import op

revision = "9d3e5b7a1c84"
down_revision = "7e3a9d5c2f18"
branch_labels = None
depends_on = None

MOMENTS = ("last_signed_in_at", "inactivity_reminded_at")


def upgrade() -> None:
    for name in MOMENTS:
        op.add_column("customers", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    # In one statement that both databases know: neither makes the table anew for it.
    op.execute(
        "ALTER TABLE merchant_loyalty_settings ADD COLUMN inactive_months INTEGER DEFAULT 36 "
        "CONSTRAINT ck_merchant_loyalty_settings_inactive_months CHECK (inactive_months BETWEEN 6 AND 120)"
    )
    _remember_who_signed_in()


def downgrade() -> None:
    op.drop_column("merchant_loyalty_settings", "inactive_months")
    for name in reversed(MOMENTS):
        op.drop_column("customers", name)


def _remember_who_signed_in() -> None:
    """The newest session there still is, else when the address was proven."""
    op.execute(
        "UPDATE customers SET last_signed_in_at = COALESCE((SELECT MAX(sessions.last_seen_at) FROM sessions WHERE "
        "sessions.kind = 'customer' AND sessions.customer_id = customers.id), email_verified_at) WHERE NOT is_provisional"
    )
