"""Each refusal as it is raised, with the longest facts that occur; and the simplest, without any."""

from __future__ import annotations

from datetime import UTC, datetime

from loyalty_app.domain.errors import CATALOGUE, FIELD_CODES, Fact, FieldProblem, Refusal

TIMEZONE = "Europe/Luxembourg"
NOW = datetime(2026, 5, 4, 12, 23, tzinfo=UTC)  # 14:23 in the store
LATER, EARLIER = datetime(2026, 5, 4, 12, 32, tzinfo=UTC), datetime(2026, 5, 4, 8, 42, tzinfo=UTC)
LAST_WEEK = datetime(2026, 4, 27, 8, 42, tzinfo=UTC)
STAFF, STORE, REWARD = "Marie-Antoinette", "Luxembourg Kirchberg", "Breakfast for two with everything"

FIRST: dict[str, Fact] = {"last_redeemed_at": LAST_WEEK, "staff_name": STAFF, "store_name": STORE}
STAMPS: dict[str, Fact] = {"stamp_count": 6, "stamps_target": 10, "missing_stamps": 4}
POINTS: dict[str, Fact] = {"points_balance": 1080, "points_required": 1200, "missing_points": 120}

# The facts each code is raised with; several where they make different sentences.
FACTS: dict[str, list[dict[str, Fact]]] = {
    "not_allowed": [{"staff_name": STAFF}, {}],
    "json_invalid": [{"line": 1, "column": 6}, {"is_not_finite": True}, {}],
    "json_duplicate_key": [{"key": "points"}],
    "body_too_large": [{"limit_kb": 64}, {}],
    "content_type": [{}, {"is_compressed": True}],
    "in_progress": [{"retry_after_seconds": 3}],
    "rate_limited": [
        {"retry_after_seconds": 30},
        {"retry_after_seconds": 30, "is_crowded": True},
        {"retry_after_seconds": 1800, "is_guessing": True},
        {},
    ],
    "busy": [{"retry_after_seconds": 1}, {"retry_after_seconds": 3}, {}],
    "card_of_other_store": [{"store_name": STORE}, {}],
    "not_in_program": [{"loyalty_type": "stamps"}, {"loyalty_type": "points"}],
    "confirmation_required": [
        {"members_with_full_card": 132, "liability_before_cents": 124_000, "liability_after_cents": 1_240_000},
        {"members_with_balance": 1, "stamps": 6, "points": 0, "liability_before_cents": 124_000},
        {"liability_before_cents": 124_000, "liability_after_cents": 1_240_000},
        {"points_per_euro_before": 10, "points_per_euro_after": 1000},
        {"liability_before_cents": 124_000, "liability_after_cents": 1_240_000, "currency": "EUR"},
        {"stamps_forfeited": 6, "points_forfeited": 12_400},
        {"stamps_forfeited": 0, "points_forfeited": 0},
        {},
    ],
    "staff_pin_required": [{"staff_name": STAFF}, {}],
    "pin_wrong": [
        {"staff_name": STAFF, "tries_left": 2},
        {"staff_name": STAFF, "tries_left": 1},
        {"staff_name": STAFF, "tries_left": 0, "locked_until": LATER, "retry_after_seconds": 1800},
        {"staff_name": "Ana"},
        {},
    ],
    "pin_locked": [
        {"staff_name": STAFF, "locked_until": LATER, "retry_after_seconds": 540},
        {"staff_name": STAFF, "locked_until": datetime(2026, 5, 5, 0, 32, tzinfo=UTC)},
        {},
    ],
    "device_paused": [{"retry_after_seconds": 30}, {"retry_after_seconds": 480}, {}],
    "category_limit": [{"limit": 10}],
    "cooldown_active": [
        {"next_stamp_available_at": LATER, "retry_after_seconds": 540, "cooldown_minutes": 15, "last_stamp_at": NOW},
        {"next_stamp_available_at": datetime(2026, 5, 5, 8, 0, tzinfo=UTC), "retry_after_seconds": 70_500},
    ],
    "daily_limit": [{"max_daily_stamps": 5}, {"max_daily_stamps": 1}],
    "insufficient_stamps": [STAMPS, {**STAMPS, **FIRST}, {**STAMPS, "last_redeemed_at": EARLIER}],
    "insufficient_points": [POINTS, {**POINTS, **FIRST}],
    "below_minimum_redemption": [{"minimum_redemption_points": 100, "points_balance": 80}],
    "reward_unavailable": [{"reward_name": REWARD, "available_from": LATER}, {"reward_name": REWARD}, {}],
    "below_minimum": [{"minimum_purchase_cents": 500, "currency": "EUR"}],
    "no_points": [{"purchase_amount_cents": 40, "currency": "EUR"}],
    "amount_too_high": [{"maximum_purchase_cents": 50_000, "currency": "EUR"}],
    "order_already_recorded": [
        {"order_reference": "4711", "recorded_at": EARLIER, "staff_name": "Ana", "store_name": STORE},
        {"order_reference": "R-" + "7" * 98, "recorded_at": LAST_WEEK, "staff_name": STAFF, "store_name": STORE},
        {"order_reference": "4711", "recorded_at": EARLIER},
    ],
    "already_voided": [{"voided_at": LAST_WEEK}, {}],
    "void_exceeds_original": [{"points_left": 1250}, {"points_left": 1}],
    "undo_not_possible": [
        {"why": why, "window_minutes": 5} for why in ("too_late", "spent", "other_person", "other_store", "kind", None)
    ],
    "would_be_negative": [{"points_balance": 30}, {}],
    "adjust_limit": [{"adjust_limit_points": 100_000}],
    "restore_exceeds_expired": [{"points_left": 310}],
    "code_wrong": [
        *[dict[str, Fact](tries_left=left) for left in (4, 1, 0)],
        {"other_browser": True},
        {"asked_elsewhere": True},
    ],
}

TYPES = ("whole_number", "text", "true_or_false", "list", "object", "date", "moment")
FIELD_FACTS: dict[str, list[dict[str, Fact]]] = {
    "field_unknown": [{"did_you_mean": "points"}, {}],
    "field_type": [
        *[dict[str, Fact](expected=kind) for kind in TYPES],
        {"expected": "one_of", "choices": "'stamps', 'points' or 'hybrid'"},
        {},
    ],
    "number_out_of_range": [{"minimum": 1, "maximum": 2_147_483_647}, {"minimum": 1}, {"maximum": 21_474_836}, {}],
    "hours_invalid": [{"part": "mon-xyz 07:00-12:00"}, {}],
    "text_too_long": [{"maximum": 100}, {}],
    "amount_ambiguous": [{"low_cents": 125, "high_cents": 125_000, "currency": "EUR"}, {}],
    "currency": [{"currency": "EUR"}],
    "name_invalid": [{"maximum": 80}, {}],
    "label_invalid": [{"maximum": 60}, {}],
    "too_young": [{"minimum_age_years": 16}],
    "pin_format": [{"length": 6, "minimum": 4, "maximum": 8}, {"minimum": 4, "maximum": 8}, {}],
    "not_a_card": [{}, {"is_set_up_code": True}],
}


def refusals() -> list[Refusal]:
    """Every refusal there is, in every form."""
    return [kind(**facts) for code, kind in sorted(CATALOGUE.items()) for facts in FACTS.get(code, [{}])]


def field_problems() -> list[FieldProblem]:
    """Every problem of a field, in every form."""
    return [
        FieldProblem(field="purchase_amount_cents", code=code, facts=facts)
        for code in sorted(FIELD_CODES)
        for facts in FIELD_FACTS.get(code, [{}])
    ]
