"""A figure of a document: a drawing, its title, what it shows in a sentence, the table of its numbers; and what figures share."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, inf, isfinite
from typing import Final

from snr_cli.documents.figures.drawing import (
    LINE,
    WIDTH,
    Drawing,
    DrawnMark,
    Label,
    Together,
    clean,
    measure,
    quoted,
    wrap,
)
from snr_cli.documents.figures.svg import svg
from snr_cli.french.numbers import NARROW, WIDE, number, significant
from snr_cli.french.typography import markdown_text, shown, typography
from snr_cli.french.words.terms import term
from snr_cli.outputs.tables.html import html
from snr_cli.outputs.tables.markdown import markdown
from snr_cli.results.table import Table

# A figure of a document: a drawing, its title, what it shows in a sentence, the table of its numbers.


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with its title, the sentence that says what it shows and the table of its figures.

    `bars`: for each row of the table, a share from 0 to 1 that Markdown draws as text; none where it would say nothing.
    """

    name: str
    title: str
    sentence: str
    drawing: Drawing | None
    table: Table
    bars: tuple[float | None, ...] = ()

    def markdown(self) -> str:
        """Write title, sentence and table; a bar of text beside each row where there is one."""
        table = self.table
        if self.bars:
            rows = tuple(
                (*row, "" if bar is None else "█" * max(1, round(bar * 20)) if bar > 0 else "")
                for row, bar in zip(table.rows, self.bars, strict=True)
            )
            numeric = (*table.numeric, *(False,) * (len(table.columns) - len(table.numeric)), False)
            table = Table(table.caption, (*table.columns, "Barre"), rows, numeric)
        return f"**{markdown_text(self.title)}**\n\n{markdown_text(self.sentence)}\n\n{markdown(table)}"

    def html(self, rank: int) -> str:
        """Write the figure, its table folded under it (open in print)."""
        drawing = f"{svg(self.drawing)}\n" if self.drawing else ""
        return (
            f'<figure role="group"><figcaption><strong>{shown(self.title)}.</strong> {shown(self.sentence)}</figcaption>\n{drawing}'
            f"<details{'' if self.drawing else ' open'}><summary>Les chiffres de cette figure</summary>\n"
            f"{html(self.table, rank)}</details></figure>"
        )


# What the figures have in common: numbers as they are written, the legend, what could not be drawn.

UNKNOWN: Final = term("not_assessed")
_LARGE: Final = ((1e9, "Md"), (1e6, "M"))


def text(x: float, y: float, lines: Sequence[str] | str, style: str = "") -> Label:
    """Return lines of text, the first on the baseline y."""
    return Label(x, y, (lines,) if isinstance(lines, str) else tuple(lines), style)


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


def legend(entries: Sequence[tuple[tuple[DrawnMark, ...], str]], y: float) -> tuple[list[DrawnMark], float]:
    """Return samples with their labels, as many on a line as fit; a sample is drawn around (0, 0) in 16 × 10 units.

    Returns:
        the marks and the y under them.
    """
    marks: list[DrawnMark] = []
    x = 0.0
    for sample, label in entries:
        lines = wrap(label, WIDTH - 22, 3)
        width = 22 + max(map(measure, lines))
        if x and x + width > WIDTH:
            x, y = 0.0, y + LINE + 1
        marks += [Together(sample, (x, y + 2)), text(x + 21, y + 11, lines)]
        if len(lines) > 1:
            x, y = 0.0, y + (LINE + 1) * len(lines)
        else:
            x += width + 10
    return marks, y + (LINE + 1 if x else 0)


def pictured(
    name: str, title: str, told: Sequence[str], *, height: float, marks: Sequence[DrawnMark], cuts: Sequence[float] = ()
) -> Drawing:
    """Return a drawing; what is told of it stands for it: the sentence of the figure, then what its marks say to the eye."""
    return Drawing(
        name=name,
        title=typography(title),
        sentence=typography(" ".join(dict.fromkeys(filter(None, told)))),
        height=height,
        marks=tuple(marks),
        cuts=tuple(cuts),
    )


def largest_said(labels: Sequence[str], values: Sequence[float | None], unit: str) -> str:
    """Say which of some values is the largest, and what those that are known come to."""
    every = [value for value in values if value is not None]
    rank = max(range(len(values)), key=lambda place: -inf if (value := values[place]) is None else value)
    said = f"La plus grande valeur est celle de {quoted(labels[rank])}{WIDE}: {with_unit(values[rank], unit)}"
    whole = fsum(every) if min(every) >= 0 and len(every) > 1 else 0.0
    return f"{said}, sur {with_unit(whole, unit)}." if isfinite(whole) and whole > 0 else f"{said}."


def nothing(name: str, title: str, reason: str) -> Figure:
    """Return the figure of what could not be drawn: no drawing, and why."""
    return Figure(
        name=name, title=title, sentence=reason, drawing=None, table=Table(title, ("Constat",), ((reason,),), (False,))
    )
