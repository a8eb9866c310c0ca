"""The figures drawn as bars: what each group weighs stage by stage, shares of the territory, spread among like bodies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from snr_cli.documents.figures.drawing import (
    BOLD,
    WIDTH,
    DrawnMark,
    Filled,
    Swatch,
    Traced,
    bar,
    fmt,
    measure,
    one_line,
    wrap,
)
from snr_cli.documents.figures.figure import (
    NO_VALUE,
    UNKNOWN,
    Figure,
    FigureData,
    Sheet,
    compact,
    drawable,
    largest_said,
    outlined,
    scale_of,
    spelled,
    text,
    with_unit,
)
from snr_cli.french.numbers import between, number, outwards, percent, plural, significant
from snr_cli.results.records import Table

# How a figure spreads among like bodies: a bar between the quartiles, the median, a dash for each body, none of them named.

_HEIGHT: Final = 14


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """A group of bodies: its values, in any order, and their quartiles."""

    label: str
    values: tuple[float, ...]
    first: float
    median: float
    third: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Spreads(FigureData):
    """The groups of one figure, in one unit; `only`: the perimeter that they have, a sentence."""

    rows: tuple[SpreadRow, ...]
    only: str = ""


def draw_spread(data: Spreads) -> Figure:
    """Draw a row for each group, all along one axis that starts at 0."""
    if not data.rows:
        return data.nothing("Aucun groupe n’a assez de collectivités comparables.")
    most = max(value for row in data.rows for value in row.values)
    scale, zero = scale_of([most])
    sheet = Sheet()
    sheet.legend(
        [
            ((Swatch(0),), "la moitié du milieu"),
            ((Traced("k", "M8 0v10"),), "médiane"),
            ((Traced("z", "M3 2v6M8 2v6M13 2v6"),), "une collectivité"),
        ]
    )
    boxes = ""
    dashes: list[DrawnMark] = []
    for row in data.rows:
        sheet.head(row.label)
        left, middle, right = (zero + value * scale for value in (row.first, row.median, row.third))
        boxes += bar(left, sheet.y, right - left, _HEIGHT)
        places = sorted({fmt(zero + value * scale) for value in row.values}, key=float)
        dashes += outlined(f"M{fmt(middle)} {fmt(sheet.y - 2)}v{_HEIGHT + 4}")
        dashes.append(Traced("z", "".join(f"M{place} {fmt(sheet.y + _HEIGHT + 3)}v5" for place in places)))
        sheet.y += _HEIGHT + 9
        sheet.write(wrap(f"médiane {with_unit(row.median, data.unit)}", WIDTH, 2), gap=7)
    sheet.write(wrap(f"L’axe va de 0 à {with_unit(most, data.unit)}.", WIDTH, 2))
    sheet.marks += [Filled(0, boxes), *dashes]
    sentence = f"{data.only} {_sentence(data.rows)}".strip()
    table = Table(
        data.caption,
        ("Collectivités comparables", "Nombre", "Premier quartile", "Médiane", "Troisième quartile"),
        tuple(
            (row.label, str(len(row.values)), spelled(row.first), spelled(row.median), spelled(row.third))
            for row in data.rows
        ),
        (False, True, True, True, True),
    )
    return data.figure(sheet, sentence, (sentence,), table)


def _sentence(rows: Sequence[SpreadRow]) -> str:
    if len(rows) > 1:
        return f"{number(len(rows))} groupes de collectivités, chacun comparable en son sein seulement."
    (row,) = rows
    return (
        f"La moitié des {plural(len(row.values), 'collectivité')} est entre {significant(row.first)} et "
        f"{significant(row.third)}, médiane {significant(row.median)}."
    )


# Stacked bars: what each group weighs, stage by stage.

_STACKED_HEIGHT = 13


@dataclass(frozen=True, slots=True)
class Bar:
    """A group: one value by stage, None where it is not assessed, 0 where there is nothing.

    `partial`: something of it is not assessed in a stage that has a value all the same.
    """

    label: str
    values: tuple[float | None, ...]
    partial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StackedBars(FigureData):
    """Groups × stages, in one unit."""

    stages: tuple[str, ...]
    bars: tuple[Bar, ...]
    heading: str = "Groupe"


def draw_stacked(data: StackedBars) -> Figure:
    """Draw horizontal stacked bars, totals at their end; negative values go to the left of zero."""
    rows = [tuple(drawable(value) for value in stacked.values) for stacked in data.bars]
    totals = [drawable(_sum(row)) for row in rows]
    if not any(total is not None for total in totals):
        return data.nothing(NO_VALUE)
    partial = [
        total is not None and (stacked.partial or None in row)
        for stacked, row, total in zip(data.bars, rows, totals, strict=True)
    ]
    ups = [fsum(value for value in row if value and value > 0) for row in rows]
    downs = [-fsum(value for value in row if value and value < 0) for row in rows]
    ends = [compact(total) + "*" * mark for total, mark in zip(totals, partial, strict=True)]
    room = WIDTH - 5 - BOLD * max(map(measure, ends))
    span = max(ups) + max(downs)
    scale = room / span if span else 0.0
    zero = max(downs) * scale
    seen = [rank for rank in range(len(data.stages)) if any(row[rank] for row in rows)]
    sheet = Sheet()
    if len(data.stages) > 1:  # bars of one kind are said by their names
        sheet.legend([((Swatch(rank),), data.stages[rank]) for rank in seen])
    if data.unit:
        sheet.write([one_line(data.unit, WIDTH)], "q", drop=12, gap=3)
    axis = ""
    shapes: dict[int, list[str]] = {rank: [] for rank in seen}
    for stacked, row, up, end, total in zip(data.bars, rows, ups, ends, totals, strict=True):
        sheet.cuts.append(sheet.y)
        sheet.write(wrap(stacked.label, WIDTH, 3), drop=12, gap=2)
        axis += f"M{fmt(zero)} {fmt(sheet.y)}v{_STACKED_HEIGHT}"
        right, left = zero, zero
        for rank in seen:
            value = row[rank]
            width = (value or 0.0) * scale
            if abs(width) >= 0.05:
                shapes[rank].append(bar(right if width > 0 else left, sheet.y, width, _STACKED_HEIGHT))
            right, left = (right + width, left) if width > 0 else (right, left + width)
        sheet.marks.append(text(zero + up * scale + 4, sheet.y + 11, end, "b" if total is not None else "q"))
        sheet.y += _STACKED_HEIGHT + 5
    if any(partial):
        sheet.write(wrap(f"* une partie est {UNKNOWN}e", WIDTH, 2), "q", drop=12, gap=3)
    sheet.marks += [Filled(rank, "".join(every)) for rank, every in shapes.items() if every]
    sheet.marks.append(Traced("z", axis))
    heaviest = max((abs(total) for total in totals if total is not None), default=0.0)
    table = Table(
        data.caption,
        (data.heading, *data.stages, "Total"),
        tuple(
            (stacked.label, *map(_cell, row), spelled(total) + " (partiel)" * mark)
            for stacked, row, total, mark in zip(data.bars, rows, totals, partial, strict=True)
        ),
        (False, *(True,) * (len(data.stages) + 1)),
    )
    shares = tuple(None if total is None else max(0.0, total) / heaviest if heaviest else 0.0 for total in totals)
    told = (data.sentence, largest_said([stacked.label for stacked in data.bars], totals, data.unit))
    return data.figure(sheet, data.sentence, told, table, shares)


def _cell(value: float | None) -> str:
    """Write a stage of a table; a dash where nothing is counted, since a 0 would read as a measure."""
    return "—" if value == 0 else spelled(value)


def _sum(row: Sequence[float | None]) -> float | None:
    every = [value for value in row if value is not None]
    try:
        return fsum(every) if every else None
    except OverflowError:
        return None


# Shares of the territory by tier, each with its range.

_TIERS_HEIGHT = 14


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier, with the bounds of its range where they are known."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tiers(FigureData):
    """The tiers of one whole, in one unit."""

    tiers: tuple[Tier, ...]
    heading: str = "Tiers"


def draw_tiers(data: Tiers) -> Figure:
    """Draw a bar by tier, a whisker from the lowest to the highest, the share written under it."""
    values = [drawable(tier.value) for tier in data.tiers]
    ranges = [_range(tier) for tier in data.tiers]
    if not any(value is not None for value in values):
        return data.nothing(NO_VALUE)
    shares = _shares(values)
    scale, zero = scale_of(
        [*(value for value in values if value is not None), *(end for pair in ranges for end in pair or ())]
    )
    samples: list[tuple[tuple[DrawnMark, ...], str]] = [((Swatch(0),), "valeur")]
    if any(ranges):
        samples.append(((Traced("k", "M1 1v8M15 1v8M1 5h14"),), "fourchette"))
    sheet = Sheet()
    sheet.legend(samples)
    shapes = ""
    whiskers: list[DrawnMark] = []
    for tier, value, pair, share in zip(data.tiers, values, ranges, shares, strict=True):
        sheet.head(tier.label)
        y = sheet.y
        if value is not None and abs(value * scale) >= 0.05:
            shapes += bar(zero, y, value * scale, _TIERS_HEIGHT)
        if pair:
            left, right = (zero + end * scale for end in pair)
            path = f"M{fmt(left)} {fmt(y + 2)}v10M{fmt(right)} {fmt(y + 2)}v10M{fmt(left)} {fmt(y + 7)}H{fmt(right)}"
            whiskers += outlined(path)
        sheet.y += _TIERS_HEIGHT
        words = with_unit(value, data.unit)
        words = words if share is None else f"{percent(share)} — {words}"
        lines = wrap(words, WIDTH, 2)
        lines += wrap(between(*pair), WIDTH, 2) if pair else []
        sheet.write(lines, "" if value is not None else "q", drop=14, gap=7)
    sheet.marks += [*([Filled(0, shapes)] if shapes else []), *whiskers]
    table = Table(
        data.caption,
        (data.heading, "Valeur", "Part", "Bas", "Haut"),
        tuple(
            (
                tier.label,
                spelled(value),
                "—" if share is None else percent(share),
                *((outwards(pair[0], up=False), outwards(pair[1], up=True)) if pair else (UNKNOWN, UNKNOWN)),
            )
            for tier, value, pair, share in zip(data.tiers, values, ranges, shares, strict=True)
        ),
        (False, True, True, True, True),
    )
    bars = tuple(shares) if any(share is not None for share in shares) else ()
    told = (data.sentence, largest_said([tier.label for tier in data.tiers], values, data.unit))
    return data.figure(sheet, data.sentence, told, table, bars)


def _range(tier: Tier) -> tuple[float, float] | None:
    low, high = drawable(tier.low), drawable(tier.high)
    return None if low is None or high is None else (min(low, high), max(low, high))


def _shares(values: Sequence[float | None]) -> list[float | None]:
    """Return each share of the whole; none when a part is unknown or negative, for the whole is then not one."""
    every = [value for value in values if value is not None and value >= 0]
    whole = fsum(every)
    if len(every) < len(values) or not whole:
        return [None] * len(values)
    return [value / whole for value in every]
