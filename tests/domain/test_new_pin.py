"""A PIN that is made here is none that anybody would try first."""

from loyalty_app.domain.pins import new_pin


def test_a_made_pin_skips_what_is_easy_to_guess() -> None:
    digits = iter([1, 2, 3, 4, 5, 6, 4, 4, 4, 4, 4, 4, 4, 9, 3, 8, 1, 7])
    assert new_pin(lambda _below: next(digits)) == "493817"


def test_a_made_pin_has_the_length_asked_for() -> None:
    digits = iter([7, 2, 9, 4, 1, 6, 3, 8])
    assert new_pin(lambda _below: next(digits), length=8) == "72941638"
