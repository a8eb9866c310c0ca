"""What every figure is drawn with: text that is wrapped and measured, stripes, legend, frame.

The width is that of a small phone, in units that are pixels there; the drawing grows with the page.
A letter is counted 0.6 em wide, more than the mean of the usual system fonts.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape, unescape
from importlib.resources import files
from itertools import pairwise
from math import ceil, fsum, isfinite
from typing import Final
from unicodedata import east_asian_width

from snr_cli.documents.blocks import Figure
from snr_cli.french import NARROW, WIDE, number, significant
from snr_cli.tables.table import Table

WIDTH: Final = 320
SIZE: Final = 12.5
ADVANCE: Final = 0.6 * SIZE
BOLD: Final = 1.08  # how much wider bold letters are
LINE: Final = 15
_HIDDEN: Final = 'aria-hidden="true"'
TALL: Final = 320  # what is taller is shown in pieces, two side by side, on a wide screen and in print
LONGEST_PIECE: Final = 640  # 164 mm of a printed page, where a piece is 82 mm wide
UNKNOWN: Final = "non évalué"
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS: Final = re.compile(r"[ \t\r\n]+")
_PARTS: Final = re.compile(
    r'<svg(?P<head>[^>]*?) viewBox="0 0 \d+ (?P<height>[\d.]+)">(?P<rest><title[^>]*>(?P<title>[^<]*)</title>.*?)</svg>',
    re.S,
)
_LARGE: Final = ((1e9, "Md"), (1e6, "M"))
# what is drawn over the colour of each series, so that colour is never alone: the classes of its stripes, the ways they
# follow one another (across, down, down to the right, up to the right), and the same in a sample of 16 × 10
_HATCHES: Final = (
    ((), ""),
    ((("x", "r"),), "M0 6L6 0M7 10L16 1"),
    ((("x", "d"),), "M0 5h16"),
    ((("x", "r"), ("x", "u")), "M0 6L6 0M7 10L16 1M0 4L6 10M7 0L16 9"),
    ((("x", "u"),), "M0 4L6 10M7 0L16 9"),
    ((("x", "a"),), "M4 0v10M12 0v10"),
    ((("x2", "a"),), "M3 0v10M4.5 0v10M10 0v10M11.5 0v10"),
    ((("x", "a"), ("x", "d")), "M4 0v10M12 0v10M0 5h16"),
)
SERIES: Final = len(_HATCHES)


def fmt(value: float) -> str:
    """Write a coordinate, one decimal at most."""
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def clean(text: str) -> str:
    """Return a text that XML may hold, its blanks made single spaces."""
    return _BLANKS.sub(" ", _FORBIDDEN.sub("\ufffd", text)).strip()


def ident(name: str) -> str:
    """Return a name fit for an XML id."""
    return "fig-" + (re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "x")


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


def text(x: float, y: float, lines: Sequence[str] | str, style: str = "") -> str:
    """Write lines of text, the first on the baseline y."""
    first, *others = [lines] if isinstance(lines, str) else lines
    mark = f' class="{" ".join("_" + name for name in style.split())}"' if style else ""
    more = "".join(f'<tspan x="{fmt(x)}" dy="{LINE}">{escape(line, quote=False)}</tspan>' for line in others)
    return f'<text x="{fmt(x)}" y="{fmt(y)}"{mark}>{escape(first, quote=False)}{more}</text>'


def drawable(value: float | None) -> float | None:
    """Return a value that can be drawn: what is not finite is unknown."""
    return value if value is not None and isfinite(value) else None


def compact(value: float | None, figures: int = 3) -> str:
    """Write a number with three significant figures or so many, in millions or milliards when it is large."""
    if value is None:
        return UNKNOWN
    for size, word in _LARGE:
        if abs(value) >= size:
            return _trimmed(significant(value / size, figures)) + NARROW + word
    return _trimmed(significant(value, figures))


def spelled(value: float | None, figures: int = 3) -> str:
    """Write a number for a table, with the same three significant figures or so many, in full."""
    return UNKNOWN if value is None else _trimmed(significant(value, figures))


def told_apart(values: Sequence[float | None]) -> int:
    """Return how many significant figures tell values apart, from three to six: a target and what falls short of it."""
    numbers = {value for value in values if value is not None}
    return next(
        (figures for figures in (3, 4, 5) if len({significant(each, figures) for each in numbers}) == len(numbers)), 6
    )


def _trimmed(written: str) -> str:
    """Drop the zeros at the end of the decimals."""
    plain = "," in written and not {"^", "e"} & set(written)
    return written.rstrip("0").rstrip(",") if plain else written


def tick(value: float) -> str:
    """Write a graduation."""
    for size, word in _LARGE:
        if abs(value) >= size:
            return number(value / size) + NARROW + word
    return number(value)


def with_unit(value: float | None, unit: str, figures: int = 3) -> str:
    """Write a number with its unit, never broken between them."""
    if value is None:
        return UNKNOWN
    space = WIDE if unit.startswith(("%", "€")) else NARROW
    return f"{compact(value, figures)}{space}{clean(unit).replace(' ', WIDE)}".rstrip()


def swatch(rank: int) -> str:
    """Draw the sample of a series."""
    rank %= SERIES
    lines = _HATCHES[rank][1]
    drawn = f'<path class="_p _f{rank + 1}" d="M0 0h16v10H0z"/>'
    return drawn + f'<path class="_h" d="{lines}"/>' if lines else drawn


def filled(name: str, rank: int, path: str, height: float) -> str:
    """Fill a path with the colour of a series and its stripes; `height` is that of the drawing.

    The stripes are dashes of one wide line, cut out by the path: a pattern is a picture of its own for each shape, which
    makes a printed page weigh megabytes.
    """
    if not path:
        return ""
    rank %= SERIES
    key = f"{name}-{rank + 1}"
    drawn = f'<path id="{key}" class="_p _f{rank + 1}" d="{path}"/>'
    if stripes := "".join(stripe(way, height, style) for style, way in _HATCHES[rank][0]):
        drawn += cut_out(key, stripes)
    return drawn


def cut_out(key: str, stripes: str) -> str:
    """Show of some stripes what is within the path of this id."""
    return (
        f'<clipPath id="{key}-c" class="_c"><use href="#{key}"/></clipPath><g clip-path="url(#{key}-c)">{stripes}</g>'
    )


def stripe(way: str, height: float, style: str = "x") -> str:
    """Draw stripes over a whole drawing; `way` is where the next one stands."""
    low, far = fmt(height), fmt((WIDTH + height) / 2)
    ways = {"a": f"M0 0H{WIDTH}", "d": f"M0 0V{low}", "r": f"M0 0L{far} {far}", "u": f"M0 {low}l{far}-{far}"}
    return f'<path class="_{style}" d="{ways[way]}"/>'


def bar(x: float, y: float, width: float, height: float) -> str:
    """Return the path of a bar from x, to the left when the width is negative."""
    return f"M{fmt(x)} {fmt(y)}h{fmt(width)}v{fmt(height)}h{fmt(-width)}z"


def legend(entries: Sequence[tuple[str, str]], y: float) -> tuple[str, float]:
    """Write samples with their labels, as many on a line as fit; a sample is drawn around (0, 0) in 16 × 10 units.

    Returns:
        the drawing and the y under it.
    """
    written = []
    x = 0.0
    for sample, label in entries:
        lines = wrap(label, WIDTH - 22, 3)
        width = 22 + max(map(measure, lines))
        if x and x + width > WIDTH:
            x, y = 0.0, y + LINE + 1
        written.append(f'<g transform="translate({fmt(x)} {fmt(y + 2)})">{sample}</g>' + text(x + 21, y + 11, lines))
        if len(lines) > 1:
            x, y = 0.0, y + (LINE + 1) * len(lines)
        else:
            x += width + 10
    return "".join(written), y + (LINE + 1 if x else 0)


def frame(name: str, title: str, sentence: str, height: float, body: str, cuts: Sequence[float] = ()) -> str:
    """Close a drawing: an image with a title and a description.

    A browser cuts a tall image anywhere when it prints, and one that fills a wide screen has large letters. So a tall one
    is followed by windows on itself, shown there in two columns, that end where `cuts` says that nothing is cut. The first
    one is named.
    """
    key = ident(name)
    labelled = f'role="img" aria-labelledby="{key}-t {key}-d"'
    edges = _edges(height, cuts) if height > TALL else []
    tall = len(edges) > 2
    body = f'<g id="{key}-a">{body}</g>' if tall else body
    whole = (
        f'<svg class="snr-fig{" snr-tall" * tall}" {labelled} viewBox="0 0 {WIDTH} {fmt(height)}">'
        f'<title id="{key}-t">{escape(clean(title), quote=False)}</title>'
        f'<desc id="{key}-d">{escape(clean(sentence), quote=False)}</desc>{body}</svg>'
    )
    if not tall:
        return whole
    return whole + "".join(
        f'<svg class="snr-fig snr-piece" {_HIDDEN if top else labelled} viewBox="0 {fmt(top)} {WIDTH} {fmt(bottom - top)}">'
        f'<use href="#{key}-a"/></svg>'
        for top, bottom in pairwise(edges)
    )


def _edges(height: float, cuts: Sequence[float]) -> list[float]:
    """Return where the pieces of a tall drawing begin and end: an even number of them, as alike as the cuts let them be."""
    count = 2 * ceil(height / (2 * LONGEST_PIECE))
    edges = [0.0]
    for rank in range(1, count):
        after = [each for each in cuts if edges[-1] < each < height]
        if after:
            edges.append(min(after, key=lambda each: abs(each - rank * height / count)))
    return [*edges, height]


def nothing(name: str, title: str, reason: str) -> Figure:
    """Return the figure of what could not be drawn: no drawing, and why."""
    return Figure(
        name=name, title=title, sentence=reason, svg="", table=Table(title, ("Constat",), ((reason,),), (False,))
    )


def standalone(svg: str) -> str:
    """Return a drawing as a file of its own, with its title and its style; empty when there is no drawing."""
    found = _PARTS.match(svg)
    if found is None:
        return ""
    head, height, title, rest = (
        found["head"].replace(" snr-tall", ""),
        float(found["height"]),
        unescape(found["title"]),
        found["rest"],
    )
    style = files("snr_cli.documents").joinpath("templates/fr/figures.css").read_text(encoding="utf-8")
    lines = wrap(title, WIDTH / BOLD, 4)
    above = LINE * len(lines) + 8
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" xml:lang="fr"'
        f'{head} viewBox="0 -{above} {WIDTH} {fmt(height + above)}"><style>\n{style}</style>{rest}'
        f"{text(0, 13 - above, lines, 'b')}</svg>\n"
    )
