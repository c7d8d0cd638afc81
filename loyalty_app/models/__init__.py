"""The tables. Importing this package registers all of them."""

from loyalty_app.models.audit import AuditEvent
from loyalty_app.models.card import LoyaltyCard, RetiredQrToken
from loyalty_app.models.category import TransactionCategory, TransactionCategoryLink
from loyalty_app.models.customer import Consent, Customer, Erasure, TermsVersion
from loyalty_app.models.device import PairingCode, TerminalDevice
from loyalty_app.models.idempotency import IdempotencyKey
from loyalty_app.models.mail import EmailCode, Notification
from loyalty_app.models.merchant import Merchant, MerchantLoyaltySettings, Store
from loyalty_app.models.program import LoyaltyProgram, ProgramVersion, Reward
from loyalty_app.models.program_image import ProgramImage
from loyalty_app.models.staff import StaffPin
from loyalty_app.models.transaction import LoyaltyTransaction, RecordedOrder, TransactionRequest
from loyalty_app.models.user import ApiToken, Session, User
from loyalty_app.models.wallet import (
    AppleDevice,
    AppleDeviceRegistration,
    AppleLogEntry,
    ApplePushChannel,
    AppleUpdateCounter,
    WalletPass,
)

__all__ = [
    "ApiToken",
    "AppleDevice",
    "AppleDeviceRegistration",
    "AppleLogEntry",
    "ApplePushChannel",
    "AppleUpdateCounter",
    "AuditEvent",
    "Consent",
    "Customer",
    "EmailCode",
    "Erasure",
    "IdempotencyKey",
    "LoyaltyCard",
    "LoyaltyProgram",
    "LoyaltyTransaction",
    "Merchant",
    "MerchantLoyaltySettings",
    "Notification",
    "PairingCode",
    "ProgramImage",
    "ProgramVersion",
    "RecordedOrder",
    "RetiredQrToken",
    "Reward",
    "Session",
    "StaffPin",
    "Store",
    "TerminalDevice",
    "TermsVersion",
    "TransactionCategory",
    "TransactionCategoryLink",
    "TransactionRequest",
    "User",
    "WalletPass",
]
