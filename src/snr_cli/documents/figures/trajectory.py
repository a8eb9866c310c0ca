"""The trajectory year by year, without and with the actions, against the objectives; and the gap to each of them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from snr_cli.documents.figures.drawing import (
    ADVANCE,
    LINE,
    WIDTH,
    Band,
    Disc,
    DrawnMark,
    Filled,
    Swatch,
    Traced,
    bar,
    fmt,
    head_that_fits,
    measure,
    wrap,
)
from snr_cli.documents.figures.figure import (
    UNKNOWN,
    Figure,
    FigureData,
    Sheet,
    compact,
    drawable,
    outlined,
    scale_of,
    spelled,
    text,
    tick,
    told_apart,
    with_unit,
)
from snr_cli.french.numbers import WIDE, exponent, outwards
from snr_cli.french.words.terms import OBJECTIVE_VERDICTS
from snr_cli.results.effects import VerdictState
from snr_cli.results.records import Table

# Gap to each objective: from the reference to what is projected, against the target.

_GAPS_HEIGHT = 8


# in 12 × 12: a tick, a cross; an arrow up to a line, one that stays short of it, an arrow alone where nobody can be sure;
# a clock, a ring, a ring that is barred
ICONS: Final = {
    VerdictState.FORECAST_REACHED: ("v1", "M0 6h8M5 2.5L8.5 6 5 9.5M11 1v10"),
    VerdictState.DEPENDS: ("v2", "M0 6h10M6 2l4.5 4-4.5 4"),
    VerdictState.FORECAST_MISSED: ("v3", "M0 6h4M2 3.5L4.5 6 2 8.5M11 1v10"),
    VerdictState.REACHED: ("v1", "M1 7l4 4L11 1"),
    VerdictState.MISSED: ("v3", "M2 2l8 8M10 2l-8 8"),
    VerdictState.FOLLOWED: ("v4", "M6 1.5a4.5 4.5 0 1 0 .1 0zM6 3.5v3l2 1"),
    VerdictState.NOT_MEASURABLE: ("v4", "M6 1.5a4.5 4.5 0 1 0 .1 0z"),
    VerdictState.NOT_COMPARABLE: ("v4", "M6 1.5a4.5 4.5 0 1 0 .1 0zM3 9l6-6"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnObjective:
    """An objective, in its own unit. `said`: the verdict in words of its own, for a forecast or the value of an indicator."""

    label: str
    unit: str
    reference: float | None
    projected: float | None
    target: float | None
    verdict: VerdictState
    led: bool = False  # it speaks of what the actions would bring
    year: int | None = None
    why: str = ""
    said: str = ""

    @property
    def words(self) -> str:
        """Return the verdict in words."""
        return self.said or OBJECTIVE_VERDICTS[self.verdict]

    @property
    def values(self) -> tuple[float | None, float | None, float | None]:
        """Return what can be drawn of the reference, of what is projected, of the target."""
        return drawable(self.reference), drawable(self.projected), drawable(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps(FigureData):
    """The objectives, each on its own scale."""

    objectives: tuple[DrawnObjective, ...]


def draw_gaps(data: Gaps) -> Figure:
    """Draw for each objective two bars, reference and projected, and the line of the target."""
    if not data.objectives:
        return data.nothing("Aucun objectif n’est écrit.")
    sheet = Sheet()
    sheet.legend([((Swatch(4),), "référence"), ((Swatch(0),), "projeté"), ((Traced("k", "M8-1v12"),), "cible")])
    before, after, targets = "", "", ""
    for objective in data.objectives:
        sheet.head(objective.label, drop=14)
        style, path = ICONS[objective.verdict]
        sheet.marks.append(Traced(style, path, (1, sheet.y + 1)))
        told = objective.words + (f" — {objective.why}" if objective.why else "")
        sheet.write(wrap(told, WIDTH - 18, 3), x=18, drop=11, gap=2)
        if objective.verdict is VerdictState.NOT_COMPARABLE:  # its values have no scale in common
            sheet.y += 6
            continue
        values = objective.values
        reference, projected, target = values
        scale, zero = scale_of([value for value in values if value is not None])
        y = sheet.y
        before += bar(zero, y, reference * scale, _GAPS_HEIGHT) if reference and abs(reference * scale) >= 0.05 else ""
        after += (
            bar(zero, y + _GAPS_HEIGHT, projected * scale, _GAPS_HEIGHT)
            if projected and abs(projected * scale) >= 0.05
            else ""
        )
        targets += f"M{fmt(zero + target * scale)} {fmt(y - 3)}v{2 * _GAPS_HEIGHT + 6}" if target is not None else ""
        sheet.y += 2 * _GAPS_HEIGHT + 3
        year = "" if objective.year is None else f" en {objective.year}"
        digits = told_apart(values)
        leads = (
            ""
            if not objective.led and projected is None
            else f" → projeté {with_unit(projected, objective.unit, digits)}"
        )
        lines = wrap(f"Référence {_feminine(with_unit(reference, objective.unit, digits))}{leads}", WIDTH, 2)
        lines += wrap(f"Cible {_feminine(with_unit(target, objective.unit, digits))}{year}", WIDTH, 2)
        sheet.write(lines, drop=12, gap=8)
    sheet.marks += [Filled(rank, path) for rank, path in ((4, before), (0, after)) if path]
    sheet.marks += outlined(targets) if targets else []
    table = Table(
        data.title,
        ("Objectif", "Référence", "Projeté", "Cible", "Unité", "Échéance", "Verdict"),
        tuple(
            (
                drawn_objective.label,
                _cell(drawn_objective, drawn_objective.reference),
                "—"
                if not drawn_objective.led and drawable(drawn_objective.projected) is None
                else spelled(drawable(drawn_objective.projected), told_apart(drawn_objective.values)),
                _cell(drawn_objective, drawn_objective.target),
                drawn_objective.unit,
                "—" if drawn_objective.year is None else str(drawn_objective.year),
                drawn_objective.words + (f" ({drawn_objective.why})" if drawn_objective.why else ""),
            )
            for drawn_objective in data.objectives
        ),
        (False, True, True, True, False, False, False),
    )
    return data.figure(sheet, data.sentence, (data.sentence,), table)


def _cell(objective: DrawnObjective, value: float | None) -> str:
    """Write a value; a dash where nothing compares."""
    return (
        "—"
        if objective.verdict is VerdictState.NOT_COMPARABLE
        else spelled(drawable(value), told_apart(objective.values))
    )


def _feminine(written: str) -> str:
    return f"{UNKNOWN}e" if written == UNKNOWN else written


# The trajectory: year by year, without and with the actions, against the objectives.

_HEIGHT = 170
# around (0, 0): diamond, square, triangles, bow tie, plus
_MARKS = (
    "M0-5L5 0 0 5-5 0z",
    "M-4-4h8v8h-8z",
    "M0-5L5 4H-5z",
    "M0 5L5-4H-5z",
    "M-5-4L5 4V-4L-5 4z",
    "M-1.7-5h3.4v3.3H5v3.4H1.7V5h-3.4V1.7H-5v-3.4h3.3z",
)
ARROW = "M0-4L4 4H-4z"


@dataclass(frozen=True, slots=True)
class DrawnYear:
    """A year: without further action, with the actions, the bounds of the latter."""

    year: int
    baseline: float | None
    planned: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class DrawnTarget:
    """An objective: one point, or the line through several."""

    label: str
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class ActionsStart:
    """The year when actions start, and how many."""

    year: int
    label: str
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnTrajectory(FigureData):
    """The curves, in one unit; `trend`: a second curve without action, apart."""

    years: tuple[DrawnYear, ...]
    targets: tuple[DrawnTarget, ...] = ()
    starts: tuple[ActionsStart, ...] = ()
    baseline: str = "Sans nouvelle action, parc constant"
    planned: str = "Avec les actions"
    trend: DrawnTarget | None = None


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where years and values stand: the lowest and the highest of each, at the left, the right, the bottom and the top."""

    left: float
    bottom: float
    years: tuple[int, int]
    values: tuple[float, float]

    def across(self, year: float) -> float:
        """Return where a year stands."""
        first, last = self.years
        return self.left + (WIDTH - 10 - self.left) * ((year - first) / (last - first) if last > first else 0.5)

    def down(self, value: float) -> float:
        """Return where a value stands."""
        low, high = self.values
        return self.bottom - _HEIGHT * (value - low) / (high - low)

    def curve(self, style: str, points: Sequence[tuple[int, float]]) -> list[DrawnMark]:
        """Draw a line through points; nothing through one alone."""
        return [Traced(style, _line((self.across(a), self.down(b)) for a, b in points))] if len(points) > 1 else []


def draw(data: DrawnTrajectory) -> Figure:
    """Draw the curves over a scale that holds zero; the last value of each is written in the legend."""
    years = sorted(data.years, key=lambda each: each.year)
    known = [year.year for year in years]
    before = [(year.year, value) for year in years if (value := drawable(year.baseline)) is not None]
    after = [(year.year, value) for year in years if (value := drawable(year.planned)) is not None]
    if not before and not after:
        return data.nothing("Aucune année n’est évaluée.")
    band = [(year.year, drawable(year.low), drawable(year.high)) for year in years]
    first, last = known[0], known[-1]
    targets = [
        (
            target.label,
            [(year, value) for year, value in target.points if first <= year <= last and drawable(value) is not None],
        )
        for target in data.targets
    ]
    trend = [(year, value) for year, value in data.trend.points if first <= year <= last] if data.trend else []
    values = [value for points in (before, after, trend, *(points for _, points in targets)) for _, value in points]
    values += [value for _, low, high in band if low is not None and high is not None for value in (low, high)]
    ticks = _ticks(min(0.0, *values), max(0.0, *values))
    names = [head_that_fits(tick(value), 12 * ADVANCE) for value in ticks]
    left = max(map(measure, names)) + 9
    sheet = Sheet()
    sheet.legend(_entries(data, before, after, band, targets))
    if data.unit:
        sheet.write(wrap(data.unit, WIDTH, 2), "q", drop=12, gap=0)
    axes = _Axes(left, sheet.y + 8 + _HEIGHT, (first, last), (ticks[0], ticks[-1]))
    grid = "".join(f"M{fmt(left - 5)} {fmt(axes.down(value))}H{WIDTH}" for value in ticks)
    sheet.marks[:0] = [Traced("g", grid), Traced("z", f"M{fmt(left - 5)} {fmt(axes.down(0))}H{WIDTH}")]
    sheet.marks += [text(left - 8, axes.down(value) + 4, name, "q e") for value, name in zip(ticks, names, strict=True)]
    pieces = _pieces(after, known)
    sheet.marks += _band(band, axes)
    for style, points in (("l1", before), ("l4", trend), *(("l2", piece) for piece in pieces)):
        sheet.marks += axes.curve(style, points)
    dots = after if len(years) <= 15 else [point for piece in pieces if len(piece) == 1 for point in piece]
    sheet.marks += [Disc("a1", axes.across(year), axes.down(value)) for year, value in dots]
    if len(before) == 1:
        [(year, value)] = before
        sheet.marks.append(Traced("l1", f"M{fmt(axes.across(year) - 8)} {fmt(axes.down(value))}h16"))
    for rank, (_, points) in enumerate(targets):
        sheet.marks += axes.curve("l3", points)
        ends = [(axes.across(year), axes.down(value)) for year, value in points[-1:]]
        sheet.marks += [Traced("a2", _MARKS[rank % len(_MARKS)], end) for end in ends]
    _write_years(sheet, axes, known, data.starts)
    told = (data.sentence, _way(data.planned, after, data.unit), _way(data.baseline, before, data.unit))
    most = max((value for _, value in after), default=0.0)
    planned = dict(after)
    shares = tuple(max(0.0, planned[year]) / most if year in planned else None for year in known) if most > 0 else ()
    return data.figure(sheet, data.sentence, told, _table(data, years), shares)


def _write_years(sheet: Sheet, axes: _Axes, years: Sequence[int], actions: Sequence[ActionsStart]) -> None:
    """Write the years under the curves, then how many actions start in each."""
    sheet.y = axes.bottom + 17
    places = [(axes.across(year), str(year)) for year in _written(years, WIDTH - axes.left)]
    sheet.marks += _labels(places, sheet.y, "q", measure("0000") + 4)
    starts = Counter[int]()
    for start in actions:
        if years[0] <= start.year <= years[-1]:
            starts[start.year] += start.count
    if starts:
        sheet.y += 10
        sheet.marks += [Traced("s", ARROW, (axes.across(year), sheet.y)) for year in sorted(starts)]
        sheet.y += LINE + 1
        places = [(axes.across(year), str(starts[year])) for year in sorted(starts)]
        sheet.marks += _labels(places, sheet.y, "", 3 * ADVANCE)
    sheet.y += 5


def _entries(
    data: DrawnTrajectory,
    before: Sequence[tuple[int, float]],
    after: Sequence[tuple[int, float]],
    band: Sequence[tuple[int, float | None, float | None]],
    targets: Sequence[tuple[str, Sequence[tuple[int, float]]]],
) -> list[tuple[tuple[DrawnMark, ...], str]]:
    def ending(label: str, points: Sequence[tuple[int, float]]) -> str:
        return f"{label} : {compact(points[-1][1])} en {points[-1][0]}" if points else label

    entries: list[tuple[tuple[DrawnMark, ...], str]] = []
    if before:
        entries.append(((Traced("l1", "M0 5h16"),), ending(data.baseline, before)))
    if data.trend is not None:
        entries.append(((Traced("l4", "M0 5h16"),), ending(data.trend.label, data.trend.points)))
    if after:
        entries.append(((Traced("l2", "M0 5h16"), Disc("a1", 8, 5)), ending(data.planned, after)))
    if any(low is not None and high is not None for _, low, high in band):
        sample = (Traced("n", "M0 6L6 0M4 10L14 0M12 10L16 6"), Traced("r", "M0 0h16v10H0z"))
        entries.append((sample, "Neuf chances sur dix"))
    for rank, (label, points) in enumerate(targets):
        if points:
            mark = Traced("a2", _MARKS[rank % len(_MARKS)], (8, 5))
            line = [Traced("l3", "M0 5h16")] if len(points) > 1 else []
            entries.append(((*line, mark), ending(label, points)))
    if data.starts:
        entries.append(((Traced("s", ARROW, (8, 5)),), "Actions dont l’effet commence (nombre)"))
    return entries


def _ticks(low: float, high: float) -> list[float]:
    """Return three to eight round graduations around both ends."""
    span = high - low
    if span <= 0:
        return [0.0, 1.0]
    unit = 10.0 ** exponent(span / 5)
    step = next(unit * size for size in (1, 2, 2.5, 5, 10) if unit * size >= span / 5 * 0.999)
    return [step * rank for rank in range(floor(low / step + 1e-9), ceil(high / step - 1e-9) + 1)]


def _line(points: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{fmt(x)} {fmt(y)}" for x, y in points)


def _pieces(points: Sequence[tuple[int, float]], years: Sequence[int]) -> list[list[tuple[int, float]]]:
    """Return the runs of points without a missing year between them."""
    known_years = dict(points)
    pieces: list[list[tuple[int, float]]] = [[]]
    for year in years:
        if year in known_years:
            pieces[-1].append((year, known_years[year]))
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if piece]


def _band(band: Sequence[tuple[int, float | None, float | None]], axes: _Axes) -> list[DrawnMark]:
    """Draw the interval, hatched; a bar where a year stands alone."""
    full = [(year, low, high) for year, low, high in band if low is not None and high is not None]
    if not full:
        return []
    lows = {year: axes.down(low) for year, low, _ in full}
    highs = {year: axes.down(high) for year, _, high in full}
    alone: list[DrawnMark] = []
    area = ""
    for piece in _pieces([(year, low) for year, low, _ in full], [year for year, _, _ in band]):
        if len(piece) == 1:
            year = piece[0][0]
            alone.append(Traced("k", f"M{fmt(axes.across(year))} {fmt(lows[year])}V{fmt(highs[year])}"))
            continue
        edge = [(axes.across(year), highs[year]) for year, _ in piece]
        edge += [(axes.across(year), lows[year]) for year, _ in reversed(piece)]
        area += f"{_line(edge)}z"
    return [*([Band(area, axes.down(min(0.0, *(low for _, low, _ in full))))] if area else []), *alone]


def _written(years: Sequence[int], room: float) -> list[int]:
    """Return the years to write: the last, the first, then round ones between."""
    room = room / max(1, years[-1] - years[0])
    step = next((step for step in (1, 2, 5, 10, 20, 50) if step * room >= measure("0000") + 4), 100)
    return [years[-1], years[0], *(year for year in years[1:-1] if not year % step)]


def _labels(places: Sequence[tuple[float, str]], y: float, style: str, gap: float) -> list[DrawnMark]:
    """Write what fits of these labels, centred, the first ones of the list before the others."""
    written: list[DrawnMark] = []
    taken: list[float] = []
    for place, label in places:
        half = measure(label) / 2
        x = min(max(place, half), WIDTH - half)
        if all(abs(x - other) >= gap for other in taken):
            written.append(text(x, y, label, f"{style} m".strip()))
            taken.append(x)
    return written


def _way(label: str, points: Sequence[tuple[int, float]], unit: str) -> str:
    """Say where a curve goes, from its first year to its last."""
    if len(points) < 2:
        return ""
    (first, start), *_, (last, end) = points
    figures = told_apart([start, end])
    same = compact(start, figures) == compact(end, figures)
    way = "stable" if same else "en hausse" if end > start else "en baisse"
    return f"{label}{WIDE}: de {with_unit(start, unit, figures)} en {first} à {with_unit(end, unit, figures)} en {last}, {way}."


def _bound(value: float | None, *, up: bool) -> str:
    """Write a bound as the text beside the table does: outwards, or the two would differ by one step."""
    bound = drawable(value)
    return UNKNOWN if bound is None else outwards(bound, up=up)


def _table(data: DrawnTrajectory, years: Sequence[DrawnYear]) -> Table:
    ranges = any(year.low is not None or year.high is not None for year in years)
    return Table(
        data.caption,
        (
            "Année",
            data.baseline,
            *((data.trend.label,) if data.trend else ()),
            data.planned,
            *(("Bas de l’intervalle", "Haut de l’intervalle") if ranges else ()),
            *(target.label for target in data.targets),
            *(("Actions dont l’effet commence",) if data.starts else ()),
        ),
        tuple(
            (
                str(year.year),
                spelled(drawable(year.baseline)),
                *((spelled(drawable(dict(data.trend.points).get(year.year))),) if data.trend else ()),
                spelled(drawable(year.planned)),
                *((_bound(year.low, up=False), _bound(year.high, up=True)) if ranges else ()),
                *(
                    spelled(drawable(found)) if (found := dict(target.points).get(year.year)) is not None else "—"
                    for target in data.targets
                ),
                *(
                    (" ; ".join(start.label for start in data.starts if start.year == year.year) or "—",)
                    if data.starts
                    else ()
                ),
            )
            for year in years
        ),
        (
            False,
            True,
            *(True,) * bool(data.trend),
            True,
            *(True, True) * ranges,
            *(True for _ in data.targets),
            *(False,) * bool(data.starts),
        ),
    )
