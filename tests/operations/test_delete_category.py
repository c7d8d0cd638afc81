"""Taking a category away."""

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import ManagerRequired, NotFound
from loyalty_app.operations.delete_category import DeleteCategory, delete_category
from loyalty_app.queries.categories import list_categories
from tests.factories import a_category, a_shop


def test_it_is_gone_once(app: Flask) -> None:
    shop = a_shop()
    command = DeleteCategory(actor=shop.actor(shop.manager), category_id=a_category(shop).id)
    delete_category(command)
    assert list_categories(db.session.connection(), shop.merchant_id, shop.store_id) == ()
    with pytest.raises(NotFound):
        delete_category(command)


def test_who_may_not(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    category_id = a_category(here).id
    with pytest.raises(ManagerRequired):
        delete_category(DeleteCategory(actor=here.actor(), category_id=category_id))
    with pytest.raises(NotFound):
        delete_category(DeleteCategory(actor=there.owner(), category_id=category_id))
