"""What was sold: the categories a member of staff ticks when stamping or earning."""

from typing import Any

from sqlalchemy import insert, select

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.errors import CategoryRequired, CategoryUnknown
from loyalty_app.ledger import Line
from loyalty_app.models import TransactionCategory, TransactionCategoryLink
from loyalty_app.unit_of_work import Work


def require_categories(
    work: Work, actor: Actor, category_ids: tuple[int, ...], *, is_mandatory: bool
) -> tuple[dict[str, Any], ...]:
    """The snapshots of the named categories of the acting store; refuses category_unknown.

    `is_mandatory`: where the store has active categories, at least one is needed (category_required). Without
    ids and without the duty nothing is read.
    """
    if not category_ids and not is_mandatory:
        return ()
    found = work.connection.execute(
        select(TransactionCategory.id, TransactionCategory.names).where(
            TransactionCategory.merchant_id == actor.merchant_id,
            TransactionCategory.store_id == actor.store_id,
            TransactionCategory.is_active,
            TransactionCategory.deleted_at.is_(None),
        )
    ).all()
    names = {row.id: row.names for row in found}
    if found and not category_ids:
        raise CategoryRequired
    if not set(category_ids) <= set(names):
        raise CategoryUnknown
    return tuple({"id": category_id, "names": names[category_id]} for category_id in dict.fromkeys(category_ids))


def link_categories(work: Work, line: Line, category_ids: tuple[int, ...]) -> None:
    """Tie the line to its categories for the figures."""
    if category_ids:
        work.connection.execute(
            insert(TransactionCategoryLink),
            [{"transaction_id": line.id, "category_id": category_id} for category_id in dict.fromkeys(category_ids)],
        )
