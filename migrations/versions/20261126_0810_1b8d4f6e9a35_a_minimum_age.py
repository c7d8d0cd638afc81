"""How old members are at least."""

from alembic import op

revision = "1b8d4f6e9a35"
down_revision = "9d3e5b7a1c84"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In one statement that both databases know: neither makes the table anew for it.
    op.execute(
        "ALTER TABLE merchant_loyalty_settings ADD COLUMN minimum_age_years INTEGER "
        "CONSTRAINT ck_merchant_loyalty_settings_minimum_age_years CHECK (minimum_age_years BETWEEN 13 AND 21)"
    )


def downgrade() -> None:
    op.drop_column("merchant_loyalty_settings", "minimum_age_years")
