"""Blocking, unblocking and replacing cards."""

from loyalty_app.api.calls import Asked, Key, change
from loyalty_app.api.fields import Text, like
from loyalty_app.api.staff_proof import StaffProof
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CardBlocked, CardNotBlocked, CardOfOtherStore, CardUnknown, ManagerRequired
from loyalty_app.operations.block_card import BlockCard, CardDeactivated
from loyalty_app.operations.block_card import block_card as run_block_card
from loyalty_app.operations.replace_card import CardCodeReplaced, ReplaceCard
from loyalty_app.operations.replace_card import replace_card as run_replace_card
from loyalty_app.operations.unblock_card import CardReactivated, UnblockCard
from loyalty_app.operations.unblock_card import unblock_card as run_unblock_card

_REFUSES = (CardUnknown, CardOfOtherStore, ManagerRequired)


class ReasonFields(StaffProof):
    """Why, in a few words."""

    model_config = like(reason="Phone lost", staff_session="u3Zk…")

    reason: Text


@change(run_block_card, CardDeactivated, ReasonFields, key=Key.OPTIONAL, refuses=(*_REFUSES, CardBlocked))
def block_card(body: ReasonFields, asked: Asked, card_id: int) -> BlockCard:
    """Let a card neither earn nor redeem until it is unblocked."""
    return BlockCard(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        card=CardReference(card_id=card_id),
        reason=body.reason,
    )


@change(run_unblock_card, CardReactivated, ReasonFields, key=Key.OPTIONAL, refuses=(*_REFUSES, CardNotBlocked))
def unblock_card(body: ReasonFields, asked: Asked, card_id: int) -> UnblockCard:
    """Let a blocked card earn and redeem again."""
    return UnblockCard(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        card=CardReference(card_id=card_id),
        reason=body.reason,
    )


@change(run_replace_card, CardCodeReplaced, ReasonFields, key=Key.OPTIONAL, refuses=_REFUSES)
def replace_card(body: ReasonFields, asked: Asked, card_id: int) -> ReplaceCard:
    """Give a card a new code; the old one opens nothing any more."""
    return ReplaceCard(
        actor=asked.actor,
        request_id=asked.request_id,
        dry_run=asked.dry_run,
        card=CardReference(card_id=card_id),
        reason=body.reason,
    )
