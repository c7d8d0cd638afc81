"""The short words of every refusal: the headline of the result panel, and the title of a problem+json."""

from loyalty_app.domain.errors import InvalidInput, Refusal
from loyalty_app.texts.catalogue import LazyString, lazy_gettext

_l = lazy_gettext

HEADLINES: dict[str, LazyString] = {
    # transport
    "unauthenticated": _l("Not signed in"),
    "forbidden": _l("Not allowed"),
    "not_found": _l("Not found"),
    "method_not_allowed": _l("Wrong method"),
    "body_missing": _l("Nothing sent"),
    "json_invalid": _l("Not valid JSON"),
    "json_object_expected": _l("Not a JSON object"),
    "json_duplicate_key": _l("Sent twice"),
    "json_too_deep": _l("Too many levels"),
    "encoding": _l("Not UTF-8"),
    "host_unknown": _l("Unknown address"),
    "body_too_large": _l("Too large"),
    "body_too_slow": _l("Too slow"),
    "content_type": _l("Wrong content type"),
    "idempotency_key_missing": _l("Key missing"),
    "idempotency_key_invalid": _l("Key not valid"),
    "idempotency_key_reused": _l("Key already used"),
    "idempotency_key_expired": _l("Too old to repeat"),
    "in_progress": _l("Still working on it"),
    "rate_limited": _l("Too often"),
    "busy": _l("Not saved"),
    # cards
    "card_unknown": _l("Card not found"),
    "transaction_unknown": _l("Action not found"),
    "card_blocked": _l("Card blocked"),
    "card_replaced": _l("Code replaced"),
    "card_of_other_store": _l("Card of another store"),
    "card_not_blocked": _l("Card not blocked"),
    "customer_unknown": _l("Customer not found"),
    # program
    "program_unknown": _l("No program yet"),
    "program_exists": _l("Program exists already"),
    "program_paused": _l("Program paused"),
    "not_in_program": _l("Not in this program"),
    "confirmation_required": _l("Please confirm"),
    "changed_meanwhile": _l("Changed meanwhile"),
    # staff
    "not_allowed": _l("Right withdrawn"),
    "staff_pin_required": _l("PIN needed"),
    "pin_wrong": _l("Wrong PIN"),
    "pin_locked": _l("PIN locked"),
    "device_paused": _l("Tablet paused"),
    "manager_required": _l("Manager needed"),
    "device_revoked": _l("Tablet disconnected"),
    "session_locked": _l("Terminal locked"),
    "pairing_code_invalid": _l("Code does not work"),
    "sign_in_failed": _l("Sign-in failed"),
    "page_expired": _l("Page too old"),
    "reload_needed": _l("New version"),
    "staff_unknown": _l("Person not found"),
    # stamps and points
    "category_limit": _l("Enough categories"),
    "cooldown_active": _l("No stamp yet"),
    "daily_limit": _l("No more stamps today"),
    "insufficient_stamps": _l("Not enough stamps"),
    "insufficient_points": _l("Not enough points"),
    "below_minimum_redemption": _l("Not enough to redeem"),
    "reward_unknown": _l("Reward not found"),
    "reward_unavailable": _l("Reward not available"),
    "below_minimum": _l("Amount too small"),
    "no_points": _l("No points"),
    "amount_too_high": _l("Amount too high"),
    "order_reference_required": _l("Receipt number missing"),
    "order_already_recorded": _l("Receipt already added"),
    "category_required": _l("Category missing"),
    "category_unknown": _l("Category not found"),
    # corrections
    "void_not_allowed": _l("Cannot be taken back"),
    "already_voided": _l("Already taken back"),
    "void_exceeds_original": _l("More than was given"),
    "undo_not_possible": _l("No undo here"),
    "would_be_negative": _l("Balance too low"),
    "adjust_limit": _l("Adjustment too large"),
    "restore_exceeds_expired": _l("More than expired"),
    # joining, wallets
    "self_enrollment_disabled": _l("Ask the staff"),
    "store_unknown": _l("Store not found"),
    "code_wrong": _l("Wrong code"),
    "wallet_not_configured": _l("Wallet not set up"),
}

FIELD_HEADLINES: dict[str, LazyString] = {
    "scan_empty": _l("Nothing scanned"),
    "check_digit": _l("Typo in the number"),
    "not_a_card": _l("Not a card"),
    "search_too_short": _l("Search too short"),
    "image_invalid": _l("Not a usable picture"),
}


def headline(refusal: Refusal) -> str:
    """A few words without facts: "No stamp yet"."""
    if isinstance(refusal, InvalidInput):
        return str(FIELD_HEADLINES.get(refusal.problems[0].code, _l("Please check")))
    return str(HEADLINES[refusal.code])


def title(refusal: Refusal) -> str:
    """The `title` of a problem+json (RFC 9457): the same for every occurrence of the code."""
    return headline(refusal)
