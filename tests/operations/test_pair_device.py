"""Pairing a tablet: the code works once, and every other code gets the same answer."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import PairingCodeInvalid
from loyalty_app.domain.pairing import ALPHABET
from loyalty_app.domain.tokens import token_hash
from loyalty_app.models import AuditEvent, TerminalDevice
from loyalty_app.operations.create_pairing_code import CreatePairingCode, create_pairing_code
from loyalty_app.operations.pair_device import DevicePaired, PairDevice, pair_device
from loyalty_app.queries.callers import find_terminal
from loyalty_app.queries.devices import list_devices
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop
from tests.races import at_once


def a_code(shop: Shop, label: str | None = None) -> str:
    command = CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id, label=label)
    return create_pairing_code(command).code


def similar(code: str, number: int = 0) -> str:
    """Another code with the same first half."""
    others = [sign for sign in ALPHABET if sign != code[-1]]
    return code[:-1] + others[number]


def is_refused(code: str) -> bool:
    try:
        pair_device(PairDevice(code=code))
    except PairingCodeInvalid:
        return True
    return False


def test_the_browser_becomes_a_tablet_of_the_store(app: Flask) -> None:
    shop = a_shop()
    paired = pair_device(PairDevice(code=a_code(shop, "Counter left")))
    assert (paired.store_id, paired.label) == (shop.store_id, "Counter left")
    found = find_terminal(db.session.connection(), token_hash(paired.device_token), None, clock.now())
    assert found is not None
    assert (found.device_id, found.staff) == (paired.device_id, None)


def test_the_manager_sees_the_same_two_words_as_the_tablet(app: Flask) -> None:
    shop = a_shop()
    paired = pair_device(PairDevice(code=a_code(shop)))
    (device,) = list_devices(db.session.connection(), shop.merchant_id, clock.now())
    assert device.confirmation_words == paired.confirmation_words
    assert device.label == paired.label


def test_s21_the_key_is_256_bits_and_only_its_hash_is_kept(app: Flask) -> None:
    shop = a_shop()
    paired = pair_device(PairDevice(code=a_code(shop)))
    assert len(paired.device_token) == 43
    assert db.session.query(TerminalDevice).one().token_hash == token_hash(paired.device_token)
    assert paired.device_token not in repr(paired)


def test_how_a_person_types_the_code_does_not_matter(app: Flask) -> None:
    code = a_code(a_shop())
    assert not is_refused(f" {code[:4].lower()}-{code[4:]} ".replace("8", "B").replace("2", "z"))


def test_s20_a_code_works_once(app: Flask) -> None:
    code = a_code(a_shop())
    assert not is_refused(code)
    assert is_refused(code)


def test_s20_a_code_works_for_ten_minutes(app: Flask) -> None:
    code = a_code(a_shop())
    with clock.moved_to(clock.now() + timedelta(minutes=10, seconds=1)):
        assert is_refused(code)


@pytest.mark.parametrize("typed", ["", "3", "34679ACD", "0O1IL000", "3467 9ACD E", "x" * 5000, "٣٤٦٧٩٣٤٦"])
def test_anything_else_gets_the_same_answer(app: Flask, typed: str) -> None:
    a_code(a_shop())
    with pytest.raises(PairingCodeInvalid) as refused:
        pair_device(PairDevice(code=typed))
    assert refused.value.facts == {}


def test_s20_a_code_stands_four_wrong_guesses_and_dies_of_the_fifth(app: Flask) -> None:
    code = a_code(a_shop())
    for number in range(4):
        assert is_refused(similar(code, number))
    assert not is_refused(code)
    code = a_code(a_shop())
    for number in range(5):
        assert is_refused(similar(code, number))
    assert is_refused(code)


def test_guesses_at_one_code_leave_another_alone(app: Flask) -> None:
    shop = a_shop()
    one, other = a_code(shop), a_code(shop)
    for number in range(5):
        assert is_refused(similar(one, number))
    assert not is_refused(other)


def test_pairing_is_in_the_audit_trail(app: Flask) -> None:
    shop = a_shop()
    paired = pair_device(PairDevice(code=a_code(shop)))
    event = db.session.query(AuditEvent).filter_by(what="device_paired").one()
    assert (event.merchant_id, event.subject) == (shop.merchant_id, f"terminal_device:{paired.device_id}")


@pytest.mark.race
def test_one_code_used_by_many_at_once_pairs_one_tablet(app: Flask) -> None:
    code = a_code(a_shop())
    answers = at_once(app, [partial(pair_device, PairDevice(code=code))] * 16)
    assert sum(isinstance(answer, DevicePaired) for answer in answers) == 1
    assert sum(isinstance(answer, PairingCodeInvalid) for answer in answers) == 15
    assert db.session.query(TerminalDevice).count() == 1


@pytest.mark.race
def test_wrong_guesses_at_once_all_count(app: Flask) -> None:
    code = a_code(a_shop())
    at_once(app, [partial(is_refused, similar(code, number)) for number in range(8)])
    assert is_refused(code)
