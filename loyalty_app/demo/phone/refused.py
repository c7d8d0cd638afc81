"""What a phone says when it will not take a pass."""


class PassRefused(Exception):
    """These bytes are no pass that a phone would add; the message names the first thing that is wrong."""


def require(*, that: object, otherwise: str) -> None:
    """Raises PassRefused with the sentence unless it holds."""
    if not that:
        raise PassRefused(otherwise)
