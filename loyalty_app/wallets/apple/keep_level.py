"""The loop that keeps passes level with their cards: publish what is due, then wake the phones that hold it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from loyalty_app.db import db
from loyalty_app.operations.claim_pushes import ClaimPushes, DuePush, claim_pushes
from loyalty_app.operations.follow_design import FollowDesign, follow_design
from loyalty_app.operations.follow_rewards import FollowRewards, follow_rewards
from loyalty_app.operations.note_pushes import NotedPush, NotePushes, note_pushes
from loyalty_app.operations.publish_passes import PublishPasses, publish_passes
from loyalty_app.operations.reconcile_passes import ReconcilePasses, reconcile_passes
from loyalty_app.queries.wallet_work import designs_to_follow, lagging_passes, wallet_work
from loyalty_app.unit_of_work import clock
from loyalty_app.wallets.apple.apns import Answer, Pushed

RECONCILED_EVERY = timedelta(seconds=60)
MOST_RECONCILED = 5000
MOST_BATCHES = 20  # then the loop looks whether it is over; what is left is due still
NOT_OURS_TO_REPEAT_SECONDS = 300
TOKEN_OF_ANOTHER_APP = "DeviceTokenNotForTopic"  # noqa: S105  Apple's word


class Pushing(Protocol):
    """Whatever wakes phones: one answer for each token."""

    def push(self, tokens: Sequence[str]) -> list[Pushed]:
        """Tell these phones that something changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What one round did."""

    turned: int = 0
    marked: int = 0
    reconciled: int = 0
    published: int = 0
    pushed: int = 0
    not_pushed: int = 0


class LevelKeeper:
    """Keeps the passes of one pass type level. Safe beside others of its kind, in this process or another."""

    def __init__(self, pass_type: str, pushing: Pushing) -> None:
        self._pass_type = pass_type
        self._pushing = pushing
        self._reconciled_at: datetime | None = None

    def run(self, *, fault: str | None = None) -> Kept:
        """One round; with a `fault` only the operator can mend, such as an expired certificate, nobody is woken."""
        turned, marked = self._follow()
        reconciled = self._reconcile() if self._is_time(self._reconciled_at, RECONCILED_EVERY) else 0
        published = self._publish()
        pushed, not_pushed = self._push(fault)
        return Kept(
            turned=turned,
            marked=marked,
            reconciled=reconciled,
            published=published,
            pushed=pushed,
            not_pushed=not_pushed,
        )

    @staticmethod
    def _is_time(before: datetime | None, every: timedelta) -> bool:
        return before is None or not timedelta(0) <= clock.now() - before < every  # a clock may be set back

    def _follow(self) -> tuple[int, int]:
        """Rewards that turned by themselves, then programs whose passes shall look different."""
        turned = 0
        if wallet_work(db.session.connection(), self._pass_type, clock.now()).has_rewards:
            turned = follow_rewards(FollowRewards()).rewards
        if not wallet_work(db.session.connection(), self._pass_type, clock.now()).has_designs:
            return turned, 0
        designs = designs_to_follow(db.session.connection())
        return turned, sum(self._mark(program_id, design) for program_id, design in designs)

    @staticmethod
    def _mark(program_id: int, design: int) -> int:
        """What is left after so many batches still looks old in the next round, and is found then."""
        marked, after_id = 0, 0
        for _ in range(MOST_BATCHES):
            done = follow_design(FollowDesign(program_id=program_id, design=design, after_id=after_id))
            marked += done.marked
            if done.next_after_id is None:
                break
            after_id = done.next_after_id
        return marked

    def _reconcile(self) -> int:
        """Needed after something went wrong, and otherwise never: every pass is marked by what changes it."""
        self._reconciled_at = clock.now()
        pass_ids = lagging_passes(db.session.connection(), MOST_RECONCILED)
        if len(pass_ids) == MOST_RECONCILED:
            self._reconciled_at = None
        return reconcile_passes(ReconcilePasses(pass_ids=pass_ids)).marked if pass_ids else 0

    def _publish(self) -> int:
        published = 0
        for _ in range(MOST_BATCHES):
            if not wallet_work(db.session.connection(), self._pass_type, clock.now()).has_passes:
                break
            outcome = publish_passes(PublishPasses(pass_type=self._pass_type))
            published += outcome.published
            if not outcome.may_have_left_some:
                break
        return published

    def _push(self, fault: str | None) -> tuple[int, int]:
        pushed = not_pushed = 0
        for _ in range(MOST_BATCHES):
            if not wallet_work(db.session.connection(), self._pass_type, clock.now()).has_pushes:
                break
            claimed = claim_pushes(ClaimPushes(pass_type=self._pass_type))
            db.session.rollback()  # nothing is held while Apple is asked
            answers = self._answers(claimed.pushes, fault)
            noted = note_pushes(_sorted(self._pass_type, claimed.leased_until, claimed.pushes, answers))
            told = sum(answer.answer is Answer.DELIVERED for answer in answers)
            pushed, not_pushed = pushed + told, not_pushed + len(answers) - told
            if noted.paused_until is not None:
                break
        return pushed, not_pushed

    def _answers(self, pushes: Sequence[DuePush], fault: str | None) -> list[Pushed]:
        if fault is not None:
            return [Pushed(answer=Answer.FAULT, reason=fault)] * len(pushes)
        return self._pushing.push([push.push_token for push in pushes])


def _sorted(pass_type: str, leased_until: datetime, pushes: Sequence[DuePush], answers: Sequence[Pushed]) -> NotePushes:
    """The answers as they are noted. When nobody at all was reached it is the channel that failed, not the phones."""
    by_answer: dict[Answer, list[NotedPush]] = {answer: [] for answer in Answer}
    for push, said in zip(pushes, answers, strict=True):
        by_answer[said.answer].append(_noted(push, said))
    failed = by_answer[Answer.FAULT] + by_answer[Answer.UNREACHABLE]
    # One phone's token may belong to another app; that says nothing of the others, who must not wait for it.
    is_the_channel = any(push.reason != TOKEN_OF_ANOTHER_APP for push in failed)
    nobody_answered = is_the_channel and len(failed) == len(pushes)
    faults = [push.reason for push in by_answer[Answer.FAULT]]
    return NotePushes(
        pass_type=pass_type,
        leased_until=leased_until,
        told=tuple(by_answer[Answer.DELIVERED]),
        gone=tuple(by_answer[Answer.TOKEN_BAD] + by_answer[Answer.UNREGISTERED]),
        later=tuple(by_answer[Answer.LATER] + ([] if nobody_answered else failed)),
        untried=tuple(failed if nobody_answered else ()),
        fault=faults[0] if faults else None,
    )


def _noted(push: DuePush, said: Pushed) -> NotedPush:
    is_ours = said.answer is Answer.FAULT
    return NotedPush(
        device_id=push.device_id,
        push_token=push.push_token,
        tag=push.tag,
        reason=said.reason,
        since=said.since,
        wait_seconds=NOT_OURS_TO_REPEAT_SECONDS if is_ours else said.retry_after_seconds,
    )
