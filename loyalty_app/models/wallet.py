"""A card's copies in wallets, the phones that hold them, and what they were told."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from loyalty_app.db import BigId, Dated, Model

_IS_DUE = text("due_since IS NOT NULL")
_PUSH_IS_DUE = text("push_due_at IS NOT NULL")


class WalletPass(Dated, Model):
    """The copy of a card in one kind of wallet.

    `pushed_*` say up to which version of card, design and unrecorded changes (`marked`) it was published; it is due
    while one of them lags. `due_since` is set by the ledger's trigger with every line, so that finding what is due
    asks an index. `update_tag` and `last_modified` (whole seconds since 1970: the header knows no finer ones) are
    Apple's; both only grow.
    """

    __tablename__ = "wallet_passes"
    __table_args__ = (
        ForeignKeyConstraint(["merchant_id", "card_id"], ["loyalty_cards.merchant_id", "loyalty_cards.id"], ondelete="RESTRICT"),
        UniqueConstraint("card_id", "provider"),
        UniqueConstraint("provider", "serial"),
        Index("ix_wallet_passes_due_since", "provider", "due_since", sqlite_where=_IS_DUE, postgresql_where=_IS_DUE),
        CheckConstraint("provider IN ('apple', 'google')", name="provider"),
        CheckConstraint("state IN ('offered', 'saved', 'removed')", name="state"),
        CheckConstraint("(provider = 'apple') = (auth_token IS NOT NULL)", name="auth_token"),
        CheckConstraint("pushed_mark <= marked", name="marked"),
    )  # fmt: skip

    merchant_id: Mapped[int] = mapped_column(BigId)
    card_id: Mapped[int] = mapped_column(BigId)
    provider: Mapped[str] = mapped_column(String(10))
    serial: Mapped[str] = mapped_column(String(64))
    auth_token: Mapped[str | None]
    pushed_version: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    pushed_design: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    marked: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    pushed_mark: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    update_tag: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    last_modified: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    due_since: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(String(10), default="offered", server_default="offered")
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    next_attempt_at: Mapped[datetime | None]
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    saved_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class AppleDevice(Dated, Model):
    """A phone as Apple lets us know it: an identifier made for us alone, and where to wake it.

    A push is due while `pushed_tag` is below `wanted_tag`, from `push_due_at` on; after a push the phone
    has a rest. `gone_at`: Apple says that nobody is there any more; a new registration brings it back. `asked_at`:
    when it last asked what changed, to the day.
    """

    __tablename__ = "apple_devices"
    __table_args__ = (
        UniqueConstraint("pass_type_identifier", "device_library_identifier"),
        Index("ix_apple_devices_push_due_at", "push_due_at", sqlite_where=_PUSH_IS_DUE, postgresql_where=_PUSH_IS_DUE),
        CheckConstraint("pushed_tag <= wanted_tag", name="pushed_tag"),
    )

    pass_type_identifier: Mapped[str]
    device_library_identifier: Mapped[str] = mapped_column(String(100))
    push_token: Mapped[str] = mapped_column(String(200))
    token_updated_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]
    wanted_tag: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    pushed_tag: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    push_due_at: Mapped[datetime | None]
    last_pushed_at: Mapped[datetime | None]
    rests_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    leased_until: Mapped[datetime | None]
    last_error: Mapped[str | None]
    gone_at: Mapped[datetime | None]


class AppleDeviceRegistration(Dated, Model):
    """A phone holds a pass and wants to hear of its changes."""

    __tablename__ = "apple_device_registrations"
    __table_args__ = (
        UniqueConstraint("device_id", "pass_id"),
        Index("ix_apple_device_registrations_pass_id", "pass_id"),
    )

    device_id: Mapped[int] = mapped_column(BigId, ForeignKey("apple_devices.id", ondelete="RESTRICT"))
    pass_id: Mapped[int] = mapped_column(BigId, ForeignKey("wallet_passes.id", ondelete="RESTRICT"))


class AppleUpdateCounter(Dated, Model):
    """The last update tag given out for a pass type; who publishes holds this row until the commit."""

    __tablename__ = "apple_update_counters"
    __table_args__ = (UniqueConstraint("pass_type_identifier"),)

    pass_type_identifier: Mapped[str]
    last_tag: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))


class ApplePushChannel(Dated, Model):
    """How pushing goes for a pass type. `fault`: what only the operator can mend; phones are asked again later."""

    __tablename__ = "apple_push_channels"
    __table_args__ = (UniqueConstraint("pass_type_identifier"),)

    pass_type_identifier: Mapped[str]
    last_pushed_at: Mapped[datetime | None]
    fault: Mapped[str | None]
    fault_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]


class AppleLogEntry(Dated, Model):
    """What phones report, without what tells them apart; the same report is one row that counts."""

    __tablename__ = "apple_log_entries"
    __table_args__ = (
        UniqueConstraint("fingerprint"),
        Index("ix_apple_log_entries_last_seen_at", "last_seen_at"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    fingerprint: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(500))
    count: Mapped[int] = mapped_column(BigId, default=0, server_default=text("0"))
    last_seen_at: Mapped[datetime]
