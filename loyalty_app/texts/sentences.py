"""The sentence of every refusal: at most 140 characters, in the reader's language.

One function per group of codes would hide what belongs together: each code has either one fixed sentence below, or
a function of its name that words the facts it carries. A fact that is not known is left out, never guessed.
"""

from collections.abc import Callable

from loyalty_app.domain.errors import InvalidInput, Refusal
from loyalty_app.texts import counter, office, transport
from loyalty_app.texts.catalogue import LazyString, lazy_gettext
from loyalty_app.texts.facts import Facts
from loyalty_app.texts.fields import field_sentence

_l = lazy_gettext

FIXED: dict[str, LazyString] = {
    # transport
    "unauthenticated": _l("Nobody is signed in here. Sign in, or send a valid access token."),
    "forbidden": _l("Your rights do not cover this. Ask the owner."),
    "not_found": _l("There is nothing here, or not any more. Go back and choose again."),
    "method_not_allowed": _l("This address does not take that method. Use one of those in the Allow header."),
    "body_missing": _l("The request has no body. Send a JSON object."),
    "json_object_expected": _l("The body is something else than a JSON object. Send an object."),
    "json_too_deep": _l("The body has too many levels. Send a flatter one."),
    "encoding": _l("The text is not UTF-8. Text must be UTF-8."),
    "body_too_slow": _l("Your request took too long to arrive. Nothing was changed: send it again."),
    "host_unknown": _l("This address does not belong to us. Open the address you were given."),
    "idempotency_key_missing": _l("Send an Idempotency-Key header, so that a repeat is never counted twice."),
    "idempotency_key_invalid": _l("The Idempotency-Key must be 16–64 letters, digits, - or _."),
    "idempotency_key_reused": _l("This key was used for a different request. Send a new key."),
    "idempotency_key_expired": _l("This request is too old to repeat safely. Look at the balance, then start anew."),
    "in_progress": _l("Still working on it. The answer comes in a moment; nothing is counted twice."),
    # cards
    "card_unknown": _l("We do not know this card. Check the number, or search by name."),
    "transaction_unknown": _l("We do not know this action. Choose it from the list again."),
    "card_blocked": _l("This card is blocked. Ask the manager."),
    "card_replaced": _l("This code was replaced. Ask for the new one in the wallet."),
    "card_not_blocked": _l("This card is not blocked. It can be used as it is."),
    "customer_unknown": _l("We do not know this customer. Search again, or sign them up."),
    # program
    "program_unknown": _l("There is no loyalty program here yet. The owner creates it under Program."),
    "program_exists": _l("There is a program already. Change that one instead."),
    "program_paused": _l("The program is paused by the owner. Nothing can be given or redeemed meanwhile."),
    "changed_meanwhile": _l("The program changed. Check and confirm again."),
    # staff
    "manager_required": _l("This needs a manager. Ask one to enter their PIN."),
    "device_revoked": _l("This tablet was disconnected by the owner. Pair it again under Tablets."),
    "session_locked": _l("Still there? Enter your PIN – your entry is kept."),
    "pairing_code_invalid": _l("That code does not work. Create a new one under Tablets."),
    "sign_in_failed": _l("E-mail and password do not go together. Check both and try again."),
    "page_expired": _l("This page was open too long. Tap again."),
    "reload_needed": _l("Updating …"),
    "staff_unknown": _l("Nobody of that name works at this store. Choose from the list."),
    # stamps and points
    "reward_unknown": _l("There is no such reward. Choose one from the list."),
    "order_reference_required": _l("Enter the receipt number: this shop keeps it with every purchase."),
    "category_required": _l("Choose what it was: this store asks for at least one category."),
    "category_unknown": _l("This store has no such category. Choose again."),
    # corrections
    "void_not_allowed": _l("This cannot be taken back here. Ask the owner."),
    # joining, wallets
    "self_enrollment_disabled": _l("Please ask the staff to sign you up."),
    "store_unknown": _l("This code does not work any more. Ask in the shop."),
    "wallet_not_configured": _l("This wallet is not set up here. Show the code on the web card instead."),
}

WORDED: dict[str, Callable[[Facts], str]] = {
    "json_invalid": transport.json_invalid,
    "json_duplicate_key": transport.json_duplicate_key,
    "body_too_large": transport.body_too_large,
    "content_type": transport.content_type,
    "rate_limited": transport.rate_limited,
    "busy": transport.busy,
    "card_of_other_store": counter.card_of_other_store,
    "not_in_program": counter.not_in_program,
    "confirmation_required": office.confirmation_required,
    "not_allowed": counter.not_allowed,
    "staff_pin_required": counter.staff_pin_required,
    "pin_wrong": counter.pin_wrong,
    "pin_locked": counter.pin_locked,
    "device_paused": counter.device_paused,
    "category_limit": counter.category_limit,
    "cooldown_active": counter.cooldown_active,
    "daily_limit": counter.daily_limit,
    "insufficient_stamps": counter.insufficient_stamps,
    "insufficient_points": counter.insufficient_points,
    "below_minimum_redemption": counter.below_minimum_redemption,
    "reward_unavailable": counter.reward_unavailable,
    "below_minimum": counter.below_minimum,
    "no_points": counter.no_points,
    "amount_too_high": counter.amount_too_high,
    "order_already_recorded": counter.order_already_recorded,
    "already_voided": counter.already_voided,
    "void_exceeds_original": counter.void_exceeds_original,
    "undo_not_possible": counter.undo_not_possible,
    "would_be_negative": counter.would_be_negative,
    "adjust_limit": counter.adjust_limit,
    "restore_exceeds_expired": counter.restore_exceeds_expired,
    "code_wrong": counter.code_wrong,
}


def sentence(refusal: Refusal, *, timezone: str) -> str:
    """What happened, why and what to do; times in the store's zone (an IANA name)."""
    if isinstance(refusal, InvalidInput):
        return field_sentence(refusal.problems[0])
    if refusal.code in WORDED:
        return WORDED[refusal.code](Facts(known=refusal.facts, timezone=timezone))
    return str(FIXED[refusal.code])
