"""Every refusal is said in every language, so that a person at the counter knows what to do (U37, U45)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from loyalty_app.domain.errors import (
    CATALOGUE,
    FIELD_CODES,
    ConfirmationRequired,
    CooldownActive,
    DailyLimit,
    InsufficientPoints,
    InvalidInput,
    OrderAlreadyRecorded,
    PinLocked,
    PinWrong,
    Refusal,
    RewardUnavailable,
    UndoNotPossible,
)
from loyalty_app.texts import explanation, field_sentence, headline, sentence, soon, title
from loyalty_app.texts.fields import BESIDE
from loyalty_app.texts.fields import FIXED as FIELD_FIXED
from loyalty_app.texts.fields import WORDED as FIELD_WORDED
from loyalty_app.texts.headlines import FIELD_HEADLINES, HEADLINES
from loyalty_app.texts.sentences import FIXED, WORDED
from loyalty_app.unit_of_work import clock
from tests.texts.conftest import Reading
from tests.texts.samples import EARLIER, FIRST, LATER, NOW, POINTS, TIMEZONE, field_problems, refusals

LONGEST, LONGEST_HEADLINE = 140, 32
UNFILLED = re.compile(r"%\(|%[sd]|\{\w*\}|None|LazyString")
NO_HELP = re.compile(r"^(please )?try again( later)?\.$", re.IGNORECASE)


@pytest.fixture(autouse=True)
def at_the_counter() -> Iterator[None]:
    """It is 14:23 in the store, 4 May 2026."""
    with clock.moved_to(NOW):
        yield


def test_every_code_has_a_sentence_and_no_sentence_lacks_a_code() -> None:
    assert set(FIXED) | set(WORDED) == set(CATALOGUE) == set(HEADLINES)
    assert set(FIXED) & set(WORDED) == set()
    assert set(FIELD_FIXED) | set(FIELD_WORDED) == FIELD_CODES
    assert set(FIELD_FIXED) & set(FIELD_WORDED) == set()
    assert set(BESIDE) | set(FIELD_HEADLINES) <= FIELD_CODES


def test_every_sentence_is_short_and_whole_in_every_language(language: str) -> None:
    said = {
        **{(refusal.code, str(refusal.facts)): sentence(refusal, timezone=TIMEZONE) for refusal in refusals()},
        **{(problem.code, str(problem.facts)): field_sentence(problem) for problem in field_problems()},
    }
    assert {code: text for code, text in said.items() if len(text) > LONGEST} == {}
    assert {code: text for code, text in said.items() if not re.search(r"[.?…]$", text)} == {}
    assert {code: text for code, text in said.items() if NO_HELP.match(text)} == {}
    assert {code: text for code, text in said.items() if UNFILLED.search(text)} == {}


def test_no_two_codes_say_the_same_in_any_language(language: str) -> None:
    said: dict[str, set[str]] = {}
    for refusal in refusals():
        said.setdefault(sentence(refusal, timezone=TIMEZONE), set()).add(refusal.code)
    for problem in field_problems():
        said.setdefault(field_sentence(problem), set()).add(problem.code)
    # A redemption that came second is told so, whatever it lacked.
    assert {
        text: codes
        for text, codes in said.items()
        if len(codes) > 1 and codes != {"insufficient_points", "insufficient_stamps"}
    } == {}


def test_every_headline_is_a_few_words_of_its_own(language: str) -> None:
    words = [str(words) for words in (*HEADLINES.values(), *FIELD_HEADLINES.values())]
    assert [text for text in words if len(text) > LONGEST_HEADLINE] == []
    assert len(set(words)) == len(words)
    assert all(title(kind()) == headline(kind()) != "" for kind in CATALOGUE.values())


@pytest.mark.parametrize("other", ["fr", "de", "lb"])
def test_every_sentence_is_translated(other: str, reading: Reading) -> None:
    """That no word was left in English: equal sentences are those without words of a language."""
    with reading("en"):
        english = [sentence(refusal, timezone=TIMEZONE) for refusal in refusals()]
    with reading(other):
        translated = [sentence(refusal, timezone=TIMEZONE) for refusal in refusals()]
    assert [text for text, same in zip(english, translated, strict=True) if text == same] == []


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (
            CooldownActive(next_stamp_available_at=LATER, retry_after_seconds=540),
            "Next stamp possible at 14:32 (in 9 minutes).",
        ),
        (DailyLimit(max_daily_stamps=5), "5 of 5 stamps given today. The next is possible from midnight."),
        (PinWrong(staff_name="Ana", tries_left=2), "Wrong PIN for Ana – 2 tries before a pause."),
        (
            PinLocked(staff_name="Ana", locked_until=LATER, retry_after_seconds=540),
            "Ana’s PIN is locked until 14:32. A manager can unlock it under Staff PINs.",
        ),
        (
            OrderAlreadyRecorded(order_reference="4711", recorded_at=EARLIER, staff_name="Ana"),
            "Receipt 4711 was already added at 10:42 by Ana.",
        ),
        (InsufficientPoints(**POINTS), "1\u202f080 points, 1\u202f200 needed – 120 missing."),
        (
            InsufficientPoints(**{**POINTS, **FIRST, "staff_name": "Ana", "store_name": "Gare"}),
            "Already redeemed on 27 April at 10:42 by Ana, Gare.",
        ),
        (RewardUnavailable(reward_name="Cake", available_from=LATER), "“Cake” is not available until 4 May."),
        (
            UndoNotPossible(why="too_late", window_minutes=5),
            "Too late to undo here (5 minutes). A manager can reverse it.",
        ),
        (
            ConfirmationRequired(liability_before_cents=124_000, liability_after_cents=1_240_000, currency="EUR"),
            "The open value of all cards goes from €1\u202f240.00 to €12\u202f400.00. Continue?",
        ),
        (InvalidInput.of("qr_code", "not_a_card", is_set_up_code=True), "That is a set-up code, not a card."),
        (
            InvalidInput.of("pionts", "field_unknown", did_you_mean="points"),
            "Unknown field “pionts”. Did you mean “points”?",
        ),
    ],
    ids=lambda value: value.code if isinstance(value, Refusal) else "",
)
def test_the_facts_stand_in_the_sentence(refusal: Refusal, said: str, reading: Reading) -> None:
    with reading("en"):
        assert sentence(refusal, timezone=TIMEZONE) == said


def test_a_panel_that_shows_the_time_gives_the_rule_and_its_reason(reading: Reading) -> None:
    refusal = CooldownActive(
        next_stamp_available_at=LATER, retry_after_seconds=540, cooldown_minutes=15, last_stamp_at=EARLIER
    )
    with reading("en"):
        said = explanation(refusal, timezone=TIMEZONE)
        assert said == "Two stamps need 15 minutes between them. The last one was at 10:42."
        assert soon(refusal) == "in 9 minutes"
        assert explanation(DailyLimit(max_daily_stamps=1), timezone=TIMEZONE).startswith("1 stamp a day is possible")
        assert soon(DailyLimit(retry_after_seconds=30_000)) is None
        assert explanation(InsufficientPoints(**POINTS), timezone=TIMEZONE) == sentence(
            InsufficientPoints(**POINTS), timezone=TIMEZONE
        )


def test_times_are_those_of_the_store() -> None:
    refusal = CooldownActive(next_stamp_available_at=LATER, retry_after_seconds=540)
    assert "14:32" in sentence(refusal, timezone="Europe/Luxembourg")
    assert "13:32" in sentence(refusal, timezone="Europe/Lisbon")


def test_long_names_and_what_people_send_are_shown_shortened(reading: Reading) -> None:
    with reading("en"):
        refusal = OrderAlreadyRecorded(order_reference="a\n" + "7" * 98, recorded_at=EARLIER)
        assert sentence(refusal, timezone=TIMEZONE) == f"Receipt a {'7' * 37}… was already added at 10:42."


def test_next_to_its_field_a_problem_does_not_repeat_the_name(reading: Reading) -> None:
    with reading("en"):
        problems = [problem for problem in field_problems() if problem.code in BESIDE]
        assert all("purchase_amount_cents" in field_sentence(problem) for problem in problems)
        assert all("purchase_amount_cents" not in field_sentence(problem, beside=True) for problem in problems)
