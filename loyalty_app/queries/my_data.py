"""Everything we know about one person, and nothing about anybody else (S71)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.engine import Connection

from loyalty_app.domain.card_numbers import in_groups
from loyalty_app.domain.errors import CustomerUnknown
from loyalty_app.models import (
    AppleDevice,
    AppleDeviceRegistration,
    AuditEvent,
    Consent,
    Customer,
    EmailCode,
    LoyaltyCard,
    LoyaltyTransaction,
    Merchant,
    Notification,
    RetiredQrToken,
    Session,
    Store,
    TermsVersion,
    TransactionRequest,
    WalletPass,
)

_PERSON = (
    "id first_name last_name email phone birth_date locale email_verified_at last_signed_in_at inactivity_reminded_at "
    "is_provisional created_at updated_at"
).split()
_CARD = (
    "id card_number qr_token status stamp_count points_balance stamps_earned rewards_redeemed points_earned "
    "points_redeemed points_voided points_expired created_at last_stamp_at last_points_at last_redemption_at "
    "last_activity_at expiry_warned_at"
).split()
# Who served and at which tablet is the staff's data (S75).
_LINE = (
    "id card_id type stamps_delta points_delta stamps_balance_after points_balance_after purchase_amount_cents "
    "order_reference reward_name reward_cost categories reverses_id shortfall reason happened_at recorded_at"
).split()
_PASS = "card_id provider serial state created_at saved_at removed_at".split()
_PHONE = "device_library_identifier push_token token_updated_at asked_at last_pushed_at gone_at".split()
_RETIRED = "card_id qr_token created_at".split()


def everything_about(connection: Connection, merchant_id: int, customer_id: int) -> dict[str, Any]:
    """The person's data as JSON knows it: times as RFC 3339 in UTC. Refuses customer_unknown."""
    person = connection.execute(
        select(*(getattr(Customer, name) for name in _PERSON), Merchant.name.label("merchant"))
        .join(Merchant, Merchant.id == Customer.merchant_id)
        .where(
            Customer.id == customer_id,
            Customer.merchant_id == merchant_id,
            Customer.deleted_at.is_(None),
            Customer.erased_at.is_(None),
        )
    ).one_or_none()
    if person is None:
        raise CustomerUnknown
    cards = _rows(connection, _of_store(LoyaltyCard, _CARD, LoyaltyCard.enrolled_at_store_id, _cards_of(customer_id)))
    ids = [card["id"] for card in cards]
    return {
        "merchant": person.merchant,
        "customer": {name: _plain(getattr(person, name)) for name in _PERSON},
        "cards": [card | {"card_number": in_groups(card["card_number"])} for card in cards],
        "transactions": _lines(connection, ids),
        "consents": _consents(connection, customer_id),
        "wallet_passes": _rows(connection, _plainly(WalletPass, _PASS, WalletPass.card_id.in_(ids))),
        "phones": _phones(connection, ids),
        "replaced_codes": _rows(connection, _plainly(RetiredQrToken, _RETIRED, RetiredQrToken.card_id.in_(ids))),
        **_traces(connection, customer_id, ids),
        "events": _events(connection, merchant_id, customer_id, ids),
    }


def _lines(connection: Connection, card_ids: Sequence[int]) -> list[dict[str, Any]]:
    lines = _of_store(LoyaltyTransaction, _LINE, LoyaltyTransaction.store_id, LoyaltyTransaction.card_id.in_(card_ids))
    return _rows(connection, lines)


def _consents(connection: Connection, customer_id: int) -> list[dict[str, Any]]:
    names = "purpose wording locale channel terms_version_id given_at withdrawn_at".split()
    given = _of_store(Consent, names, Consent.store_id, Consent.customer_id == customer_id)
    terms = given.outerjoin(TermsVersion, TermsVersion.id == Consent.terms_version_id)
    return _rows(connection, terms.add_columns(TermsVersion.published_at.label("terms_published_at")))


def _phones(connection: Connection, card_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Which phones hold a pass of theirs, as far as Apple lets anybody know a phone."""
    held = (
        select(WalletPass.card_id, *(getattr(AppleDevice, name) for name in _PHONE), AppleDeviceRegistration.created_at)
        .join(AppleDeviceRegistration, AppleDeviceRegistration.pass_id == WalletPass.id)
        .join(AppleDevice, AppleDevice.id == AppleDeviceRegistration.device_id)
        .where(WalletPass.card_id.in_(card_ids))
        .order_by(AppleDeviceRegistration.id)
    )
    return _rows(connection, held)


def _events(
    connection: Connection, merchant_id: int, customer_id: int, card_ids: Sequence[int]
) -> list[dict[str, Any]]:
    """What was noted about them and their cards; who noted it is the staff's data."""
    subjects = [f"customer:{customer_id}", *(f"card:{card_id}" for card_id in card_ids)]
    about = (AuditEvent.merchant_id == merchant_id) & AuditEvent.subject.in_(subjects)
    return _rows(connection, _plainly(AuditEvent, "what subject after reason happened_at".split(), about))


def _traces(connection: Connection, customer_id: int, card_ids: Sequence[int]) -> dict[str, list[dict[str, Any]]]:
    """Where they signed in, what was written to them, from where requests came."""
    mails = "kind locale state email facts created_at sent_at".split()
    codes = "purpose email created_at expires_at used_at".split()
    sessions = "created_at last_seen_at expires_at revoked_at".split()
    requests: Select[Any] = (
        select(*(getattr(TransactionRequest, name) for name in ("transaction_id", "ip", "user_agent", "created_at")))
        .join(LoyaltyTransaction, LoyaltyTransaction.id == TransactionRequest.transaction_id)
        .where(LoyaltyTransaction.card_id.in_(card_ids))
        .order_by(TransactionRequest.id)
    )
    return {
        "sessions": _rows(connection, _plainly(Session, sessions, Session.customer_id == customer_id)),
        "mails": _rows(connection, _plainly(Notification, mails, Notification.customer_id == customer_id)),
        "codes_by_mail": _rows(connection, _plainly(EmailCode, codes, EmailCode.customer_id == customer_id)),
        "requests": _rows(connection, requests),
    }


def _cards_of(customer_id: int) -> ColumnElement[bool]:
    return (LoyaltyCard.customer_id == customer_id) & LoyaltyCard.deleted_at.is_(None)


def _plainly(kind: Any, names: Sequence[str], theirs: ColumnElement[bool]) -> Select[Any]:
    return select(*(getattr(kind, name) for name in names)).where(theirs).order_by(kind.id)


def _of_store(kind: Any, names: Sequence[str], store_id: Any, theirs: ColumnElement[bool]) -> Select[Any]:
    named = _plainly(kind, names, theirs).add_columns(Store.name.label("store"))
    return named.select_from(kind).outerjoin(Store, Store.id == store_id)


def _rows(connection: Connection, statement: Select[Any]) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row._asdict().items()} for row in connection.execute(statement)]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value
