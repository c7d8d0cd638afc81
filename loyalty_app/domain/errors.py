"""Every refusal there is: a stable code, the HTTP status both edges answer with, and the facts it carries.

The classes are the catalogue: texts.py holds the sentence of each code, `CATALOGUE` lists them all, and the
tests walk it. A refusal is expected behaviour; a programmer's error is an assert.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

Fact = str | int | bool | datetime | None | list[str]


class Refusal(Exception):
    """The answer is no, for the reason that `code` names. `field`: the one value of the request that it is about."""

    code: ClassVar[str]
    status: ClassVar[int] = 409
    field: ClassVar[str | None] = None

    def __init__(self, **facts: Fact) -> None:
        super().__init__(self.code)
        self.facts = facts


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """What is wrong with one field of a request."""

    field: str
    code: str
    facts: dict[str, Fact]


class InvalidInput(Refusal):
    """One or more values of a request are wrong; `problems` says which. Its code is the first problem's."""

    code = "field_type"
    status = 422

    def __init__(self, *problems: FieldProblem) -> None:
        assert problems
        super().__init__(field=problems[0].field, **problems[0].facts)
        self.problems = problems

    @classmethod
    def of(cls, field: str, code: str, **facts: Fact) -> "InvalidInput":
        """The refusal of a single field."""
        return cls(FieldProblem(field=field, code=code, facts=facts))


# Codes of single fields and of values people type; raised as InvalidInput.of(field, code).
FIELD_CODES: frozenset[str] = frozenset(
    """
    field_missing field_unknown field_type field_conflict number_out_of_range text_too_long character_not_allowed
    amount_zero amount_negative amount_decimals amount_invalid amount_ambiguous currency
    email_invalid phone_invalid date_invalid too_young name_invalid terms_required reason_required
    pin_format pin_weak scan_empty check_digit not_a_card one_card_reference search_too_short
    stamps_target colour_invalid reward_name_taken label_invalid
    password_weak link_invalid code_invalid code_taken email_taken end_before_start reward_limit image_invalid
    hours_invalid hours_overlap
    """.split()
)


class Unauthenticated(Refusal):
    """Nobody we know is asking."""

    code, status = "unauthenticated", 401


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    code, status = "forbidden", 403


class NotAllowedAnyMore(Refusal):
    """A right was taken away while the page was open."""

    code, status = "not_allowed", 403


class NotFound(Refusal):
    """There is no such thing, or it is somebody else's: the answer is the same."""

    code, status = "not_found", 404


class MethodNotAllowed(Refusal):
    """The path exists, the method does not."""

    code, status = "method_not_allowed", 405


class BodyMissing(Refusal):
    """A request that needs a body came without one."""

    code, status = "body_missing", 400


class JsonInvalid(Refusal):
    """The body is not JSON; facts: line, column."""

    code, status = "json_invalid", 400


class JsonObjectExpected(Refusal):
    """The body is JSON but not an object."""

    code, status = "json_object_expected", 400


class JsonDuplicateKey(Refusal):
    """A key appears twice; facts: key."""

    code, status = "json_duplicate_key", 400


class JsonTooDeep(Refusal):
    """The body nests too deeply."""

    code, status = "json_too_deep", 400


class EncodingWrong(Refusal):
    """The body is not UTF-8."""

    code, status = "encoding", 400


class HostUnknown(Refusal):
    """The request names a host that is not ours."""

    code, status = "host_unknown", 400


class BodyTooLarge(Refusal):
    """The body is larger than we read; facts: limit_kb."""

    code, status = "body_too_large", 413


class ContentTypeWrong(Refusal):
    """The body is of a type or encoding that we do not read."""

    code, status = "content_type", 415


class IdempotencyKeyMissing(Refusal):
    """A change of a balance came without its key."""

    code, status = "idempotency_key_missing", 428


class IdempotencyKeyInvalid(Refusal):
    """The key is not 16 to 64 letters, digits, - or _."""

    code, status = "idempotency_key_invalid", 422
    field = "Idempotency-Key"


class IdempotencyKeyReused(Refusal):
    """The key belongs to a different request."""

    code, status = "idempotency_key_reused", 422
    field = "Idempotency-Key"


class IdempotencyKeyExpired(Refusal):
    """The date inside the key is older than what we remember: repeating it would not be safe."""

    code, status = "idempotency_key_expired", 422
    field = "Idempotency-Key"


class InProgress(Refusal):
    """The same request is being worked on; facts: retry_after_seconds."""

    code = "in_progress"


class RateLimited(Refusal):
    """Too many requests; facts: retry_after_seconds, is_crowded (it is not this caller alone), is_guessing (too many
    wrong codes).
    """

    code, status = "rate_limited", 429


class BodyTooSlow(Refusal):
    """The body did not arrive in time; nothing of it was looked at."""

    code, status = "body_too_slow", 408


class Busy(Refusal):
    """Somebody else holds the card or the database; facts: retry_after_seconds."""

    code, status = "busy", 503


class CardUnknown(Refusal):
    """We do not know this card."""

    code, status = "card_unknown", 404


class TransactionUnknown(Refusal):
    """We do not know this transaction."""

    code, status = "transaction_unknown", 404


class CardBlocked(Refusal):
    """The card is blocked."""

    code = "card_blocked"


class CardReplaced(Refusal):
    """The code was replaced by a new one."""

    code, status = "card_replaced", 410


class CardOfOtherStore(Refusal):
    """The card is valid at another store only; facts: store_name."""

    code = "card_of_other_store"


class CardNotBlocked(Refusal):
    """The card is not blocked, so it cannot be unblocked."""

    code = "card_not_blocked"


class ProgramUnknown(Refusal):
    """The merchant has no program."""

    code, status = "program_unknown", 404


class ProgramExists(Refusal):
    """The merchant has a program already."""

    code = "program_exists"


class ProgramPaused(Refusal):
    """The program is not running, or the merchant is suspended."""

    code = "program_paused"


class NotInProgram(Refusal):
    """The program has no such thing; facts: loyalty_type."""

    code = "not_in_program"


class ConfirmationRequired(Refusal):
    """The change has a large effect, named by the facts; say `confirmed` to do it."""

    code = "confirmation_required"


class ChangedMeanwhile(Refusal):
    """Somebody changed this since it was shown."""

    code = "changed_meanwhile"


class StaffPinRequired(Refusal):
    """A member of staff has to prove who they are."""

    code, status = "staff_pin_required", 401


class PinWrong(Refusal):
    """The PIN is wrong; facts: staff_name, tries_left."""

    code, status = "pin_wrong", 401


class PinLocked(Refusal):
    """The person's PIN is locked; facts: staff_name, locked_until, retry_after_seconds."""

    code, status = "pin_locked", 429


class DevicePaused(Refusal):
    """Too many wrong PINs on this tablet; facts: retry_after_seconds."""

    code, status = "device_paused", 429


class ManagerRequired(Refusal):
    """A manager has to do or confirm this."""

    code, status = "manager_required", 403


class DeviceRevoked(Refusal):
    """The tablet was disconnected."""

    code, status = "device_revoked", 401


class SessionLocked(Refusal):
    """The terminal locked itself; facts: none. The entry is kept."""

    code, status = "session_locked", 401


class PairingCodeInvalid(Refusal):
    """The pairing code does not work (wrong, used, too old: the same answer)."""

    code, status = "pairing_code_invalid", 422
    field = "code"


class SignInFailed(Refusal):
    """E-mail or password is wrong; never says which."""

    code, status = "sign_in_failed", 401


class PageExpired(Refusal):
    """The form was open too long."""

    code, status = "page_expired", 403


class ReloadNeeded(Refusal):
    """The page was made by an older build of the product."""

    code = "reload_needed"


class StaffUnknown(Refusal):
    """There is no such member of staff at this store."""

    code, status = "staff_unknown", 404


class CategoryLimit(Refusal):
    """A store has as many categories as it may have; facts: limit."""

    code = "category_limit"


class CooldownActive(Refusal):
    """Too soon; facts: next_stamp_available_at, retry_after_seconds, cooldown_minutes, last_stamp_at."""

    code = "cooldown_active"


class DailyLimit(Refusal):
    """All stamps of today are given; facts: max_daily_stamps, next_stamp_available_at, retry_after_seconds."""

    code = "daily_limit"


class InsufficientStamps(Refusal):
    """Not enough stamps; facts: stamp_count, stamps_target, missing_stamps.

    When another redemption was first: last_redeemed_at, staff_name, store_name.
    """

    code = "insufficient_stamps"


class InsufficientPoints(Refusal):
    """Not enough points; facts: points_balance, points_required, missing_points.

    When another redemption was first: last_redeemed_at, staff_name, store_name.
    """

    code = "insufficient_points"


class BelowMinimumRedemption(Refusal):
    """The balance is below what redeeming needs; facts: minimum_redemption_points, points_balance."""

    code = "below_minimum_redemption"


class RewardUnknown(Refusal):
    """There is no such reward."""

    code, status = "reward_unknown", 404


class RewardUnavailable(Refusal):
    """The reward cannot be had now; facts: reward_name, available_from."""

    code = "reward_unavailable"


class BelowMinimum(Refusal):
    """The purchase is too small; facts: minimum_purchase_cents, currency."""

    code = "below_minimum"


class NoPoints(Refusal):
    """The purchase is worth no point; facts: purchase_amount_cents, currency."""

    code = "no_points"


class AmountTooHigh(Refusal):
    """Above the limit a manager confirms; facts: maximum_purchase_cents, currency."""

    code, status = "amount_too_high", 422
    field = "purchase_amount_cents"


class OrderReferenceRequired(Refusal):
    """The merchant wants the receipt number."""

    code, status = "order_reference_required", 422
    field = "order_reference"


class OrderAlreadyRecorded(Refusal):
    """The receipt earned points before; facts: order_reference, recorded_at, staff_name, store_name."""

    code = "order_already_recorded"


class CategoryRequired(Refusal):
    """The store wants to know what it was."""

    code, status = "category_required", 422
    field = "category_ids"


class CategoryUnknown(Refusal):
    """A category is not one of this store."""

    code, status = "category_unknown", 422
    field = "category_ids"


class VoidNotAllowed(Refusal):
    """This line or this merchant allows no void."""

    code = "void_not_allowed"


class AlreadyVoided(Refusal):
    """The line was taken back before; facts: voided_at."""

    code = "already_voided"


class VoidExceedsOriginal(Refusal):
    """More is to be taken back than the line gave; facts: points_left."""

    code = "void_exceeds_original"


class UndoNotPossible(Refusal):
    """Not to be undone here; facts: why (too_late, other_person, spent, other_store, kind), window_minutes."""

    code = "undo_not_possible"


class WouldBeNegative(Refusal):
    """The balance would fall below zero; facts: points_balance."""

    code = "would_be_negative"


class AdjustLimit(Refusal):
    """The adjustment is larger than allowed; facts: adjust_limit_points."""

    code, status = "adjust_limit", 422
    field = "points_delta"


class RestoreExceedsExpired(Refusal):
    """More is to be restored than expired; facts: points_left."""

    code = "restore_exceeds_expired"


class SelfEnrollmentDisabled(Refusal):
    """Only the staff enrol customers here."""

    code = "self_enrollment_disabled"


class StoreUnknown(Refusal):
    """There is no such store."""

    code, status = "store_unknown", 404


class CustomerUnknown(Refusal):
    """There is no such customer."""

    code, status = "customer_unknown", 404


class CodeWrong(Refusal):
    """The code from the mail is wrong; facts: tries_left, other_browser (its link was opened in another one),
    asked_elsewhere (it works in the browser that asked and in no other).
    """

    code, status = "code_wrong", 422
    field = "code"


class WalletNotConfigured(Refusal):
    """This wallet is not set up."""

    code, status = "wallet_not_configured", 503


def _all_refusals(root: type[Refusal]) -> list[type[Refusal]]:
    return [kind for child in root.__subclasses__() for kind in (child, *_all_refusals(child))]


CATALOGUE: dict[str, type[Refusal]] = {kind.code: kind for kind in _all_refusals(Refusal) if kind is not InvalidInput}
