"""Points for a cake: exchange points for a reward."""

from dataclasses import dataclass

from sqlalchemy import select, update

from loyalty_app.domain.errors import ManagerRequired, RewardUnknown
from loyalty_app.domain.redeeming import RewardOffer, require_redeemable
from loyalty_app.domain.transactions import TransactionType
from loyalty_app.ledger import LockedCard, Posting, lock_card, post
from loyalty_app.models import Reward
from loyalty_app.operations.another_redemption import naming_another_redemption
from loyalty_app.operations.card_operation import CardChanged, CardCommand, answer, require_as_shown
from loyalty_app.queries.card_view import reward_offer
from loyalty_app.unit_of_work import Work, operation


@dataclass(frozen=True, slots=True, kw_only=True)
class RedeemPoints(CardCommand):
    """Exchange the card's points for the reward."""

    reward_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsRedeemed(CardChanged):
    """The reward was handed out and its points taken."""

    points_spent: int
    reward_name: str


@operation
def redeem_points(work: Work, command: RedeemPoints) -> PointsRedeemed:
    """Take a reward's cost off and one out of its stock; its name and cost stay on the line.

    Refuses reward_unknown, changed_meanwhile, reward_unavailable, insufficient_points, below_minimum_redemption,
    manager_required (a cost above what the merchant lets a cashier hand out) and what every card operation refuses.
    """
    actor = command.actor
    card = lock_card(work, actor, command.card)
    if recorded := work.recorded(card.merchant_id, command, PointsRedeemed):
        return recorded
    card.require_usable()
    card.require_staff(actor, takes_value=True)
    card.require_not_own_card(actor)
    card.rules.require_points()
    reward = _lock_reward(work, card, command.reward_id)
    require_as_shown(command, reward.points_required)
    if reward.points_required > card.policy.manager_confirms_above_points and not actor.is_manager_at_counter:
        raise ManagerRequired
    with naming_another_redemption(work, card, TransactionType.POINTS_REDEEMED):
        require_redeemable(card.state, card.rules, reward, now=work.now())
    _take_from_stock(work, reward)
    posting = Posting(
        type=TransactionType.POINTS_REDEEMED,
        points_delta=-reward.points_required,
        reward_id=reward.id,
        reward_name=reward.name,
        reward_cost=reward.points_required,
    )
    line, card = post(work, actor, card, posting)
    transaction, view = answer(work, card, line)
    outcome = PointsRedeemed(
        transaction=transaction, card=view, points_spent=reward.points_required, reward_name=reward.name
    )
    return work.record(card.merchant_id, command, outcome)


def _lock_reward(work: Work, card: LockedCard, reward_id: int) -> RewardOffer:
    """The reward, locked after its card so that two cards cannot get the last one; refuses reward_unknown."""
    row = work.connection.execute(
        select(*(Reward.__table__.c[name] for name in RewardOffer.__dataclass_fields__))
        .where(Reward.id == reward_id, Reward.program_id == card.program_id, Reward.deleted_at.is_(None))
        .with_for_update(key_share=True)
    ).one_or_none()
    if row is None:
        raise RewardUnknown
    return reward_offer(row)


def _take_from_stock(work: Work, reward: RewardOffer) -> None:
    if reward.stock is not None:
        work.connection.execute(update(Reward).where(Reward.id == reward.id).values(stock=Reward.stock - 1))
