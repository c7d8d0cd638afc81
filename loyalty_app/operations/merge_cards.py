"""Two cards of one person become one: a line on each, with the same operation id."""

from dataclasses import dataclass

from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardBlocked, CardReplaced, InvalidInput
from loyalty_app.domain.reasons import read_reason
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Line, LockedCard, Posting, inherit_activity, lock_card, post, read_card, set_status
from loyalty_app.operations.audit_trail import Event, record_event
from loyalty_app.operations.card_operation import CardChanged, answer
from loyalty_app.operations.passes_due import retire_passes
from loyalty_app.unit_of_work import Command, Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeCards(Command):
    """Move everything from `source` to `target`; the source's code and number are of no use any more."""

    actor: Actor
    source: CardReference
    target: CardReference
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardsMerged(CardChanged):
    """The line on the target and the target as it stands after it; `source_card_id` was given up."""

    source_card_id: int


@operation
def merge_cards(work: Work, command: MergeCards) -> CardsMerged:
    """Merge by a manager. Both cards are of one program; that they are of one person the manager vouches for.

    Refuses card_unknown, card_replaced, card_blocked, card_of_other_store, program_paused, staff_pin_required,
    manager_required, reason_required, and field_conflict for the same card twice or cards of two programs.
    """
    actor = command.actor
    try:
        source, target = _lock_both(work, command)
    except CardReplaced:
        if recorded := work.recorded(actor.merchant_id, command, CardsMerged):
            return recorded  # by this very request
        raise
    if recorded := work.recorded(actor.merchant_id, command, CardsMerged):
        return recorded
    reason = read_reason(command.reason)
    target.rights(actor).require_manager()
    for card in (source, target):
        card.require_usable()
    if source.id == target.id or source.program_id != target.program_id:
        raise InvalidInput.of("target", "field_conflict")
    line, target = merge_locked_cards(work, actor, source=source, target=target, reason=reason)
    after = {"source_card_id": source.id}
    record_event(work, actor, Event(what="cards_merged", subject=f"card:{target.id}", after=after, reason=reason))
    transaction, view = answer(work, target, line)
    outcome = CardsMerged(transaction=transaction, card=view, source_card_id=source.id)
    return work.record(actor.merchant_id, command, outcome)


def _lock_both(work: Work, command: MergeCards) -> tuple[LockedCard, LockedCard]:
    """Source and target, the older one locked first: two who merge crosswise do not wait for each other."""
    actor = command.actor
    source_id, target_id = (read_card(work.connection, actor, card).id for card in (command.source, command.target))
    locked = {
        card_id: lock_card(work, actor, CardReference(card_id=card_id)) for card_id in sorted({source_id, target_id})
    }
    return locked[source_id], locked[target_id]


def merge_locked_cards(
    work: Work, actor: Actor, *, source: LockedCard, target: LockedCard, reason: str | None = None
) -> tuple[Line, LockedCard]:
    """Move all stamps and points of a locked card to another one; returns the target's line and the target.

    Refuses card_blocked for a blocked source: what is kept from being spent there must not be spent elsewhere. The
    source's code answers card_replaced from now on.
    """
    if source.status == "blocked":
        raise CardBlocked
    stamps, points = source.state.stamp_count, source.state.points_balance
    leaving = Posting(type=TransactionType.CARD_MERGED, stamps_delta=-stamps, points_delta=-points, reason=reason)
    _, source = post(work, actor, source, leaving)
    coming = Posting(type=TransactionType.CARD_MERGED, stamps_delta=stamps, points_delta=points, reason=reason)
    line, target = post(work, actor, target, coming)
    set_status(work, source, "merged")
    retire_passes(work, source.id)
    return line, inherit_activity(work, target, source)
