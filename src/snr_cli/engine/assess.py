"""The whole calculation, in one call."""

from math import isfinite

from snr_cli.catalog.catalog import Catalog
from snr_cli.catalog.tables import Tables
from snr_cli.engine.context import Context
from snr_cli.engine.equipment import EquipmentRecipes
from snr_cli.engine.facts import resolve_facts
from snr_cli.engine.organisation import assess_organisation
from snr_cli.engine.records import CLIMATE, Assessment, Fact, Gap, Line, Recipe
from snr_cli.engine.territory import HOUSEHOLD_TYPES, LINE_SERVICES, assess_territory, assess_uses
from snr_cli.model.dossier import Dossier

# options of the method that may be asked for together
TOGETHER = frozenset({"beges", "post_amortisation_zero"})


class OptionsError(Exception):
    """Options that have no meaning together; carries their names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(" + ".join(names))
        self.names = names


class MagnitudeError(Exception):
    """A result too large to be a number: one line's figures are absurd; carries its id."""


def assess(
    dossier: Dossier,
    tables: Tables,
    *,
    factor_set: str | None = None,
    licence: str | None = None,
    without: tuple[str, ...] = (),
) -> Assessment:
    """Assess a dossier.

    Args:
        dossier: a dossier whose references are checked.
        tables: the factor tables.
        factor_set: overrides the dossier's named set.
        licence: `all` or `open`; overrides the dossier's.
        without: sites or entities left out by name.

    Raises:
        OptionsError: options without meaning together.
        MagnitudeError: a total is not finite.
        CatalogError: the tables are wrong.
    """
    options = frozenset(dossier.method.options)
    if len(options) > 1 and options != TOGETHER:
        raise OptionsError(tuple(sorted(options)))
    estimated = ("monitor", "smartphone", "printer_laser", "internet_box") if dossier.method.estimate else ()
    types = (
        {line.type for line in dossier.equipment}
        | {use.type for use in dossier.uses}
        | set(HOUSEHOLD_TYPES)
        | set(estimated)
    )
    services = (
        {line.type for line in dossier.services}
        | {use.type for use in dossier.uses}
        | {name for _, name in LINE_SERVICES}
    )
    services |= {"network_fixed_gb", "network_mobile_gb"}
    catalog = Catalog(
        tables,
        factor_set or dossier.method.factor_set,
        licence or dossier.method.factors_licence,
        dossier.factors,
        types,
        services,
    )
    facts, notices = resolve_facts(dossier.territory, tables)
    place = catalog.place_of(facts["department"].value) if "department" in facts else "FR"
    context = Context(catalog, dossier.reference_year, place, options)
    for found in notices:
        context.notices[found] = None
    if facts.get("fictitious", Fact(False, "", "")).value:
        context.say("fictitious")
    if "department" not in facts:
        context.say("department_unknown")
    for option in sorted(options):
        context.say(f"option_{option}")
    if dossier.members:
        context.say("members_not_counted", count=len(dossier.members))
    if catalog.closed:
        context.say("open_licence", count=len(catalog.dropped))
    context.electricity(place, CLIMATE)
    organisation = assess_organisation(dossier, context, facts, without)
    gaps = collect_gaps((*organisation.lines, *organisation.public_lines))
    if not organisation.lines:
        gaps.append(Gap("organisation", CLIMATE, "all", "no_inventory"))
    plain = EquipmentRecipes(
        context, dossier.method.model_copy(update={"lifetimes": {}}), {}, technical_without_room=False
    )
    territory = assess_territory(dossier, context, facts, plain, gaps)
    uses = assess_uses(dossier, context, facts, plain, gaps, territory.household_lines)
    for line in organisation.lines:
        value = line.total(CLIMATE)
        if value is not None and not isfinite(value):
            raise MagnitudeError(line.id)
    return Assessment(
        facts,
        dossier.reference_year,
        tuple(sorted(options)),
        catalog.set.id,
        catalog.set.label,
        tables.sha256,
        licence or dossier.method.factors_licence,
        place,
        {
            place_code: factor
            for (place_code, category), factor in context.grid.items()
            if category == CLIMATE and factor is not None
        },
        organisation,
        territory,
        uses,
        tuple(gaps),
        tuple(context.notices),
        _sources(organisation.lines, territory.household_lines),
        tuple(override.type or override.service or override.electricity or "" for override in dossier.factors.overrides)
        + tuple(new.id for new in dossier.factors.types),
    )


def collect_gaps(lines: tuple[Line, ...]) -> list[Gap]:
    """Return each gap of the lines with the ids of the lines it touches."""
    by_recipe: dict[int, tuple[Recipe, list[str]]] = {}
    for line in lines:
        by_recipe.setdefault(id(line.recipe), (line.recipe, []))[1].append(line.id)
    found: dict[tuple[str, str, str, str, tuple[tuple[str, object], ...]], list[str]] = {}
    for recipe, names in by_recipe.values():
        for gap in dict.fromkeys(recipe.gaps):
            found.setdefault((gap.subject, gap.category, gap.stage, gap.reason, gap.values), []).extend(names)
    return [
        Gap(subject, category, stage, reason, (*values, ("lines", tuple(ids))))
        for (subject, category, stage, reason, values), ids in found.items()
    ]


def _sources(*every: tuple[Line, ...]) -> tuple[str, ...]:
    """Return the ids of the sources of the factors used, sorted."""
    recipes = {id(line.recipe): line.recipe for lines in every for line in lines}
    return tuple(sorted({term.factor.source for recipe in recipes.values() for term in recipe.terms}))
