"""A drawing as SVG: for a page, which has its colours, or as a file of its own."""

import re
from collections.abc import Iterable
from html import escape
from typing import Final

from snr_cli.documents.figures.drawing import (
    BOLD,
    LINE,
    SERIES,
    WIDTH,
    Again,
    Band,
    Disc,
    Drawing,
    DrawnMark,
    Filled,
    Graduations,
    Label,
    Swatch,
    Together,
    Traced,
    clean,
    fmt,
    sheet,
    wrap,
)

# what is drawn over the colour of each series: the classes of its stripes, the ways they follow one another (across, down,
# down to the right, up to the right), and the same in a sample of 16 × 10
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


def svg(drawing: Drawing) -> str:
    """Write a drawing for a page: an image with a title and a description.

    A browser cuts a tall image anywhere when it prints, and one that fills a wide screen has large letters. So a tall one
    is one image made of windows on it, under one another on a telephone and in two columns where there is room, that end
    where its cuts say that nothing is cut. The first one holds the whole drawing, the others show it again.
    """
    key = ident(drawing.name)
    labelled = f'role="img" aria-labelledby="{key}-t {key}-d"'
    (_, end), *others = drawing.pieces()
    if not others:
        return (
            f'<svg class="snr-fig" {labelled} viewBox="0 0 {WIDTH} {fmt(end)}">{_named(drawing)}{_body(drawing)}</svg>'
        )
    first = f'<svg class="snr-fig" viewBox="0 0 {WIDTH} {fmt(end)}">{_named(drawing)}<g id="{key}-a">{_body(drawing)}</g></svg>'
    return (
        f'<div class="snr-pieces" {labelled}>{first}'
        + "".join(
            f'<svg class="snr-fig" viewBox="0 {fmt(top)} {WIDTH} {fmt(bottom - top)}"><use href="#{key}-a"/></svg>'
            for top, bottom in others
        )
        + "</div>"
    )


def standalone(drawing: Drawing) -> str:
    """Write a drawing as a file of its own, with its title and its style."""
    key = ident(drawing.name)
    lines = tuple(wrap(clean(drawing.title), WIDTH / BOLD, 4))
    above = LINE * len(lines) + 8
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<svg xmlns="http://www.w3.org/2000/svg" xml:lang="fr" class="snr-fig"'
        f' role="img" aria-labelledby="{key}-t {key}-d" viewBox="0 -{above} {WIDTH} {fmt(drawing.height + above)}">'
        f"<style>\n{sheet()}</style>{_named(drawing)}{_body(drawing)}{_text(Label(0, 13 - above, lines, 'b'))}</svg>\n"
    )


def ident(name: str) -> str:
    """Return a name fit for an XML id."""
    return "fig-" + (re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-") or "x")


def stripe(way: str, height: float, style: str = "x") -> str:
    """Draw stripes over a whole drawing; `way` is where the next one stands."""
    low, far = fmt(height), fmt((WIDTH + height) / 2)
    ways = {"a": f"M0 0H{WIDTH}", "d": f"M0 0V{low}", "r": f"M0 0L{far} {far}", "u": f"M0 {low}l{far}-{far}"}
    return f'<path class="_{style}" d="{ways[way]}"/>'


def _named(drawing: Drawing) -> str:
    key = ident(drawing.name)
    return (
        f'<title id="{key}-t">{escape(clean(drawing.title), quote=False)}</title>'
        f'<desc id="{key}-d">{escape(clean(drawing.sentence), quote=False)}</desc>'
    )


def _body(drawing: Drawing) -> str:
    return _written(drawing.marks, ident(drawing.name), drawing.height)


def _written(marks: Iterable[DrawnMark], key: str, height: float) -> str:
    return "".join(_mark(mark, key, height) for mark in marks)


def _mark(mark: DrawnMark, key: str, height: float) -> str:
    """Write a mark; `key` makes its ids, `height` is that of the drawing."""
    match mark:
        case Label():
            return _text(mark)
        case Traced(style, path, at):
            return f'<path class="_{style}"{_moved(at)} d="{path}"/>'
        case Disc(style, x, y, radius):
            return f'<circle class="_{style}" cx="{fmt(x)}" cy="{fmt(y)}" r="{fmt(radius)}"/>'
        case Filled(rank, path):
            return _filled(f"{key}-{rank % SERIES + 1}", rank % SERIES, path, height)
        case Swatch(rank):
            drawn = f'<path class="_p _f{rank % SERIES + 1}" d="M0 0h16v10H0z"/>'
            lines = _HATCHES[rank % SERIES][1]
            return drawn + f'<path class="_h" d="{lines}"/>' if lines else drawn
        case Band(path, low):
            return f'{_cut_out(f"{key}-b", stripe("r", low, "z2"))}<path id="{key}-b" class="_r" d="{path}"/>'
        case Graduations():
            return _graduations(mark)
        case Together(marks, at, name):
            named = f' id="{key}-{name}"' if name else ""
            return f"<g{named}{_moved(at)}>{_written(marks, key, height)}</g>"
        case Again(group, lower):
            return f'<use href="#{key}-{group.name}" y="{fmt(lower)}"/>'


def _text(mark: Label) -> str:
    first, *others = mark.lines
    style = f' class="{" ".join("_" + name for name in mark.style.split())}"' if mark.style else ""
    more = "".join(f'<tspan x="{fmt(mark.x)}" dy="{LINE}">{escape(line, quote=False)}</tspan>' for line in others)
    x = f' x="{fmt(mark.x)}"' if fmt(mark.x) != "0" else ""  # 0 is where a text stands when nothing is said
    return f'<text{x} y="{fmt(mark.y)}"{style}>{escape(first, quote=False)}{more}</text>'


def _moved(at: tuple[float, float] | None) -> str:
    return "" if at is None else f' transform="translate({fmt(at[0])} {fmt(at[1])})"'


def _filled(key: str, rank: int, path: str, height: float) -> str:
    """Fill a path with the colour of a series and its stripes.

    The stripes are dashes of one wide line, cut out by the path: a pattern is a picture of its own for each shape, which
    makes a printed page weigh megabytes.
    """
    drawn = f'<path id="{key}" class="_p _f{rank + 1}" d="{path}"/>'
    stripes = "".join(stripe(way, height, style) for style, way in _HATCHES[rank][0])
    return drawn + _cut_out(key, stripes) if stripes else drawn


def _cut_out(key: str, stripes: str) -> str:
    """Show of some stripes what is within the path of this id."""
    return f'<clipPath id="{key}-c"><use href="#{key}"/></clipPath><g clip-path="url(#{key}-c)">{stripes}</g>'


def _graduations(mark: Graduations) -> str:
    """Write the dashes of one thick line by row."""
    rows = "".join(f"M{fmt(mark.start)} {fmt(y)}H{fmt(mark.stop)}" for y in mark.rows)
    dashes = f".5 {fmt(mark.every - mark.width)}"
    return f'<path class="_y" stroke-dasharray="{dashes}" d="{rows}"/>'
