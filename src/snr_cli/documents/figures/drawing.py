"""What a figure is drawn with: a few kinds of marks, which each form (SVG, Word, OpenDocument) writes in its own way.

The width is that of a small phone, in units that are pixels there; the drawing grows with the page. A path is written as in
SVG. A style is the name of a class of templates/fr/figures.css, without its first letter: the only place where it gets a colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Final

WIDTH: Final = 320
SIZE: Final = 12.5  # of letters
LINE: Final = 15
TALL: Final = 320  # what is taller is shown in pieces, two side by side, on a wide screen and on paper
LONGEST_PIECE: Final = 640  # 164 mm of a printed page, where a piece is 82 mm wide
SERIES: Final = 8  # colours, each with its own stripes, so that colour is never alone


@dataclass(frozen=True, slots=True)
class Label:
    """Lines of text, the first on the baseline y; `style`: bold, muted, at the end of its lines, in their middle."""

    x: float
    y: float
    lines: tuple[str, ...]
    style: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """Lines or shapes of one style, moved to a point when it is given."""

    style: str
    path: str
    at: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Disc:
    """A dot, at a value of a curve."""

    style: str
    x: float
    y: float
    radius: float = 3.5


@dataclass(frozen=True, slots=True)
class Filled:
    """Shapes with the colour and the stripes of a series."""

    rank: int
    path: str


@dataclass(frozen=True, slots=True)
class Swatch:
    """The sample of a series, in 16 × 10 units."""

    rank: int


@dataclass(frozen=True, slots=True)
class Band:
    """The area between the bounds of a curve, striped; nothing of it is under `low`."""

    path: str
    low: float


@dataclass(frozen=True, slots=True)
class Graduations:
    """Short upright dashes across each of some rows: the first at `start`, one every so many units, none after `stop`."""

    rows: tuple[float, ...]
    start: float
    stop: float
    every: float
    height: float = 15
    width: float = 0.5


@dataclass(frozen=True, slots=True)
class Together:
    """Marks drawn together, moved to a point when it is given; with a name when they are drawn again elsewhere."""

    marks: "tuple[DrawnMark, ...]"
    at: tuple[float, float] | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """A group that has a name, drawn again so much lower."""

    group: Together
    lower: float


DrawnMark = Label | Traced | Disc | Filled | Swatch | Band | Graduations | Together | Again


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A picture, with the title and the sentence that stand for it; `cuts`: the heights where it may be cut in pieces."""

    name: str
    title: str
    sentence: str
    height: float
    marks: tuple[DrawnMark, ...]
    cuts: tuple[float, ...] = ()

    def pieces(self) -> list[tuple[float, float]]:
        """Return the top and the bottom of each piece: an even number of them, as alike as the cuts let them be, or one."""
        if self.height <= TALL:
            return [(0.0, self.height)]
        return list(pairwise(edges(self.height, self.cuts)))


def edges(height: float, cuts: Sequence[float]) -> list[float]:
    """Return where the pieces of a tall drawing begin and end."""
    count = 2 * ceil(height / (2 * LONGEST_PIECE))
    found = [0.0]
    for rank in range(1, count):
        after = [each for each in cuts if found[-1] < each < height]
        if after:
            found.append(min(after, key=lambda each: abs(each - rank * height / count)))
    return [*found, height]


def fmt(value: float) -> str:
    """Write a coordinate, one decimal at most."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def bar(x: float, y: float, width: float, height: float) -> str:
    """Return the path of a bar from x, to the left when the width is negative."""
    return f"M{fmt(x)} {fmt(y)}h{fmt(width)}v{fmt(height)}h{fmt(-width)}z"
