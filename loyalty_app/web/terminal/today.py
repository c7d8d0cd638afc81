"""The store's day so far, in words."""

from loyalty_app.web.terminal.screens import LineOfToday, Today


def today(*, longest: int = 6) -> Today:
    """Today's figures and the last actions."""
    return Today(lines=last_lines(longest))


def last_lines(longest: int = 5) -> tuple[LineOfToday, ...]:
    """The last actions at this store, newest first."""
    return ()[:longest]
