"""The kinds of lines a ledger can have."""

from enum import StrEnum


class TransactionType(StrEnum):
    """What happened to a card."""

    CARD_CREATED = "card_created"
    WELCOME_BONUS = "welcome_bonus"
    STAMP_EARNED = "stamp_earned"
    STAMP_REDEEMED = "stamp_redeemed"
    STAMP_VOIDED = "stamp_voided"
    STAMP_ADJUSTMENT = "stamp_adjustment"
    POINTS_EARNED = "points_earned"
    POINTS_REDEEMED = "points_redeemed"
    POINTS_VOIDED = "points_voided"
    POINTS_ADJUSTMENT = "points_adjustment"
    POINTS_EXPIRED = "points_expired"
    POINTS_RESTORED = "points_restored"
    CARD_DEACTIVATED = "card_deactivated"
    CARD_REACTIVATED = "card_reactivated"
    CARD_MERGED = "card_merged"
    OPENING_BALANCE = "opening_balance"


# Which line takes a line back; kinds that are not here are corrected by an adjustment or stay for ever.
REVERSED_BY: dict[TransactionType, TransactionType] = {
    TransactionType.STAMP_EARNED: TransactionType.STAMP_VOIDED,
    TransactionType.STAMP_REDEEMED: TransactionType.STAMP_VOIDED,
    TransactionType.POINTS_EARNED: TransactionType.POINTS_VOIDED,
    TransactionType.POINTS_REDEEMED: TransactionType.POINTS_VOIDED,
}

EARNING = frozenset({TransactionType.STAMP_EARNED, TransactionType.POINTS_EARNED})
REDEEMING = frozenset({TransactionType.STAMP_REDEEMED, TransactionType.POINTS_REDEEMED})
