"""Adding and changing what sales are about."""

from functools import partial
from typing import Any

import pytest
from flask import Flask

from loyalty_app.db import db
from loyalty_app.domain.errors import CategoryLimit, InvalidInput, ManagerRequired, NotFound, StoreUnknown
from loyalty_app.operations.save_category import CategorySaved, SaveCategory, save_category
from loyalty_app.queries.categories import list_categories
from tests.factories import Shop, a_category, a_shop
from tests.races import at_once


def saved(shop: Shop, **values: Any) -> CategorySaved:
    return save_category(SaveCategory(actor=shop.actor(shop.manager), store_id=shop.store_id, **values))


def test_it_has_a_name_per_language_and_a_place(app: Flask) -> None:
    shop = a_shop()
    saved(shop, names={"en": "Drinks", "fr": " Boissons "})
    second = saved(shop, names={"en": "Food"}).category
    listed = list_categories(db.session.connection(), shop.merchant_id, shop.store_id)
    assert [category.names for category in listed] == [{"en": "Drinks", "fr": "Boissons"}, {"en": "Food"}]
    assert (second.display_order, second.is_active) == (1, True)


def test_a_change_leaves_what_is_not_named(app: Flask) -> None:
    shop = a_shop()
    first = saved(shop, names={"en": "Drinks", "fr": "Boissons"}).category
    second = saved(shop, category_id=first.id, names={"fr": "À boire"}, is_active=False).category
    assert (second.names, second.is_active) == ({"en": "Drinks", "fr": "À boire"}, False)
    assert list_categories(db.session.connection(), shop.merchant_id, shop.store_id, only_active=True) == ()


def test_a_store_has_ten_at_most(app: Flask) -> None:
    shop = a_shop()
    for number in range(10):
        a_category(shop, names={"en": f"Kind {number}"})
    with pytest.raises(CategoryLimit) as refused:
        saved(shop, names={"en": "One more"})
    assert refused.value.facts == {"limit": 10}


@pytest.mark.parametrize("names", [{}, {"xx": "?"}, {"en": " "}, {"en": "x" * 41}])
def test_wrong_names_are_refused(app: Flask, names: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        saved(a_shop(), names=names)


def test_who_may_not_and_what_is_not_there(app: Flask) -> None:
    here, there = a_shop(), a_shop()
    theirs = a_category(there).id
    with pytest.raises(ManagerRequired):
        save_category(SaveCategory(actor=here.actor(), store_id=here.store_id, names={"en": "x"}))
    with pytest.raises(StoreUnknown):
        save_category(SaveCategory(actor=here.actor(here.manager), store_id=there.store_id, names={"en": "x"}))
    with pytest.raises(NotFound):
        saved(here, category_id=theirs, names={"en": "Mine"})


@pytest.mark.race
def test_many_at_once_make_ten(app: Flask) -> None:
    shop = a_shop()
    command = SaveCategory(actor=shop.actor(shop.manager), store_id=shop.store_id, names={"en": "Kind"})
    answers = at_once(app, [partial(save_category, command)] * 14)
    assert sum(isinstance(answer, CategorySaved) for answer in answers) == 10
    assert len(list_categories(db.session.connection(), shop.merchant_id, shop.store_id)) == 10
