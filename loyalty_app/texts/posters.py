"""What stands on a poster besides the promise of the program."""

from dataclasses import dataclass

from loyalty_app.texts.amounts import number
from loyalty_app.texts.catalogue import gettext, ngettext

Step = tuple[str, str]  # one word, one sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterWords:
    """The words around the code, in the reader's language."""

    call: str
    steps: tuple[Step, Step, Step]
    note: str


def poster_words() -> PosterWords:
    """Scan, join, collect."""
    return PosterWords(
        call=gettext("Scan to get your card"),
        steps=(
            (gettext("Scan"), gettext("Point your phone’s camera at the code.")),
            (gettext("Join"), gettext("Your first name and e-mail are enough.")),
            (gettext("Collect"), gettext("Show your card each time you pay.")),
        ),
        note=gettext("No app needed."),
    )


def poster_reward(name: str, points: int) -> str:
    """One reward of a points program: 500 points – Cake."""
    cost = ngettext("%(points)s point", "%(points)s points", points, points=number(points))
    return f"{cost} – {name}"
