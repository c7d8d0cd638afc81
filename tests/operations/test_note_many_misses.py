"""Who asks for many cards that nobody has is written down where the owner looks."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from loyalty_app.db import db
from loyalty_app.models import AuditEvent
from loyalty_app.operations.note_many_misses import NoteManyMisses, note_many_misses
from tests.factories import a_device, a_shop, an_api_token


def events() -> list[tuple[str, str | None]]:
    rows = db.session.execute(select(AuditEvent.what, AuditEvent.subject).order_by(AuditEvent.id))
    return [(row.what, row.subject) for row in rows]


def test_a_tablet_is_marked_and_a_till_is_named(app: Flask) -> None:
    shop = a_shop()
    device, token = a_device(shop), an_api_token(shop)
    note_many_misses(NoteManyMisses(actor=shop.actor(terminal_device_id=device.id)))
    note_many_misses(NoteManyMisses(actor=shop.actor(api_token_id=token.id)))
    db.session.refresh(device)
    assert device.many_misses_at is not None
    assert events() == [
        ("many_cards_not_found", f"terminal_device:{device.id}"),
        ("many_cards_not_found", f"api_token:{token.id}"),
    ]
