"""What holds for a merchant's members: within its ranges, noted in the audit, also where a command is forgotten."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from loyalty_app.db import db
from loyalty_app.domain.actors import PlatformActor
from loyalty_app.domain.errors import InvalidInput, NotFound
from loyalty_app.domain.policy_fields import PolicyFields
from loyalty_app.models import AuditEvent, Merchant, MerchantLoyaltySettings
from loyalty_app.operations.change_policy import ChangePolicy, change_policy
from loyalty_app.queries.policy_view import PolicyView, find_policy
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop

ADMIN = PlatformActor()


def change(shop: Shop, fields: PolicyFields) -> PolicyView:
    return change_policy(ChangePolicy(actor=ADMIN, merchant_id=shop.merchant_id, fields=fields)).policy


def events() -> list[tuple[object, object]]:
    rows = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "policy_changed").order_by(AuditEvent.id))
    return [(row.before, row.after) for row in rows]


def test_members_are_forgotten_after_three_years_unless_said_otherwise(app: Flask) -> None:
    shop, other = a_shop(), a_shop()
    assert find_policy(db.session.connection(), shop.merchant_id).inactive_months == 36
    assert change(shop, PolicyFields(inactive_months=None)).inactive_months is None
    assert change(shop, PolicyFields(inactive_months=12)).inactive_months == 12
    db.session.rollback()
    assert find_policy(db.session.connection(), other.merchant_id).inactive_months == 36


def test_each_change_is_in_the_audit_and_no_change_is_not(app: Flask) -> None:
    shop = a_shop()
    for months in (12, 12, None):
        change(shop, PolicyFields(inactive_months=months))
    change(shop, PolicyFields())
    assert events() == [
        ({"inactive_months": 36}, {"inactive_months": 12}),
        ({"inactive_months": 12}, {"inactive_months": None}),
    ]
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.what == "policy_changed").limit(1)).one()
    assert (event.merchant_id, event.subject) == (shop.merchant_id, f"merchant:{shop.merchant_id}")


@pytest.mark.parametrize(
    ("name", "value", "least", "most"),
    [
        *[("inactive_months", value, 6, 120) for value in (0, 5, 121, -1)],
        *[("minimum_age_years", value, 13, 21) for value in (0, 12, 22, -16)],
    ],
)
def test_what_is_out_of_range_is_refused_here_and_by_the_database(
    app: Flask, name: str, value: int, least: int, most: int
) -> None:
    shop = a_shop()
    with pytest.raises(InvalidInput) as refused:
        change(shop, PolicyFields(**{name: value}))
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == (name, "number_out_of_range")
    assert problem.facts == {"minimum": least, "maximum": most}
    with pytest.raises(IntegrityError):
        db.session.execute(update(MerchantLoyaltySettings).values(**{name: value}))
    db.session.rollback()
    assert events() == []


def test_all_that_is_wrong_is_said_at_once(app: Flask) -> None:
    with pytest.raises(InvalidInput) as refused:
        change(a_shop(), PolicyFields(inactive_months=1, minimum_age_years=99))
    assert [problem.field for problem in refused.value.problems] == ["inactive_months", "minimum_age_years"]


def test_members_may_be_as_young_as_they_like_unless_said_otherwise(app: Flask) -> None:
    shop = a_shop()
    assert find_policy(db.session.connection(), shop.merchant_id).minimum_age_years is None
    assert change(shop, PolicyFields(minimum_age_years=16)) == PolicyView(inactive_months=36, minimum_age_years=16)
    assert change(shop, PolicyFields(minimum_age_years=None)).minimum_age_years is None


def test_a_merchant_that_is_gone_is_not_found(app: Flask) -> None:
    shop = a_shop()
    db.session.execute(update(Merchant).values(deleted_at=clock.now()))
    db.session.commit()
    with pytest.raises(NotFound):
        change(shop, PolicyFields(inactive_months=12))
