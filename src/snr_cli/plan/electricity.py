"""A second curve, apart: the same plan if the electricity factor followed a path that the dossier states, with its source.

The first curve keeps the factor of the reference year. Here, what the electricity of the path's place weighs (kWh × factor)
is multiplied each year by the stated factor over the frozen one; everything else stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from math import fsum

from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, Assessment, Line, Recipe
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import ElectricityPath
from snr_cli.plan.trajectory import Course, Trajectory, along, course
from snr_cli.plan.variants import Game


class PathError(Exception):
    """The dossier has no path of this name; carries those that it has."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


class PlaceError(Exception):
    """No electricity of this place weighs anything in the assessment; carries the place."""


@dataclass(frozen=True, slots=True)
class PathYear:
    """A year of the path: its factor in kgCO2e/kWh, then the totals of the organisation in kgCO2e."""

    year: int
    factor: float
    baseline: float
    with_actions: float


@dataclass(frozen=True, slots=True)
class ElectricityCurve:
    """The plan under a path of electricity: a scenario of the user's, which no verdict uses."""

    name: str
    title: str
    source: str
    place: str
    frozen: float
    years: tuple[PathYear, ...]


def electricity_curve(
    dossier: Dossier, assessment: Assessment, tables: Tables, trajectory: Trajectory, name: str
) -> ElectricityCurve:
    """Return the second curve of a plan.

    Raises:
        PathError: the dossier has no such path.
        PlaceError: no electricity of its place is counted.
    """
    paths = dossier.strategy.electricity_paths if dossier.strategy is not None else ()
    path = next((electricity_path for electricity_path in paths if electricity_path.name == name), None)
    if path is None:
        raise PathError(name, tuple(electricity_path.name for electricity_path in paths))
    place = path.place or assessment.place
    frozen = assessment.electricity.get(place)
    if frozen is None or not frozen.value:
        raise PlaceError(place)
    powered = along(
        _of_place(course(dossier, assessment, tables, trajectory.years[-1].year), frozen), trajectory.years[-1].year
    )
    years = []
    for whole, part in zip(trajectory.years, powered.years, strict=True):
        if CLIMATE not in whole.baseline:
            continue
        factor = factor_in(path, whole.year, dossier.reference_year, frozen.value)
        change = factor / frozen.value - 1.0
        years.append(
            PathYear(
                whole.year,
                factor,
                whole.baseline[CLIMATE] + part.baseline.get(CLIMATE, 0.0) * change,
                whole.with_actions[CLIMATE] + part.with_actions.get(CLIMATE, 0.0) * change,
            )
        )
    return ElectricityCurve(path.name, path.title or path.name, path.source, place, frozen.value, tuple(years))


def factor_in(path: ElectricityPath, year: int, reference_year: int, frozen: float) -> float:
    """Return the factor of a year: in a straight line from the frozen factor to each stated one; the last one holds."""
    steps = [
        (reference_year, frozen),
        *sorted((at, value) for at, value in path.factors.items() if at > reference_year),
    ]
    for (before, start), (after, end) in pairwise(steps):
        if before <= year <= after:
            return start + (end - start) * (year - before) / (after - before)
    return frozen if year <= reference_year else steps[-1][1]


def _of_place(found: Course, factor: Factor) -> Course:
    """Return a course that holds only what one factor of electricity weighs."""
    return replace(
        found,
        known=(CLIMATE,),
        games=tuple(_game(game, factor) for game in found.games),
        fixed={growing: [_powered(line, factor) for line in lines] for growing, lines in found.fixed.items()},
    )


def _game(game: Game, factor: Factor) -> Game:
    units = [_powered(line, factor).total(CLIMATE) or 0.0 for line in game.units]
    values: Mapping[str, list[float]] = {
        CLIMATE: [fsum(units[unit] * scale for unit, scale in content) for content in game.sets]
    }
    return replace(game, values=dict(values))


def _powered(line: Line, factor: Factor) -> Line:
    terms = tuple(term for term in line.recipe.terms if term.category == CLIMATE and term.factor == factor)
    return line._replace(recipe=Recipe(terms, ()))
