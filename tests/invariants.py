"""The invariants of the books, asked of the database by means of its own, not the product's: I1–I4, I6–I9, I13.

Also that cards which ended are empty (I12) and erased people have no name (S72). Runs after every test. Each violation
is a sentence that begins with its number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, text
from sqlalchemy.engine import Connection

from loyalty_app.ledger.verify import verify
from loyalty_app.models import IdempotencyKey, LoyaltyCard, LoyaltyProgram, LoyaltyTransaction, ProgramVersion, Store

BALANCES_THAT_ARE_NOT_THE_SUM_OF_THEIR_LINES = """
    SELECT c.id, c.stamp_count, c.points_balance, COALESCE(SUM(t.stamps_delta), 0) AS stamps,
           COALESCE(SUM(t.points_delta), 0) AS points
    FROM loyalty_cards c LEFT JOIN loyalty_transactions t ON t.card_id = c.id
    GROUP BY c.id, c.stamp_count, c.points_balance
    HAVING c.stamp_count <> COALESCE(SUM(t.stamps_delta), 0) OR c.points_balance <> COALESCE(SUM(t.points_delta), 0)"""

# The counters are kept by a trigger per kind of line, the balances from the deltas: two ways to the same total.
TOTALS_BY_KIND = """
    SELECT c.merchant_id,
           SUM(c.points_balance) AS points,
           SUM(c.points_earned - c.points_redeemed - c.points_voided - c.points_expired) AS counted,
           (SELECT COALESCE(SUM(t.points_delta), 0) FROM loyalty_transactions t
            WHERE t.merchant_id = c.merchant_id
              AND t.type IN ('welcome_bonus', 'points_adjustment', 'points_restored', 'opening_balance', 'card_merged',
                             'card_deactivated')
           ) AS given,
           SUM(c.stamp_count) AS stamps,
           SUM(c.stamps_earned) AS stamps_counted,
           (SELECT COALESCE(SUM(t.stamps_delta), 0) FROM loyalty_transactions t
            WHERE t.merchant_id = c.merchant_id
              AND (t.type IN ('stamp_redeemed', 'stamp_adjustment', 'opening_balance', 'card_merged',
                               'card_deactivated')
                   OR (t.type = 'stamp_voided' AND t.stamps_delta > 0))
           ) AS stamps_given
    FROM loyalty_cards c GROUP BY c.merchant_id"""

LINES_OF_TWO_TENANTS = """
    SELECT t.id FROM loyalty_transactions t
    JOIN loyalty_cards c ON c.id = t.card_id
    JOIN loyalty_programs p ON p.id = t.program_id
    LEFT JOIN stores s ON s.id = t.store_id
    LEFT JOIN staff_pins f ON f.id = t.staff_pin_id
    LEFT JOIN terminal_devices d ON d.id = t.terminal_device_id
    LEFT JOIN rewards r ON r.id = t.reward_id
    LEFT JOIN customers u ON u.id = c.customer_id
    WHERE t.merchant_id <> c.merchant_id OR t.merchant_id <> p.merchant_id OR t.program_id <> c.program_id
       OR t.merchant_id <> s.merchant_id OR t.merchant_id <> f.merchant_id OR t.store_id <> f.store_id
       OR t.merchant_id <> d.merchant_id OR t.merchant_id <> r.merchant_id OR t.merchant_id <> u.merchant_id"""

RECEIPTS_THAT_DISAGREE = """
    SELECT t.order_reference FROM loyalty_transactions t
    LEFT JOIN loyalty_transactions v ON v.reverses_id = t.id AND v.reverses_in_full
    LEFT JOIN recorded_orders o ON o.transaction_id = t.id
    WHERE t.type = 'points_earned' AND t.order_reference IS NOT NULL
      AND ((v.id IS NULL AND (o.id IS NULL OR o.order_reference <> t.order_reference))
           OR (v.id IS NOT NULL AND o.id IS NOT NULL))"""

CARDS_THAT_ENDED_WITH_A_BALANCE = """
    SELECT id, status FROM loyalty_cards
    WHERE status IN ('merged', 'erased') AND (stamp_count <> 0 OR points_balance <> 0)"""

ERASED_PEOPLE_WITH_A_CARD = """
    SELECT c.id FROM customers c JOIN erasures e ON e.customer_id = c.id JOIN loyalty_cards l ON l.customer_id = c.id
    WHERE c.erased_at IS NOT NULL AND l.status IN ('active', 'blocked') AND l.deleted_at IS NULL"""

ERASED_PEOPLE_WHO_ARE_WRITTEN_TO = """
    SELECT c.id FROM customers c JOIN erasures e ON e.customer_id = c.id
    WHERE c.erased_at IS NOT NULL
      AND (EXISTS (SELECT 1 FROM notifications n WHERE n.customer_id = c.id)
           OR EXISTS (SELECT 1 FROM email_codes m WHERE m.customer_id = c.id)
           OR EXISTS (SELECT 1 FROM sessions s WHERE s.customer_id = c.id))"""

ERASED_PEOPLE_WITH_A_NAME = """
    SELECT c.id FROM customers c JOIN erasures e ON e.customer_id = c.id
    WHERE c.erased_at IS NOT NULL
      AND COALESCE(c.first_name, c.last_name, c.email, c.email_canonical, c.phone, c.birth_date) IS NOT NULL"""

GIVING_STAMPS = ("stamp_earned", "stamp_adjustment", "opening_balance", "card_merged", "card_deactivated")


def violations(connection: Connection) -> list[str]:
    """Everything that is wrong with the books, nothing if they are right."""
    return [*_by_sums(connection), *_by_replay(connection), *_by_chain(connection)]


def _by_sums(connection: Connection) -> Iterator[str]:
    for row in connection.execute(text(BALANCES_THAT_ARE_NOT_THE_SUM_OF_THEIR_LINES)).mappings():
        yield f"I1 the balances of card {row['id']} are not the sums of its lines: {dict(row)}"
    for row in connection.execute(text(TOTALS_BY_KIND)).mappings():
        if (
            row["points"] != row["counted"] + row["given"]
            or row["stamps"] != row["stamps_counted"] + row["stamps_given"]
        ):
            yield f"I2 the totals by kind of merchant {row['merchant_id']} are not its balances: {dict(row)}"
    for row in connection.execute(text(LINES_OF_TWO_TENANTS)).mappings():
        yield f"I13 line {row['id']} belongs to two tenants"
    for row in connection.execute(text(CARDS_THAT_ENDED_WITH_A_BALANCE)).mappings():
        yield f"I12 card {row['id']} is {row['status']} and still holds something"
    for row in connection.execute(text(ERASED_PEOPLE_WITH_A_NAME)).mappings():
        yield f"S72 customer {row['id']} was erased and still has a name"
    for row in connection.execute(text(ERASED_PEOPLE_WITH_A_CARD)).mappings():
        yield f"S72 customer {row['id']} was erased and still has a card"
    for row in connection.execute(text(ERASED_PEOPLE_WHO_ARE_WRITTEN_TO)).mappings():
        yield f"S72 customer {row['id']} was erased and still has mails, codes or sessions"
    for row in connection.execute(text(RECEIPTS_THAT_DISAGREE)).mappings():
        yield f"I4 receipt {row['order_reference']} does not agree with the lines it earned"


def _by_chain(connection: Connection) -> Iterator[str]:
    for fault in verify(connection).faults:
        yield f"I9 {fault}"


def _by_replay(connection: Connection) -> Iterator[str]:
    lines = [dict(row) for row in connection.execute(LoyaltyTransaction.__table__.select()).mappings()]
    cards = {row["id"]: row for row in connection.execute(LoyaltyCard.__table__.select()).mappings()}
    zones = {row["id"]: ZoneInfo(row["timezone"]) for row in connection.execute(Store.__table__.select()).mappings()}
    limits = _limits(connection)
    by_card: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in sorted(lines, key=lambda line: (line["card_id"], line["card_version"])):
        by_card[line["card_id"]].append(line)
    voided = {line["reverses_id"] for line in lines if line["reverses_in_full"]}
    for card_id, history in by_card.items():
        stamps = [line for line in history if line["type"] == "stamp_earned" and line["id"] not in voided]
        yield from _replay(card_id, history)
        yield from _rewards(cards[card_id], history, voided)
        yield from _brakes(cards[card_id], stamps, zones, limits[cards[card_id]["program_id"]])
    yield from _taken_back_too_much(lines)
    yield from _one_effect_per_key(connection, {line["id"]: line for line in lines})


def _replay(card_id: int, history: list[dict[str, Any]]) -> Iterator[str]:
    stamps = points = 0
    for version, line in enumerate(history, start=1):
        if line["card_version"] != version:
            yield f"I9 card {card_id} has no version {version}"
            return
        stamps, points = stamps + line["stamps_delta"], points + line["points_delta"]
        if (line["stamps_balance_after"], line["points_balance_after"]) != (stamps, points):
            yield f"I3 card {card_id} at version {version}: before and change are not after"
        if stamps < 0 or points < 0:
            yield f"I3 card {card_id} is below zero at version {version}"


def _rewards(card: RowMapping, history: list[dict[str, Any]], voided: set[int]) -> Iterator[str]:
    """Every reward took exactly its price, and no more were handed out than the stamps that were given pay for."""
    standing = [line for line in history if line["id"] not in voided and line["type"].endswith("_redeemed")]
    for line in standing:
        if line["reward_cost"] != -(line["stamps_delta"] + line["points_delta"]):
            yield f"I6 line {line['id']} handed out a reward for another price than its own"
    given = sum(line["stamps_delta"] for line in history if line["type"] in GIVING_STAMPS)
    taken = sum(
        -line["stamps_delta"] for line in history if line["type"] == "stamp_voided" and line["stamps_delta"] < 0
    )
    paid = sum(-line["stamps_delta"] for line in standing)
    if given - taken - paid != card["stamp_count"]:
        yield f"I6 card {card['id']} handed out rewards that its stamps do not pay for"
    if len(standing) != card["rewards_redeemed"]:
        yield f"I6 card {card['id']} counts {card['rewards_redeemed']} rewards and has {len(standing)}"


def _brakes(
    card: RowMapping, stamps: list[dict[str, Any]], zones: dict[int, ZoneInfo], limits: tuple[int, timedelta]
) -> Iterator[str]:
    most, cooldown = limits
    days: dict[Any, int] = defaultdict(int)
    for line in stamps:
        days[_day(line["recorded_at"], zones.get(line["store_id"]))] += 1
    for day, count in days.items():
        if count > most:
            yield f"I7 card {card['id']} got {count} stamps on {day}, at most {most} were allowed"
    for before, after in pairwise(stamps):
        if after["recorded_at"] - before["recorded_at"] < cooldown:
            yield f"I8 card {card['id']}: version {after['card_version']} came before the cooldown was over"
    last = stamps[-1] if stamps else None
    counted = (card["last_stamp_at"], card["stamps_day"], card["stamps_today"])
    if last and counted != (last["recorded_at"], last["local_day"], days[last["local_day"]]):
        yield f"I7 the brakes of card {card['id']} stand at {counted}, not at its last stamp {last['recorded_at']}"
    if last is None and (card["last_stamp_at"] is not None or card["stamps_today"] != 0):
        yield f"I7 card {card['id']} has no stamp that stands, and brakes: {counted}"


def _taken_back_too_much(lines: list[dict[str, Any]]) -> Iterator[str]:
    taken: dict[int, int] = defaultdict(int)
    for line in lines:
        if line["reverses_id"] is not None:
            taken[line["reverses_id"]] += abs(line["stamps_delta"] + line["points_delta"]) + line["shortfall"]
    for line in lines:
        # What took a line back is settled for what it did not find, any other line taken back for what it did.
        is_void = line["type"] in ("stamp_voided", "points_voided")
        did = line["shortfall"] if is_void else abs(line["stamps_delta"] + line["points_delta"])
        if taken[line["id"]] > did:
            yield f"I3 more was taken back of line {line['id']} than it did"


def _one_effect_per_key(connection: Connection, lines: dict[int, dict[str, Any]]) -> Iterator[str]:
    seen: set[int] = set()
    for row in connection.execute(IdempotencyKey.__table__.select()).mappings():
        recorded = row["outcome"].get("transaction")
        if recorded is None:
            continue
        line = lines.get(recorded["id"])
        if line is None or any(
            line[name] != recorded[name] for name in ("card_version", "stamps_delta", "points_delta")
        ):
            yield f"I4 key {row['key']} remembers a line that is not in the ledger"
        if recorded["id"] in seen:
            yield f"I4 two keys remember line {recorded['id']}"
        seen.add(recorded["id"])


def _limits(connection: Connection) -> dict[int, tuple[int, timedelta]]:
    """The widest daily limit and the shortest cooldown that each program ever had."""
    rules: dict[int, list[Any]] = defaultdict(list)
    for row in connection.execute(LoyaltyProgram.__table__.select()).mappings():
        rules[row["id"]].append(row)
    for row in connection.execute(ProgramVersion.__table__.select()).mappings():
        rules[row["program_id"]].append(row["rules"])
    return {
        program_id: (
            max(row["max_daily_stamps"] for row in versions if "max_daily_stamps" in row),
            timedelta(minutes=min(row["cooldown_minutes"] for row in versions if "cooldown_minutes" in row)),
        )
        for program_id, versions in rules.items()
    }


def _day(moment: datetime, zone: ZoneInfo | None) -> Any:
    return moment.astimezone(zone or ZoneInfo("Europe/Luxembourg")).date()
