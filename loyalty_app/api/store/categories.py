"""What the sales of the store can be about."""

from loyalty_app.api.answers import CategoryAnswer
from loyalty_app.api.calls import call
from loyalty_app.api.fields import Change, Text, like
from loyalty_app.api.lists import ListQuery, page_of
from loyalty_app.api.staff_proof import StaffProof, proven_actor
from loyalty_app.db import db
from loyalty_app.domain.errors import CategoryLimit, ManagerRequired
from loyalty_app.edge.caller import current_caller
from loyalty_app.operations.delete_category import DeleteCategory
from loyalty_app.operations.delete_category import delete_category as run_delete_category
from loyalty_app.operations.save_category import SaveCategory
from loyalty_app.operations.save_category import save_category as run_save_category
from loyalty_app.queries.categories import CategoryView
from loyalty_app.queries.categories import list_categories as find_categories
from loyalty_app.queries.pages import Page


class CategoryFields(StaffProof):
    """`names` by language (en, fr, de, lb), at least one; what is left out of a change stays as it is."""

    model_config = like(names={"en": "Drinks", "fr": "Boissons"})

    names: dict[str, Text] | None = None
    display_order: Change | None = None
    is_active: bool | None = None


@call(Page[CategoryView], query=ListQuery)
def list_categories(query: ListQuery) -> Page[CategoryView]:
    """The store's categories in the manager's order."""
    actor = current_caller().acting
    assert actor.store_id is not None
    return page_of(find_categories(db.session.connection(), actor.merchant_id, actor.store_id), query)


@call(CategoryAnswer, body=CategoryFields, status=201, refuses=(ManagerRequired, CategoryLimit))
def create_category(body: CategoryFields) -> CategoryAnswer:
    """Add a category; a manager or owner only, by token or by proof."""
    return _save(body, None)


@call(CategoryAnswer, body=CategoryFields, refuses=(ManagerRequired,))
def change_category(body: CategoryFields, category_id: int) -> CategoryAnswer:
    """Change a category; lines recorded before keep its old names."""
    return _save(body, category_id)


@call(None, body=StaffProof, body_may_be_left_out=True, refuses=(ManagerRequired,))
def delete_category(body: StaffProof, category_id: int) -> None:
    """Take a category away. A body is only needed for a manager's proof."""
    run_delete_category(DeleteCategory(actor=proven_actor(current_caller().acting, body), category_id=category_id))


def _save(body: CategoryFields, category_id: int | None) -> CategoryAnswer:
    actor = proven_actor(current_caller().acting, body)
    assert actor.store_id is not None
    command = SaveCategory(
        actor=actor,
        store_id=actor.store_id,
        category_id=category_id,
        names=body.names,
        display_order=body.display_order,
        is_active=body.is_active,
    )
    return CategoryAnswer(category=run_save_category(command).category)
