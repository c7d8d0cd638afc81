"""Publishing the terms: newer ones follow, none is edited."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.errors import Forbidden, InvalidInput, ProgramUnknown
from loyalty_app.models import AuditEvent, LoyaltyProgram, TermsVersion
from loyalty_app.operations.publish_terms import PublishTerms, TermsPublished, publish_terms
from loyalty_app.unit_of_work import clock
from tests.factories import Shop, a_shop


def publish(shop: Shop, **values: Any) -> TermsPublished:
    command: dict[str, Any] = {"actor": shop.owner(), "body": {"en": "Be nice.\n\nThat is all."}}
    return publish_terms(PublishTerms(**command | values))


def test_newer_terms_stand_beside_the_older_ones(app: Flask) -> None:
    shop = a_shop()
    first = publish(shop, privacy_url=" https://example.com/privacy ")
    second = publish(shop, body={"en": "Be nicer. ", "fr": "Soyez gentils.", "de": " "})
    kept = db.session.scalars(select(TermsVersion).order_by(TermsVersion.id)).all()
    assert [terms.id for terms in kept] == [first.terms_version_id, second.terms_version_id]
    assert [terms.body for terms in kept] == [
        {"en": "Be nice.\n\nThat is all."},
        {"en": "Be nicer.", "fr": "Soyez gentils."},
    ]
    assert [terms.privacy_url for terms in kept] == ["https://example.com/privacy", None]
    published = select(AuditEvent.subject).where(AuditEvent.what == "terms_published").order_by(AuditEvent.id)
    events = db.session.scalars(published).all()
    assert events == [f"terms_version:{terms.id}" for terms in kept]


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "//evil.example/x",
        "http://example.com",
        "https://",
        "https://user@example.com",
        "https://example.com/" + "x" * 3000,
        "https://exa mple.com",
        "https://[",
    ],
)
def test_only_https_links_lead_to_the_policy_b108(app: Flask, link: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(a_shop(), privacy_url=link)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == ("privacy_url", "link_invalid")


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({}, "body.en", "field_missing"),
        ({"fr": "Bonjour."}, "body.en", "field_missing"),
        ({"en": "Hello.", "xx": "?"}, "body.xx", "field_unknown"),
        ({"en": "x" * 50_001}, "body.en", "text_too_long"),
        ({"en": "a\x00b"}, "body.en", "character_not_allowed"),
    ],
)
def test_what_cannot_be_shown_is_refused(app: Flask, body: dict[str, str], field: str, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        publish(a_shop(), body=body)
    assert (refused.value.problems[0].field, refused.value.problems[0].code) == (field, code)


def test_only_the_owner_of_a_program_publishes(app: Flask) -> None:
    shop = a_shop()
    with pytest.raises(Forbidden):
        publish(shop, actor=shop.actor(shop.manager))
    db.session.get_one(LoyaltyProgram, shop.program_id).deleted_at = clock.now()
    db.session.commit()
    with pytest.raises(ProgramUnknown):
        publish(shop)
