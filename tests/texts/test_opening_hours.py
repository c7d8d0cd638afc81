"""Opening hours in words."""

from __future__ import annotations

import pytest

from loyalty_app.domain.opening_hours import typed_hours
from loyalty_app.texts.opening_hours import written_hours

SHOP = ["mon-fri 07:00-12:00,13:00-18:30", "sat 08:00-17:00"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Mon–Fri 7:00–12:00, 13:00–18:30 · Sat 8:00–17:00"),
        ("fr", "lun.–ven. 7:00–12:00, 13:00–18:30 · sam. 8:00–17:00"),
        ("de", "Mo–Fr 7:00–12:00, 13:00–18:30 · Sa 8:00–17:00"),
        ("lb", "Méi–Fre 7:00–12:00, 13:00–18:30 · Sam 8:00–17:00"),
    ],
)
def test_a_week_in_every_language(language: str, said: str) -> None:
    assert written_hours(typed_hours(SHOP), language, "—") == said


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["mon-sun 0:00-24:00"], "Every day 0:00–24:00"),
        (["thu-sat 18:00-02:00"], "Thu–Sat 18:00–2:00"),
        (["fri 20:00-24:00"], "Fri 20:00–24:00"),
        (["mon 8:00-9:00", "wed 8:00-9:00"], "Mon 8:00–9:00 · Wed 8:00–9:00"),
        (
            ["mon-tue 8:00-9:00", "wed 8:00-9:30", "thu-fri 8:00-9:00"],
            "Mon–Tue 8:00–9:00 · Wed 8:00–9:30 · Thu–Fri 8:00–9:00",
        ),
        (["sat-mon 10:00-12:00"], "Mon 10:00–12:00 · Sat–Sun 10:00–12:00"),
    ],
)
def test_neighbours_with_the_same_hours_stand_together(lines: list[str], said: str) -> None:
    assert written_hours(typed_hours(lines), "en", "Every day") == said
