"""Find lines by receipt: a void names the receipt, also when it was voided before."""

import sqlalchemy as sa
from alembic import op

revision = "3b6d1c9e7a52"
down_revision = "8c1f0a6b2e47"
branch_labels = None
depends_on = None

HAS_A_RECEIPT = sa.text("order_reference IS NOT NULL")


def upgrade() -> None:
    op.create_index(
        "ix_loyalty_transactions_order",
        "loyalty_transactions",
        ["merchant_id", "order_reference"],
        postgresql_where=HAS_A_RECEIPT,
        sqlite_where=HAS_A_RECEIPT,
    )


def downgrade() -> None:
    op.drop_index("ix_loyalty_transactions_order", table_name="loyalty_transactions")
