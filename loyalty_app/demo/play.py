"""The past of the demo, lived once more: every visit through the operations of the counter, at its own time."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from heapq import merge
from random import Random

from loyalty_app.demo.furnish import Counter
from loyalty_app.demo.plan import Member, Visit
from loyalty_app.domain.actors import Actor
from loyalty_app.domain.card_numbers import CardReference
from loyalty_app.domain.errors import CooldownActive, DailyLimit
from loyalty_app.operations.add_stamp import AddStamp, add_stamp
from loyalty_app.operations.block_card import BlockCard, block_card
from loyalty_app.operations.card_operation import CardChanged
from loyalty_app.operations.earn_points import EarnPoints, earn_points
from loyalty_app.operations.enroll_customer import EnrollCustomer, enroll_customer
from loyalty_app.operations.redeem_points import RedeemPoints, redeem_points
from loyalty_app.operations.redeem_stamps import RedeemStamps, redeem_stamps
from loyalty_app.operations.undo_transaction import UndoTransaction, undo_transaction
from loyalty_app.operations.void_transaction import VoidTransaction, void_transaction
from loyalty_app.unit_of_work import clock

REPEATED_AFTER = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Player:
    """Plays visits in the order of their times; `counters` by merchant code, in the order of its stores."""

    counters: dict[str, tuple[Counter, ...]]
    random: Random
    cards: dict[str, CardReference] = field(default_factory=dict)

    def play(self, members: list[Member], progress: Callable[[int, int], None]) -> None:
        """Let everybody come and go; `progress` hears how many visits of how many are done."""
        visits = list(
            merge(*([(visit, member) for visit in member.visits] for member in members), key=lambda pair: pair[0].at)
        )
        for number, (visit, member) in enumerate(visits, 1):
            with clock.moved_to(visit.at):
                self._visit(visit, member)
            progress(number, len(visits))
        for member in members:
            if member.is_blocked:
                self._block(member)

    def _visit(self, visit: Visit, member: Member) -> None:
        counter = self.counters[member.merchant.code][visit.store]
        actor = counter.actor(visit.staff)
        card = self.cards.get(member.person.email) or self._enrol(actor, member)
        last = None
        try:
            if visit.stamps:
                last = self._stamp(actor, card, visit)
        except (CooldownActive, DailyLimit):
            pass  # came too soon after the last time, as people do
        if visit.amount_cents:
            last = self._earn(actor, card, counter, visit)
        if last and visit.takes_rewards:
            self._take_rewards(actor, card, last)

    def _enrol(self, actor: Actor, member: Member) -> CardReference:
        person = member.person
        outcome = enroll_customer(
            EnrollCustomer(
                send_welcome=False,
                actor=actor,
                email=person.email,
                first_name=person.first_name,
                last_name=person.last_name,
                locale=person.locale,
            )
        )
        self.cards[person.email] = CardReference(card_id=outcome.card.id)
        return self.cards[person.email]

    def _stamp(self, actor: Actor, card: CardReference, visit: Visit) -> CardChanged:
        given = add_stamp(AddStamp(actor=actor, card=card))
        if not visit.is_mistake:
            return given
        undo_transaction(UndoTransaction(actor=actor, transaction_id=given.transaction.id))
        with clock.moved_to(clock.now() + REPEATED_AFTER):
            return add_stamp(AddStamp(actor=actor, card=card))

    def _earn(self, actor: Actor, card: CardReference, counter: Counter, visit: Visit) -> CardChanged:
        assert visit.amount_cents is not None
        chosen = self.random.choices(counter.category_ids, (5, 3, 1))[0:1] if counter.category_ids else []
        command = EarnPoints(
            actor=actor, card=card, purchase_amount_cents=visit.amount_cents, category_ids=tuple(chosen)
        )
        if visit.is_mistake and not visit.stamps:
            typed = earn_points(replace(command, purchase_amount_cents=visit.amount_cents * 10))
            manager = counter.actor(-1)
            void_transaction(
                VoidTransaction(actor=manager, transaction_id=typed.transaction.id, reason="A zero too many")
            )
        return earn_points(command)

    def _take_rewards(self, actor: Actor, card: CardReference, last: CardChanged) -> None:
        if last.card.rewards_ready:
            last = redeem_stamps(RedeemStamps(actor=actor, card=card))
        if last.card.available_rewards and self.random.random() < 0.5:
            reward = self.random.choice(last.card.available_rewards)
            redeem_points(RedeemPoints(actor=actor, card=card, reward_id=reward.id))

    def _block(self, member: Member) -> None:
        manager = self.counters[member.merchant.code][0].actor(-1)
        reason = "The customer reported the phone as lost"
        with clock.moved_to(member.visits[-1].at + timedelta(hours=5)):
            block_card(BlockCard(actor=manager, card=self.cards[member.person.email], reason=reason))
