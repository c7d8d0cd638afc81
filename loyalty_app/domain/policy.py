"""The merchant's policy, and whether the person at the counter may act under it."""

from dataclasses import dataclass

from loyalty_app.domain.actors import Actor, PinAgainFor, PinPolicy, Role
from loyalty_app.domain.errors import ManagerRequired, NotAllowedAnyMore, StaffPinRequired


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The merchant's settings as they stand at this moment."""

    staff_pin_policy: PinPolicy
    allow_void: bool
    allow_cross_location_redemption: bool
    undo_window_minutes: int
    require_order_reference: bool
    adjust_limit_points: int
    manager_confirms_above_points: int
    log_ip_addresses: bool
    pin_again_for: PinAgainFor

    def wants_pin_again(self, *, takes_value: bool) -> bool:
        """Whether an unlocked terminal asks for the PIN once more; `takes_value` marks redeeming and voiding."""
        if self.staff_pin_policy is PinPolicy.DISABLED:
            return False
        return self.pin_again_for is PinAgainFor.EVERY_OPERATION or (
            self.pin_again_for is PinAgainFor.REDEEM_AND_VOID and takes_value
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingStaff:
    """The rights of the acting member of staff as they stand at this moment, not when the page was opened."""

    is_active: bool
    role: Role
    email_canonical: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What decides whether `actor` may act: the policy, and the member of staff as the store knows them now."""

    actor: Actor
    policy: Policy
    staff: ActingStaff | None

    def require_staff(self, *, takes_value: bool = False) -> None:
        """Refuse staff_pin_required where the policy wants a proven person, not_allowed where a right is gone.

        A signed-in user counts as proven.
        """
        proven = self.actor.staff
        if proven is None:
            if self.policy.staff_pin_policy is PinPolicy.REQUIRED and self.actor.user_id is None:
                raise StaffPinRequired
            return
        if self.staff is None or not self.staff.is_active or self.staff.role < proven.role:
            raise NotAllowedAnyMore(staff_name=proven.name)
        is_at_a_terminal = self.actor.terminal_device_id is not None
        if is_at_a_terminal and not proven.just_now and self.policy.wants_pin_again(takes_value=takes_value):
            raise StaffPinRequired(staff_name=proven.name)

    def require_manager_or_staff(self) -> None:
        """As `require_staff`, but a token or user with a manager's rights of its own needs no further proof."""
        if self.actor.staff is not None or self.actor.role < Role.MANAGER:
            self.require_staff()

    def require_manager(self) -> None:
        """Refuse manager_required unless a manager, owner or admin stands behind the request, by token or proof."""
        self.require_manager_or_staff()
        if not self.actor.is_manager:
            raise ManagerRequired
