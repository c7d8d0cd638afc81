"""Keep passes level with cards: what phones hold, and a flag that every line of the ledger sets."""

import sqlalchemy as sa
from alembic import op

revision = "5d20c4ae9b16"
down_revision = "5c2a9e81d047"
branch_labels = None
depends_on = None

# Every line writes the card's passes, also those that are due already: so it waits for whoever publishes one of them
# right now, and whoever publishes next reads the card after this line is committed. No change slips between the two.
MARK_THE_PASSES = """
    UPDATE wallet_passes
    SET due_since = CASE WHEN due_since < NEW.recorded_at THEN due_since ELSE NEW.recorded_at END
    WHERE card_id = NEW.card_id;
"""


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "apple_devices",
        sa.Column("pass_type_identifier", sa.String(), nullable=False),
        sa.Column("device_library_identifier", sa.String(length=100), nullable=False),
        sa.Column("push_token", sa.String(length=200), nullable=False),
        sa.Column("token_updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "wanted_tag",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "pushed_tag",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("push_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("pushed_tag <= wanted_tag", name=op.f("ck_apple_devices_pushed_tag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_devices")),
        sa.UniqueConstraint(
            "pass_type_identifier",
            "device_library_identifier",
            name=op.f("uq_apple_devices_pass_type_identifier_device_library_identifier"),
        ),
    )
    with op.batch_alter_table("apple_devices", schema=None) as batch_op:
        batch_op.create_index(
            "ix_apple_devices_push_due_at",
            ["push_due_at"],
            unique=False,
            sqlite_where=sa.text("push_due_at IS NOT NULL"),
            postgresql_where=sa.text("push_due_at IS NOT NULL"),
        )

    op.create_table(
        "apple_log_entries",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("message", sa.String(length=500), nullable=False),
        sa.Column(
            "count", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default=sa.text("0"), nullable=False
        ),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_log_entries")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_apple_log_entries_fingerprint")),
    )
    with op.batch_alter_table("apple_log_entries", schema=None) as batch_op:
        batch_op.create_index("ix_apple_log_entries_last_seen_at", ["last_seen_at"], unique=False)

    op.create_table(
        "apple_push_channels",
        sa.Column("pass_type_identifier", sa.String(), nullable=False),
        sa.Column("last_pushed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("fault_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_push_channels")),
        sa.UniqueConstraint("pass_type_identifier", name=op.f("uq_apple_push_channels_pass_type_identifier")),
    )
    op.create_table(
        "apple_update_counters",
        sa.Column("pass_type_identifier", sa.String(), nullable=False),
        sa.Column(
            "last_tag",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_update_counters")),
        sa.UniqueConstraint("pass_type_identifier", name=op.f("uq_apple_update_counters_pass_type_identifier")),
    )
    op.create_table(
        "wallet_passes",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("provider", sa.String(length=10), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("auth_token", sa.String(), nullable=True),
        sa.Column("pushed_version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("pushed_design", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("marked", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("pushed_mark", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "update_tag",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "last_modified",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("due_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="offered", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("(provider = 'apple') = (auth_token IS NOT NULL)", name=op.f("ck_wallet_passes_auth_token")),
        sa.CheckConstraint("provider IN ('apple', 'google')", name=op.f("ck_wallet_passes_provider")),
        sa.CheckConstraint("state IN ('offered', 'saved', 'removed')", name=op.f("ck_wallet_passes_state")),
        sa.CheckConstraint("pushed_mark <= marked", name=op.f("ck_wallet_passes_marked")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "card_id"],
            ["loyalty_cards.merchant_id", "loyalty_cards.id"],
            name=op.f("fk_wallet_passes_merchant_id_card_id_loyalty_cards"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_passes")),
        sa.UniqueConstraint("card_id", "provider", name=op.f("uq_wallet_passes_card_id_provider")),
        sa.UniqueConstraint("provider", "serial", name=op.f("uq_wallet_passes_provider_serial")),
    )
    with op.batch_alter_table("wallet_passes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_wallet_passes_due_since",
            ["provider", "due_since"],
            unique=False,
            sqlite_where=sa.text("due_since IS NOT NULL"),
            postgresql_where=sa.text("due_since IS NOT NULL"),
        )

    op.create_table(
        "apple_device_registrations",
        sa.Column("device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pass_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["device_id"],
            ["apple_devices.id"],
            name=op.f("fk_apple_device_registrations_device_id_apple_devices"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["pass_id"],
            ["wallet_passes.id"],
            name=op.f("fk_apple_device_registrations_pass_id_wallet_passes"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_apple_device_registrations")),
        sa.UniqueConstraint("device_id", "pass_id", name=op.f("uq_apple_device_registrations_device_id_pass_id")),
    )
    with op.batch_alter_table("apple_device_registrations", schema=None) as batch_op:
        batch_op.create_index("ix_apple_device_registrations_pass_id", ["pass_id"], unique=False)

    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"""
            CREATE FUNCTION loyalty_transactions_mark_passes() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                {MARK_THE_PASSES}
                RETURN NULL;
            END $$""")
        op.execute("""
            CREATE TRIGGER loyalty_transactions_mark_passes AFTER INSERT ON loyalty_transactions
            FOR EACH ROW EXECUTE FUNCTION loyalty_transactions_mark_passes()""")
    else:
        op.execute(f"""
            CREATE TRIGGER loyalty_transactions_mark_passes AFTER INSERT ON loyalty_transactions
            BEGIN {MARK_THE_PASSES} END""")


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER loyalty_transactions_mark_passes ON loyalty_transactions")
        op.execute("DROP FUNCTION loyalty_transactions_mark_passes()")
    else:
        op.execute("DROP TRIGGER loyalty_transactions_mark_passes")
    with op.batch_alter_table("apple_device_registrations", schema=None) as batch_op:
        batch_op.drop_index("ix_apple_device_registrations_pass_id")

    op.drop_table("apple_device_registrations")
    with op.batch_alter_table("wallet_passes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_wallet_passes_due_since",
            sqlite_where=sa.text("due_since IS NOT NULL"),
            postgresql_where=sa.text("due_since IS NOT NULL"),
        )

    op.drop_table("wallet_passes")
    op.drop_table("apple_update_counters")
    op.drop_table("apple_push_channels")
    with op.batch_alter_table("apple_log_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_apple_log_entries_last_seen_at")

    op.drop_table("apple_log_entries")
    with op.batch_alter_table("apple_devices", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_apple_devices_push_due_at",
            sqlite_where=sa.text("push_due_at IS NOT NULL"),
            postgresql_where=sa.text("push_due_at IS NOT NULL"),
        )

    op.drop_table("apple_devices")
