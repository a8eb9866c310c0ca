"""A path of SVG → the points of its lines: what the forms that have no such path are given."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import atan2, ceil, cos, hypot, pi, sin, sqrt
from typing import Final

_TOKEN: Final = re.compile(r"[A-Za-z]|-?(?:\d+\.?\d*|\.\d+)")
_STEP: Final = pi / 12  # an arc is drawn by as many chords

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Polyline:
    """Points joined by lines; closed when the last is joined to the first."""

    points: tuple[Point, ...]
    closed: bool

    def moved(self, x: float, y: float) -> "Polyline":
        """Return the same lines elsewhere."""
        return Polyline(tuple((a + x, b + y) for a, b in self.points), self.closed)


def runs(path: str) -> list[Polyline]:
    """Return the lines of a path, made of moves, lines, circular arcs and closings.

    >>> runs("M1 2h3v4z")
    [Polyline(points=((1.0, 2.0), (4.0, 2.0), (4.0, 6.0)), closed=True)]
    """
    found: list[Polyline] = []
    points: list[Point] = []
    tokens = _TOKEN.findall(path)
    place, kind = 0, "M"
    at = (0.0, 0.0)

    def numbers(count: int) -> Iterator[float]:
        nonlocal place
        for _ in range(count):
            yield float(tokens[place])
            place += 1

    while place < len(tokens):
        if tokens[place].isalpha():
            kind = tokens[place]
            place += 1
        if kind in "Zz":
            found.append(Polyline(tuple(points), closed=True))
            at, points = points[0], []
            continue
        from_x, from_y = at if kind.islower() else (0.0, 0.0)
        if kind in "Mm":
            found += [Polyline(tuple(points), closed=False)] if points else []
            x, y = numbers(2)
            at, points = (from_x + x, from_y + y), []
            points.append(at)
            kind = "l" if kind == "m" else "L"  # other pairs of a move are lines
            continue
        if kind in "Hh":
            [x] = numbers(1)
            ends = [(from_x + x, at[1])]
        elif kind in "Vv":
            [y] = numbers(1)
            ends = [(at[0], from_y + y)]
        elif kind in "Aa":
            radius, _, _, large, sweep, x, y = numbers(7)
            ends = _arc(at, (from_x + x, from_y + y), radius, large=bool(large), sweep=bool(sweep))
        else:
            x, y = numbers(2)
            ends = [(from_x + x, from_y + y)]
        points += [] if points else [at]
        points += ends
        at = ends[-1]
    return found + ([Polyline(tuple(points), closed=False)] if points else [])


def circle(x: float, y: float, radius: float) -> Polyline:
    """Return a circle, as the chords of its arcs."""
    count = 24
    return Polyline(
        tuple(
            (x + radius * cos(2 * pi * each / count), y + radius * sin(2 * pi * each / count)) for each in range(count)
        ),
        closed=True,
    )


def _arc(start: Point, end: Point, radius: float, *, large: bool, sweep: bool) -> list[Point]:
    """Return the points of an arc of a circle after its start."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    chord = hypot(dx, dy)
    away = sqrt(max(0.0, radius * radius - chord * chord / 4))
    side = 1 if large == sweep else -1
    x = (start[0] + end[0]) / 2 + side * away * dy / chord
    y = (start[1] + end[1]) / 2 - side * away * dx / chord
    first, last = atan2(start[1] - y, start[0] - x), atan2(end[1] - y, end[0] - x)
    if sweep and last < first:
        last += 2 * pi
    elif not sweep and last > first:
        last -= 2 * pi
    count = ceil(abs(last - first) / _STEP)
    turned = [first + (last - first) * rank / count for rank in range(1, count)]
    return [*((x + radius * cos(each), y + radius * sin(each)) for each in turned), end]
