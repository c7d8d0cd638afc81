"""What the platform admin can set about a merchant, and the ranges of it (spec 2 §1)."""

from dataclasses import dataclass

from loyalty_app.domain.birth_dates import OLDEST_MINIMUM, YOUNGEST_MINIMUM
from loyalty_app.domain.errors import FieldProblem, InvalidInput
from loyalty_app.domain.inactivity import LONGEST_MONTHS, SHORTEST_MONTHS
from loyalty_app.domain.unchanged import UNCHANGED, Unchanged, named_values

_RANGES = {
    "inactive_months": (SHORTEST_MONTHS, LONGEST_MONTHS),
    "minimum_age_years": (YOUNGEST_MINIMUM, OLDEST_MINIMUM),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyFields:
    """Settings of a merchant. `inactive_months`: a member who stays away so long is forgotten; None: nobody is.

    `minimum_age_years`: how old members are at least; None: as young as they like.
    """

    inactive_months: int | Unchanged | None = UNCHANGED
    minimum_age_years: int | Unchanged | None = UNCHANGED

    def checked(self) -> dict[str, int | None]:
        """The named values; refuses number_out_of_range with every problem there is, not only the first."""
        values: dict[str, int | None] = named_values(self)
        problems = [
            FieldProblem(field=name, code="number_out_of_range", facts={"minimum": least, "maximum": most})
            for name, (least, most) in _RANGES.items()
            if (value := values.get(name)) is not None and not least <= value <= most
        ]
        if problems:
            raise InvalidInput(*problems)
        return values
