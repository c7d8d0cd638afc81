"""The rules of earning points, in integers only."""

from loyalty_app.domain.cards import ProgramRules
from loyalty_app.domain.errors import AmountTooHigh, BelowMinimum, InvalidInput, NoPoints, OrderReferenceRequired

# At the highest rate of 1000 points per euro this still fits a 32-bit column.
MAX_AMOUNT_CENTS = 100_000_000
MAX_ORDER_REFERENCE_LENGTH = 100


def points_for(purchase_amount_cents: int, rules: ProgramRules) -> int:
    """The points a purchase is worth: whole points, rounded down."""
    return purchase_amount_cents * rules.points_per_euro // 100


def require_points_possible(purchase_amount_cents: int, rules: ProgramRules, *, is_manager: bool) -> int:
    """The points earned; refuses amount_zero, amount_negative, amount_too_high, below_minimum, no_points."""
    rules.require_points()
    if purchase_amount_cents == 0:
        raise InvalidInput.of("purchase_amount_cents", "amount_zero")
    if purchase_amount_cents < 0:
        raise InvalidInput.of("purchase_amount_cents", "amount_negative")
    if purchase_amount_cents > MAX_AMOUNT_CENTS:
        raise InvalidInput.of("purchase_amount_cents", "number_out_of_range", maximum=MAX_AMOUNT_CENTS)
    if purchase_amount_cents > rules.maximum_purchase_cents and not is_manager:
        raise AmountTooHigh(maximum_purchase_cents=rules.maximum_purchase_cents, currency=rules.currency)
    if purchase_amount_cents < rules.minimum_purchase_cents:
        raise BelowMinimum(minimum_purchase_cents=rules.minimum_purchase_cents, currency=rules.currency)
    points = points_for(purchase_amount_cents, rules)
    if points == 0:
        raise NoPoints(purchase_amount_cents=purchase_amount_cents, currency=rules.currency)
    return points


def read_order_reference(typed: str | None, *, is_mandatory: bool) -> str | None:
    """The receipt number without blanks around it, None for none.

    Refuses order_reference_required where the merchant wants one, and one that is too long.
    """
    reference = (typed or "").strip() or None
    if reference is None and is_mandatory:
        raise OrderReferenceRequired
    if reference is not None and len(reference) > MAX_ORDER_REFERENCE_LENGTH:
        raise InvalidInput.of("order_reference", "text_too_long", maximum=MAX_ORDER_REFERENCE_LENGTH)
    return reference
