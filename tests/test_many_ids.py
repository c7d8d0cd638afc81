"""Many ids in one parameter: the rows that have them and no others, found by an index on both databases."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.sql import Executable

from loyalty_app.db import db, writing_options
from loyalty_app.many_ids import one_of
from loyalty_app.models import LoyaltyCard
from tests.conftest import on_databases
from tests.databases import Kind
from tests.factories import a_card, a_shop

app = on_databases(*Kind)
_card = LoyaltyCard.__table__


def test_the_rows_of_these_ids_are_found_and_no_others(app: Flask) -> None:
    shop = a_shop()
    first, second, third = (a_card(shop).id for _ in range(3))
    found = select(_card.c.id).order_by(_card.c.id)
    assert db.session.scalars(found.where(one_of(_card.c.id, (third, first)))).all() == [first, third]
    assert db.session.scalars(found.where(one_of(_card.c.id, ()))).all() == []
    assert db.session.scalars(found.where(~one_of(_card.c.id, (first, third)))).all() == [second]


@pytest.mark.parametrize(
    "statement",
    [
        select(_card.c.card_number).where(one_of(_card.c.id, (1, 2)), _card.c.status == "active"),
        update(LoyaltyCard).where(one_of(_card.c.id, (1, 2))).values(status="blocked"),
        delete(LoyaltyCard).where(one_of(_card.c.id, (1, 2))),
    ],
    ids=["select", "update", "delete"],
)
def test_they_are_looked_up_and_not_looked_for(app: Flask, statement: Executable) -> None:
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    compiled = statement.compile(db.engine, compile_kwargs={"literal_binds": True})  # type: ignore[attr-defined]
    with db.engine.connect().execution_options(**writing_options(db.engine.dialect)) as connection:
        if db.engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL enable_seqscan = off"))  # a small table is read as a whole
        plan = " ".join(str(row) for row in connection.execute(text(f"{explain} {compiled}")))
    assert "loyalty_cards USING INTEGER PRIMARY KEY" in plan or "Index Scan" in plan or "Bitmap Index Scan" in plan
    assert "SCAN loyalty_cards" not in plan
