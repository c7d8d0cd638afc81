"""Who acts: the merchant and store, and the member of staff, user or token behind an operation."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from loyalty_app.domain.origins import Origin


class Role(IntEnum):
    """How much somebody may do; a higher one may do all that a lower one may."""

    NOBODY = 0
    CASHIER = 1
    MANAGER = 2
    OWNER = 3
    PLATFORM_ADMIN = 4

    @classmethod
    def named(cls, name: str) -> "Role":
        """The role as the tables spell it: cashier, manager, owner, platform_admin."""
        return cls[name.upper()]


class PinPolicy(StrEnum):
    """Whether operations need a proven member of staff."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    DISABLED = "disabled"


class PinAgainFor(StrEnum):
    """Which operations ask for the PIN once more under an unlocked terminal."""

    NONE = "none"
    REDEEM_AND_VOID = "redeem_and_void"
    EVERY_OPERATION = "every_operation"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenStaff:
    """A member of staff who typed the right PIN: when unlocking the terminal or, `just_now`, for this request."""

    id: int
    name: str
    role: Role
    just_now: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """On whose authority an operation runs. `store_id` is where it happens, None for the whole merchant.

    `sees_all_stores`: it stands for the whole merchant also where it acts at one store, as a merchant's token does.
    """

    merchant_id: int
    store_id: int | None
    role: Role = Role.NOBODY
    staff: ProvenStaff | None = None
    terminal_device_id: int | None = None
    terminal_label: str | None = None
    user_id: int | None = None
    api_token_id: int | None = None
    on_behalf: bool = False
    origin: Origin | None = None
    sees_all_stores: bool = False

    @property
    def only_store_id(self) -> int | None:
        """The one store whose cards it may see where each store has its own; None where it may see all of them."""
        return None if self.sees_all_stores else self.store_id

    @property
    def authority(self) -> Role:
        """The highest right behind this request: the token's or user's own, or the proven person's."""
        return max(self.role, self.staff.role if self.staff else Role.NOBODY)

    @property
    def is_manager(self) -> bool:
        """Whether somebody of at least a manager's rights stands behind this request."""
        return self.authority >= Role.MANAGER

    @property
    def is_manager_at_counter(self) -> bool:
        """Whether a manager serves the customer: the proven person decides, whoever's token the till has.

        The brakes on cashiers (own card, large amounts, other people's lines) would otherwise be none at a till
        with the merchant's token.
        """
        return (self.staff.role if self.staff else self.role) >= Role.MANAGER


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerActor:
    """A customer who acts for themselves. `store_id`: whose page they are on, if any."""

    merchant_id: int
    customer_id: int
    store_id: int | None = None

    @property
    def actor(self) -> Actor:
        """The same as somebody without any right over others: for lines and audit events."""
        return Actor(merchant_id=self.merchant_id, store_id=self.store_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformActor:
    """A platform admin who acts for no merchant; with neither id whoever has the server's own console."""

    user_id: int | None = None
    api_token_id: int | None = None
