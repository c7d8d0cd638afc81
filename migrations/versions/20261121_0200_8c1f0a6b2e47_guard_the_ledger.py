"""Guard the ledger: lines and audit events stay for ever, and a card moves only with its ledger."""

from alembic import op

revision = "8c1f0a6b2e47"
down_revision = "df7188245915"
branch_labels = None
depends_on = None

APPEND_ONLY = ("loyalty_transactions", "audit_events")

# The card's row after a line. The same arithmetic as loyalty_app/ledger/post.py; the tests compare the two.
MOVE_THE_CARD = """
    UPDATE loyalty_cards SET
        version = NEW.card_version,
        ledger_head = NEW.entry_hash,
        stamp_count = NEW.stamps_balance_after,
        points_balance = NEW.points_balance_after,
        stamps_earned = stamps_earned
            + CASE WHEN NEW.type = 'stamp_earned' OR (NEW.type = 'stamp_voided' AND NEW.stamps_delta < 0)
                   THEN NEW.stamps_delta ELSE 0 END,
        rewards_redeemed = rewards_redeemed
            + CASE WHEN NEW.type IN ('stamp_redeemed', 'points_redeemed') THEN 1
                   WHEN NEW.type IN ('stamp_voided', 'points_voided') AND NEW.stamps_delta + NEW.points_delta > 0 THEN -1
                   ELSE 0 END,
        points_earned = points_earned + CASE WHEN NEW.type = 'points_earned' THEN NEW.points_delta ELSE 0 END,
        points_redeemed = points_redeemed - CASE WHEN NEW.type = 'points_redeemed' THEN NEW.points_delta ELSE 0 END,
        points_voided = points_voided - CASE WHEN NEW.type = 'points_voided' THEN NEW.points_delta ELSE 0 END,
        points_expired = points_expired - CASE WHEN NEW.type = 'points_expired' THEN NEW.points_delta ELSE 0 END,
        stamps_today = CASE WHEN NEW.type <> 'stamp_earned' THEN stamps_today
                            WHEN stamps_day = NEW.local_day THEN stamps_today + 1
                            ELSE 1 END,
        stamps_day = CASE WHEN NEW.type = 'stamp_earned' THEN NEW.local_day ELSE stamps_day END,
        last_stamp_at = CASE WHEN NEW.type = 'stamp_earned' THEN NEW.recorded_at ELSE last_stamp_at END,
        last_points_at = CASE WHEN NEW.type = 'points_earned' THEN NEW.recorded_at ELSE last_points_at END,
        last_redemption_at = CASE WHEN NEW.type IN ('stamp_redeemed', 'points_redeemed')
                                  THEN NEW.recorded_at ELSE last_redemption_at END,
        last_activity_at = CASE WHEN NEW.type IN ('stamp_earned', 'points_earned', 'stamp_redeemed', 'points_redeemed')
                                THEN NEW.recorded_at ELSE last_activity_at END,
        updated_at = NEW.recorded_at
    WHERE {follows};
"""
FOLLOWS = """
        loyalty_cards.id = NEW.card_id
        AND loyalty_cards.merchant_id = NEW.merchant_id
        AND loyalty_cards.version = NEW.card_version - 1
        AND loyalty_cards.ledger_head = NEW.previous_hash
        AND loyalty_cards.stamp_count + NEW.stamps_delta = NEW.stamps_balance_after
        AND loyalty_cards.points_balance + NEW.points_delta = NEW.points_balance_after"""
HAS_A_LINE = """
        SELECT 1 FROM loyalty_transactions
        WHERE card_id = NEW.id AND card_version = NEW.version AND entry_hash = NEW.ledger_head
          AND stamps_balance_after = NEW.stamp_count AND points_balance_after = NEW.points_balance"""
GUARDED = (
    "version, ledger_head, stamp_count, points_balance, stamps_earned, rewards_redeemed, "
    "points_earned, points_redeemed, points_voided, points_expired"
)
IS_NEW = "NEW.version = 0 AND NEW.stamp_count = 0 AND NEW.points_balance = 0"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _upgrade_postgresql()
    else:
        _upgrade_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute("DROP TRIGGER loyalty_transactions_apply ON loyalty_transactions")
        op.execute("DROP TRIGGER loyalty_cards_follow_ledger ON loyalty_cards")
        op.execute("DROP TRIGGER loyalty_cards_start_empty ON loyalty_cards")
        for function in (
            "refuse_change",
            "loyalty_transactions_apply",
            "loyalty_cards_follow_ledger",
            "loyalty_cards_start_empty",
        ):
            op.execute(f"DROP FUNCTION {function}()")
        return
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_update")
        op.execute(f"DROP TRIGGER {table}_no_delete")
    for trigger in ("loyalty_transactions_apply", "loyalty_cards_follow_ledger", "loyalty_cards_start_empty"):
        op.execute(f"DROP TRIGGER {trigger}")


def _upgrade_postgresql() -> None:
    op.execute("""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END $$""")
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(f"""
        CREATE FUNCTION loyalty_transactions_apply() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            {MOVE_THE_CARD.format(follows=FOLLOWS)}
            IF NOT FOUND THEN
                RAISE EXCEPTION 'the line does not follow its card' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$""")
    op.execute("""
        CREATE TRIGGER loyalty_transactions_apply AFTER INSERT ON loyalty_transactions
        FOR EACH ROW EXECUTE FUNCTION loyalty_transactions_apply()""")
    op.execute(f"""
        CREATE FUNCTION loyalty_cards_follow_ledger() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS ({HAS_A_LINE}) THEN
                RAISE EXCEPTION 'a card moves only with its ledger' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""")
    op.execute(f"""
        CREATE TRIGGER loyalty_cards_follow_ledger BEFORE UPDATE OF {GUARDED} ON loyalty_cards
        FOR EACH ROW EXECUTE FUNCTION loyalty_cards_follow_ledger()""")
    op.execute(f"""
        CREATE FUNCTION loyalty_cards_start_empty() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT ({IS_NEW}) THEN
                RAISE EXCEPTION 'a new card is empty' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$""")
    op.execute("""
        CREATE TRIGGER loyalty_cards_start_empty BEFORE INSERT ON loyalty_cards
        FOR EACH ROW EXECUTE FUNCTION loyalty_cards_start_empty()""")


def _upgrade_sqlite() -> None:
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            op.execute(f"""
                CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""")
    op.execute(f"""
        CREATE TRIGGER loyalty_transactions_apply AFTER INSERT ON loyalty_transactions
        BEGIN
            SELECT RAISE(ABORT, 'the line does not follow its card')
            WHERE NOT EXISTS (SELECT 1 FROM loyalty_cards WHERE {FOLLOWS});
            {MOVE_THE_CARD.format(follows="id = NEW.card_id")}
        END""")
    op.execute(f"""
        CREATE TRIGGER loyalty_cards_follow_ledger BEFORE UPDATE OF {GUARDED} ON loyalty_cards
        BEGIN
            SELECT RAISE(ABORT, 'a card moves only with its ledger') WHERE NOT EXISTS ({HAS_A_LINE});
        END""")
    op.execute(f"""
        CREATE TRIGGER loyalty_cards_start_empty BEFORE INSERT ON loyalty_cards
        BEGIN
            SELECT RAISE(ABORT, 'a new card is empty') WHERE NOT ({IS_NEW});
        END""")
