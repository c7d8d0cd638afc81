"""The people, cards and sentences that stand on the style-guide screens."""

from __future__ import annotations

import datetime as dt
from typing import Any

NARROW = "\N{NARROW NO-BREAK SPACE}"

SHOP = {"name": "Café Lux", "store_name": "Gare", "mark": None, "logo_icon": "sun", "stamp_icon": "bean"}
PERSON = {"id": 1, "name": "Sophie", "initials": "SK", "role": "cashier"}
TERMINAL: dict[str, Any] = {
    "shop": SHOP,
    "person": PERSON,
    "waiting_count": 0,
    "waiting_url": None,
    "wallet_delay": "3 s",
    "clock": "14:23",
    "idle_lock_seconds": 120,
}
LOCKED = TERMINAL | {"person": None}
CARD: dict[str, Any] = {
    "id": 7,
    "card_number": "4821-0937-1658",
    "status": "active",
    "customer": {"first_name": "Ana", "last_name": "Martins"},
    "stamp_count": 6,
    "stamps_target": 10,
    "stamps_until_reward": 4,
    "rewards_ready": 0,
    "points_balance": 1240,
    "points_expire_at": dt.datetime(2025, 12, 3, tzinfo=dt.UTC),
    "remaining_stamps_today": 5,
    "version": 12,
}
PROGRAM = {"loyalty_type": "hybrid", "stamps_reward_description": "Free coffee", "stamps_reward_icon": "coffee"}
REWARDS = [
    {"id": 1, "name": "Bag of beans", "points_required": 1200, "icon": "bag"},
    {"id": 2, "name": "Cake of the day", "points_required": 500, "icon": "cake"},
    {"id": 3, "name": "Croissant", "points_required": 300, "icon": "croissant"},
]
MONEY = {"symbol": "€", "symbol_first": True, "decimal": ".", "group": NARROW}
LANGUAGES = [("lb", "Lëtzebuergesch"), ("fr", "Français"), ("de", "Deutsch"), ("en", "English")]
WHY_MANAGER = "Manager only after 5 min"


def line(time: str, who: str, what: str, detail: str, **more: str) -> dict[str, str]:
    """One of the last actions."""
    return {"time": time, "who": who, "what": what, "detail": detail, **more}


LINES = [
    line("14:21", "Luc W.", "+1 stamp", "4 of 10 · by Sophie", undo_url="/undo/1"),
    line("14:19", "Ana M.", "+125 points", "€12.50 · by Sophie", undo_url="/undo/2"),
    line("14:09", "Jorge P.", "Free coffee", "Redeemed · by Sophie", why_not=WHY_MANAGER),
    line("14:02", "Mia S.", "+1 stamp", "Undone at 14:03 by Sophie", state="void", why_not="Already undone"),
    line("13:58", "Zoé T.", "New card", "50 welcome points · by Tom", why_not="By someone else"),
    line("13:51", "Léo K.", "+84 points", "€8.40 · by Tom", why_not="By someone else"),
]
FRESH = line("14:23", "Ana M.", "+1 stamp", "7 of 10 · by Sophie", state="fresh", undo_url="/undo/3")
REFUSED = line("14:23", "Ana M.", "No stamp yet", "Next stamp at 14:32", state="refused")
EARLIER = line("14:17", "Ana M.", "+1 stamp", "6 of 10 · by Sophie", why_not="More than 5 min ago")
TODAY = {"figures": [("Stamps", 47), ("Rewards", 6), ("Points", 1310)], "lines": LINES}
PEOPLE = [
    PERSON,
    {"id": 2, "name": "Tom", "initials": "TB", "role": "cashier"},
    {"id": 3, "name": "Léa", "initials": "LM", "role": "manager"},
    {"id": 4, "name": "João", "initials": "JD", "role": "cashier"},
    {"id": 5, "name": "Nora", "initials": "NF", "role": "cashier"},
    {"id": 6, "name": "Max H.", "initials": "MH", "role": "cashier"},
]
DONE = {
    "word": "+1 stamp",
    "who": "Ana M.",
    "figure": "7 of 10",
    "next": "3 to go",
    "say": "Ana M. · 7 of 10 · 3 to go",
    "card": CARD | {"stamp_count": 7, "version": 13},
    "stamps": {"count": 7, "target": 10, "is_new": True},
    "last_lines": [FRESH, *LINES[:4]],
}
NO_STAMP = {
    "code": "cooldown_active",
    "word": "No stamp yet",
    "who": "Ana M. · still 6 of 10",
    "label": "Next stamp at",
    "figure": "14:32",
    "next": "in 9 min",
    "why": "Two stamps need 15 minutes between them. The last one was at 14:17, here at Gare.",
    "say": "Ana M. · still 6 of 10 · next stamp at 14:32, in 9 min",
    "card": CARD,
    "actions": [("Earn points", "/points", "euro")],
    "last_lines": [REFUSED, LINES[0], EARLIER, *LINES[2:4]],
}
EARN = {
    "card": CARD,
    "money": MONEY,
    "rule": "10 points per euro, full receipt after discounts",
    "points_per_euro": 10,
    "categories": [("1", "Drinks"), ("2", "Food"), ("3", "Beans & gifts")],
    "chosen_categories": ["1"],
    "entered": {"amount": "12.50", "order_reference": "B-20931"},
}
ATTRACT = {
    "headline": "Ten coffees,\nthe next one is free.",
    "other_headlines": [
        ("lb", "Zéng Kaffien, deen nächsten ass gratis."),
        ("fr", "Dix cafés, le suivant est offert."),
        ("de", "Zehn Kaffees, der nächste ist gratis."),
    ],
    "stamps_target": 10,
    "languages": LANGUAGES,
    "language": "en",
}
FOUND = [
    {
        "card_id": 7,
        "initials": "AM",
        "name": "Ana M.",
        "detail": "•••• 1658 · a…m@example.lu · Gare",
        "balance": "6 of 10",
    },
    {
        "card_id": 8,
        "initials": "AS",
        "name": "Ana S.",
        "detail": "•••• 4412 · +352 … 21 · Esch",
        "balance": "310 points",
    },
]

BRAND = """@layer tokens { :root { --brand: #0f4c5c; --on-brand: #ffffff; --on-brand-2: #abc0c6;
--brand-shade: #0d414f; --brand-line: #7598a1; --brand-edge: transparent; --stamp: #f4b972;
--on-stamp: #0f4c5c; --brand-text: #0f4c5c; --brand-soft: #e9eff0; }
@media (prefers-color-scheme: dark) {
:root:not([data-theme="light"]) { --brand-text: #95b0b7; --brand-soft: #173036; } }
:root[data-theme="dark"] { --brand-text: #95b0b7; --brand-soft: #173036; } }"""

OFFICE = {
    "shop": SHOP,
    "subtitle": "3 stores",
    "groups": [
        (None, [("Overview", "#o", "home", True), ("Analytics", "#a", "chart", False)]),
        ("Program", [("Program", "#p", "card", False), ("Rewards", "#r", "gift", False)]),
        ("Customers", [("Members", "#m", "users", False), ("Transactions", "#t", "list", False)]),
        ("Counter", [("Stores", "#s", "store", False), ("Tablets", "#d", "tablet", False)]),
    ],
    "tabs": [("Overview", "#o", "home", True), ("Members", "#m", "users", False), ("Program", "#p", "card", False)],
    "person": "Claire, owner",
    "log_out_url": "/auth/logout",
    "on_behalf": {"name": "Café Lux", "reason": "Ticket 4711", "leave_url": "/leave"},
}
# Whole pages that are no counter screens: tools/look_pages/<name>.html.
PAGES = (
    "results",
    "office-overview",
    "office-members",
    "office-form",
    "plain-signin",
    "plain-pair",
    "phone-dashboard",
)

# Verb → the screen that answers it.
ANSWERS = {
    "show": "01-idle",
    "look_up": "02-card",
    "show_card": "02-card",
    "add_stamp": "03-done",
    "earn_form": "06-earn-empty",
    "earn_points": "03-done",
    "confirm_redeem_points": "11-redeem",
    "redeem_points": "03-done",
    "confirm_redeem_stamps": "12-redeem-stamps",
    "redeem_stamps": "05-reward",
    "unlock_form": "07-pin",
    "unlock": "01-idle",
    "lock": "10-attract",
    "attract": "10-attract",
    "language": "10-attract",
    "search": "15-search",
    "type_number": "16-number",
    "menu": "17-menu",
    "last_actions": "18-actions",
    "confirm_undo": "19-undo",
    "undo": "03-done",
}

# Name → (template of the fragment, status line, its values).
SCREENS: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "01-idle": ("_scan", TERMINAL, {"today": TODAY}),
    "02-card": (
        "_card",
        TERMINAL,
        {
            "card": CARD,
            "program": PROGRAM,
            "rewards": REWARDS,
            "next_reward": {"name": "Breakfast for two", "missing_points": 260},
            "details_url": "/details",
        },
    ),
    "03-done": ("_result", TERMINAL, DONE),
    "04-refused": ("_refused", TERMINAL, NO_STAMP),
    "05-reward": (
        "_result",
        TERMINAL,
        DONE | {"moment": {"word": "Free coffee", "sub": "Ana M. · 10 of 10 stamps", "reward": {"icon": "coffee"}}},
    ),
    "06-earn": ("_earn", TERMINAL, EARN),
    "06-earn-empty": ("_earn", TERMINAL, EARN | {"entered": {}}),
    "06-earn-error": (
        "_earn",
        TERMINAL,
        EARN
        | {"entered": {"amount": "9999.00"}, "errors": {"amount": "More than the limit of €500.00. Ask the manager."}},
    ),
    "07-pin": ("_unlock", LOCKED, {"people": PEOPLE, "person": PERSON, "pin_length": 6}),
    "07-pin-wrong": (
        "_unlock",
        LOCKED,
        {"people": PEOPLE, "person": PERSON, "pin_length": 6, "error": "Wrong PIN. 3 tries left."},
    ),
    "07-people": ("_unlock", LOCKED, {"people": PEOPLE, "person": None}),
    "10-attract": ("_attract", LOCKED, ATTRACT),
    "11-redeem": ("_redeem", TERMINAL, {"card": CARD, "reward": REWARDS[1]}),
    "12-redeem-stamps": ("_redeem_stamps", TERMINAL, {"card": CARD | {"stamp_count": 12}, "program": PROGRAM}),
    "13-not-found": (
        "_not_found",
        TERMINAL,
        {
            "code": "check_digit",
            "who": "4821 0937 1659 · last digit does not fit",
            "why": "Check the number, or search by name.",
            "last_lines": LINES[:5],
        },
    ),
    "14-problem": (
        "_problem",
        TERMINAL,
        {
            "code": "busy",
            "who": "Ana M. · +1 stamp",
            "why": "The shop’s system is busy. Nothing was changed.",
            "support_code": "K7Q2M4XA",
            "last_lines": LINES[:5],
        },
    ),
    "15-search": ("_search", TERMINAL, {"query": "ana", "found": FOUND}),
    "16-number": ("_type_number", TERMINAL, {"value": ""}),
    "17-menu": (
        "_menu",
        TERMINAL,
        {
            "links": [("Members", "/cards", "users")],
            "paper": {"width": "80", "is_silent": False},
            "languages": LANGUAGES,
            "language": "en",
            "version": "1.0",
        },
    ),
    "18-actions": ("_last_actions", TERMINAL, {"today": TODAY, "lines": LINES}),
    "19-undo": (
        "_undo",
        TERMINAL,
        {"transaction": {"id": "3"}, "what": "+1 stamp", "who": "Ana M.", "effect": [("Stamps", "7 → 6 of 10")]},
    ),
    "20-card-ready": (
        "_card",
        TERMINAL,
        {
            "card": CARD | {"stamp_count": 12, "rewards_ready": 1, "stamps_until_reward": 8},
            "program": PROGRAM,
            "rewards": REWARDS,
        },
    ),
}
