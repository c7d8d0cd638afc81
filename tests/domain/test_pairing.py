"""Pairing codes and the two words."""

import secrets

from loyalty_app.domain.pairing import ALPHABET, WORDS, confirmation_words, new_code, typed_code


def test_no_two_signs_of_a_code_look_alike() -> None:
    for one, other in ("0O", "1I", "1L", "8B", "5S", "2Z"):
        assert not {one, other} <= set(ALPHABET)
    assert len(ALPHABET) ** 8 > 2**38


def test_a_code_survives_how_people_type_it() -> None:
    code = new_code(secrets.randbelow)
    assert typed_code(f" {code[:4].lower()} – {code[4:]}") == code
    assert typed_code(code.replace("8", "b").replace("5", "S").replace("2", "z")) == code


def test_what_cannot_be_a_code_is_none() -> None:
    for text in ("", "3467", "34679ACDE", "0O1I34AC", "３４６７９ＡＣＤ"):
        assert typed_code(text) is None


def test_the_same_tablet_has_the_same_words_and_there_are_many_pairs() -> None:
    assert confirmation_words("a" * 64) == confirmation_words("a" * 64)
    pairs = {confirmation_words(secrets.token_hex(32)) for _ in range(500)}
    assert len(pairs) > 400
    assert len(set(WORDS)) == len(WORDS) == 64
