"""What passes say in each language, without a request around them and on any day the same."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.domain.passes import PassContent, PassReward
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.texts.in_all_languages import spaced_number
from loyalty_app.texts.passes import PassPhrases, PassWords, pass_words, phrases_in
from loyalty_app.unit_of_work import clock
from tests.architecture.tree import REPOSITORY
from tests.wallets.contents import a_content, a_line

NOW = datetime(2026, 11, 26, tzinfo=UTC)


def said(language: str, content: PassContent) -> PassPhrases[str]:
    """What the card says in one language."""
    return phrases_in(language, pass_words().phrases(content))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_line_is_told(language: str) -> None:
    day = NOW.date()
    told = {
        kind: said(language, a_content(lines=(a_line(kind, day, stamps_delta=2, points_delta=-1),)))
        for kind in TransactionType
    }
    for kind, phrases in told.items():
        assert phrases.history is not None, kind
        assert "2" in phrases.history
        assert "−1" in phrases.history
        assert "%(" not in phrases.history
        assert kind.value not in phrases.history


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_of_changes_name_the_new_value_once(language: str) -> None:
    labels = pass_words().labels_in(language)
    for message in (labels.stamps_change, labels.stamps_ready_change, labels.points_change):
        assert message.count("%@") == 1
    assert len(set(labels)) == len(labels)  # two alike would be one key


def test_one_and_many_are_told_apart() -> None:
    def next_label(language: str, missing: int) -> str | None:
        reward = PassReward(name="Cake", points_required=500, missing_points=missing)
        return said(language, a_content(rewards=(), next_reward=reward)).next_label

    assert [next_label("en", count) for count in (1, 2)] == ["1 point to go", "2 points to go"]
    assert [next_label("de", count) for count in (1, 2)] == ["Noch 1 Punkt", "Noch 2 Punkte"]
    assert next_label("lb", 1_240) == f"Nach {spaced_number(1_240)} Punkten"
    assert spaced_number(1_000_000_000) == "1\u202f000\u202f000\u202f000"


def test_the_words_do_not_depend_on_the_day_they_are_asked_for() -> None:
    content = a_content(points_expire_at=NOW + timedelta(days=400))
    phrases = pass_words().phrases(content)
    with clock.moved_to(NOW + timedelta(days=500)):
        assert PassWords().phrases(content) == phrases
    assert phrases_in("fr", phrases).expires == "31 déc. 2027"


def test_the_words_need_no_application() -> None:
    script = "from loyalty_app.texts.passes import pass_words; print(pass_words().labels_in('lb').stamps)"
    command = [sys.executable, "-c", script]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "Stempelen"


def test_terms_come_in_the_readers_language_else_in_the_customers() -> None:
    from loyalty_app.domain.passes import PassTerms

    content = a_content(locale="fr", terms=PassTerms(body=(("en", "Hello"), ("fr", "Bonjour")), privacy_url=None))
    assert said("en", content).terms == "Hello"
    assert said("lb", content).terms == "Bonjour"
