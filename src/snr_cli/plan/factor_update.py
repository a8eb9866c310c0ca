"""What an update of the factor tables moves in a dossier: each changed subject alone, by the engine, then all together."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, isclose
from typing import Final, NamedTuple

from snr_cli.catalog.edition import crossed, subject_rows
from snr_cli.catalog.records import CatalogError
from snr_cli.catalog.tables import (
    ELECTRICITY,
    EQUIPMENT,
    PARAMETERS,
    SERVICES,
    TERRITORY,
    USAGE,
    YEARS,
    Tables,
    real_of,
)
from snr_cli.engine.assess import MagnitudeError
from snr_cli.engine.records import CLIMATE, Assessment, Line
from snr_cli.plan.past_years import SAME

# the tables whose rows are numbers of a subject: what a type is called, or how it is recognised, is no factor
FACTOR_NUMBERS: Final = (EQUIPMENT, USAGE, SERVICES, YEARS, ELECTRICITY, TERRITORY, PARAMETERS)
_KEYS: Final = ("category", "stage", "component", "place")
# the columns of values, each with its unit; that of `value` is beside it
_VALUES: Final = {"value": "", "lifetime_years": "year", "kwh_per_year": "kWh/year", "years": "year", "share": "ratio"}
_Change = tuple[str, str]  # a table, a subject
_Assess = Callable[[Tables], Assessment]


class RowValue(NamedTuple):
    """A default value of a table: what it is worth, and who says so."""

    value: float
    unit: str
    source: str
    year: str


class RowChange(NamedTuple):
    """A default value that changes: what it is of (codes of the tables), before and after; None where there is no row."""

    of: tuple[str, ...]
    before: RowValue | None
    after: RowValue | None


class TotalMove(NamedTuple):
    """A total before and after; None is not assessed. `same_extent`: whether the same stages of the same lines are in both."""

    before: float | None
    after: float | None
    same_extent: bool


class LineMove(NamedTuple):
    """A line of the organisation whose climate impact moves; None is not assessed. `same_extent`: of the same stages."""

    id: str
    label: str
    before: float | None
    after: float | None
    same_extent: bool


_STILL: Final = TotalMove(None, None, same_extent=True)


@dataclass(frozen=True, slots=True)
class FactorMove:
    """A subject of a table, changed alone in the old tables.

    Attributes:
        table: the file.
        subject: a type, a service, a place, a figure or a parameter.
        rows: its default values that change.
        lines: the lines of the organisation that move, the largest change first.
        organisation: by category that moves, its total before and after; None is not assessed.
        territory: the same, of the estimate by inhabitant.
    """

    table: str
    subject: str
    rows: tuple[RowChange, ...]
    lines: tuple[LineMove, ...]
    organisation: Mapping[str, TotalMove]
    territory: Mapping[str, TotalMove]

    @property
    def climate(self) -> float:
        """What it moves of the organisation's climate total, in kg; 0 when that is not assessed."""
        before, after, _ = self.organisation.get(CLIMATE, _STILL)
        return (after or 0.0) - (before or 0.0)


@dataclass(frozen=True, slots=True)
class FactorUpdate:
    """An update of the factor tables, seen by a dossier.

    Attributes:
        old: the assessment with the old tables.
        new: with the new ones.
        moves: each subject that moves something alone, the largest change of the climate total first.
        idle: how many changed subjects move nothing here.
        lines: the lines that all the changes together move.
        organisation: by category that moves, the totals before and after, all together.
        territory: the same, by inhabitant.
    """

    old: Assessment
    new: Assessment
    moves: tuple[FactorMove, ...]
    idle: int
    lines: tuple[LineMove, ...]
    organisation: Mapping[str, TotalMove]
    territory: Mapping[str, TotalMove]

    @property
    def crossed(self) -> float:
        """What is left of the climate change once each move alone is added: effects of several at once."""
        before, after, _ = self.organisation.get(CLIMATE, _STILL)
        return (after or 0.0) - (before or 0.0) - fsum(move.climate for move in self.moves)


@dataclass(frozen=True, slots=True)
class ComparedFactors:
    """A dossier under two editions of the factor tables.

    Attributes:
        name: of the dossier, in messages.
        named: the two editions, as they were named.
        tables: the old tables, the new ones.
        update: what moves.
    """

    name: str
    named: tuple[str, str]
    tables: tuple[Tables, Tables]
    update: FactorUpdate


def factor_update(ends: tuple[Assessment, Assessment], tables: tuple[Tables, Tables], assess: _Assess) -> FactorUpdate:
    """Say what an update moves.

    Args:
        ends: the assessments with the old tables, then with the new ones.
        tables: the old tables and the new ones.
        assess: assesses the dossier, as the old tables read it, with other tables.
    """
    old, new = tables
    changed = [(table, subject) for table in FACTOR_NUMBERS for subject in _changed(old, new, table)]
    base = assess(crossed(old, new, {}))
    moves = sorted(
        _moves(changed, base, tables, assess), key=lambda each: (-abs(each.climate), each.table, each.subject)
    )
    return FactorUpdate(
        *ends,
        tuple(moves),
        len(changed) - len(moves),
        _lines(*ends),
        _totals(*ends, territory=False),
        _totals(*ends, territory=True),
    )


def _changed(old: Tables, new: Tables, table: str) -> list[str]:
    """Return the subjects whose rows are not the same in both, in the order of the tables."""
    before, after = subject_rows(old, table), subject_rows(new, table)
    every = dict.fromkeys((*before, *after))
    return [subject for subject in every if before.get(subject, []) != after.get(subject, [])]


def _moves(
    changed: Sequence[_Change], base: Assessment, tables: tuple[Tables, Tables], assess: _Assess
) -> Iterator[FactorMove]:
    """Yield what each subject moves alone; of many that move nothing together, none is tried alone."""
    if not changed:
        return
    wanted: dict[str, set[str]] = {}
    for table, subject in changed:
        wanted.setdefault(table, set()).add(subject)
    try:
        assessment = assess(crossed(*tables, wanted))
    except (CatalogError, MagnitudeError):  # these rows need others of the update: they are told with the whole
        assessment = None
    if assessment is not None and not (
        _lines(base, assessment)
        or _totals(base, assessment, territory=False)
        or _totals(base, assessment, territory=True)
    ):
        return
    if len(changed) == 1:
        if assessment is not None:
            table, subject = changed[0]
            yield FactorMove(
                table,
                subject,
                tuple(_rows(*tables, table, subject)),
                _lines(base, assessment),
                _totals(base, assessment, territory=False),
                _totals(base, assessment, territory=True),
            )
        return
    half = len(changed) // 2
    for part in (changed[:half], changed[half:]):
        yield from _moves(part, base, tables, assess)


def _lines(old: Assessment, new: Assessment) -> tuple[LineMove, ...]:
    before, after = ({line.id: line for line in assessment.organisation.lines} for assessment in (old, new))
    lines = []
    for name in dict.fromkeys((*before, *after)):
        one, other = (None if name not in side else side[name].total(CLIMATE) for side in (before, after))
        if _moved(one, other):
            same = name in before and name in after and _gaps(before[name], CLIMATE) == _gaps(after[name], CLIMATE)
            lines.append(LineMove(name, (after.get(name) or before[name]).label, one, other, same))
    return tuple(sorted(lines, key=lambda move: (-abs((move.after or 0.0) - (move.before or 0.0)), move.id)))


def _gaps(line: Line, category: str) -> frozenset[tuple[str, str]]:
    """Return what of a line is not assessed in a category."""
    return frozenset((gap.subject, gap.stage) for gap in line.recipe.gaps if gap.category == category)


def _totals(old: Assessment, new: Assessment, *, territory: bool) -> dict[str, TotalMove]:
    before, after = (
        {name: estimate.value for name, estimate in assessment.territory.totals.items()}
        if territory
        else assessment.organisation.totals
        for assessment in (old, new)
    )
    pairs = {name: (before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after))}
    return {
        name: TotalMove(*pair, same_extent=territory or _extent(old, name) == _extent(new, name))
        for name, pair in pairs.items()
        if _moved(*pair)
    }


def _extent(result: Assessment, category: str) -> dict[str, frozenset[tuple[str, str]] | None]:
    """Return what is not assessed of each line; None for a line of which nothing is."""
    return {
        line.id: None if line.total(category) is None else _gaps(line, category) for line in result.organisation.lines
    }


def _moved(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is not other
    return not isclose(one, other, rel_tol=SAME)


def _rows(old: Tables, new: Tables, table: str, subject: str) -> Iterator[RowChange]:
    """Yield the default values of a subject that change."""
    before, after = _defaults(old, table, subject), _defaults(new, table, subject)
    for name in dict.fromkeys((*before, *after)):
        if before.get(name) != after.get(name):
            yield RowChange(name, before.get(name), after.get(name))


def _defaults(tables: Tables, table: str, subject: str) -> dict[tuple[str, ...], RowValue]:
    defaults = {}
    for row, cells in tables.rows(table, [subject]):
        if cells.get("is_default", "1") != "1":
            continue
        keys = tuple(cells[name] for name in _KEYS if cells.get(name))
        for name, unit in _VALUES.items():
            value = real_of(cells.get(name, ""), f"factors/{table}, ligne {row}")
            if value is not None:
                of = (*keys, name) if unit else keys
                year = cells.get("source_year") or cells.get("year", "")
                defaults[of] = RowValue(value, unit or cells["unit"], cells["source"], year)
    return defaults
