"""What of a unit nothing assesses, before or after an action: not known is no change."""

from typing import Final

from snr_cli.engine.equipment import EMBODIED
from snr_cli.engine.records import ELECTRICITY, Gap, Recipe

_UNKNOWN: Final = frozenset(
    {
        "no_factor",
        "closed_licence",
        "no_lifetime",
        "no_depreciation",
        "no_purchases",
        "no_kwh",
        "no_kwh_in_factor",
        "no_pue",
        "no_electricity_factor",
    }
)
HeldRecipes = dict[tuple[int, int], Recipe | None]  # by the recipe of a unit and that of today
Alike = dict[tuple[int, int], Recipe]  # the same, for what of a unit is known today


def known_today(after: Recipe, today: Recipe, alike: Alike) -> Recipe:
    """Return what a unit becomes, without the parts that nothing assesses today.

    What they weigh today is not known, nor what changes: without this a line that has no factor would grow from 0 when an
    action gives it one.
    """
    key = (id(after), id(today))
    if key not in alike:
        silent = after.unit_totals.keys() - today.unit_totals.keys()
        missing = missing_of(today)
        terms = tuple(
            term for term in after.terms if term.category not in silent and (term.category, term.stage) not in missing
        )
        power = after.electricity if today.electricity is not None else None
        same = len(terms) == len(after.terms) and power is after.electricity
        alike[key] = after if same else Recipe(terms, after.gaps, power, after.lifetime)
    return alike[key]


def gaps_of(recipe: Recipe) -> list[Gap]:
    """Return the gaps of a unit that are for want of a factor or of a datum."""
    return [gap for gap in recipe.gaps if gap.reason in _UNKNOWN]


def missing_of(recipe: Recipe) -> set[tuple[str, str]]:
    """Return the (category, stage) of a unit that nothing assesses for want of a factor or of a datum."""
    return {
        (gap.category, stage)
        for gap in gaps_of(recipe)
        for stage in (EMBODIED if gap.stage == "embodied" else (gap.stage,))
    } - {(term.category, term.stage) for term in recipe.terms}


def kept_of(after: Recipe, today: Recipe, known: HeldRecipes) -> Recipe | None:
    """Return the part of a unit of today that stays, since nothing assesses that part of what it becomes.

    Without it a factor that is missing would save all that the line weighs. Recipes are shared between lines that are
    alike, so these are too.
    """
    key = (id(after), id(today))
    if key not in known:
        missing = missing_of(after)
        terms = tuple(
            term
            for term in today.terms
            if (term.category, term.stage) in missing or (term.category, "all_stages") in missing
        )
        electricity = today.electricity if after.electricity is None and (ELECTRICITY, "use") in missing else None
        known[key] = Recipe(terms, (), electricity, today.lifetime) if terms or electricity is not None else None
    return known[key]
