"""What a figure is drawn with: a few kinds of marks, which each form (SVG, Word, OpenDocument) writes in its own way.

The width is that of a small phone, in units that are pixels there; the drawing grows with the page. A path is written as in
SVG. A style is the name of a class of templates/fr/figures.css, without its first letter: the only place where it gets a colour.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from math import ceil, fsum
from typing import Final
from unicodedata import east_asian_width

from snr_cli.french.numbers import NARROW, WIDE

WIDTH: Final = 320
SIZE: Final = 12.5  # of letters
LINE: Final = 15
TALL: Final = 200  # what is taller is shown in pieces, two side by side, on a wide screen and on paper
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
        return [(0.0, self.height)] if self.height <= TALL else list(pairwise(edges(self.height, self.cuts)))


def edges(height: float, cuts: Sequence[float]) -> list[float]:
    """Return where the pieces of a tall drawing begin and end."""
    count = 2 * ceil(height / (2 * LONGEST_PIECE))
    heights = [0.0]
    for rank in range(1, count):
        after = [cut for cut in cuts if heights[-1] < cut < height]
        if after:
            heights.append(min(after, key=lambda cut: abs(cut - rank * height / count)))
    return [*heights, height]


def fmt(value: float) -> str:
    """Write a coordinate, one decimal at most."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def bar(x: float, y: float, width: float, height: float) -> str:
    """Return the path of a bar from x, to the left when the width is negative."""
    return f"M{fmt(x)} {fmt(y)}h{fmt(width)}v{fmt(height)}h{fmt(-width)}z"


# The texts of a figure: wrapped and measured, in units of the drawing.
#
# A letter is counted 0.6 em wide, more than the mean of the usual system fonts.

ADVANCE: Final = 0.6 * SIZE
BOLD: Final = 1.08  # how much wider bold letters are
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")


def clean(text: str) -> str:
    """Return a text that XML may hold, its blanks made single spaces."""
    return _BLANKS.sub(" ", _FORBIDDEN.sub("\ufffd", text)).strip()


def measure(text: str) -> float:
    """Return the width of a text, in units: that of its letters, and never less than a mean letter each."""
    return ADVANCE * max(len(text), fsum(map(_advance, text)))


@cache
def _advance(letter: str) -> float:
    """Return the width of a letter, 1 for the mean one, in DejaVu Sans: the widest of the usual fonts."""
    if letter in "mwMW@%—…Œœ":
        return 1.65
    if letter in "iljtfr ,.:;!|()’'-" or letter in {NARROW, WIDE}:
        return 0.7
    if east_asian_width(letter) in "WF":
        return 1.8
    return 1.2 if letter.isupper() else 1.07 if letter.isdigit() else 1.05


def head_that_fits(text: str, room: float) -> str:
    """Return the head of a text that fits."""
    used = 0.0
    for rank, letter in enumerate(text):
        used += measure(letter)
        if used > room:
            return text[:rank]
    return text


def one_line(text: str, room: float) -> str:
    """Return a text on one line, with an ellipsis when it is too long."""
    return wrap(text, room, 1)[0]


def wrap(text: str, room: float, lines: int = 2) -> list[str]:
    """Return a text in lines that fit, the last with an ellipsis when there is more."""
    written: list[str] = []
    line = ""
    for word in clean(text)[: 400 * lines].split(" "):
        rest = word
        while measure(joined := f"{line} {rest}" if line else rest) > room:
            if line:
                written.append(line)
                line = ""
                continue
            head = head_that_fits(rest, room) or rest[:1]
            written.append(head)
            rest = rest[len(head) :]
        line = joined
        if len(written) > lines:
            break
    written += [line] if line or not written else []
    if len(written) > lines:
        written = [*written[: lines - 1], head_that_fits(written[lines - 1], room - ADVANCE).rstrip() + "…"]
    return written


def quoted(label: str) -> str:
    """Quote a label in a sentence, shortened when it is long."""
    label = clean(label)
    return f"«{WIDE}{label if len(label) <= 80 else label[:79].rstrip() + '…'}{WIDE}»"


_COMMENT: Final = re.compile(r"/\*[^*]*+\*/", re.S)
_VARIABLE: Final = re.compile(r"--fig-([a-z0-9]+): #([0-9a-f]{6});")
_RULE: Final = re.compile(r"^((?:\._[a-z0-9]+(?:, )?)+) \{([^{}]*)\}", re.M)
_COLOUR: Final = re.compile(r"var\(--fig-([a-z0-9]+)\)")


@dataclass(frozen=True, slots=True)
class MarkStyle:
    """How a mark looks: colours as six hexadecimal digits, none where nothing is filled or drawn; lengths in units."""

    fill: str | None
    stroke: str | None = None
    width: float = 1
    dashes: tuple[float, ...] = ()
    bold: bool = False
    anchor: str = "start"


def sheet() -> str:
    """Return the sheet of style of the drawings."""
    # opens: shipped with snr
    return files("snr_cli.documents").joinpath("templates/fr/figures.css").read_text(encoding="utf-8")


def style_of(names: str) -> MarkStyle:
    """Return the style of some names, each without the letter that its class has before it."""
    said: dict[str, str] = {"fill": "var(--fig-fg)"}
    for name in names.split():
        said |= _rules()[name]
    return MarkStyle(
        _painted(said["fill"]),
        _painted(said.get("stroke", "none")),
        float(said.get("stroke-width", "1")),
        tuple(float(word) for word in said.get("stroke-dasharray", "").split()),
        "font-weight" in said,
        said.get("text-anchor", "start"),
    )


@cache
def colours() -> dict[str, str]:
    """Return the colours of the light theme, by name."""
    return {name: value.upper() for name, value in _VARIABLE.findall(sheet().split("@media", 1)[0])}


@cache
def _rules() -> dict[str, dict[str, str]]:
    """Return what the sheet says of each class."""
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in _RULE.findall(_COMMENT.sub("", sheet())):
        said = dict(rule.strip().split(": ", 1) for rule in body.split(";") if rule.strip())
        for selector in selectors.split(", "):
            rules.setdefault(selector.removeprefix("._"), {}).update(said)
    return rules


def _painted(value: str) -> str | None:
    named = _COLOUR.fullmatch(value)
    return colours()[named[1]] if named else None
