"""What every operation on a card shares: how it names the card and who acts, and how it answers."""

from dataclasses import dataclass

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import ChangedMeanwhile
from loyalty_app.ledger import Line, LockedCard
from loyalty_app.queries.card_view import CardView, StoreName, card_view
from loyalty_app.queries.transaction_view import TransactionView, transaction_view
from loyalty_app.unit_of_work import Command, Outcome, Work


@dataclass(frozen=True, slots=True, kw_only=True)
class CardCommand(Command):
    """A command about one card of the actor's merchant.

    `shown`: the number of the program that the person saw before they tapped (points per euro, stamps for a
    reward, points for one); None: no screen showed any.
    """

    actor: Actor
    card: CardReference
    shown: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardChanged(Outcome):
    """A line was written: the line, and the card as it stands after it."""

    transaction: TransactionView
    card: CardView


def require_as_shown(command: CardCommand, number: int) -> None:
    """Refuse changed_meanwhile where the program has another `number` now than the screen said (B030).

    Call it under the lock and with what matters to the action alone: a new colour stops nobody.
    """
    if command.shown is not None and command.shown != number:
        raise ChangedMeanwhile


def answer(work: Work, card: LockedCard, line: Line) -> tuple[TransactionView, CardView]:
    """The `transaction` and `card` of an outcome."""
    store = StoreName(code=card.store_code, name=card.store_name) if card.store_code and card.store_name else None
    return transaction_view(line, store), card_view(work.connection, card, work.now())
