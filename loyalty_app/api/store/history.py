"""What happened: the lines of the ledger."""

from typing import Annotated

from pydantic import Field

from loyalty_app.api.calls import call
from loyalty_app.api.fields import Moment, QueryId
from loyalty_app.api.lists import ListQuery
from loyalty_app.db import db
from loyalty_app.domain.errors import CardUnknown
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.edge.caller import current_caller
from loyalty_app.queries.pages import Page
from loyalty_app.queries.transaction_view import TransactionView
from loyalty_app.queries.transactions import TransactionFilter
from loyalty_app.queries.transactions import list_transactions as find_transactions

QueryType = Annotated[str, Field(json_schema_extra={"enum": [kind.value for kind in TransactionType]})]


class TransactionsQuery(ListQuery):
    """Recorded at or after `from` and before `to`, of one type, of one card."""

    since: Moment | None = Field(default=None, alias="from")
    until: Moment | None = Field(default=None, alias="to")
    type: QueryType | None = None
    card_id: QueryId | None = None


@call(Page[TransactionView], query=TransactionsQuery, refuses=(CardUnknown,))
def list_transactions(query: TransactionsQuery) -> Page[TransactionView]:
    """What was recorded at the store, newest first."""
    actor = current_caller().acting
    wanted = TransactionFilter(
        store_id=actor.store_id, card_id=query.card_id, type=query.type, since=query.since, until=query.until
    )
    return find_transactions(db.session.connection(), actor, wanted, query.page())


@call(Page[TransactionView], query=ListQuery, refuses=(CardUnknown,))
def list_card_transactions(query: ListQuery, card_id: int) -> Page[TransactionView]:
    """The history of one card at all stores, newest first."""
    wanted = TransactionFilter(card_id=card_id)
    return find_transactions(db.session.connection(), current_caller().acting, wanted, query.page())
