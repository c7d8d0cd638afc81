"""A customer signs out of a browser, or of all of them: a copy of the cookie is worth nothing from now on."""

from dataclasses import dataclass

from sqlalchemy import update

from loyalty_app.models import Session
from loyalty_app.unit_of_work import Command, Outcome, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOutCustomer(Command):
    """End one session of the customer, or (`everywhere`) all of them."""

    customer_id: int
    session_id: int
    everywhere: bool = False


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
    return CustomerSignedOut()
