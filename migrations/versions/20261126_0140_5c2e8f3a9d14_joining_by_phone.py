"""Joining by phone: codes and messages by e-mail, erasures, birthdays without a year."""

import sqlalchemy as sa
from alembic import op

revision = "5c2e8f3a9d14"
down_revision = "5d20c4ae9b16"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NOW = sa.text("(CURRENT_TIMESTAMP)")
WAITING = sa.text("state = 'pending'")


def upgrade() -> None:
    _retype_birth_date(sa.String(length=10), "CAST(birth_date AS varchar(10))")
    op.create_index("ix_customers_email_canonical", "customers", ["merchant_id", "email_canonical"])
    op.create_index("ix_sessions_customer_id", "sessions", ["customer_id"])
    for name in ("require_phone", "require_birth_date"):
        op.add_column("loyalty_programs", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("idempotency_keys", sa.Column("card_id", ID, nullable=True))
    op.create_index("ix_idempotency_keys_card_id", "idempotency_keys", ["card_id"])
    _find_cards_of_answers()
    _create_email_codes()
    _create_notifications()
    _create_erasures()


def downgrade() -> None:
    op.drop_table("erasures")
    op.drop_table("notifications")
    op.drop_table("email_codes")
    op.drop_index("ix_idempotency_keys_card_id", table_name="idempotency_keys")
    op.drop_column("idempotency_keys", "card_id")
    for name in ("require_birth_date", "require_phone"):
        op.drop_column("loyalty_programs", name)
    op.drop_index("ix_sessions_customer_id", table_name="sessions")
    op.drop_index("ix_customers_email_canonical", table_name="customers")
    # A date needs a year: birthdays without one are lost on this way.
    is_date = "birth_date NOT LIKE '--%'"
    to_date = "birth_date" if op.get_bind().dialect.name == "sqlite" else "CAST(birth_date AS date)"
    _retype_birth_date(sa.Date(), f"CASE WHEN {is_date} THEN {to_date} END")


def _retype_birth_date(kind: sa.String | sa.Date, value: str) -> None:
    """By a column beside it: SQLite cannot change a type, and a table that others point at cannot be made anew."""
    op.add_column("customers", sa.Column("birth_date_retyped", kind, nullable=True))
    op.execute(f"UPDATE customers SET birth_date_retyped = {value} WHERE birth_date IS NOT NULL")
    op.drop_column("customers", "birth_date")
    op.alter_column("customers", "birth_date_retyped", new_column_name="birth_date")


def _find_cards_of_answers() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("UPDATE idempotency_keys SET card_id = (outcome -> 'card' ->> 'id')::bigint")
    else:
        op.execute("UPDATE idempotency_keys SET card_id = json_extract(outcome, '$.card.id')")


def _dated() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", ID, nullable=False),
        sa.Column("created_at", MOMENT, server_default=NOW, nullable=False),
        sa.Column("updated_at", MOMENT, server_default=NOW, nullable=False),
    )


def _belongs_to(table: str, *, target: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["merchant_id", column],
        [f"{target}.merchant_id", f"{target}.id"],
        name=f"fk_{table}_merchant_id_{column}_{target}",
        ondelete="RESTRICT",
    )


def _create_email_codes() -> None:
    op.create_table(
        "email_codes",
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_canonical", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("superseded_at", MOMENT, nullable=True),
        *_dated(),
        sa.CheckConstraint("purpose IN ('confirm', 'sign_in', 'change_email')", name="ck_email_codes_purpose"),
        sa.CheckConstraint("attempts BETWEEN 0 AND 5", name="ck_email_codes_attempts"),
        _belongs_to("email_codes", target="stores", column="store_id"),
        _belongs_to("email_codes", target="customers", column="customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_email_codes"),
    )
    op.create_index("ix_email_codes_email_canonical", "email_codes", ["merchant_id", "email_canonical", "created_at"])
    op.create_index("ix_email_codes_browser_hash", "email_codes", ["merchant_id", "browser_hash"])
    op.create_index("ix_email_codes_customer_id", "email_codes", ["customer_id"])


def _create_notifications() -> None:
    op.create_table(
        "notifications",
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=True),
        sa.Column("store_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_code_id", ID, nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", MOMENT, nullable=False),
        sa.Column("leased_until", MOMENT, nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("sent_at", MOMENT, nullable=True),
        *_dated(),
        sa.CheckConstraint("state IN ('pending', 'sent', 'failed', 'withheld')", name="ck_notifications_state"),
        _belongs_to("notifications", target="stores", column="store_id"),
        _belongs_to("notifications", target="customers", column="customer_id"),
        sa.ForeignKeyConstraint(
            ["email_code_id"],
            ["email_codes.id"],
            name="fk_notifications_email_code_id_email_codes",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_notifications"),
        sa.UniqueConstraint("dedupe_key", name="uq_notifications_dedupe_key"),
    )
    op.create_index(
        "ix_notifications_due", "notifications", ["next_attempt_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index("ix_notifications_customer_id", "notifications", ["customer_id"])
    op.create_index("ix_notifications_email_code_id", "notifications", ["email_code_id"])


def _create_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("merchant_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=True),
        sa.Column("erased_at", MOMENT, nullable=False),
        sa.Column("erased_by", sa.String(), nullable=False),
        *_dated(),
        _belongs_to("erasures", target="customers", column="customer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
        sa.UniqueConstraint("customer_id", name="uq_erasures_customer_id"),
    )
    op.create_index("ix_erasures_address_hash", "erasures", ["merchant_id", "address_hash"])
