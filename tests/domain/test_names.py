"""Names: what a person may be called."""

import pytest

from loyalty_app.domain.errors import InvalidInput
from loyalty_app.domain.names import clean_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [("  Ana   Silva ", "Ana Silva"), ("Zoe\u0308", "Zo\u00eb"), ("李", "李"), ("O'Brien", "O'Brien"), ("<b>", "<b>")],
)
def test_a_readable_name_is_kept_in_one_spelling(typed: str, name: str) -> None:
    assert clean_name(typed) == name


@pytest.mark.parametrize("typed", ["", " \t ", "x" * 81, "A\x00na", "Ana\u202eavliS", "A\nna", "\ud800"])
def test_nothing_too_much_and_invisible_signs_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        clean_name(typed, field="label", code="label_invalid")
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == ("label", "label_invalid")
