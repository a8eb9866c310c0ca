"""A figure of a document: a drawing, its title, what it shows in a sentence, the table of its numbers; and what figures share."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import fsum, inf, isfinite
from typing import Final

from snr_cli.documents.figures.drawing import (
    BOLD,
    LINE,
    WIDTH,
    Drawing,
    DrawnMark,
    Label,
    Together,
    Traced,
    clean,
    measure,
    quoted,
    wrap,
)
from snr_cli.documents.figures.svg import svg
from snr_cli.french.numbers import NARROW, WIDE, number, significant
from snr_cli.french.typography import markdown_text, shown, typography
from snr_cli.french.words.terms import term
from snr_cli.outputs.tables import html, markdown
from snr_cli.results.records import Table

# A figure of a document: a drawing, its title, what it shows in a sentence, the table of its numbers.


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture with its title, the sentence that says what it shows and the table of its figures.

    `bars`: for each row of the table, a share from 0 to 1 that Markdown draws as text; none where it would say nothing.
    `bare`: its numbers stand elsewhere, and in its text alternative: no table follows it but one that a page folds.
    """

    name: str
    title: str
    sentence: str
    drawing: Drawing | None
    table: Table
    bars: tuple[float | None, ...] = ()
    bare: bool = False

    def alone(self) -> "Figure":
        """Return the figure without its table, whose numbers go to what stands for the drawing; as it is without drawing."""
        return self if self.drawing is None else replace(self, bare=True)

    @property
    def alternative(self) -> str:
        """Return the text that stands for the drawing where no table follows it: what it shows, and its numbers."""
        return f"{self.sentence} {told(self.table)}"

    def markdown(self) -> str:
        """Write title, sentence and table; a bar of text beside each row where there is one."""
        lead = f"**{markdown_text(self.title)}**\n\n{markdown_text(self.sentence)}"
        if self.bare:
            return lead
        table = self.table
        if self.bars:
            rows = tuple(
                (*row, "" if bar is None else "█" * max(1, round(bar * 20)) if bar > 0 else "")
                for row, bar in zip(table.rows, self.bars, strict=True)
            )
            numeric = (*table.numeric, *(False,) * (len(table.columns) - len(table.numeric)), False)
            table = Table(table.caption, (*table.columns, "Barre"), rows, numeric)
        if table.caption.startswith(self.title):  # said once
            table = replace(table, caption=table.caption.removeprefix(self.title).strip(" :"))
        return f"{lead}\n\n{markdown(table)}"

    def html(self, rank: int) -> str:
        """Write the figure, its table folded under it (open in print)."""
        drawing = f"{svg(self.drawing)}\n" if self.drawing else ""
        return (
            f'<figure role="group"><figcaption><strong>{shown(self.title)}.</strong> {shown(self.sentence)}</figcaption>\n{drawing}'
            f"<details{'' if self.drawing else ' open'}><summary>Les chiffres de cette figure</summary>\n"
            f"{html(self.table, rank)}</details></figure>"
        )


def told(table: Table) -> str:
    """Say the numbers of a table, row by row: 2026 : sans nouvelle action 273, avec les actions 261."""
    heads = table.columns[1:]
    rows = (
        f"{row[0]}{WIDE}: {', '.join(f'{head} {cell}' for head, cell in zip(heads, row[1:], strict=True))}"
        for row in table.rows
    )
    return f"{' ; '.join(rows)}."


# What the figures have in common: numbers as they are written, the legend, what could not be drawn.

UNKNOWN: Final = term("not_assessed")
NO_VALUE: Final = "Aucune valeur n’est évaluée."
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
            return trimmed(significant(value / size, figures)) + NARROW + word
    return trimmed(significant(value, figures))


def spelled(value: float | None, figures: int = 3) -> str:
    """Write a number for a table, with the same three significant figures or so many, in full."""
    return UNKNOWN if value is None else trimmed(significant(value, figures))


def told_apart(values: Sequence[float | None]) -> int:
    """Return how many significant figures tell values apart, from three to six: a target and what falls short of it."""
    numbers = {value for value in values if value is not None}
    return next(
        (
            figures
            for figures in (3, 4, 5)
            if len({significant(number_shown, figures) for number_shown in numbers}) == len(numbers)
        ),
        6,
    )


def trimmed(written: str) -> str:
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


class Sheet:
    """A figure being drawn from top to bottom: its marks, the height that they reach, the heights where it may be cut."""

    def __init__(self, y: float = 1) -> None:
        self.y = y
        self.marks: list[DrawnMark] = []
        self.cuts: list[float] = []

    def write(self, lines: Sequence[str], style: str = "", *, x: float = 0, drop: float = 13, gap: float = 4) -> None:
        """Write lines of text, the first so much lower, and go under them, so much lower again."""
        self.marks.append(text(x, self.y + drop, lines, style))
        self.y += LINE * len(lines) + gap

    def head(self, label: str, drop: float = 13) -> None:
        """Write the name of a row, above which the drawing may be cut."""
        self.cuts.append(self.y)
        self.write(wrap(label, WIDTH / BOLD, 3), "b", drop=drop)

    def legend(self, entries: Iterable[tuple[tuple[DrawnMark, ...], str]]) -> None:
        """Write samples with their labels, as many on a line as fit; a sample is drawn around (0, 0) in 16 × 10 units."""
        x = 0.0
        for sample, label in entries:
            lines = wrap(label, WIDTH - 22, 3)
            width = 22 + max(map(measure, lines))
            if x and x + width > WIDTH:
                x, self.y = 0.0, self.y + LINE + 1
            self.marks += [Together(sample, (x, self.y + 2)), text(x + 21, self.y + 11, lines)]
            if len(lines) > 1:
                x, self.y = 0.0, self.y + (LINE + 1) * len(lines)
            else:
                x += width + 10
        self.y += LINE + 1 if x else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureData:
    """What a figure is drawn from: its name, its title, the unit of its values, and the sentence that says what they show."""

    name: str
    title: str
    unit: str = ""
    sentence: str = ""

    @property
    def caption(self) -> str:
        """Return the caption of its table."""
        return f"{self.title} ({self.unit})" if self.unit else self.title

    def figure(
        self, sheet: Sheet, sentence: str, told: Sequence[str], table: Table, bars: tuple[float | None, ...] = ()
    ) -> Figure:
        """Return the figure; what is `told` of its drawing stands for it: its sentence, then what its marks say to the eye."""
        drawing = Drawing(
            name=self.name,
            title=typography(self.title),
            sentence=typography(" ".join(dict.fromkeys(filter(None, told)))),
            height=sheet.y,
            marks=tuple(sheet.marks),
            cuts=tuple(sheet.cuts),
        )
        return Figure(name=self.name, title=self.title, sentence=sentence, drawing=drawing, table=table, bars=bars)

    def nothing(self, reason: str) -> Figure:
        """Return the figure of what could not be drawn: no drawing, and why."""
        table = Table(self.title, ("Constat",), ((reason,),), (False,))
        return Figure(name=self.name, title=self.title, sentence=reason, drawing=None, table=table)


def outlined(path: str) -> list[DrawnMark]:
    """Return lines that are seen over the colour of a bar."""
    return [Traced("w", path), Traced("k", path)]


def scale_of(points: Sequence[float]) -> tuple[float, float]:
    """Return the units of the drawing in one of the values, and where zero is, so that all of some points, zero included, are there."""
    least, most = min((0.0, *points)), max((0.0, *points))
    scale = (WIDTH - 4) / (most - least) if most > least else 0.0
    return scale, 2 - least * scale


def largest_said(labels: Sequence[str], values: Sequence[float | None], unit: str) -> str:
    """Say which of some values is the largest, and what those that are known come to."""
    every = [value for value in values if value is not None]
    rank = max(range(len(values)), key=lambda place: -inf if (value := values[place]) is None else value)
    said = f"La plus grande valeur est celle de {quoted(labels[rank])}{WIDE}: {with_unit(values[rank], unit)}"
    whole = fsum(every) if min(every) >= 0 and len(every) > 1 else 0.0
    return f"{said}, sur {with_unit(whole, unit)}." if isfinite(whole) and whole > 0 else f"{said}."
