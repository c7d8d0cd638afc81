"""What a customer's own page says about them: their data and what they agreed to (trust: S70)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.models import Consent, Customer, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One thing somebody agreed to: `purpose` is terms or marketing, `wording` the exact words they saw.

    `locale`: the language of the words; `channel`: how, qr, terminal, import or api.
    """

    purpose: str
    wording: str
    locale: str
    channel: str
    given_at: datetime
    withdrawn_at: datetime | None
    store_name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MyPerson:
    """A customer as they know themselves. `birth_date` is 1990-03-31, or --03-31 without a year."""

    first_name: str | None
    last_name: str | None
    email: str | None
    phone: str | None
    birth_date: str | None
    email_verified_at: datetime | None
    agreements: tuple[Agreement, ...]

    @property
    def takes_news(self) -> bool:
        """Whether a consent to marketing holds."""
        return any(one.purpose == "marketing" and one.withdrawn_at is None for one in self.agreements)


def my_person(connection: Connection, customer_id: int) -> MyPerson:
    """The person and their consents, the newest first; two statements. Refuses customer_unknown."""
    names = [name for name in MyPerson.__dataclass_fields__ if name != "agreements"]
    person = connection.execute(
        select(*(getattr(Customer, name) for name in names)).where(
            Customer.id == customer_id, Customer.deleted_at.is_(None), Customer.erased_at.is_(None)
        )
    ).one_or_none()
    if person is None:
        raise CustomerUnknown
    of_consent = [name for name in Agreement.__dataclass_fields__ if name != "store_name"]
    agreements = connection.execute(
        select(*(getattr(Consent, name) for name in of_consent), Store.name.label("store_name"))
        .outerjoin(Store, Store.id == Consent.store_id)
        .where(Consent.customer_id == customer_id)
        .order_by(Consent.id.desc())
    )
    return MyPerson(**person._asdict(), agreements=tuple(Agreement(**row._asdict()) for row in agreements))
