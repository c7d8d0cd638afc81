"""The person that somebody is about to change: locked, and theirs to change."""

from dataclasses import dataclass

from sqlalchemy import select

from loyalty_app.domain.actors import Actor, CustomerActor
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.models import Customer
from loyalty_app.operations.rights import require_manager
from loyalty_app.queries.card_view import CustomerView
from loyalty_app.unit_of_work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerInHand:
    """A customer nobody else can change until this transaction ends."""

    id: int
    merchant_id: int
    first_name: str | None
    last_name: str | None
    email: str | None
    email_canonical: str | None
    phone: str | None
    birth_date: str | None
    locale: str
    is_provisional: bool

    @property
    def view(self) -> CustomerView:
        """The person as screens show them."""
        return CustomerView(**{name: getattr(self, name) for name in CustomerView.__dataclass_fields__})


def lock_customer(work: Work, actor: Actor | CustomerActor, customer_id: int) -> CustomerInHand:
    """The live customer of the actor's merchant.

    Refuses customer_unknown, also for anybody else than themselves where a customer acts, and manager_required where
    somebody below a manager acts for them.
    """
    if isinstance(actor, CustomerActor):
        if actor.customer_id != customer_id:
            raise CustomerUnknown
    else:
        require_manager(actor)
    row = work.connection.execute(
        select(*(getattr(Customer, name) for name in CustomerInHand.__dataclass_fields__))
        .where(
            Customer.id == customer_id,
            Customer.merchant_id == actor.merchant_id,
            Customer.deleted_at.is_(None),
            Customer.erased_at.is_(None),
        )
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise CustomerUnknown
    return CustomerInHand(**row._asdict())


def behind(actor: Actor | CustomerActor) -> Actor:
    """Who stands behind a line or an audit event."""
    return actor.actor if isinstance(actor, CustomerActor) else actor
