"""A customer signs out of a browser, or of all of them: a copy of the cookie is worth nothing from now on."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from loyalty_app.models import Customer, Session
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutCustomer(Command):
    """End one session of the customer, or (`everywhere`) all of them.

    `same_browser`: hashes of the tokens that this browser has; those of the same merchant end, too. Whoever signs out
    must not open the card of somebody who used the phone before.
    """

    customer_id: int
    session_id: int
    everywhere: bool = False
    same_browser: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSignedOut(Outcome):
    """The session is over."""


@operation
def sign_out_customer(work: Work, command: SignOutCustomer) -> CustomerSignedOut:
    """Signing out twice is no mistake."""
    theirs = update(Session).where(
        Session.customer_id == command.customer_id, Session.kind == "customer", Session.revoked_at.is_(None)
    )
    if not command.everywhere:
        theirs = theirs.where(Session.id == command.session_id)
    work.connection.execute(theirs.values(revoked_at=work.now()))
    if command.same_browser:
        _end_here(work, command)
    return CustomerSignedOut()


def _end_here(work: Work, command: SignOutCustomer) -> None:
    this, other = aliased(Customer), aliased(Customer)
    of_this_merchant = (
        select(other.id).join(this, this.merchant_id == other.merchant_id).where(this.id == command.customer_id)
    )
    work.connection.execute(
        update(Session)
        .where(
            Session.token_hash.in_(command.same_browser),
            Session.kind == "customer",
            Session.customer_id.in_(of_this_merchant),
            Session.revoked_at.is_(None),
        )
        .values(revoked_at=work.now())
    )
