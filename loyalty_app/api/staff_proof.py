"""Which member of staff stands behind a request: proven by PIN, or by a session that a PIN opened before."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeVar

from loyalty_app.api.fields import Fields, Id, Text, like
from loyalty_app.db import db
from loyalty_app.domain.actors import Actor, ProvenStaff, Role
from loyalty_app.domain.errors import CardReplaced, CardUnknown, InvalidInput, StaffPinRequired
from loyalty_app.domain.tokens import token_hash
from loyalty_app.operations.verify_pin import VerifyPin, verify_pin
from loyalty_app.queries.callers import find_staff_session
from loyalty_app.queries.ended_sessions import staff_of_any_session
from loyalty_app.unit_of_work import Outcome, clock, recorded_outcome


class StaffProof(Fields):
    """Who serves: `staff_id` with `staff_pin`, or the `staff_session` that a PIN opened."""

    model_config = like(staff_session="u3Zk…")

    staff_id: Id | None = None
    staff_pin: Text | None = None
    staff_session: Text | None = None


C = TypeVar("C", bound=Any)
R = TypeVar("R", bound=Outcome)


def run_proven(run: Callable[[C], R], command: C, kind: type[R], proof: StaffProof) -> R:
    """Run the command as the person whom `proof` shows.

    A request answered before is answered again even when the PIN is locked by now, the session over or the
    card's code replaced: what a till asks once more after a lost answer has happened already. Refuses what
    `proven_actor` refuses.
    """
    _require_one_way(proof)
    staff = _of_session(command.actor, proof)
    if staff is None:
        claimed = replace(command, actor=replace(command.actor, staff=_claimed(proof)))
        if recorded := recorded_outcome(command.actor.merchant_id, claimed, kind):
            return recorded
        staff = _by_pin(command.actor, proof)
    proven = replace(command, actor=replace(command.actor, staff=staff))
    try:
        return run(proven)
    except (CardUnknown, CardReplaced):  # refused before the operation could look for what it answered
        if recorded := recorded_outcome(command.actor.merchant_id, proven, kind):
            return recorded
        raise


def proven_actor(actor: Actor, proof: StaffProof) -> Actor:
    """The actor with the member of staff whom `proof` shows; as it was where nobody is named.

    Refuses field_conflict for two proofs at once, field_missing for a PIN of nobody, staff_pin_required for a
    name without PIN or a session that is over, and what verify_pin refuses.
    """
    _require_one_way(proof)
    return replace(actor, staff=_of_session(actor, proof) or _by_pin(actor, proof))


def _require_one_way(proof: StaffProof) -> None:
    if proof.staff_session is not None and (proof.staff_id is not None or proof.staff_pin is not None):
        raise InvalidInput.of("staff_session", "field_conflict")
    if proof.staff_pin is not None and proof.staff_id is None:
        raise InvalidInput.of("staff_id", "field_missing")


def _of_session(actor: Actor, proof: StaffProof) -> ProvenStaff | None:
    if proof.staff_session is None or actor.store_id is None:
        return None
    secret = token_hash(proof.staff_session)
    return find_staff_session(db.session.connection(), secret, actor.store_id, clock.now())


def _by_pin(actor: Actor, proof: StaffProof) -> ProvenStaff | None:
    if proof.staff_id is None and proof.staff_session is None:
        return None
    if proof.staff_id is None or proof.staff_pin is None:
        raise StaffPinRequired
    try:
        return verify_pin(VerifyPin(actor=actor, staff_id=proof.staff_id, pin=proof.staff_pin)).staff
    except InvalidInput as refused:
        raise InvalidInput(*(replace(problem, field="staff_pin") for problem in refused.problems)) from None


def _claimed(proof: StaffProof) -> ProvenStaff | None:
    """Whom the request names, proven or not: enough to recognise a repeat, never to do anything."""
    staff_id = proof.staff_id
    if proof.staff_session is not None:
        staff_id = staff_of_any_session(db.session.connection(), token_hash(proof.staff_session))
    return ProvenStaff(id=staff_id, name="", role=Role.NOBODY) if staff_id is not None else None
