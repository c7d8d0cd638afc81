"""New tokens for passes whose own nobody can read any more."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.domain.actors import PlatformActor
from loyalty_app.models import AuditEvent
from loyalty_app.operations import renew_pass_tokens as module
from loyalty_app.operations.pass_tokens import pass_tokens
from loyalty_app.operations.renew_pass_tokens import RenewPassTokens, renew_pass_tokens
from tests.factories import a_card, a_pass, a_shop
from tests.operations.passes import a_card_on_a_phone, publish_due, standing, the_keys_of_another_ring

PLATFORM = PlatformActor()


def test_tokens_that_can_be_read_stay(app: Flask) -> None:
    _, pass_id, _ = a_card_on_a_phone(a_shop())
    before = standing(pass_id)
    assert renew_pass_tokens(RenewPassTokens(actor=PLATFORM)).renewed == 0
    assert standing(pass_id) == before
    assert db.session.execute(select(AuditEvent.id).where(AuditEvent.what == "pass_tokens_renewed")).all() == []


def test_what_cannot_be_read_is_new_under_its_old_serial_and_due(app: Flask) -> None:
    shop = a_shop()
    _, pass_id, _ = a_card_on_a_phone(shop)
    before = standing(pass_id)
    with the_keys_of_another_ring():
        readable = a_pass(a_card(shop)).id
        kept = standing(readable).auth_token
        assert renew_pass_tokens(RenewPassTokens(actor=PLATFORM)).renewed == 1
        after = standing(pass_id)
        assert pass_tokens.can_read(after.auth_token)
        assert standing(readable).auth_token == kept
        assert publish_due().published == 1
        again = renew_pass_tokens(RenewPassTokens(actor=PLATFORM))
        assert again.renewed == 0
    assert (after.serial, after.due_since is not None) == (before.serial, True)
    assert standing(pass_id).update_tag > before.update_tag  # nothing that was kept under the old tag is answered
    event = db.session.execute(select(AuditEvent).where(AuditEvent.what == "pass_tokens_renewed")).scalar_one()
    assert event.after == {"passes": 1}


def test_a_full_batch_says_where_to_go_on(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    shop = a_shop()
    passes = [a_pass(a_card(shop)).id for _ in range(3)]
    with the_keys_of_another_ring():
        first = renew_pass_tokens(RenewPassTokens(actor=PLATFORM))
        assert (first.renewed, first.next_after_id) == (2, passes[1])
        second = renew_pass_tokens(RenewPassTokens(actor=PLATFORM, after_id=passes[1]))
        assert (second.renewed, second.next_after_id) == (1, None)
