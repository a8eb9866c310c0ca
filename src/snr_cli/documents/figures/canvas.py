"""What the figures have in common: numbers as they are written, the legend, what could not be drawn."""

from collections.abc import Sequence
from math import fsum, inf, isfinite
from typing import Final

from snr_cli.documents.figures.drawing import LINE, WIDTH, Drawing, DrawnMark, Label, Together
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.letters import clean, measure, quoted, wrap
from snr_cli.french.numbers import NARROW, WIDE, number, significant
from snr_cli.french.typography import typography
from snr_cli.results.table import Table

UNKNOWN: Final = "non évalué"
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
