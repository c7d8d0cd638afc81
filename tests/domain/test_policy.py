"""Who may act: proven staff, signed-in users, managers by token or proof; rights count as they stand now."""

from __future__ import annotations

from typing import Any

import pytest

from loyalty_app.domain.actors import Actor, PinAgainFor, PinPolicy, ProvenStaff, Role
from loyalty_app.domain.errors import ManagerRequired, NotAllowedAnyMore, Refusal, StaffPinRequired
from loyalty_app.domain.policy import ActingStaff, Policy, Rights

CASHIER = ProvenStaff(id=1, name="Sophie", role=Role.CASHIER)
MANAGER = ProvenStaff(id=2, name="Léa", role=Role.MANAGER)


def rights(
    *,
    pin: PinPolicy = PinPolicy.REQUIRED,
    again: PinAgainFor = PinAgainFor.NONE,
    now: ActingStaff | None = None,
    **who: Any,
) -> Rights:
    policy = Policy(
        staff_pin_policy=pin,
        allow_void=True,
        allow_cross_location_redemption=True,
        undo_window_minutes=5,
        require_order_reference=False,
        adjust_limit_points=100,
        manager_confirms_above_points=100,
        log_ip_addresses=False,
        pin_again_for=again,
    )
    actor = Actor(**({"merchant_id": 1, "store_id": 1} | who))
    if actor.staff is not None and now is None:
        now = ActingStaff(is_active=True, role=actor.staff.role, email_canonical=None)
    return Rights(actor=actor, policy=policy, staff=now)


@pytest.mark.parametrize(
    ("who", "pin", "refusal"),
    [
        ({}, PinPolicy.REQUIRED, StaffPinRequired),
        ({}, PinPolicy.OPTIONAL, None),
        ({}, PinPolicy.DISABLED, None),
        ({"staff": CASHIER}, PinPolicy.REQUIRED, None),
        ({"user_id": 1}, PinPolicy.REQUIRED, None),
        ({"role": Role.OWNER}, PinPolicy.REQUIRED, StaffPinRequired),
    ],
)
def test_the_policy_says_who_has_to_prove_themselves(
    who: dict[str, Any], pin: PinPolicy, refusal: type[Refusal] | None
) -> None:
    asked = rights(pin=pin, **who)
    if refusal is None:
        asked.require_staff()
        return
    with pytest.raises(refusal):
        asked.require_staff()


@pytest.mark.parametrize("pin", list(PinPolicy))
@pytest.mark.parametrize(
    "now",
    [
        ActingStaff(is_active=False, role=Role.MANAGER, email_canonical=None),
        ActingStaff(is_active=True, role=Role.CASHIER, email_canonical=None),
    ],
)
def test_a_right_that_is_gone_is_gone_under_every_policy(pin: PinPolicy, now: ActingStaff) -> None:
    with pytest.raises(NotAllowedAnyMore) as refused:
        rights(pin=pin, staff=MANAGER, now=now).require_staff()
    assert refused.value.facts == {"staff_name": "Léa"}


def test_somebody_deleted_or_of_another_store_is_gone() -> None:
    asked = rights(staff=CASHIER)
    with pytest.raises(NotAllowedAnyMore):
        Rights(actor=asked.actor, policy=asked.policy, staff=None).require_staff()


@pytest.mark.parametrize(
    ("again", "takes_value", "asks"),
    [
        (PinAgainFor.NONE, True, False),
        (PinAgainFor.REDEEM_AND_VOID, True, True),
        (PinAgainFor.REDEEM_AND_VOID, False, False),
        (PinAgainFor.EVERY_OPERATION, False, True),
    ],
)
def test_an_unlocked_terminal_may_ask_for_the_pin_once_more(
    again: PinAgainFor, *, takes_value: bool, asks: bool
) -> None:
    at_the_terminal = rights(again=again, staff=CASHIER, terminal_device_id=1)
    if asks:
        with pytest.raises(StaffPinRequired):
            at_the_terminal.require_staff(takes_value=takes_value)
    else:
        at_the_terminal.require_staff(takes_value=takes_value)
    just_now = ProvenStaff(id=1, name="Sophie", role=Role.CASHIER, just_now=True)
    rights(again=again, staff=just_now, terminal_device_id=1).require_staff(takes_value=takes_value)
    rights(again=again, staff=CASHIER).require_staff(takes_value=takes_value)
    disabled = rights(pin=PinPolicy.DISABLED, again=again, staff=CASHIER, terminal_device_id=1)
    disabled.require_staff(takes_value=takes_value)


def test_managers_act_by_token_or_by_proof() -> None:
    for who in ({"role": Role.OWNER}, {"role": Role.MANAGER}, {"staff": MANAGER}, {"user_id": 1, "role": Role.OWNER}):
        rights(**who).require_manager()
        rights(**who).require_manager_or_staff()
    with pytest.raises(ManagerRequired):
        rights(staff=CASHIER).require_manager()
    with pytest.raises(StaffPinRequired):
        rights(role=Role.CASHIER).require_manager()
    with pytest.raises(ManagerRequired):
        rights(pin=PinPolicy.DISABLED).require_manager()
    rights(staff=CASHIER).require_manager_or_staff()
