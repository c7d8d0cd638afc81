"""What stands anywhere about a person, blanked or deleted; the books keep their lines, which name nobody."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, update

from loyalty_app.models import (
    Consent,
    Customer,
    EmailCode,
    IdempotencyKey,
    LoyaltyTransaction,
    Notification,
    Session,
    TransactionRequest,
)
from loyalty_app.operations.mail_codes import mail_codes
from loyalty_app.unit_of_work import Work

BLANK: dict[str, Any] = dict.fromkeys(
    (
        *("first_name", "last_name", "email", "email_canonical", "phone", "birth_date"),
        *("email_verified_at", "last_signed_in_at", "inactivity_reminded_at"),
    )
)
_NOBODY = dict.fromkeys(("first_name", "last_name", "email", "phone", "birth_date", "locale"))


def forget_person(work: Work, customer_id: int) -> None:
    """Blank the row and end all sessions; who copied a cookie has nothing.

    What was agreed to, when, where and in which language stays as proof; its words stay as a keyed hash: an app may
    have written them with a name in them.
    """
    work.connection.execute(delete(Session).where(Session.customer_id == customer_id))
    agreed = select(Consent.id, Consent.merchant_id, Consent.wording).where(Consent.customer_id == customer_id)
    for row in work.connection.execute(agreed).all():
        kept = mail_codes.wording_hash(row.merchant_id, row.wording)
        work.connection.execute(update(Consent).where(Consent.id == row.id).values(wording=kept))
    work.connection.execute(update(Customer).where(Customer.id == customer_id).values(**BLANK))


def forget_mail(work: Work, merchant_id: int, customer_id: int, email_canonical: str | None) -> None:
    """Delete what was written and is still to be written to a person, and every code of their address.

    Of the last hour's codes a keyed hash of the address stays until the night: whoever joins and leaves in turns would
    otherwise write to somebody's address without end, and guess at its codes without end (S33).
    """
    work.connection.execute(delete(Notification).where(Notification.customer_id == customer_id))
    theirs = EmailCode.customer_id == customer_id
    if email_canonical is not None:
        theirs |= (EmailCode.merchant_id == merchant_id) & (EmailCode.email_canonical == email_canonical)
    still_counts = EmailCode.created_at > work.now() - timedelta(hours=1)
    work.connection.execute(delete(EmailCode).where(theirs, ~still_counts))
    counted = select(EmailCode.id, EmailCode.email_canonical).where(theirs)
    for row in work.connection.execute(counted).all():
        nobody = {"customer_id": None, "email": "", "browser_hash": "", "superseded_at": work.now()}
        address = mail_codes.address_hash(merchant_id, row.email_canonical)
        work.connection.execute(
            update(EmailCode).where(EmailCode.id == row.id).values(email_canonical=address, **nobody)
        )


def forget_answers(work: Work, card_ids: Sequence[int]) -> None:
    """Take the person out of recorded answers: a repeat is still answered, by a card of nobody."""
    kept = select(IdempotencyKey.id, IdempotencyKey.outcome).where(IdempotencyKey.card_id.in_(card_ids))
    for row in work.connection.execute(kept).all():
        outcome = {**row.outcome, "card": {**row.outcome["card"], "customer": _NOBODY}}
        work.connection.execute(update(IdempotencyKey).where(IdempotencyKey.id == row.id).values(outcome=outcome))


def forget_origins(work: Work, card_ids: Sequence[int]) -> None:
    """Delete from where the card's lines were asked for."""
    lines = select(LoyaltyTransaction.id).where(LoyaltyTransaction.card_id.in_(card_ids))
    work.connection.execute(delete(TransactionRequest).where(TransactionRequest.transaction_id.in_(lines)))
