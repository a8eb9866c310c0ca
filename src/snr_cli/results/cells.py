"""A perimeter by group, stage and category: the value of each cell, how much of its lines it holds, its bounds."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.coverage import Coverage
from snr_cli.engine.records import CLIMATE, DEDUCED, ELECTRICITY, Gap, Line, Recipe
from snr_cli.engine.uncertainty import Weighing
from snr_cli.results.records import Extent, FigureBounds, bounds_of, extent_of

SUMMED: Final = "all"  # every group, or every stage


def cell_bounds(
    groups: Mapping[str, Sequence[Line]], categories: Iterable[str], tables: Tables, year: int
) -> Callable[[str, str, str], FigureBounds | None]:
    """Return what gives the bounds of a cell (category, group, stage) or of a sum of cells: they share factors and quantities."""
    weighing = Weighing(tables, categories)
    parts: list[tuple[str, str]] = []
    of_stage: dict[tuple[int, str], Recipe] = {}
    for group, lines in groups.items():
        for stage in tables.vocabulary["stages"]:
            kept = [
                line._replace(recipe=recipe)
                for line in lines
                if (recipe := _recipe_of(line.recipe, stage, of_stage)).terms or recipe.electricity
            ]
            if kept:
                weighing.add((group, stage), kept, year)
                parts.append((group, stage))
    weighing.close()

    def bounds(category: str, group: str, stage: str) -> FigureBounds | None:
        weights: dict[Hashable, float] = {
            part: 1.0 for part in parts if group in (SUMMED, part[0]) and stage in (SUMMED, part[1])
        }
        # a value without any uncertain input has no interval
        return bounds_of(*weighing.interval(category, weights))

    return bounds


def _recipe_of(recipe: Recipe, stage: str, made: dict[tuple[int, str], Recipe]) -> Recipe:
    """Return what a recipe has of a stage; lines of one recipe keep sharing one."""
    key = (id(recipe), stage)
    if key not in made:
        made[key] = replace(
            recipe,
            terms=tuple(term for term in recipe.terms if term.stage == stage),
            gaps=(),
            electricity=recipe.electricity if stage == "use" else None,
        )
    return made[key]


def cell_stages(recipe: Recipe, category: str) -> set[str]:
    """Return the stages at which a recipe has something of a category, assessed or not."""
    if category == ELECTRICITY:
        return {"use"}
    found = {term.stage for term in recipe.terms if term.category == category}
    return found | {gap.stage for gap in recipe.gaps if gap.category == category}


def cell_value(line: Line, category: str, stage: str) -> float | None:
    """Return the impact of a line at a stage, or at all of them; None when nothing of it is assessed."""
    if category == ELECTRICITY:
        return line.electricity_kwh
    return line.total(category) if stage == SUMMED else line.stages(category).get(stage)


def cell_gaps(line: Line, category: str, stage: str) -> list[Gap]:
    """Return what of a line is not assessed at a stage, or at all of them."""
    return [gap for gap in line.recipe.gaps if gap.category == category and stage in (SUMMED, gap.stage)]


def stage_state(line: Line, category: str, stage: str) -> str:
    """Say how a stage that has a value is known: `deduced` where it is, else as its line without what is deduced."""
    covered = line.recipe.covers(category)
    return "deduced" if stage == DEDUCED else "complete" if covered == "deduced" else covered


def cell_extent(lines: list[Line], category: str, stage: str) -> Extent:
    """Return how much of some lines a stage, or all of them, is assessed; weighed as the totals of an assessment are."""
    counts = {"complete": 0, "deduced": 0, "partial": 0, "none": 0}
    weights = dict.fromkeys(counts, 0.0)
    unweighed = 0
    for line in lines:
        known = cell_value(line, category, stage) is not None
        whole = "deduced" if category in line.recipe.deduced and stage in (SUMMED, DEDUCED) else "complete"
        state = ("partial" if cell_gaps(line, category, stage) else whole) if known else "none"
        weight = line.total(CLIMATE)
        unweighed += weight is None
        counts[state] += 1
        weights[state] += weight or 0.0
    climate = fsum(weights.values())
    shares = [weights[state] / climate if climate else None for state in ("complete", "partial")]
    deduced = (counts["deduced"], weights["deduced"] / climate if climate else 0.0)
    return extent_of(
        Coverage(counts["complete"], counts["partial"], len(lines), shares[0], shares[1], unweighed, (), *deduced)
    )
