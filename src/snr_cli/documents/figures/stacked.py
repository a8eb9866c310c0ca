"""Stacked bars: what each group weighs, stage by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from snr_cli.documents.figures.canvas import (
    UNKNOWN,
    compact,
    drawable,
    largest_said,
    legend,
    nothing,
    pictured,
    spelled,
    text,
    with_unit,
)
from snr_cli.documents.figures.drawing import LINE, WIDTH, Filled, Swatch, Traced, bar, fmt
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.letters import BOLD, measure, one_line, quoted, wrap
from snr_cli.french.numbers import percent
from snr_cli.results.table import Table

_HEIGHT = 13


@dataclass(frozen=True, slots=True)
class Bar:
    """A group: one value by stage, None where it is not assessed, 0 where there is nothing.

    `partial`: something of it is not assessed in a stage that has a value all the same.
    """

    label: str
    values: tuple[float | None, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars:
    """Groups × stages, in one unit."""

    name: str
    title: str
    unit: str
    stages: tuple[str, ...]
    bars: tuple[Bar, ...]
    sentence: str = ""
    heading: str = "Groupe"


def draw(data: StackedBars) -> Figure:
    """Draw horizontal stacked bars, totals at their end; negative values go to the left of zero."""
    rows = [tuple(drawable(value) for value in each.values) for each in data.bars]
    totals = [drawable(_sum(row)) for row in rows]
    if not any(total is not None for total in totals):
        return nothing(data.name, data.title, "Aucune valeur n’est évaluée.")
    partial = [
        total is not None and (each.partial or None in row)
        for each, row, total in zip(data.bars, rows, totals, strict=True)
    ]
    sentence = data.sentence or _sentence(data, totals)
    ups = [fsum(value for value in row if value and value > 0) for row in rows]
    downs = [-fsum(value for value in row if value and value < 0) for row in rows]
    ends = [compact(total) + "*" * mark for total, mark in zip(totals, partial, strict=True)]
    room = WIDTH - 5 - BOLD * max(map(measure, ends))
    span = max(ups) + max(downs)
    scale = room / span if span else 0.0
    zero = max(downs) * scale
    seen = [rank for rank in range(len(data.stages)) if any(row[rank] for row in rows)]
    marks, y = legend([((Swatch(rank),), data.stages[rank]) for rank in seen], 1)
    marks += [text(0, y + 12, one_line(data.unit, WIDTH), "q")] if data.unit else []
    y += LINE + 3 if data.unit else 0
    axis = ""
    cuts = []
    shapes: dict[int, list[str]] = {rank: [] for rank in seen}
    for each, row, up, end, total in zip(data.bars, rows, ups, ends, totals, strict=True):
        cuts.append(y)
        lines = wrap(each.label, WIDTH, 3)
        marks.append(text(0, y + 12, lines))
        y += LINE * len(lines) + 2
        axis += f"M{fmt(zero)} {fmt(y)}v{_HEIGHT}"
        right, left = zero, zero
        for rank in seen:
            value = row[rank]
            width = (value or 0.0) * scale
            if abs(width) >= 0.05:
                shapes[rank].append(bar(right if width > 0 else left, y, width, _HEIGHT))
            right, left = (right + width, left) if width > 0 else (right, left + width)
        marks.append(text(zero + up * scale + 4, y + 11, end, "b" if total is not None else "q"))
        y += _HEIGHT + 5
    if any(partial):
        lines = wrap(f"* une partie est {UNKNOWN}e", WIDTH, 2)
        marks.append(text(0, y + 12, lines, "q"))
        y += LINE * len(lines) + 3
    marks += [Filled(rank, "".join(every)) for rank, every in shapes.items() if every]
    marks.append(Traced("z", axis))
    heaviest = max((abs(total) for total in totals if total is not None), default=0.0)
    table = Table(
        f"{data.title} ({data.unit})" if data.unit else data.title,
        (data.heading, *data.stages, "Total"),
        tuple(
            (each.label, *map(_cell, row), spelled(total) + " (partiel)" * mark)
            for each, row, total, mark in zip(data.bars, rows, totals, partial, strict=True)
        ),
        (False, *(True,) * (len(data.stages) + 1)),
    )
    shares = tuple(None if total is None else max(0.0, total) / heaviest if heaviest else 0.0 for total in totals)
    return Figure(
        name=data.name,
        title=data.title,
        sentence=sentence,
        drawing=pictured(
            data.name,
            data.title,
            (sentence, largest_said([each.label for each in data.bars], totals, data.unit)),
            height=y,
            marks=marks,
            cuts=cuts,
        ),
        table=table,
        bars=shares,
    )


def _cell(value: float | None) -> str:
    """Write a stage of a table; a dash where nothing is counted, since a 0 would read as a measure."""
    return "—" if value == 0 else spelled(value)


def _sum(row: Sequence[float | None]) -> float | None:
    every = [value for value in row if value is not None]
    try:
        return fsum(every) if every else None
    except OverflowError:
        return None


def _sentence(data: StackedBars, totals: Sequence[float | None]) -> str:
    """Say which group weighs the most, or the total when shares would mean nothing."""
    every = [total for total in totals if total is not None]
    whole = fsum(every)
    if min(every) < 0 or whole <= 0 or len(every) == 1:
        return f"Total : {with_unit(whole, data.unit)}."
    rank = max(range(len(totals)), key=lambda place: totals[place] or 0.0)
    share = percent((totals[rank] or 0.0) / whole)
    return f"{quoted(data.bars[rank].label)} compte pour {share} du total, {with_unit(whole, data.unit)}."
