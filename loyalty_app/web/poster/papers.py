"""The papers a poster is printed on. All lengths in millimetres."""

from dataclasses import dataclass

BLEED = 3.0  # beyond the edge on every side: colour that is cut off


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A sheet as it is after cutting. `is_folded`: across the middle, so that it stands and reads from both sides."""

    code: str
    width: float
    height: float
    is_folded: bool = False


A4 = Paper(code="a4", width=210, height=297)
A5 = Paper(code="a5", width=148, height=210)
TENT = Paper(code="tent", width=210, height=297, is_folded=True)
PAPERS = {paper.code: paper for paper in (A4, A5, TENT)}
