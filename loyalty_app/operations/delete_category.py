"""A manager takes a category away; lines that were about it keep its names."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import NotFound
from loyalty_app.models import TransactionCategory
from loyalty_app.operations.rights import require_manager
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteCategory(Command):
    """Take one category away."""

    actor: Actor
    category_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryDeleted(Outcome):
    """The category is gone from every till."""

    category_id: int


@operation
def delete_category(work: Work, command: DeleteCategory) -> CategoryDeleted:
    """Refuses manager_required, not_found."""
    require_manager(command.actor)
    theirs = update(TransactionCategory).where(
        TransactionCategory.id == command.category_id,
        TransactionCategory.merchant_id == command.actor.merchant_id,
        TransactionCategory.deleted_at.is_(None),
    )
    if command.actor.store_id is not None:
        theirs = theirs.where(TransactionCategory.store_id == command.actor.store_id)
    gone = theirs.values(deleted_at=work.now(), deleted_by_id=command.actor.user_id)
    if work.connection.execute(gone.returning(TransactionCategory.id)).one_or_none() is None:
        raise NotFound
    return CategoryDeleted(category_id=command.category_id)
