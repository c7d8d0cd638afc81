"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "df7188245915"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "merchants",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("currency", sa.String(), nullable=False),
        sa.Column("default_locale", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("contact_email", sa.String(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchants")),
    )
    with op.batch_alter_table("merchants", schema=None) as batch_op:
        batch_op.create_index(
            "uq_merchants_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "customers",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_name", sa.String(), nullable=True),
        sa.Column("last_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("email_canonical", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("email_verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_customers_merchant_id_merchants"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_customers_merchant_id_id")),
    )
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.create_index("ix_customers_phone", ["merchant_id", "phone"], unique=False)
        batch_op.create_index(
            "uq_customers_email_canonical",
            ["merchant_id", "email_canonical"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL AND email_canonical IS NOT NULL AND NOT is_provisional"),
            postgresql_where=sa.text("deleted_at IS NULL AND email_canonical IS NOT NULL AND NOT is_provisional"),
        )

    op.create_table(
        "idempotency_keys",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"],
            ["merchants.id"],
            name=op.f("fk_idempotency_keys_merchant_id_merchants"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idempotency_keys")),
        sa.UniqueConstraint("merchant_id", "key", name=op.f("uq_idempotency_keys_merchant_id_key")),
    )
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.create_index("ix_idempotency_keys_created_at", ["created_at"], unique=False)

    op.create_table(
        "loyalty_programs",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("loyalty_type", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stamps_target", sa.Integer(), nullable=False),
        sa.Column("stamps_reward_description", sa.String(), nullable=True),
        sa.Column("stamps_reward_value_cents", sa.Integer(), nullable=False),
        sa.Column("points_per_euro", sa.Integer(), nullable=False),
        sa.Column("points_expiration_days", sa.Integer(), nullable=True),
        sa.Column("welcome_bonus_points", sa.Integer(), nullable=False),
        sa.Column("minimum_redemption_points", sa.Integer(), nullable=False),
        sa.Column("minimum_purchase_cents", sa.Integer(), nullable=False),
        sa.Column("maximum_purchase_cents", sa.Integer(), nullable=False),
        sa.Column("point_value_cents_per_100", sa.Integer(), nullable=False),
        sa.Column("cooldown_minutes", sa.Integer(), nullable=False),
        sa.Column("max_daily_stamps", sa.Integer(), nullable=False),
        sa.Column("card_name", sa.String(), nullable=True),
        sa.Column("card_color", sa.String(), nullable=False),
        sa.Column("card_secondary_color", sa.String(), nullable=True),
        sa.Column("stamp_shape", sa.String(), nullable=False),
        sa.Column("google_class_id", sa.String(), nullable=True),
        sa.Column("design_version", sa.Integer(), nullable=False),
        sa.Column("current_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "loyalty_type IN ('stamps', 'points', 'hybrid')", name=op.f("ck_loyalty_programs_loyalty_type")
        ),
        sa.CheckConstraint("status IN ('draft', 'active', 'paused')", name=op.f("ck_loyalty_programs_status")),
        sa.CheckConstraint("cooldown_minutes BETWEEN 0 AND 1440", name=op.f("ck_loyalty_programs_cooldown_minutes")),
        sa.CheckConstraint("max_daily_stamps BETWEEN 1 AND 1000", name=op.f("ck_loyalty_programs_max_daily_stamps")),
        sa.CheckConstraint(
            "minimum_purchase_cents >= 0 AND maximum_purchase_cents >= minimum_purchase_cents",
            name=op.f("ck_loyalty_programs_purchase_limits"),
        ),
        sa.CheckConstraint(
            "points_expiration_days IS NULL OR points_expiration_days BETWEEN 1 AND 3650",
            name=op.f("ck_loyalty_programs_points_expiration_days"),
        ),
        sa.CheckConstraint("points_per_euro BETWEEN 1 AND 1000", name=op.f("ck_loyalty_programs_points_per_euro")),
        sa.CheckConstraint("stamps_target BETWEEN 1 AND 50", name=op.f("ck_loyalty_programs_stamps_target")),
        sa.CheckConstraint(
            "welcome_bonus_points >= 0 AND minimum_redemption_points >= 0",
            name=op.f("ck_loyalty_programs_points_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"],
            ["merchants.id"],
            name=op.f("fk_loyalty_programs_merchant_id_merchants"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_programs")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_loyalty_programs_merchant_id_id")),
    )
    with op.batch_alter_table("loyalty_programs", schema=None) as batch_op:
        batch_op.create_index(
            "uq_loyalty_programs_merchant_id",
            ["merchant_id"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "merchant_loyalty_settings",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("staff_pin_policy", sa.String(), nullable=False),
        sa.Column("pin_max_failed_attempts", sa.Integer(), nullable=False),
        sa.Column("pin_lockout_minutes", sa.Integer(), nullable=False),
        sa.Column("allow_self_enrollment", sa.Boolean(), nullable=False),
        sa.Column("allow_cross_location_redemption", sa.Boolean(), nullable=False),
        sa.Column("allow_void", sa.Boolean(), nullable=False),
        sa.Column("undo_window_minutes", sa.Integer(), nullable=False),
        sa.Column("require_order_reference", sa.Boolean(), nullable=False),
        sa.Column("log_ip_addresses", sa.Boolean(), nullable=False),
        sa.Column("adjust_limit_points", sa.Integer(), nullable=False),
        sa.Column("manager_confirms_above_points", sa.Integer(), nullable=False),
        sa.Column("terminal_idle_lock_seconds", sa.Integer(), nullable=False),
        sa.Column("pin_again_for", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint(
            "pin_again_for IN ('none', 'redeem_and_void', 'every_operation')",
            name=op.f("ck_merchant_loyalty_settings_pin_again_for"),
        ),
        sa.CheckConstraint(
            "staff_pin_policy IN ('required', 'optional', 'disabled')",
            name=op.f("ck_merchant_loyalty_settings_staff_pin_policy"),
        ),
        sa.CheckConstraint(
            "pin_max_failed_attempts BETWEEN 1 AND 20",
            name=op.f("ck_merchant_loyalty_settings_pin_max_failed_attempts"),
        ),
        sa.CheckConstraint(
            "terminal_idle_lock_seconds BETWEEN 30 AND 900",
            name=op.f("ck_merchant_loyalty_settings_terminal_idle_lock_seconds"),
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"],
            ["merchants.id"],
            name=op.f("fk_merchant_loyalty_settings_merchant_id_merchants"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merchant_loyalty_settings")),
        sa.UniqueConstraint("merchant_id", name=op.f("uq_merchant_loyalty_settings_merchant_id")),
    )
    op.create_table(
        "stores",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_stores_merchant_id_merchants"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stores")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_stores_merchant_id_id")),
    )
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.create_index(
            "uq_stores_code",
            ["code"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "api_tokens",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("(scope = 'platform') = (merchant_id IS NULL)", name=op.f("ck_api_tokens_tenant")),
        sa.CheckConstraint("(scope = 'store') = (store_id IS NOT NULL)", name=op.f("ck_api_tokens_store")),
        sa.CheckConstraint(
            "role IN ('cashier', 'manager', 'owner', 'platform_admin')", name=op.f("ck_api_tokens_role")
        ),
        sa.CheckConstraint("scope IN ('store', 'merchant', 'platform')", name=op.f("ck_api_tokens_scope")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_api_tokens_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_api_tokens_merchant_id_merchants"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_tokens_token_hash")),
    )
    op.create_table(
        "loyalty_cards",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("program_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("scope_store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("enrolled_at_store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("card_number", sa.String(length=12), nullable=False),
        sa.Column("qr_token", sa.String(), nullable=False),
        sa.Column("stamp_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "points_balance",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("stamps_earned", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("rewards_redeemed", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "points_earned",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "points_redeemed",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "points_voided",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column(
            "points_expired",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            server_default=sa.text("0"),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column(
            "ledger_head",
            sa.String(length=64),
            server_default="0000000000000000000000000000000000000000000000000000000000000000",
            nullable=False,
        ),
        sa.Column("stamps_day", sa.Date(), nullable=True),
        sa.Column("stamps_today", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("last_stamp_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_points_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_redemption_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_activity_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expiry_warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("status IN ('active', 'blocked', 'merged', 'erased')", name=op.f("ck_loyalty_cards_status")),
        sa.CheckConstraint(
            "stamp_count >= 0 AND points_balance >= 0", name=op.f("ck_loyalty_cards_balance_not_negative")
        ),
        sa.CheckConstraint("stamps_today >= 0", name=op.f("ck_loyalty_cards_stamps_today")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "customer_id"],
            ["customers.merchant_id", "customers.id"],
            name=op.f("fk_loyalty_cards_merchant_id_customer_id_customers"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "enrolled_at_store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_loyalty_cards_merchant_id_enrolled_at_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "program_id"],
            ["loyalty_programs.merchant_id", "loyalty_programs.id"],
            name=op.f("fk_loyalty_cards_merchant_id_program_id_loyalty_programs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "scope_store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_loyalty_cards_merchant_id_scope_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_cards")),
        sa.UniqueConstraint("card_number", name=op.f("uq_loyalty_cards_card_number")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_loyalty_cards_merchant_id_id")),
        sa.UniqueConstraint("qr_token", name=op.f("uq_loyalty_cards_qr_token")),
    )
    with op.batch_alter_table("loyalty_cards", schema=None) as batch_op:
        batch_op.create_index("ix_loyalty_cards_customer_id", ["customer_id"], unique=False)
        batch_op.create_index("ix_loyalty_cards_merchant_id", ["merchant_id", "id"], unique=False)
        batch_op.create_index(
            "uq_loyalty_cards_customer_all_stores",
            ["program_id", "customer_id"],
            unique=True,
            sqlite_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NULL AND status IN ('active', 'blocked')"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NULL AND status IN ('active', 'blocked')"
            ),
        )
        batch_op.create_index(
            "uq_loyalty_cards_customer_per_store",
            ["program_id", "customer_id", "scope_store_id"],
            unique=True,
            sqlite_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NOT NULL AND status IN ('active', 'blocked')"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NOT NULL AND status IN ('active', 'blocked')"
            ),
        )

    op.create_table(
        "pairing_codes",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(), nullable=True),
        sa.Column("created_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_pairing_codes_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_pairing_codes_code_hash")),
    )
    op.create_table(
        "program_versions",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("program_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "program_id"],
            ["loyalty_programs.merchant_id", "loyalty_programs.id"],
            name=op.f("fk_program_versions_merchant_id_program_id_loyalty_programs"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_versions")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_program_versions_merchant_id_id")),
    )
    with op.batch_alter_table("program_versions", schema=None) as batch_op:
        batch_op.create_index("ix_program_versions_program_id", ["program_id", "effective_at"], unique=False)

    op.create_table(
        "rewards",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("program_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("points_required", sa.Integer(), nullable=False),
        sa.Column("icon", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("display_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "ends_at IS NULL OR starts_at IS NULL OR ends_at > starts_at", name=op.f("ck_rewards_dates")
        ),
        sa.CheckConstraint("points_required >= 1", name=op.f("ck_rewards_points_required")),
        sa.CheckConstraint("stock IS NULL OR stock >= 0", name=op.f("ck_rewards_stock")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "program_id"],
            ["loyalty_programs.merchant_id", "loyalty_programs.id"],
            name=op.f("fk_rewards_merchant_id_program_id_loyalty_programs"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rewards")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_rewards_merchant_id_id")),
    )
    with op.batch_alter_table("rewards", schema=None) as batch_op:
        batch_op.create_index(
            "uq_rewards_name",
            ["program_id", "name"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "staff_pins",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("staff_ref", sa.String(), nullable=True),
        sa.Column("email_canonical", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("pin_hash", sa.String(), nullable=False),
        sa.Column("pin_length", sa.Integer(), nullable=False),
        sa.Column("failed_attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("role IN ('cashier', 'manager')", name=op.f("ck_staff_pins_role")),
        sa.CheckConstraint("failed_attempts >= 0", name=op.f("ck_staff_pins_failed_attempts")),
        sa.CheckConstraint("pin_length BETWEEN 4 AND 8", name=op.f("ck_staff_pins_pin_length")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_staff_pins_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_pins")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_staff_pins_merchant_id_id")),
        sa.UniqueConstraint("store_id", "id", name=op.f("uq_staff_pins_store_id_id")),
    )
    with op.batch_alter_table("staff_pins", schema=None) as batch_op:
        batch_op.create_index("ix_staff_pins_store_id", ["store_id"], unique=False)

    op.create_table(
        "terminal_devices",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("paired_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.String(), nullable=True),
        sa.Column("failed_attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_terminal_devices_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terminal_devices")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_terminal_devices_merchant_id_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_terminal_devices_token_hash")),
    )
    with op.batch_alter_table("terminal_devices", schema=None) as batch_op:
        batch_op.create_index("ix_terminal_devices_store_id", ["store_id"], unique=False)

    op.create_table(
        "terms_versions",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("program_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("privacy_url", sa.String(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "program_id"],
            ["loyalty_programs.merchant_id", "loyalty_programs.id"],
            name=op.f("fk_terms_versions_merchant_id_program_id_loyalty_programs"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_versions")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_terms_versions_merchant_id_id")),
    )
    op.create_table(
        "transaction_categories",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("display_order", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_transaction_categories_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transaction_categories")),
        sa.UniqueConstraint("merchant_id", "id", name=op.f("uq_transaction_categories_merchant_id_id")),
    )
    with op.batch_alter_table("transaction_categories", schema=None) as batch_op:
        batch_op.create_index("ix_transaction_categories_store_id", ["store_id"], unique=False)

    op.create_table(
        "users",
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_canonical", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("last_login_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("(role = 'platform_admin') = (merchant_id IS NULL)", name=op.f("ck_users_tenant")),
        sa.CheckConstraint("role IN ('platform_admin', 'owner', 'manager')", name=op.f("ck_users_role")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_users_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_users_merchant_id_merchants"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
    )
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.create_index(
            "uq_users_email_canonical",
            ["email_canonical"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.create_table(
        "audit_events",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_pin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("api_token_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["api_token_id"],
            ["api_tokens.id"],
            name=op.f("fk_audit_events_api_token_id_api_tokens"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchants.id"], name=op.f("fk_audit_events_merchant_id_merchants"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_pin_id"],
            ["staff_pins.id"],
            name=op.f("fk_audit_events_staff_pin_id_staff_pins"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_audit_events_user_id_users"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index("ix_audit_events_merchant_id", ["merchant_id", "happened_at"], unique=False)

    op.create_table(
        "consents",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("terms_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("wording", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("channel IN ('qr', 'terminal', 'import', 'api')", name=op.f("ck_consents_channel")),
        sa.CheckConstraint("purpose IN ('terms', 'marketing')", name=op.f("ck_consents_purpose")),
        sa.ForeignKeyConstraint(
            ["merchant_id", "customer_id"],
            ["customers.merchant_id", "customers.id"],
            name=op.f("fk_consents_merchant_id_customer_id_customers"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_consents_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "terms_version_id"],
            ["terms_versions.merchant_id", "terms_versions.id"],
            name=op.f("fk_consents_merchant_id_terms_version_id_terms_versions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.create_index("ix_consents_customer_id", ["customer_id"], unique=False)

    op.create_table(
        "loyalty_transactions",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("program_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("store_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_pin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_name", sa.String(), nullable=True),
        sa.Column("terminal_device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("terminal_label", sa.String(), nullable=True),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("on_behalf", sa.Boolean(), nullable=False),
        sa.Column("api_token_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("program_version_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("stamps_delta", sa.Integer(), nullable=False),
        sa.Column("points_delta", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("stamps_balance_after", sa.Integer(), nullable=False),
        sa.Column("points_balance_after", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_version", sa.Integer(), nullable=False),
        sa.Column("purchase_amount_cents", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("order_reference", sa.String(), nullable=True),
        sa.Column("reward_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reward_name", sa.String(), nullable=True),
        sa.Column("reward_cost", sa.Integer(), nullable=True),
        sa.Column("categories", sa.JSON(), nullable=True),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reverses_in_full", sa.Boolean(), nullable=False),
        sa.Column("welcomed_customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("shortfall", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("local_day", sa.Date(), nullable=False),
        sa.Column("operation_id", sa.String(length=36), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("entry_hash", sa.String(length=64), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint(
            "type <> 'welcome_bonus' OR welcomed_customer_id IS NOT NULL",
            name=op.f("ck_loyalty_transactions_welcomed_customer"),
        ),
        sa.CheckConstraint(
            "type IN ('card_created', 'welcome_bonus', 'stamp_earned', 'stamp_redeemed', 'stamp_voided', 'stamp_adjustment', 'points_earned', 'points_redeemed', 'points_voided', 'points_adjustment', 'points_expired', 'points_restored', 'card_deactivated', 'card_reactivated', 'card_merged', 'opening_balance')",
            name=op.f("ck_loyalty_transactions_type"),
        ),
        sa.CheckConstraint("card_version >= 1", name=op.f("ck_loyalty_transactions_card_version")),
        sa.CheckConstraint("shortfall >= 0", name=op.f("ck_loyalty_transactions_shortfall")),
        sa.CheckConstraint(
            "stamps_balance_after >= 0 AND points_balance_after >= 0",
            name=op.f("ck_loyalty_transactions_balance_not_negative"),
        ),
        sa.ForeignKeyConstraint(
            ["api_token_id"],
            ["api_tokens.id"],
            name=op.f("fk_loyalty_transactions_api_token_id_api_tokens"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["card_id", "reverses_id"],
            ["loyalty_transactions.card_id", "loyalty_transactions.id"],
            name=op.f("fk_loyalty_transactions_card_id_reverses_id_loyalty_transactions"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "card_id"],
            ["loyalty_cards.merchant_id", "loyalty_cards.id"],
            name=op.f("fk_loyalty_transactions_merchant_id_card_id_loyalty_cards"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "program_version_id"],
            ["program_versions.merchant_id", "program_versions.id"],
            name=op.f("fk_loyalty_transactions_merchant_id_program_version_id_program_versions"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "reward_id"],
            ["rewards.merchant_id", "rewards.id"],
            name=op.f("fk_loyalty_transactions_merchant_id_reward_id_rewards"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "staff_pin_id"],
            ["staff_pins.merchant_id", "staff_pins.id"],
            name=op.f("fk_loyalty_transactions_merchant_id_staff_pin_id_staff_pins"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "store_id"],
            ["stores.merchant_id", "stores.id"],
            name=op.f("fk_loyalty_transactions_merchant_id_store_id_stores"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "terminal_device_id"],
            ["terminal_devices.merchant_id", "terminal_devices.id"],
            name=op.f("fk_loyalty_transactions_merchant_id_terminal_device_id_terminal_devices"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_loyalty_transactions_user_id_users"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loyalty_transactions")),
        sa.UniqueConstraint("card_id", "card_version", name=op.f("uq_loyalty_transactions_card_id_card_version")),
        sa.UniqueConstraint("card_id", "id", name=op.f("uq_loyalty_transactions_card_id_id")),
    )
    with op.batch_alter_table("loyalty_transactions", schema=None) as batch_op:
        batch_op.create_index("ix_loyalty_transactions_reverses_id", ["reverses_id"], unique=False)
        batch_op.create_index("ix_loyalty_transactions_store", ["merchant_id", "store_id", "recorded_at"], unique=False)
        batch_op.create_index(
            "uq_loyalty_transactions_full_void",
            ["reverses_id"],
            unique=True,
            sqlite_where=sa.text("reverses_in_full"),
            postgresql_where=sa.text("reverses_in_full"),
        )
        batch_op.create_index(
            "uq_loyalty_transactions_welcome",
            ["program_id", "welcomed_customer_id"],
            unique=True,
            sqlite_where=sa.text("type = 'welcome_bonus'"),
            postgresql_where=sa.text("type = 'welcome_bonus'"),
        )

    op.create_table(
        "retired_qr_tokens",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("qr_token", sa.String(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "card_id"],
            ["loyalty_cards.merchant_id", "loyalty_cards.id"],
            name=op.f("fk_retired_qr_tokens_merchant_id_card_id_loyalty_cards"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retired_qr_tokens")),
        sa.UniqueConstraint("qr_token", name=op.f("uq_retired_qr_tokens_qr_token")),
    )
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("customer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("terminal_device_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("staff_pin_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("card_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.CheckConstraint("kind IN ('user', 'customer', 'terminal', 'staff')", name=op.f("ck_sessions_kind")),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customers.id"], name=op.f("fk_sessions_customer_id_customers"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["staff_pin_id"], ["staff_pins.id"], name=op.f("fk_sessions_staff_pin_id_staff_pins"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["terminal_device_id"],
            ["terminal_devices.id"],
            name=op.f("fk_sessions_terminal_device_id_terminal_devices"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_sessions_user_id_users"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_table(
        "recorded_orders",
        sa.Column("merchant_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_reference", sa.String(length=100), nullable=False),
        sa.Column("transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["loyalty_transactions.id"],
            name=op.f("fk_recorded_orders_transaction_id_loyalty_transactions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_orders")),
        sa.UniqueConstraint(
            "merchant_id", "order_reference", name=op.f("uq_recorded_orders_merchant_id_order_reference")
        ),
    )
    op.create_table(
        "transaction_category_links",
        sa.Column("transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["transaction_categories.id"],
            name=op.f("fk_transaction_category_links_category_id_transaction_categories"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["loyalty_transactions.id"],
            name=op.f("fk_transaction_category_links_transaction_id_loyalty_transactions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("transaction_id", "category_id", name=op.f("pk_transaction_category_links")),
    )
    op.create_table(
        "transaction_requests",
        sa.Column("transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ip", sa.String(), nullable=True),
        sa.Column("user_agent", sa.String(), nullable=True),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("(CURRENT_TIMESTAMP)"), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"],
            ["loyalty_transactions.id"],
            name=op.f("fk_transaction_requests_transaction_id_loyalty_transactions"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transaction_requests")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("transaction_requests")
    op.drop_table("transaction_category_links")
    op.drop_table("recorded_orders")
    op.drop_table("sessions")
    op.drop_table("retired_qr_tokens")
    with op.batch_alter_table("loyalty_transactions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_loyalty_transactions_welcome",
            sqlite_where=sa.text("type = 'welcome_bonus'"),
            postgresql_where=sa.text("type = 'welcome_bonus'"),
        )
        batch_op.drop_index(
            "uq_loyalty_transactions_full_void",
            sqlite_where=sa.text("reverses_in_full"),
            postgresql_where=sa.text("reverses_in_full"),
        )
        batch_op.drop_index("ix_loyalty_transactions_store")
        batch_op.drop_index("ix_loyalty_transactions_reverses_id")

    op.drop_table("loyalty_transactions")
    with op.batch_alter_table("consents", schema=None) as batch_op:
        batch_op.drop_index("ix_consents_customer_id")

    op.drop_table("consents")
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_events_merchant_id")

    op.drop_table("audit_events")
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_users_email_canonical",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("users")
    with op.batch_alter_table("transaction_categories", schema=None) as batch_op:
        batch_op.drop_index("ix_transaction_categories_store_id")

    op.drop_table("transaction_categories")
    op.drop_table("terms_versions")
    with op.batch_alter_table("terminal_devices", schema=None) as batch_op:
        batch_op.drop_index("ix_terminal_devices_store_id")

    op.drop_table("terminal_devices")
    with op.batch_alter_table("staff_pins", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_pins_store_id")

    op.drop_table("staff_pins")
    with op.batch_alter_table("rewards", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_rewards_name",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("rewards")
    with op.batch_alter_table("program_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_program_versions_program_id")

    op.drop_table("program_versions")
    op.drop_table("pairing_codes")
    with op.batch_alter_table("loyalty_cards", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_loyalty_cards_customer_per_store",
            sqlite_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NOT NULL AND status IN ('active', 'blocked')"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NOT NULL AND status IN ('active', 'blocked')"
            ),
        )
        batch_op.drop_index(
            "uq_loyalty_cards_customer_all_stores",
            sqlite_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NULL AND status IN ('active', 'blocked')"
            ),
            postgresql_where=sa.text(
                "deleted_at IS NULL AND customer_id IS NOT NULL AND scope_store_id IS NULL AND status IN ('active', 'blocked')"
            ),
        )
        batch_op.drop_index("ix_loyalty_cards_merchant_id")
        batch_op.drop_index("ix_loyalty_cards_customer_id")

    op.drop_table("loyalty_cards")
    op.drop_table("api_tokens")
    with op.batch_alter_table("stores", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_stores_code", sqlite_where=sa.text("deleted_at IS NULL"), postgresql_where=sa.text("deleted_at IS NULL")
        )

    op.drop_table("stores")
    op.drop_table("merchant_loyalty_settings")
    with op.batch_alter_table("loyalty_programs", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_loyalty_programs_merchant_id",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("loyalty_programs")
    with op.batch_alter_table("idempotency_keys", schema=None) as batch_op:
        batch_op.drop_index("ix_idempotency_keys_created_at")

    op.drop_table("idempotency_keys")
    with op.batch_alter_table("customers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_customers_email_canonical",
            sqlite_where=sa.text("deleted_at IS NULL AND email_canonical IS NOT NULL AND NOT is_provisional"),
            postgresql_where=sa.text("deleted_at IS NULL AND email_canonical IS NOT NULL AND NOT is_provisional"),
        )
        batch_op.drop_index("ix_customers_phone")

    op.drop_table("customers")
    with op.batch_alter_table("merchants", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_merchants_code",
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )

    op.drop_table("merchants")
