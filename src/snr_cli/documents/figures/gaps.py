"""Gap to each objective: from the reference to what is projected, against the target."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.figures.canvas import (
    UNKNOWN,
    drawable,
    legend,
    nothing,
    pictured,
    spelled,
    text,
    told_apart,
    with_unit,
)
from snr_cli.documents.figures.drawing import LINE, WIDTH, Filled, Swatch, Traced, bar, fmt
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.letters import BOLD, wrap
from snr_cli.french.numbers import plural, together
from snr_cli.french.words.results import OBJECTIVE_VERDICTS
from snr_cli.results.table import Table
from snr_cli.results.verdicts import VerdictState

_HEIGHT = 8


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


@dataclass(frozen=True, slots=True)
class Gaps:
    """The objectives, each on its own scale."""

    name: str
    title: str
    objectives: tuple[DrawnObjective, ...]
    sentence: str = ""


def draw(data: Gaps) -> Figure:
    """Draw for each objective two bars, reference and projected, and the line of the target."""
    if not data.objectives:
        return nothing(data.name, data.title, "Aucun objectif n’est écrit.")
    sentence = data.sentence or _sentence(data.objectives)
    marks, y = legend([((Swatch(4),), "référence"), ((Swatch(0),), "projeté"), ((Traced("k", "M8-1v12"),), "cible")], 1)
    before, after, targets = "", "", ""
    cuts = []
    for each in data.objectives:
        cuts.append(y)
        lines = wrap(each.label, WIDTH / BOLD, 3)
        marks.append(text(0, y + 14, lines, "b"))
        y += LINE * len(lines) + 4
        style, path = ICONS[each.verdict]
        marks.append(Traced(style, path, (1, y + 1)))
        lines = wrap(each.words + (f" — {each.why}" if each.why else ""), WIDTH - 18, 3)
        marks.append(text(18, y + 11, lines))
        y += LINE * len(lines) + 2
        if each.verdict is VerdictState.NOT_COMPARABLE:  # its values have no scale in common
            y += 6
            continue
        reference, projected, target = drawable(each.reference), drawable(each.projected), drawable(each.target)
        points = [0.0, *(value for value in (reference, projected, target) if value is not None)]
        span = max(points) - min(points)
        scale = (WIDTH - 4) / span if span else 0.0
        zero = 2 - min(points) * scale
        before += bar(zero, y, reference * scale, _HEIGHT) if reference and abs(reference * scale) >= 0.05 else ""
        after += (
            bar(zero, y + _HEIGHT, projected * scale, _HEIGHT) if projected and abs(projected * scale) >= 0.05 else ""
        )
        targets += f"M{fmt(zero + target * scale)} {fmt(y - 3)}v{2 * _HEIGHT + 6}" if target is not None else ""
        y += 2 * _HEIGHT + 3
        year = "" if each.year is None else f" en {each.year}"
        digits = _digits(each)
        leads = "" if not each.led and projected is None else f" → projeté {with_unit(projected, each.unit, digits)}"
        lines = wrap(f"Référence {_feminine(with_unit(reference, each.unit, digits))}{leads}", WIDTH, 2)
        lines += wrap(f"Cible {_feminine(with_unit(target, each.unit, digits))}{year}", WIDTH, 2)
        marks.append(text(0, y + 12, lines))
        y += LINE * len(lines) + 8
    marks += [Filled(rank, path) for rank, path in ((4, before), (0, after)) if path]
    marks += [Traced("w", targets), Traced("k", targets)] if targets else []
    table = Table(
        data.title,
        ("Objectif", "Référence", "Projeté", "Cible", "Unité", "Échéance", "Verdict"),
        tuple(
            (
                each.label,
                _cell(each, each.reference),
                "—"
                if not each.led and drawable(each.projected) is None
                else spelled(drawable(each.projected), _digits(each)),
                _cell(each, each.target),
                each.unit,
                "—" if each.year is None else str(each.year),
                each.words + (f" ({each.why})" if each.why else ""),
            )
            for each in data.objectives
        ),
        (False, True, True, True, False, False, False),
    )
    return Figure(
        name=data.name,
        title=data.title,
        sentence=sentence,
        drawing=pictured(data.name, data.title, (sentence,), height=y, marks=marks, cuts=cuts),
        table=table,
    )


def _cell(each: DrawnObjective, value: float | None) -> str:
    """Write a value; a dash where nothing compares."""
    return "—" if each.verdict is VerdictState.NOT_COMPARABLE else spelled(drawable(value), _digits(each))


def _digits(each: DrawnObjective) -> int:
    return told_apart([drawable(value) for value in (each.reference, each.projected, each.target)])


def _feminine(written: str) -> str:
    return f"{UNKNOWN}e" if written == UNKNOWN else written


def _sentence(objectives: Sequence[DrawnObjective]) -> str:
    counts = Counter(each.verdict for each in objectives)
    said = together(f"{counts[verdict]} {OBJECTIVE_VERDICTS[verdict]}" for verdict in VerdictState if counts[verdict])
    return f"Sur {plural(len(objectives), 'objectif')} : {said}."
