"""The figures drawn as bars: what each group weighs stage by stage, shares of the territory, spread among like bodies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum
from typing import Final

from snr_cli.documents.figures.drawing import (
    BOLD,
    LINE,
    WIDTH,
    DrawnMark,
    Filled,
    Swatch,
    Traced,
    bar,
    fmt,
    measure,
    one_line,
    quoted,
    wrap,
)
from snr_cli.documents.figures.figure import (
    UNKNOWN,
    Figure,
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
from snr_cli.french.numbers import between, number, outwards, percent, plural, significant
from snr_cli.results.table import Table

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
class Spreads:
    """The groups of one figure, in one unit; `only`: the perimeter that they have, a sentence."""

    name: str
    title: str
    unit: str
    rows: tuple[SpreadRow, ...]
    only: str = ""


def draw_spread(data: Spreads) -> Figure:
    """Draw a row for each group, all along one axis that starts at 0."""
    if not data.rows:
        return nothing(data.name, data.title, "Aucun groupe n’a assez de collectivités comparables.")
    most = max(value for row in data.rows for value in row.values)
    scale = (WIDTH - 4) / most if most > 0 else 0.0
    samples: list[tuple[tuple[DrawnMark, ...], str]] = [
        ((Swatch(0),), "la moitié du milieu"),
        ((Traced("k", "M8 0v10"),), "médiane"),
        ((Traced("z", "M3 2v6M8 2v6M13 2v6"),), "une collectivité"),
    ]
    marks, y = legend(samples, 1)
    boxes, cuts = "", []
    dashes: list[DrawnMark] = []
    for row in data.rows:
        cuts.append(y)
        lines = wrap(row.label, WIDTH / BOLD, 3)
        marks.append(text(0, y + 13, lines, "b"))
        y += LINE * len(lines) + 4
        left, middle, right = (2 + value * scale for value in (row.first, row.median, row.third))
        boxes += bar(left, y, right - left, _HEIGHT)
        places = sorted({fmt(2 + value * scale) for value in row.values}, key=float)
        dashes += [
            Traced("w", f"M{fmt(middle)} {fmt(y - 2)}v{_HEIGHT + 4}"),
            Traced("k", f"M{fmt(middle)} {fmt(y - 2)}v{_HEIGHT + 4}"),
        ]
        dashes.append(Traced("z", "".join(f"M{place} {fmt(y + _HEIGHT + 3)}v5" for place in places)))
        y += _HEIGHT + 9
        said = wrap(f"médiane {with_unit(row.median, data.unit)}", WIDTH, 2)
        marks.append(text(0, y + 13, said))
        y += LINE * len(said) + 7
    ends = wrap(f"L’axe va de 0 à {with_unit(most, data.unit)}.", WIDTH, 2)
    marks.append(text(0, y + 13, ends))
    y += LINE * len(ends) + 4
    sentence = f"{data.only} {_sentence(data.rows)}".strip()
    table = Table(
        f"{data.title} ({data.unit})",
        ("Collectivités comparables", "Nombre", "Premier quartile", "Médiane", "Troisième quartile"),
        tuple(
            (row.label, str(len(row.values)), spelled(row.first), spelled(row.median), spelled(row.third))
            for row in data.rows
        ),
        (False, True, True, True, True),
    )
    return Figure(
        name=data.name,
        title=data.title,
        sentence=sentence,
        drawing=pictured(
            data.name, data.title, (sentence,), height=y, marks=[*marks, Filled(0, boxes), *dashes], cuts=cuts
        ),
        table=table,
    )


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
class StackedBars:
    """Groups × stages, in one unit."""

    name: str
    title: str
    unit: str
    stages: tuple[str, ...]
    bars: tuple[Bar, ...]
    sentence: str = ""
    heading: str = "Groupe"


def draw_stacked(data: StackedBars) -> Figure:
    """Draw horizontal stacked bars, totals at their end; negative values go to the left of zero."""
    rows = [tuple(drawable(value) for value in each.values) for each in data.bars]
    totals = [drawable(_sum(row)) for row in rows]
    if not any(total is not None for total in totals):
        return nothing(data.name, data.title, "Aucune valeur n’est évaluée.")
    partial = [
        total is not None and (each.partial or None in row)
        for each, row, total in zip(data.bars, rows, totals, strict=True)
    ]
    sentence = data.sentence or _stacked_sentence(data, totals)
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
        axis += f"M{fmt(zero)} {fmt(y)}v{_STACKED_HEIGHT}"
        right, left = zero, zero
        for rank in seen:
            value = row[rank]
            width = (value or 0.0) * scale
            if abs(width) >= 0.05:
                shapes[rank].append(bar(right if width > 0 else left, y, width, _STACKED_HEIGHT))
            right, left = (right + width, left) if width > 0 else (right, left + width)
        marks.append(text(zero + up * scale + 4, y + 11, end, "b" if total is not None else "q"))
        y += _STACKED_HEIGHT + 5
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


def _stacked_sentence(data: StackedBars, totals: Sequence[float | None]) -> str:
    """Say which group weighs the most, or the total when shares would mean nothing."""
    every = [total for total in totals if total is not None]
    whole = fsum(every)
    if min(every) < 0 or whole <= 0 or len(every) == 1:
        return f"Total : {with_unit(whole, data.unit)}."
    rank = max(range(len(totals)), key=lambda place: totals[place] or 0.0)
    share = percent((totals[rank] or 0.0) / whole)
    return f"{quoted(data.bars[rank].label)} compte pour {share} du total, {with_unit(whole, data.unit)}."


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
class Tiers:
    """The tiers of one whole, in one unit."""

    name: str
    title: str
    unit: str
    tiers: tuple[Tier, ...]
    sentence: str = ""
    heading: str = "Tiers"


def draw_tiers(data: Tiers) -> Figure:
    """Draw a bar by tier, a whisker from the lowest to the highest, the share written under it."""
    values = [drawable(each.value) for each in data.tiers]
    ranges = [_range(each) for each in data.tiers]
    if not any(value is not None for value in values):
        return nothing(data.name, data.title, "Aucune valeur n’est évaluée.")
    shares = _shares(values)
    sentence = data.sentence or _tiers_sentence(data, values, shares)
    points = [0.0, *(value for value in values if value is not None), *(end for pair in ranges for end in pair or ())]
    span = max(points) - min(points)
    scale = (WIDTH - 4) / span if span else 0.0
    zero = 2 - min(points) * scale
    samples: list[tuple[tuple[DrawnMark, ...], str]] = [((Swatch(0),), "valeur")]
    if any(ranges):
        samples.append(((Traced("k", "M1 1v8M15 1v8M1 5h14"),), "fourchette"))
    marks, y = legend(samples, 1)
    shapes = ""
    cuts = []
    whiskers: list[DrawnMark] = []
    for tier, value, pair, share in zip(data.tiers, values, ranges, shares, strict=True):
        cuts.append(y)
        lines = wrap(tier.label, WIDTH / BOLD, 3)
        marks.append(text(0, y + 13, lines, "b"))
        y += LINE * len(lines) + 4
        if value is not None and abs(value * scale) >= 0.05:
            shapes += bar(zero, y, value * scale, _TIERS_HEIGHT)
        if pair:
            left, right = (zero + end * scale for end in pair)
            path = f"M{fmt(left)} {fmt(y + 2)}v10M{fmt(right)} {fmt(y + 2)}v10M{fmt(left)} {fmt(y + 7)}H{fmt(right)}"
            whiskers += [Traced("w", path), Traced("k", path)]
        y += _TIERS_HEIGHT
        words = with_unit(value, data.unit)
        words = words if share is None else f"{percent(share)} — {words}"
        lines = wrap(words, WIDTH, 2)
        lines += wrap(between(*pair), WIDTH, 2) if pair else []
        marks.append(text(0, y + 14, lines, "" if value is not None else "q"))
        y += LINE * len(lines) + 7
    marks += [Filled(0, shapes)] if shapes else []
    marks += whiskers
    table = Table(
        f"{data.title} ({data.unit})" if data.unit else data.title,
        (data.heading, "Valeur", "Part", "Bas", "Haut"),
        tuple(
            (
                each.label,
                spelled(value),
                "—" if share is None else percent(share),
                *((outwards(pair[0], up=False), outwards(pair[1], up=True)) if pair else (UNKNOWN, UNKNOWN)),
            )
            for each, value, pair, share in zip(data.tiers, values, ranges, shares, strict=True)
        ),
        (False, True, True, True, True),
    )
    bars = tuple(shares) if any(share is not None for share in shares) else ()
    return Figure(
        name=data.name,
        title=data.title,
        sentence=sentence,
        drawing=pictured(
            data.name,
            data.title,
            (sentence, largest_said([each.label for each in data.tiers], values, data.unit)),
            height=y,
            marks=marks,
            cuts=cuts,
        ),
        table=table,
        bars=bars,
    )


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


def _tiers_sentence(data: Tiers, values: Sequence[float | None], shares: Sequence[float | None]) -> str:
    rank = max(range(len(values)), key=lambda place: -1e308 if values[place] is None else values[place] or 0.0)
    share = shares[rank]
    label = quoted(data.tiers[rank].label)
    if share is None:
        return f"La plus grande valeur est celle de {label} : {with_unit(values[rank], data.unit)}."
    whole = fsum(value for value in values if value is not None)
    return f"{label} compte pour {percent(share)} du total, {with_unit(whole, data.unit)}."
