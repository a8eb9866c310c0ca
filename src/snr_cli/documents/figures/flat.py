"""A drawing as texts and shapes on paper, in millimetres and with their colours: what both office formats are written from.

A drawing that is short is drawn once, no wider than its letters bear. A tall one is in rows of two pieces side by side, as on
a printed page, each row short enough for a page and ended where the cuts of the drawing say that nothing is cut.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from math import atan2, ceil, cos, floor, hypot, pi, sin, sqrt
from typing import Final, assert_never

from snr_cli.documents.figures.drawing import (
    BOLD,
    LINE,
    SERIES,
    SIZE,
    WIDTH,
    Again,
    Band,
    Disc,
    Drawing,
    DrawnMark,
    Filled,
    Graduations,
    Label,
    MarkStyle,
    Swatch,
    Together,
    Traced,
    clean,
    colours,
    measure,
    style_of,
)

# A path of SVG → the points of its lines: what the forms that have no such path are given.

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
    polylines: list[Polyline] = []
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
            polylines.append(Polyline(tuple(points), closed=True))
            at, points = points[0], []
            continue
        from_x, from_y = at if kind.islower() else (0.0, 0.0)
        if kind in "Mm":
            polylines += [Polyline(tuple(points), closed=False)] if points else []
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
    return polylines + ([Polyline(tuple(points), closed=False)] if points else [])


def circle(x: float, y: float, radius: float) -> Polyline:
    """Return a circle, as the chords of its arcs."""
    count = 24
    return Polyline(
        tuple(
            (x + radius * cos(2 * pi * rank / count), y + radius * sin(2 * pi * rank / count)) for rank in range(count)
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
    return [*((x + radius * cos(angle), y + radius * sin(angle)) for angle in turned), end]


FONTS: Final = ("Liberation Sans", "Arial")  # letters of the same widths
_WIDEST: Final = 120.0  # mm of a drawing alone
BETWEEN: Final = 6.0  # mm between two pieces
_NARROWEST: Final = 73.0  # mm of a piece whose letters are of 8 points
TALLEST: Final = 200.0  # mm of a row
_LARGEST: Final = 10.0  # points of a letter
BAND: Final = SERIES  # the rank of the stripes of a band, after those of the series
POINT: Final = 25.4 / 72  # mm


@dataclass(frozen=True, slots=True)
class WrittenLabel:
    """Lines of text in a box that is as wide as they may be; `size` in points, of letters; `line` in mm, from one to the next."""

    x: float
    baseline: float
    width: float
    lines: tuple[str, ...]
    size: float
    line: float
    colour: str
    bold: bool
    anchor: str


@dataclass(frozen=True, slots=True)
class Inked:
    """Shapes of one style; `hatch`: the rank of the series whose stripes they bear, in the colour of the paper."""

    runs: tuple[Polyline, ...]
    style: MarkStyle
    hatch: int | None = None

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return the left, the top, the width and the height of the shapes."""
        xs = [x for run in self.runs for x, _ in run.points]
        ys = [y for run in self.runs for _, y in run.points]
        return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """What stands beside one another on a page, in mm."""

    width: float
    height: float
    items: tuple[WrittenLabel | Inked, ...]


def paper_rows(drawing: Drawing, width: float) -> list[PaperRow]:
    """Return the rows of a drawing in so many mm."""
    column = (width - BETWEEN) / 2
    pieces = drawing.pieces()
    if len(pieces) == 1 or column < _NARROWEST:
        return [_row(drawing, [piece], min(width, _WIDEST)) for piece in pieces]
    return [_row(drawing, pieces[rank : rank + 2], column) for rank in range(0, len(pieces), 2)]


def told(drawing: Drawing, rank: int, count: int) -> tuple[str, str]:
    """Return the title and the text that stand for a row; the first one says all, the others that they go on."""
    title = clean(drawing.title)
    if rank:
        return f"{title} (suite, {rank + 1} sur {count})", f"Suite de la figure\u202f: {title}."
    return title, clean(drawing.sentence)


def _row(drawing: Drawing, pieces: list[tuple[float, float]], column: float) -> PaperRow:
    tallest = max(bottom - top for top, bottom in pieces)
    scale = min(column / WIDTH, TALLEST / tallest)
    items = [
        item
        for rank, (top, bottom) in enumerate(pieces)
        for item in _placed(_inked(drawing.marks, 0, 0), top, bottom, scale, rank * (column + BETWEEN))
    ]
    items.sort(key=lambda item: not (isinstance(item, Inked) and item.hatch == BAND))  # it has a ground, in these forms
    width = WIDTH * scale if len(pieces) == 1 else len(pieces) * (column + BETWEEN) - BETWEEN
    return PaperRow(width, tallest * scale, tuple(items))


def _placed(
    items: Iterable[WrittenLabel | Inked], top: float, bottom: float, scale: float, left: float
) -> Iterator[WrittenLabel | Inked]:
    """Yield what stands between two heights of a drawing, at its place on the paper."""

    def place(x: float, y: float) -> Point:
        return left + x * scale, (y - top) * scale

    for item in items:
        if isinstance(item, WrittenLabel):
            if top <= item.baseline < bottom:
                x, baseline = place(item.x, item.baseline)
                size = min(_LARGEST, floor(SIZE * scale / POINT * 2) / 2)
                yield replace(item, x=x, baseline=baseline, width=item.width * scale, line=LINE * scale, size=size)
            continue
        kept = tuple(
            Polyline(tuple(place(x, y) for x, y in run.points), run.closed)
            for run in item.runs
            if top <= max(0.0, min(y for _, y in run.points)) < bottom
        )
        style = item.style
        if kept:
            dashes = tuple(dash * scale for dash in style.dashes)
            yield Inked(kept, replace(style, width=style.width * scale, dashes=dashes), item.hatch)


def _inked(marks: Iterable[DrawnMark], dx: float, dy: float) -> Iterator[WrittenLabel | Inked]:
    """Yield the marks of a drawing in its own units, in the order in which they are drawn."""

    def moved(path: str, x: float = dx, y: float = dy) -> tuple[Polyline, ...]:
        return tuple(run.moved(x, y) for run in runs(path))

    for mark in marks:
        match mark:
            case Label(x, y, lines, names):
                style = style_of(names)
                width = max(map(measure, lines)) * (BOLD if style.bold else 1)
                left = dx + x - width * {"start": 0, "middle": 0.5, "end": 1}[style.anchor]
                yield WrittenLabel(
                    left, dy + y, width, lines, SIZE, LINE, style.fill or colours()["fg"], style.bold, style.anchor
                )
            case Traced(name, path, at):
                x, y = at or (0, 0)
                yield Inked(moved(path, dx + x, dy + y), style_of(name))
            case Disc(name, x, y, radius):
                yield Inked((circle(dx + x, dy + y, radius),), style_of(name))
            case Filled(rank, path):
                for run in moved(path):  # each bar can be taken alone
                    yield Inked((run,), _series(rank), rank % SERIES)
            case Swatch(rank):
                yield Inked(moved("M0 0h16v10H0z"), _series(rank), rank % SERIES)
            case Band(path, _):
                yield Inked(moved(path), replace(style_of("r"), fill=colours()["bg"]), BAND)
            case Graduations():
                yield Inked(tuple(_graduations(mark, dx, dy)), replace(style_of("y"), width=mark.width))
            case Together(within, at):
                x, y = at or (0, 0)
                yield from _inked(within, dx + x, dy + y)
            case Again(group, lower):
                yield from _inked((group,), dx, dy + lower)
            case _:
                assert_never(mark)


def _series(rank: int) -> MarkStyle:
    return style_of(f"p f{rank % SERIES + 1}")


def _graduations(mark: Graduations, dx: float, dy: float) -> Iterator[Polyline]:
    half = mark.height / 2
    for y in mark.rows:
        x = mark.start + mark.width / 2
        while x <= mark.stop:
            yield Polyline(((dx + x, dy + y - half), (dx + x, dy + y + half)), closed=False)
            x += mark.every
