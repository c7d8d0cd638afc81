"""A new business."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.actors import PlatformActor
from loyalty_app.domain.errors import InvalidInput
from loyalty_app.models import AuditEvent, MerchantLoyaltySettings
from loyalty_app.operations.create_merchant import CreateMerchant, create_merchant

CONSOLE = PlatformActor()


def test_it_has_its_policy_from_the_start(app: Flask) -> None:
    command = CreateMerchant(actor=CONSOLE, name=" Café  Lux ", code="cafe-lux", pin_max_failed_attempts=3)
    created = create_merchant(command)
    assert created.name == "Café Lux"
    settings = db.session.query(MerchantLoyaltySettings).filter_by(merchant_id=created.merchant_id).one()
    assert (settings.pin_max_failed_attempts, settings.staff_pin_policy) == (3, "required")
    assert db.session.query(AuditEvent).one().what == "merchant_created"


def test_a_code_is_taken_once(app: Flask) -> None:
    create_merchant(CreateMerchant(actor=CONSOLE, name="One", code="one"))
    with pytest.raises(InvalidInput) as refused:
        create_merchant(CreateMerchant(actor=CONSOLE, name="Other", code="one"))
    assert refused.value.problems[0].code == "code_taken"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"name": " "}, "name_invalid"),
        ({"code": "Café"}, "code_invalid"),
        ({"code": "x"}, "code_invalid"),
        ({"timezone": "Mars/Olympus"}, "field_type"),
        ({"currency": "euro"}, "field_type"),
    ],
)
def test_wrong_values_are_named(app: Flask, wrong: dict[str, str], code: str) -> None:
    values = {"name": "Café", "code": "cafe"} | wrong
    with pytest.raises(InvalidInput) as refused:
        create_merchant(CreateMerchant(actor=CONSOLE, **values))  # type: ignore[arg-type]  # texts only
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == (next(iter(wrong)), code)
