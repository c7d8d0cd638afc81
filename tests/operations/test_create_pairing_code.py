"""Making a code for a tablet."""

from datetime import timedelta

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, Role
from loyalty_app.domain.errors import InvalidInput, ManagerRequired, StoreUnknown
from loyalty_app.domain.pairing import ALPHABET
from loyalty_app.models import PairingCode
from loyalty_app.operations.create_pairing_code import CreatePairingCode, create_pairing_code
from loyalty_app.unit_of_work import clock
from tests.factories import a_shop, a_store


def test_a_code_has_eight_clear_signs_and_lives_ten_minutes(app: Flask) -> None:
    shop = a_shop()
    made = create_pairing_code(CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id))
    assert len(made.code) == 8
    assert set(made.code) <= set(ALPHABET)
    assert timedelta(minutes=9) < made.expires_at - clock.now() <= timedelta(minutes=10)


def test_the_code_itself_is_stored_nowhere(app: Flask) -> None:
    shop = a_shop()
    made = create_pairing_code(CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id))
    stored = db.session.query(PairingCode).one()
    assert made.code not in str({name: getattr(stored, name) for name in PairingCode.__table__.columns.keys()})  # noqa: SIM118
    assert made.code not in repr(made)


def test_a_cashier_makes_none(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(ManagerRequired):
        create_pairing_code(CreatePairingCode(actor=shop.actor(), store_id=shop.store_id))


def test_nobody_makes_one_for_a_store_out_of_reach(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    owner = Actor(merchant_id=here.merchant_id, store_id=None, role=Role.OWNER)
    with pytest.raises(StoreUnknown):
        create_pairing_code(CreatePairingCode(actor=owner, store_id=there.store_id))
    sister = a_store(here.merchant_id).id
    db.session.commit()
    with pytest.raises(StoreUnknown):
        create_pairing_code(CreatePairingCode(actor=here.actor(here.manager), store_id=sister))
    assert create_pairing_code(CreatePairingCode(actor=owner, store_id=sister)).code


def test_a_label_must_be_readable(app: Flask) -> None:
    shop = a_shop()
    for label in ("\u202egnp", "x" * 81, "a\x00b"):
        with pytest.raises(InvalidInput) as refused:
            create_pairing_code(CreatePairingCode(actor=shop.actor(shop.manager), store_id=shop.store_id, label=label))
        assert refused.value.problems[0].code == "label_invalid"
