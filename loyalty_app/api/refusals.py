"""Which refusals belong together: named once for every call that can give them."""

from loyalty_app.domain.errors import (
    AlreadyVoided,
    BelowMinimumRedemption,
    BodyMissing,
    BodyTooLarge,
    BodyTooSlow,
    Busy,
    CardBlocked,
    CardOfOtherStore,
    CardReplaced,
    CardUnknown,
    CategoryRequired,
    CategoryUnknown,
    ContentTypeWrong,
    EncodingWrong,
    Forbidden,
    HostUnknown,
    IdempotencyKeyExpired,
    IdempotencyKeyInvalid,
    IdempotencyKeyReused,
    InProgress,
    InsufficientPoints,
    JsonDuplicateKey,
    JsonInvalid,
    JsonObjectExpected,
    JsonTooDeep,
    ManagerRequired,
    NotAllowedAnyMore,
    NotFound,
    NotInProgram,
    PinLocked,
    PinWrong,
    ProgramPaused,
    RateLimited,
    Refusal,
    RewardUnavailable,
    RewardUnknown,
    StaffPinRequired,
    StaffUnknown,
    StoreUnknown,
    TransactionUnknown,
    Unauthenticated,
    VoidExceedsOriginal,
    VoidNotAllowed,
)

Refusals = tuple[type[Refusal], ...]

EVERY_CALL: Refusals = (HostUnknown, RateLimited, Busy)
OF_PATH: Refusals = (NotFound,)
OF_TOKEN: Refusals = (Unauthenticated, Forbidden, StoreUnknown)
OF_CUSTOMER: Refusals = (Unauthenticated,)
OF_BODY: Refusals = (
    BodyMissing,
    JsonInvalid,
    JsonObjectExpected,
    JsonDuplicateKey,
    JsonTooDeep,
    EncodingWrong,
    BodyTooLarge,
    BodyTooSlow,
    ContentTypeWrong,
)
OF_KEY: Refusals = (IdempotencyKeyInvalid, IdempotencyKeyReused, IdempotencyKeyExpired, InProgress)
OF_STAFF: Refusals = (StaffPinRequired, PinWrong, PinLocked, StaffUnknown, NotAllowedAnyMore)
OF_CARD_NAME: Refusals = (CardUnknown, CardReplaced)

# What an operation on a card asks of card, program and person before its own rules.
CARD_RULES: Refusals = (CardOfOtherStore, ProgramPaused, CardBlocked, NotInProgram, ManagerRequired)
CATEGORIES: Refusals = (CategoryRequired, CategoryUnknown)
REWARDS: Refusals = (RewardUnknown, RewardUnavailable, InsufficientPoints, BelowMinimumRedemption)
VOIDS: Refusals = (
    CardUnknown,
    TransactionUnknown,
    CardOfOtherStore,
    ProgramPaused,
    CardBlocked,
    ManagerRequired,
    VoidNotAllowed,
    AlreadyVoided,
    VoidExceedsOriginal,
)
