"""The card is full: hand out the reward and take its stamps off."""

from dataclasses import dataclass

from loyalty_app.domain.stamping import require_full_card
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import Posting, lock_card, post
from loyalty_app.operations.another_redemption import naming_another_redemption
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer, require_as_shown
from loyalty_app.unit_of_work import Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemStamps(CardCommand):
    """Exchange one full card's worth of stamps for the reward."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StampsRedeemed(CardChanged):
    """One reward was handed out; the stamps above the target stay on the card."""

    reward_description: str | None


@operation
def redeem_stamps(work: Work, command: RedeemStamps) -> StampsRedeemed:
    """Take `stamps_target` stamps off; refuses changed_meanwhile, insufficient_stamps and the usual."""
    card = lock_card(work, command.actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, StampsRedeemed):
        return recorded
    card.require_usable()
    card.require_staff(command.actor, takes_value=True)
    card.require_not_own_card(command.actor)
    require_as_shown(command, card.rules.stamps_target)
    with naming_another_redemption(work, card, TransactionType.STAMP_REDEEMED):
        require_full_card(card.state, card.rules)
    posting = Posting(
        type=TransactionType.STAMP_REDEEMED,
        stamps_delta=-card.rules.stamps_target,
        reward_name=card.rules.stamps_reward_description,
        reward_cost=card.rules.stamps_target,
    )
    line, card = post(work, command.actor, card, posting)
    transaction, view = answer(work, card, line)
    outcome = StampsRedeemed(transaction=transaction, card=view, reward_description=line.reward_name)
    return work.record(card.merchant_id, command, outcome)
