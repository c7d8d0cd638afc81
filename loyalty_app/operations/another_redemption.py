"""Two tablets, one card: a redemption that comes second says who was first, when and where."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from loyalty_app.domain.errors import InsufficientPoints, InsufficientStamps
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import LockedCard, last_redemption
from loyalty_app.unit_of_work import Work

RECENT = timedelta(minutes=10)


@contextmanager
def naming_another_redemption(work: Work, card: LockedCard, kind: TransactionType) -> Iterator[None]:
    """Let insufficient_stamps and insufficient_points fly with the facts of the redemption that explains them.

    It explains them when it happened in the last minutes and what it took is at least what is missing (B058).
    """
    try:
        yield
    except (InsufficientStamps, InsufficientPoints) as refusal:
        first = last_redemption(work, card, kind, since=work.now() - RECENT)
        missing = refusal.facts.get("missing_stamps", refusal.facts.get("missing_points"))
        if first and isinstance(missing, int) and first.taken >= missing:
            refusal.facts.update(
                last_redeemed_at=first.redeemed_at, staff_name=first.staff_name, store_name=first.store_name
            )
        raise
