"""What passes say in tests: one whole card, to be changed where a test needs it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.domain.passes import PassContent, PassDesign, PassLine, PassReward, PassStore, PassTerms

NOW = datetime(2026, 11, 26, 9, 30, 5, tzinfo=UTC)
TOKEN = "0123456789abcdef0123456789abcdef"

CAFE = PassDesign(
    program_id=1,
    design_version=1,
    card_name="Café Lux",
    merchant_name="Café Lux",
    card_color="#0f4c5c",
    card_secondary_color="#f4b972",
    stamp_shape="bean",
    has_stamps=True,
    has_points=True,
    stamps_target=10,
    logo_sha256=None,
    hero_sha256=None,
)
BOOKSHOP = replace(
    CAFE,
    program_id=2,
    card_name="Librairie du Marché",
    merchant_name="Librairie du Marché",
    card_color="#f2c230",
    card_secondary_color="#5a2a00",
    stamp_shape="book",
    has_stamps=False,
)
_WORDS = (
    ("de", "Zehn Stempel, ein Kaffee."),
    ("en", "Ten stamps, one coffee."),
    ("fr", "Dix tampons, un café."),
    ("lb", "Zéng Stempelen, ee Kaffi."),
)


def a_line(kind: str, day: date, **values: Any) -> PassLine:
    dull: dict[str, Any] = {"stamps_delta": 0, "points_delta": 0, "reward_name": None, "store_name": "Gare"}
    return PassLine(type=kind, day=day, **dull | values)


WEEK = typed_hours(["mon-fri 07:00-12:00,13:00-18:30", "sat 08:00-17:00"])
NIGHTS = typed_hours(["thu-sat 18:00-02:00"])
LINES = (
    a_line("stamp_earned", date(2026, 11, 26), stamps_delta=1),
    a_line("points_earned", date(2026, 11, 25), points_delta=1240),
    a_line("points_redeemed", date(2026, 11, 20), points_delta=-500, reward_name="Cake of the day"),
    a_line("stamp_voided", date(2026, 11, 3), stamps_delta=-1, store_name="Kirchberg"),
    a_line("card_created", date(2025, 12, 31)),
)
CARD = PassContent(
    card_id=1,
    version=17,
    status="active",
    card_number="4821-0937-1658",
    qr_code="CARD-0123456789ABCDEFGHJKMNPQRS",
    first_name="Ana",
    locale="en",
    timezone="Europe/Luxembourg",
    design=CAFE,
    stamp_count=6,
    stamps_reward_description="A free coffee",
    points_balance=1240,
    points_expire_at=NOW + timedelta(days=30),
    rewards=(
        PassReward(name="Croissant", points_required=300, missing_points=0),
        PassReward(name="Cake of the day", points_required=500, missing_points=0),
    ),
    next_reward=PassReward(name="Breakfast for two", points_required=1500, missing_points=260),
    lines=LINES,
    last_line_at=NOW,
    stores=(
        PassStore(name="Gare", latitude=49.6, longitude=6.1333, hours=WEEK),
        PassStore(name="Kirchberg", latitude=None, longitude=None, hours=NIGHTS),
    ),
    terms=PassTerms(body=_WORDS, privacy_url="https://cafe-lux.example/privacy"),
    contact_email="hello@cafe-lux.example",
)


def a_content(**values: Any) -> PassContent:
    """The card of the café with what the test names."""
    return replace(CARD, **values)
