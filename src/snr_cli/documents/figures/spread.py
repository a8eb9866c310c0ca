"""How a figure spreads among like bodies: a bar between the quartiles, the median, a dash for each body, none of them named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from snr_cli.documents.figures.canvas import legend, nothing, pictured, spelled, text, with_unit
from snr_cli.documents.figures.drawing import LINE, WIDTH, DrawnMark, Filled, Swatch, Traced, bar, fmt
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.figures.letters import BOLD, wrap
from snr_cli.french.numbers import number, plural, significant
from snr_cli.results.table import Table

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


def draw(data: Spreads) -> Figure:
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
