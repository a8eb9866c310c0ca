"""Shares of the territory by tier, each with its range."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

from snr_cli.documents.figures.canvas import (
    UNKNOWN,
    drawable,
    largest_said,
    legend,
    nothing,
    pictured,
    spelled,
    text,
    with_unit,
)
from snr_cli.documents.figures.drawing import LINE, WIDTH, DrawnMark, Filled, Swatch, Traced, bar, fmt
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.letters import BOLD, quoted, wrap
from snr_cli.french.numbers import between, outwards, percent
from snr_cli.results.table import Table

_HEIGHT = 14


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


def draw(data: Tiers) -> Figure:
    """Draw a bar by tier, a whisker from the lowest to the highest, the share written under it."""
    values = [drawable(each.value) for each in data.tiers]
    ranges = [_range(each) for each in data.tiers]
    if not any(value is not None for value in values):
        return nothing(data.name, data.title, "Aucune valeur n’est évaluée.")
    shares = _shares(values)
    sentence = data.sentence or _sentence(data, values, shares)
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
    for each, value, pair, share in zip(data.tiers, values, ranges, shares, strict=True):
        cuts.append(y)
        lines = wrap(each.label, WIDTH / BOLD, 3)
        marks.append(text(0, y + 13, lines, "b"))
        y += LINE * len(lines) + 4
        if value is not None and abs(value * scale) >= 0.05:
            shapes += bar(zero, y, value * scale, _HEIGHT)
        if pair:
            left, right = (zero + end * scale for end in pair)
            path = f"M{fmt(left)} {fmt(y + 2)}v10M{fmt(right)} {fmt(y + 2)}v10M{fmt(left)} {fmt(y + 7)}H{fmt(right)}"
            whiskers += [Traced("w", path), Traced("k", path)]
        y += _HEIGHT
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


def _sentence(data: Tiers, values: Sequence[float | None], shares: Sequence[float | None]) -> str:
    rank = max(range(len(values)), key=lambda place: -1e308 if values[place] is None else values[place] or 0.0)
    share = shares[rank]
    label = quoted(data.tiers[rank].label)
    if share is None:
        return f"La plus grande valeur est celle de {label} : {with_unit(values[rank], data.unit)}."
    whole = fsum(value for value in values if value is not None)
    return f"{label} compte pour {percent(share)} du total, {with_unit(whole, data.unit)}."
