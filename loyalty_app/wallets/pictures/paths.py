"""SVG path data as polylines: the commands that the icon family uses, flattened finely enough for print.

All figures are in the units of the path (SVG 1.1 §8.3; arcs by the implementation notes §F.6).
"""

import math
import re
from collections.abc import Iterator

Point = tuple[float, float]
Line = list[Point]

_SIGN = re.compile(r"([MmLlHhVvCcSsAaZz])|(-?(?:\d+\.\d*|\.\d+|\d+)(?:e-?\d+)?)")
_ARGUMENTS = {"m": 2, "l": 2, "h": 1, "v": 1, "c": 6, "s": 4, "a": 7, "z": 0}
_STEPS = 24  # of a curve; at the largest size that is drawn a step is less than a pixel


def flattened(data: str) -> list[tuple[Line, bool]]:
    """Each part of the path as its points, and whether it is closed."""
    return _Pen().drawn(data)


def circle(x: float, y: float, radius: float) -> Line:
    """A circle as a closed line."""
    return _around(x, y, radius, 0, 2 * math.pi, 4 * _STEPS)


def rounded_rectangle(corner: Point, size: Point, radius: float) -> Line:
    """A rectangle with round corners as a closed line."""
    (left, top), (width, height) = corner, size
    right, bottom = left + width, top + height
    corners = (
        (left + radius, top + radius, math.pi),
        (right - radius, top + radius, 1.5 * math.pi),
        (right - radius, bottom - radius, 0.0),
        (left + radius, bottom - radius, 0.5 * math.pi),
    )
    quarters = (_around(x, y, radius, start, start + math.pi / 2, _STEPS) for x, y, start in corners)
    return [point for quarter in quarters for point in quarter]


def _around(x: float, y: float, radius: float, start: float, end: float, steps: int) -> Line:
    angles = (start + (end - start) * step / steps for step in range(steps + 1))
    return [(x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles]


class _Pen:
    """Follows the commands; knows where it is and where the part began."""

    def __init__(self) -> None:
        self._parts: list[tuple[Line, bool]] = []
        self._line: Line = []
        self._at: Point = (0, 0)
        self._control: Point | None = None  # the last control point of a curve, for the smooth ones

    def drawn(self, data: str) -> list[tuple[Line, bool]]:
        for command, numbers in _commands(data):
            self._follow(command, numbers)
        self._lift(is_closed=False)
        return self._parts

    def _follow(self, command: str, numbers: tuple[float, ...]) -> None:
        kind, is_relative = command.lower(), command.islower()
        here = self._at if is_relative else (0.0, 0.0)
        control = None
        match kind:
            case "z":
                self._lift(is_closed=True)
            case "m":
                self._lift(is_closed=False)
                self._at = _moved(here, numbers)
                self._line = [self._at]
            case "l":
                self._to(_moved(here, numbers))
            case "h":
                self._to((here[0] + numbers[0], self._at[1]))
            case "v":
                self._to((self._at[0], here[1] + numbers[0]))
            case "c" | "s":
                first, control, end = self._controls(kind, here, numbers)
                self._curve(first, control, end)
            case "a":
                self._arc(numbers, _moved(here, numbers[5:]))
        self._control = control

    def _controls(self, kind: str, here: Point, numbers: tuple[float, ...]) -> tuple[Point, Point, Point]:
        if kind == "c":
            return _moved(here, numbers), _moved(here, numbers[2:]), _moved(here, numbers[4:])
        mirrored = self._at if self._control is None else _mirrored(self._control, self._at)
        return mirrored, _moved(here, numbers), _moved(here, numbers[2:])

    def _lift(self, *, is_closed: bool) -> None:
        if len(self._line) > 1:
            self._parts.append((self._line, is_closed))
            self._at = self._line[0] if is_closed else self._at
        self._line = [self._at]

    def _to(self, point: Point) -> None:
        self._line.append(point)
        self._at = point

    def _curve(self, one: Point, two: Point, end: Point) -> None:
        start = self._at
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
            weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
            points = (start, one, two, end)
            self._line.append(
                (
                    sum(weight * point[0] for weight, point in zip(weights, points, strict=True)),
                    sum(weight * point[1] for weight, point in zip(weights, points, strict=True)),
                )
            )
        self._at = end

    def _arc(self, numbers: tuple[float, ...], end: Point) -> None:
        """Only circles: the family has no other arcs."""
        radius, other, _, large, sweep = numbers[:5]
        assert radius == other
        half = ((self._at[0] - end[0]) / 2, (self._at[1] - end[1]) / 2)
        distance = math.hypot(*half)
        radius = max(radius, distance)
        height = math.sqrt(max(0.0, radius**2 - distance**2)) * (1 if bool(large) != bool(sweep) else -1)
        middle = (
            (self._at[0] + end[0]) / 2 + height * half[1] / distance,
            (self._at[1] + end[1]) / 2 - height * half[0] / distance,
        )
        start_angle = math.atan2(self._at[1] - middle[1], self._at[0] - middle[0])
        end_angle = math.atan2(end[1] - middle[1], end[0] - middle[0])
        turn = (end_angle - start_angle) % (2 * math.pi)
        turn = turn if sweep else turn - 2 * math.pi
        self._line += _around(*middle, radius, start_angle, start_angle + turn, _STEPS)[1:]
        self._at = end


def _commands(data: str) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Every command with its numbers; numbers that go on without a letter repeat the command."""
    command, numbers = "", list[float]()
    for sign in _signs(data):
        if isinstance(sign, str):
            command, numbers = sign, []
            if sign in "Zz":
                yield sign, ()
            continue
        numbers.append(sign)
        if len(numbers) == _ARGUMENTS[command.lower()]:
            yield command, tuple(numbers)
            command, numbers = {"M": "L", "m": "l"}.get(command, command), []
    assert not numbers, data


def _signs(data: str) -> Iterator[str | float]:
    for found in _SIGN.finditer(data):
        letter, number = found.groups()
        yield letter or float(number)


def _moved(here: Point, numbers: tuple[float, ...]) -> Point:
    return here[0] + numbers[0], here[1] + numbers[1]


def _mirrored(point: Point, centre: Point) -> Point:
    return 2 * centre[0] - point[0], 2 * centre[1] - point[1]
