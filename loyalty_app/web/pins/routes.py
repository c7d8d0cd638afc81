"""The addresses of the staff PINs, the same below every audience's own."""

from loyalty_app.edge.policy import Policy, Route
from loyalty_app.web.pins.pages import PinPages


def pin_routes(pages: PinPages, who: Policy) -> tuple[Route, ...]:
    """All of them, for `who`."""
    one = "/pins/<int:staff_id>"
    return (
        Route(method="GET", path="/pins", view=pages.pins, who=who),
        Route(method="POST", path="/pins", view=pages.create_pin, who=who, limit="20/minute"),
        Route(method="GET", path="/pins/new", view=pages.create_pin_form, who=who),
        Route(method="GET", path=one, view=pages.change_pin_form, who=who),
        Route(method="POST", path=one, view=pages.change_pin, who=who, limit="20/minute"),
        Route(method="POST", path=f"{one}/unlock", view=pages.unlock_pin, who=who),
        Route(method="GET", path=f"{one}/delete", view=pages.confirm_delete_pin, who=who),
        Route(method="POST", path=f"{one}/delete", view=pages.delete_pin, who=who),
    )
