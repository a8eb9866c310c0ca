"""What is not assessed: each gap with its lines, and the types that keep a category from being assessed whole, the heaviest first."""

from collections.abc import Collection, Iterable, Sequence
from math import fsum
from typing import Final, NamedTuple

from snr_cli.engine.records import CLIMATE, DEDUCED, Gap, Line, Organisation, Recipe

_FIRST: Final = 10  # types told by category: what a contributor may look for


class LackingType(NamedTuple):
    """A type whose lines are not assessed whole in a category: the share that a row of it would add.

    None when no footprint of its lines is known. `missing`: the stages that lack, each with its reason. What is deduced from climate change is not assessed.
    """

    type: str
    share: float | None
    lines: int
    missing: tuple[tuple[str, str], ...]

    @property
    def sourced(self) -> bool:
        """Say whether a source may give it: what lacks is no line in euros of which no row speaks."""
        return all(reason != "no_source" for _, reason in self.missing)


class LackingCategory(NamedTuple):
    """A category that is not assessed whole: the share that is, and what lacks, the heaviest first; no type without any line."""

    id: str
    assessed: float
    types: tuple[LackingType, ...]


def lacking_types(
    organisation: Organisation, categories: Sequence[str], of_euros: Collection[str]
) -> list[LackingCategory]:
    """Return the categories that are not assessed whole, each with the types that would raise its share most.

    Shares are those of the coverage: of the climate footprint, or of the lines where these decide. Lines in euros come last,
    beside the ten, for the reason `no_source`, in a category that is none of `of_euros`: those of which some row of euros speaks.
    """
    lines = organisation.lines
    lacking = []
    for category in categories:
        coverage = organisation.coverage[category]
        held: dict[str, tuple[list[float | None], dict[tuple[str, str], None]]] = {}
        for line in lines:
            recipe = line.recipe
            if recipe.covers(category) != "complete":
                weights, missing = held.setdefault(line.type, ([], {}))
                weights.append(1.0 if coverage.by_lines else line.total(CLIMATE))
                missing |= dict.fromkeys(
                    (gap.stage, "no_source" if line.spending and category not in of_euros else gap.reason)
                    for gap in recipe.gaps
                    if gap.category == category
                )
                missing |= {(DEDUCED, "deduced"): None} if category in recipe.deduced else {}
        whole = float(len(lines)) if coverage.by_lines else fsum(line.total(CLIMATE) or 0.0 for line in lines)
        types = [
            LackingType(
                name,
                fsum(weight or 0.0 for weight in weights) / whole if any(weights) else None,
                len(weights),
                tuple(missing),
            )
            for name, (weights, missing) in held.items()
        ]
        if types or not lines:
            types.sort(key=lambda each: (not each.sourced, -(each.share or 0.0), each.type))
            told = tuple(
                lacking_type for rank, lacking_type in enumerate(types) if rank < _FIRST or not lacking_type.sourced
            )
            lacking.append(LackingCategory(category, coverage.assessed, told))
    return lacking


def collect_gaps(lines: Iterable[Line]) -> list[Gap]:
    """Return each gap of the lines with the ids of the lines it touches."""
    by_recipe: dict[int, tuple[Recipe, list[str]]] = {}
    for line in lines:
        by_recipe.setdefault(id(line.recipe), (line.recipe, []))[1].append(line.id)
    gaps: dict[tuple[str, str, str, str, tuple[tuple[str, object], ...]], list[str]] = {}
    for recipe, names in by_recipe.values():
        for gap in dict.fromkeys(recipe.gaps):
            gaps.setdefault((gap.subject, gap.category, gap.stage, gap.reason, gap.values), []).extend(names)
    return [
        Gap(subject, category, stage, reason, (*values, ("lines", tuple(ids))))
        for (subject, category, stage, reason, values), ids in gaps.items()
    ]
