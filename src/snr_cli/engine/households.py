"""The devices of the residents: what a person carries counts by inhabitant, what a home shares counts by household.

The rates are published by household (Baromètre du numérique 2025). A town of singles has more homes for the same people: it has
their televisions and boxes, not more telephones. So the rate of a personal device is taken by person:

    published rate by household ÷ published persons by household × population municipale
"""

from typing import Final

from snr_cli.engine.context import Context
from snr_cli.engine.equipment import BOX, EquipmentRecipes
from snr_cli.engine.quantity import Quantity, divide, product
from snr_cli.engine.records import CLIMATE, Fact, Gap, Line, Recipe, Term
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment

# device of the barometer → the catalogue's type; computers are taken as laptops, a console is shared as a television is
_BY_PERSON: Final = {"smartphone": "smartphone", "computer": "laptop", "tablet": "tablet"}
_BY_HOUSEHOLD: Final = {"tv": "tv", "game_console": "game_console"}
HOUSEHOLD_TYPES: Final = (*_BY_PERSON.values(), *_BY_HOUSEHOLD.values(), BOX, "dc_building_m2")


def household_lines(
    dossier: Dossier, context: Context, facts: dict[str, Fact], recipes: EquipmentRecipes, gaps: list[Gap]
) -> list[Line]:
    """Return the devices of the homes: no box where lines are given; no electricity for those that nobody uses.

    A rate of the dossier, by household or by inhabitant, takes the place of the national one of its type. Without the households,
    or without the population that a rate by person needs, there is no reading: none of its devices is counted.
    """
    figures = context.catalog.figures
    given = {use.type: use for use in dossier.household_rates}
    homes, people = facts.get("households"), facts.get("population_municipale")
    by_inhabitant = {kind for kind, use in given.items() if use.per_household is None}
    personal = {name for name, kind in _BY_PERSON.items() if kind not in given}
    if homes is None or (people is None and personal | by_inhabitant):
        gaps.append(Gap("households", CLIMATE, "all", "no_households" if homes is None else "no_population"))
        return []
    persons = figures.get("fr_persons_per_household")
    has_lines = "fixed_lines" in facts and bool(context.catalog.service("line_fixed_year_average"))
    total, unused = (figures.get(f"fr_household_screen_equipment_{each}") for each in ("total", "unused"))
    lines = []
    for name, kind in {**_BY_PERSON, **_BY_HOUSEHOLD, **({} if has_lines else {BOX: BOX})}.items():
        row = figures.get(f"fr_household_{name}")
        is_personal = name in personal or kind in by_inhabitant
        count, unit = (people, "person") if people is not None and is_personal else (homes, "household")
        if kind in given:
            value = given[kind].per_inhabitant if is_personal else given[kind].per_household
            rate = Quantity("rate", value or 0.0, f"unit/{unit}", "given", given[kind].source or "")
        elif row is None or (name in personal and persons is None):
            gaps.append(Gap("households", CLIMATE, "all", "closed_licence"))
            continue
        else:
            rate = Quantity("rate", row.value, row.unit, "default", row.source)
        if persons is not None and name in personal:
            size = Quantity("persons_per_household", persons.value, persons.unit, "default", persons.source)
            rate = divide("rate_by_person", "unit/person", rate, size)
        dormant = unused.value / total.value if unused and total and name != BOX else 0.0
        line = recipes.line(Equipment.model_construct(id=f"household-{name}", type=kind, quantity=1.0))
        base = "population_municipale" if unit == "person" else "households"
        scale = product("devices", "unit", Quantity(base, float(count.value), unit, count.status, count.source), rate)
        lines.append(
            line._replace(
                id=f"territory-household-{name}",
                kind="household",
                group="households",
                inventory_group="",
                quality="low",
                quantity=scale.value,
                scale=scale,
                recipe=_partly_used(line.recipe, dormant, unused.source if unused else "") if dormant else line.recipe,
                role="",
            )
        )
    return lines


def _partly_used(recipe: Recipe, dormant: float, source: str) -> Recipe:
    """Take the electricity of unused devices away; their embodied stages stay."""
    used = Quantity("used_share", 1 - dormant, "ratio", "default", source)
    terms = tuple(
        Term(term.category, term.stage, product("kwh_used", term.amount.unit, term.amount, used), term.factor)
        if term.stage == "use"
        else term
        for term in recipe.terms
    )
    electricity = None if recipe.electricity is None else product("kwh_used", "kWh/year", recipe.electricity, used)
    return Recipe(terms, recipe.gaps, electricity, recipe.lifetime)
