"""What a mail is written from: the shop, the person, the code; all as it stands when the mail is sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal_column, or_, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.email_codes import MAX_ATTEMPTS
from loyalty_app.domain.mail_kinds import MailKind
from loyalty_app.many_ids import one_of
from loyalty_app.models import Customer, EmailCode, LoyaltyProgram, Merchant, Notification, Store

FALLBACK_COLOUR = "#4f46e5"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingShop:
    """Who writes: the merchant, and the store where the customer met it."""

    merchant_name: str
    contact_email: str | None
    store_name: str
    store_code: str
    store_address: str | None
    timezone: str
    card_color: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeInMail:
    """A code's key, from which the code itself and its link are computed. `works`: it can still be used."""

    id: int
    nonce: str
    expires_at: datetime
    works: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """A card that ends because nobody uses it: since when, on which day of the shop, and what is on it."""

    last_seen_on: date
    ends_on: date
    stamps: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueMail:
    """A mail to be sent now; `attempt` counts from 1. `first_name`: of somebody whose address is proven,
    and None in a mail to an address that may be anybody's: a name can be an advertisement.

    `welcome_bonus_points`: what the program gives newcomers, 0 for nothing. `ending`: in a mail of that kind.
    """

    id: int
    attempt: int
    kind: MailKind
    locale: str
    address: str
    first_name: str | None
    shop: MailingShop
    code: CodeInMail | None
    welcome_bonus_points: int
    ending: Ending | None = None


_COLUMNS: tuple[Any, ...] = (
    Notification.id,
    Notification.attempts,
    Notification.kind,
    Notification.locale,
    Notification.email,
    Notification.facts,
    Customer.first_name,
    Customer.is_provisional,
    Merchant.name.label("merchant_name"),
    Merchant.contact_email,
    Store.name.label("store_name"),
    Store.code.label("store_code"),
    Store.address,
    Store.timezone,
    LoyaltyProgram.card_color,
    LoyaltyProgram.loyalty_type,
    LoyaltyProgram.welcome_bonus_points,
    EmailCode.id.label("code_id"),
    EmailCode.nonce,
    EmailCode.expires_at,
    EmailCode.used_at,
    EmailCode.superseded_at,
    EmailCode.attempts.label("tries"),
)


def is_due(now: datetime) -> ColumnElement[bool]:
    """Whether the mail in hand waits to be sent and is nobody's; the state is written out, for the index is partial."""
    return and_(
        Notification.state == literal_column("'pending'"),
        Notification.next_attempt_at <= now,
        or_(Notification.leased_until.is_(None), Notification.leased_until <= now),
    )


def is_any_mail_due(connection: Connection, now: datetime) -> bool:
    """Whether there is something to claim; a look that locks nothing."""
    return connection.execute(_due(now).limit(1)).first() is not None


def count_due_mails(connection: Connection, now: datetime) -> int:
    """How many there are to claim."""
    return connection.execute(select(func.count()).select_from(_due(now).subquery())).scalar_one()


def due_mails(connection: Connection, ids: Sequence[int], now: datetime) -> tuple[DueMail, ...]:
    """The mails of these numbers in their order; one that is gone or nobody's by now is left out."""
    rows = {row.id: row for row in connection.execute(_mails().where(Notification.id.in_(ids)))}
    return tuple(_mail(rows[mail_id], now) for mail_id in ids if mail_id in rows)


def known_mails(connection: Connection, ids: Collection[int]) -> frozenset[int]:
    """Those of these numbers that a mail still has, sent or not."""
    return frozenset(connection.scalars(select(Notification.id).where(one_of(Notification.id, ids))))


def _due(now: datetime) -> Select[Any]:
    return select(Notification.id).where(is_due(now))


def _mails() -> Select[Any]:
    """A mail without a store of its own comes from the merchant's first."""
    first = select(func.min(Store.id)).where(Store.merchant_id == Notification.merchant_id, Store.deleted_at.is_(None))
    store_id = func.coalesce(Notification.store_id, first.correlate(Notification).scalar_subquery())
    program = and_(LoyaltyProgram.merchant_id == Merchant.id, LoyaltyProgram.deleted_at.is_(None))
    return (
        select(*_COLUMNS)
        .join(Merchant, Merchant.id == Notification.merchant_id)
        .join(Store, Store.id == store_id)
        .outerjoin(LoyaltyProgram, program)
        .outerjoin(Customer, Customer.id == Notification.customer_id)
        .outerjoin(EmailCode, EmailCode.id == Notification.email_code_id)
        .where(Notification.state == "pending", Notification.email.is_not(None))
    )


def _mail(row: Row[Any], now: datetime) -> DueMail:
    return DueMail(
        id=row.id,
        attempt=row.attempts,
        kind=MailKind(row.kind),
        locale=row.locale,
        address=row.email,
        first_name=row.first_name if row.is_provisional is False and row.kind != MailKind.CONFIRM_EMAIL else None,
        shop=MailingShop(
            merchant_name=row.merchant_name,
            contact_email=row.contact_email,
            store_name=row.store_name,
            store_code=row.store_code,
            store_address=row.address,
            timezone=row.timezone,
            card_color=(row.card_color or FALLBACK_COLOUR).lower(),
        ),
        code=None if row.code_id is None else _code(row, now),
        welcome_bonus_points=row.welcome_bonus_points or 0 if row.loyalty_type != "stamps" else 0,
        ending=_ending(row.facts) if row.kind == MailKind.INACTIVE else None,
    )


def _ending(facts: dict[str, Any]) -> Ending:
    return Ending(
        last_seen_on=date.fromisoformat(facts["last_seen_on"]),
        ends_on=date.fromisoformat(facts["ends_on"]),
        stamps=facts["stamps"],
        points=facts["points"],
    )


def _code(row: Row[Any], now: datetime) -> CodeInMail:
    is_over = row.used_at is not None or row.superseded_at is not None or row.tries >= MAX_ATTEMPTS
    return CodeInMail(
        id=row.code_id, nonce=row.nonce, expires_at=row.expires_at, works=not is_over and row.expires_at > now
    )
