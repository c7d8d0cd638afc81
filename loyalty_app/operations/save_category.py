"""A manager adds or changes a category of the store's sales."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import CategoryLimit, InvalidInput, NotFound
from loyalty_app.domain.languages import LANGUAGES
from loyalty_app.domain.names import clean_name
from loyalty_app.models import Store, TransactionCategory
from loyalty_app.operations.rights import require_manager, require_store
from loyalty_app.queries.categories import CategoryView, find_category
from loyalty_app.unit_of_work import Command, Outcome, Work, operation

MAX_CATEGORIES = 10
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCategory(Command):
    """A new category of `store_id`, or (`category_id`) a change of one; None leaves as it is.

    `names` by language, at least one; naming some languages leaves the others.
    """

    actor: Actor
    store_id: int
    category_id: int | None = None
    names: Mapping[str, str] | None = None
    display_order: int | None = None
    is_active: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CategorySaved(Outcome):
    """The category as it is now."""

    category: CategoryView
    is_new: bool


@operation
def save_category(work: Work, command: SaveCategory) -> CategorySaved:
    """Refuses manager_required, store_unknown, not_found, category_limit, field_missing, name_invalid."""
    require_manager(command.actor)
    store = require_store(work, command.actor, command.store_id)
    names = _names(command.names or {})
    if command.category_id is None:
        category_id = _create(work, command, store.id, names)
    else:
        category_id = _change(work, command, store.id, names)
    category = find_category(work.connection, command.actor.merchant_id, category_id)
    return CategorySaved(category=category, is_new=command.category_id is None)


def _names(typed: Mapping[str, str]) -> dict[str, str]:
    for language in typed:
        if language not in LANGUAGES:
            raise InvalidInput.of("names", "field_type", expected="one_of", choices=list(LANGUAGES))
    return {
        language: clean_name(typed[language], field="names", longest=LONGEST_NAME)
        for language in LANGUAGES
        if language in typed
    }


def _create(work: Work, command: SaveCategory, store_id: int, names: dict[str, str]) -> int:
    if not names:
        raise InvalidInput.of("names", "field_missing")
    # One at a time per store, so that two managers at once cannot make eleven.
    work.connection.execute(select(Store.id).where(Store.id == store_id).with_for_update(key_share=True))
    counted = select(func.count()).where(
        TransactionCategory.store_id == store_id, TransactionCategory.deleted_at.is_(None)
    )
    count: int = work.connection.execute(counted).scalar_one()
    if count >= MAX_CATEGORIES:
        raise CategoryLimit(limit=MAX_CATEGORIES)
    category_id: int = work.connection.execute(
        insert(TransactionCategory)
        .values(
            merchant_id=command.actor.merchant_id,
            store_id=store_id,
            names=names,
            display_order=_order(command.display_order) if command.display_order is not None else count,
            is_active=command.is_active is not False,
        )
        .returning(TransactionCategory.id)
    ).scalar_one()
    return category_id


def _change(work: Work, command: SaveCategory, store_id: int, names: dict[str, str]) -> int:
    row = work.connection.execute(
        select(TransactionCategory.id, TransactionCategory.names)
        .where(
            TransactionCategory.id == command.category_id,
            TransactionCategory.store_id == store_id,
            TransactionCategory.deleted_at.is_(None),
        )
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise NotFound
    values: dict[str, Any] = {"names": {**row.names, **names}}
    if command.display_order is not None:
        values["display_order"] = _order(command.display_order)
    if command.is_active is not None:
        values["is_active"] = command.is_active
    work.connection.execute(update(TransactionCategory).where(TransactionCategory.id == row.id).values(values))
    category_id: int = row.id
    return category_id


def _order(number: int) -> int:
    if not 0 <= number <= 10_000:
        raise InvalidInput.of("display_order", "number_out_of_range", minimum=0, maximum=10_000)
    return number
