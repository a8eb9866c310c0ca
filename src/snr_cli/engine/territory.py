"""The second perimeter: the territory, estimated. By inhabitant and by household, side by side, never summed."""

from collections.abc import Iterable, Sequence
from math import fsum
from typing import Final

from snr_cli.engine.context import Context
from snr_cli.engine.equipment import BOX, EquipmentRecipes
from snr_cli.engine.lacking import collect_gaps
from snr_cli.engine.records import (
    CLIMATE,
    ELECTRICITY,
    Estimate,
    Fact,
    Gap,
    Line,
    Quantity,
    Recipe,
    Term,
    TerritoryEstimate,
    Use,
    divide,
    product,
)
from snr_cli.engine.services import ServiceRecipes
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.territory import DataCentre

# The devices of the residents: what a person carries counts by inhabitant, what a home shares counts by household.
#
# The rates are published by household (Baromètre du numérique 2025). A town of singles has more homes for the same people: it has
# their televisions and boxes, not more telephones. So the rate of a personal device is taken by person:
#
# published rate by household ÷ published persons by household × population municipale

# device of the barometer → the catalogue's type; computers are taken as laptops, a console is shared as a television is
_BY_PERSON: Final = {"smartphone": "smartphone", "computer": "laptop", "tablet": "tablet"}
_BY_HOUSEHOLD: Final = {"tv": "tv", "game_console": "game_console"}
# all of them, as they are published
NATIONAL_RATES: Final = {**_BY_PERSON, **_BY_HOUSEHOLD}
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
    for name, kind in {**NATIONAL_RATES, **({} if has_lines else {BOX: BOX})}.items():
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


TIERS = ("terminals", "networks", "datacentres")
_STAGES = ("excl_use", "use")
_TIER_SHARES, _STAGE_SHARES = ("tier_share", "sum_of_shares"), ("stage_share", "sum_of_stage_shares")
NO_ESTIMATE = ("FR-NC", "FR-PF")
LINE_SERVICES = (("fixed_lines", "line_fixed_year_average"), ("mobile_lines", "line_mobile_year_average"))
# traffic of an average line (ADEME FAI 2024), offered when the dossier gives the lines and no use
_TRAFFIC = (
    ("fixed_lines", "fr_data_per_fixed_line", "network_fixed_gb"),
    ("mobile_lines", "fr_data_per_mobile_line", "network_mobile_gb"),
)
HOURS_PER_YEAR = 8760.0


def assess_territory(
    dossier: Dossier, context: Context, facts: dict[str, Fact], recipes: EquipmentRecipes, gaps: list[Gap]
) -> TerritoryEstimate:
    """Estimate the territory from national figures (ADEME 2025, data 2022) and, apart, from its households."""
    population = facts.get("population_municipale")
    by_person = _ByPerson(context)
    reason = "no_population" if population is None else "no_national_mean" if context.place in NO_ESTIMATE else ""
    if not reason and "fr_percapita_climate_change" not in context.catalog.figures:
        reason = "closed_licence"
    if reason:
        gaps.append(Gap("territory", CLIMATE, "all", reason))
    elif population is not None:
        if context.place != "FR":
            context.say("territory_national_mean", context.place)
        by_person.count(
            Quantity("population_municipale", float(population.value), "person", population.status, population.source)
        )
    lines = _bottom_up(dossier, context, facts, recipes, gaps)
    household_totals: dict[str, float] = {}
    for category in context.impact_categories:
        values = [value for line in lines if (value := line.total(category)) is not None]
        if values:
            household_totals[category] = fsum(values)
    kwh = [value for line in lines if (value := line.electricity_kwh) is not None]
    if kwh:
        household_totals[ELECTRICITY] = fsum(kwh)
    by_origin: dict[str, float] = {}
    for line in lines:
        found_total = line.total(CLIMATE)
        if found_total is not None:
            by_origin[line.group] = by_origin.get(line.group, 0.0) + found_total
    gaps += collect_gaps(line for line in lines if line.kind != "data_centre")
    return TerritoryEstimate(
        by_person.totals,
        by_person.by_tier,
        by_person.by_stage,
        by_person.tier_stages,
        by_person.views,
        by_origin,
        tuple(lines),
        household_totals,
    )


class _ByPerson:
    """The footprint by inhabitant: national figures × population, by tier (terminals, networks, data centres) and stage."""

    def __init__(self, context: Context) -> None:
        self.figures = context.catalog.figures
        self.categories = context.catalog.tables.categories
        self.totals: dict[str, Estimate] = {}
        self.by_tier: dict[str, dict[str, Estimate]] = {}
        self.by_stage: dict[str, dict[str, float]] = {}
        self.tier_stages: dict[str, dict[str, Estimate]] = {}
        self.views: dict[str, Estimate] = {}

    def count(self, people: Quantity) -> None:
        """Count every category that the national figures have, for so many persons."""
        for category, known in self.categories.items():
            row = self.figures.get(f"fr_percapita_{category}")
            if row is not None:
                per_person = Quantity("per_capita", row.value, row.unit, "default", row.source)
                total = product("territory_total", known.unit, people, per_person)
                low, high = (None if bound is None else bound * people.value for bound in (row.low, row.high))
                self.totals[category] = Estimate(total.value, known.unit, low, high, total)
                self._share(category, people, per_person)
        if CLIMATE in self.totals:
            self.views["consumption"] = self.totals[CLIMATE]
        france = self.figures.get("fr_percapita_france_only_climate_change")
        if france is not None:
            per_person = Quantity("per_capita_france_only", france.value, france.unit, "derived", france.source)
            amount = product("france_only", "kgCO2e", people, per_person)
            low, high = (None if bound is None else bound * people.value for bound in (france.low, france.high))
            self.views["france_only"] = Estimate(amount.value, "kgCO2e", low, high, amount)

    def _share(self, category: str, people: Quantity, per_person: Quantity) -> None:
        """Share a total between tiers, then each tier between use and the rest, where every share is published."""
        unit = self.categories[category].unit
        for tier, of_tier in self._shares(TIERS, f"fr_share_{{}}_{category}", _TIER_SHARES, per_person.source):
            amount = product("tier", unit, people, per_person, of_tier)
            self.by_tier.setdefault(tier, {})[category] = Estimate(amount.value, unit, None, None, amount)
            names = f"fr_share_{tier}_{{}}_{category}"
            for stage, of_stage in self._shares(_STAGES, names, _STAGE_SHARES, per_person.source):
                amount = product("tier_stage", unit, people, per_person, of_tier, of_stage)
                self.tier_stages.setdefault(f"{tier}.{stage}", {})[category] = Estimate(
                    amount.value, unit, None, None, amount
                )
                before = self.by_stage.setdefault(stage, {})
                before[category] = before.get(category, 0.0) + amount.value

    def _shares(
        self, parts: Sequence[str], names: str, said: tuple[str, str], source: str
    ) -> Iterable[tuple[str, Quantity]]:
        """Yield each part and its share of their sum, which rounding keeps from being 1; nothing unless all are published."""
        rows = [self.figures.get(names.format(part)) for part in parts]
        published = [row for row in rows if row is not None]
        if len(published) < len(parts) or not fsum(row.value for row in published):
            return
        name, name_of_sum = said
        whole = Quantity(name_of_sum, fsum(row.value for row in published), "ratio", "derived", source)
        for part, row in zip(parts, published, strict=True):
            share = Quantity("published_share", row.value, "ratio", "default", row.source)
            yield part, divide(name, "ratio", share, whole)


def _bottom_up(
    dossier: Dossier, context: Context, facts: dict[str, Fact], recipes: EquipmentRecipes, gaps: list[Gap]
) -> list[Line]:
    """Households (no box where lines are given) + lines + data centres."""
    lines = household_lines(dossier, context, facts, recipes, gaps)
    services = ServiceRecipes(context, (), (), "territory")
    gaps.append(Gap("professionals", CLIMATE, "all", "no_jobs_ratio"))
    if not dossier.territory.data_centres:
        gaps.append(Gap("data_centres", CLIMATE, "all", "no_data_centre"))
    for fact, kind in LINE_SERVICES:
        if fact not in facts:
            gaps.append(Gap(fact, CLIMATE, "all", "no_lines"))
        else:
            line = services.line(
                Service.model_construct(id=f"territory-{fact}", type=kind, quantity=float(facts[fact].value))
            )
            lines.append(line._replace(kind="line", group="lines", inventory_group="", quality="medium"))
    lines += [_data_centre(centre, context, gaps) for centre in dossier.territory.data_centres]
    return lines


def _data_centre(centre: DataCentre, context: Context, gaps: list[Gap]) -> Line:
    """Electricity of a data centre (IT × PUE) and its building; its servers are not assessed."""
    terms: list[Term] = []
    missing: list[Gap] = [Gap("data_centre", name, "embodied", "servers_unknown") for name in context.impact_categories]
    pue_row = context.catalog.pue(centre.room_kind)
    pue = (
        Quantity("pue", centre.pue, "ratio", "given")
        if centre.pue
        else Quantity("pue", pue_row.value, "ratio", "default", pue_row.source)
        if pue_row
        else None
    )
    it: Quantity | None = None
    if centre.it_kwh_per_year is not None:
        it = Quantity("it_kwh", centre.it_kwh_per_year, "kWh/year", "given")
    elif centre.it_power_kw is not None and centre.load is not None:
        it = product(
            "it_kwh",
            "kWh/year",
            Quantity("it_power", centre.it_power_kw, "kW", "given"),
            Quantity("load", centre.load, "ratio", "given"),
            Quantity("hours", HOURS_PER_YEAR, "h/year", "default", "RCP_SI_2024"),
        )
    electricity = None
    if it is not None and pue is not None:
        electricity = product("kwh_total", "kWh/year", it, pue)
        more, absent = context.use_terms(
            "data_centre",
            electricity,
            context.place,
            [c for c in context.impact_categories if not context.catalog.tables.categories[c].stages],
        )
        terms += more
        missing += absent
    else:
        missing += [Gap("data_centre", name, "use", "no_kwh") for name in context.impact_categories]
    if centre.surface_m2 and (lifetime := context.catalog.usage("dc_building_m2", "lifetime_years")):
        life = Quantity("lifetime", lifetime[0], "year", "default", lifetime[1].source)
        amount = divide("surface", "m2/year", Quantity("surface", centre.surface_m2, "m2", "given"), life)
        terms += [
            Term(category, row.stage, amount, row)
            for category, rows in context.catalog.embodied("dc_building_m2").items()
            for row in rows
        ]
    gaps += [
        Gap(f"data_centre {centre.label or centre.id}", gap.category, gap.stage, gap.reason, gap.values)
        for gap in missing
        if gap.category == CLIMATE
    ]
    return Line(
        f"territory-datacentre-{centre.id}",
        centre.label or centre.id,
        "data_centre",
        "data_centre",
        "data_centres",
        "",
        "",
        "",
        "medium",
        1.0,
        "site",
        Quantity("site", 1.0, "site", "given"),
        Recipe(tuple(terms), tuple(missing), electricity),
    )


def assess_uses(
    dossier: Dossier,
    context: Context,
    facts: dict[str, Fact],
    recipes: EquipmentRecipes,
    gaps: list[Gap],
    households: tuple[Line, ...],
) -> tuple[Use, ...]:
    """Assess the digital uses: those of the dossier, else national equipment rates marked as such. Never added."""
    services = ServiceRecipes(context, (), (), "territory")
    homes, people = facts.get("households"), facts.get("population_municipale")
    uses: list[Use] = []
    for use in dossier.uses:
        if use.quantity is not None:
            scale = Quantity("quantity", use.quantity, "unit", "given", use.source or "")
        else:
            base, rate, name = (
                (homes, use.per_household, "households")
                if use.per_household is not None
                else (people, use.per_inhabitant, "population_municipale")
            )
            if base is None or rate is None:
                gaps.append(
                    Gap(
                        use.label or use.id,
                        CLIMATE,
                        "all",
                        "no_households" if name == "households" else "no_population",
                    )
                )
                continue
            scale = product(
                "quantity",
                "unit",
                Quantity(name, float(base.value), "unit", base.status, base.source),
                Quantity("rate", rate, "ratio", "given", use.source or ""),
            )
        uses.append(_use(use.id, use.label, use.kind, "given", use.type, scale, recipes, services))
    if not uses:
        uses = _default_uses(context, facts, households, recipes, services, gaps)
    return tuple(uses)


def _default_uses(
    context: Context,
    facts: dict[str, Fact],
    households: tuple[Line, ...],
    recipes: EquipmentRecipes,
    services: ServiceRecipes,
    gaps: list[Gap],
) -> list[Use]:
    """Return national averages where the dossier says nothing: equipment rates, then traffic by line."""
    default_uses = [
        Use(
            line.id.replace("territory-household", "use"),
            line.label,
            "equipment_rate",
            "default",
            line.scale,
            "unit",
            line,
        )
        for line in households
        if line.kind == "household"
    ]
    for fact, figure, kind in _TRAFFIC:
        row = context.catalog.figures.get(figure)
        if fact not in facts or row is None:
            gaps.append(Gap(f"use_{fact}", CLIMATE, "all", "no_lines" if row is not None else "closed_licence"))
            continue
        lines = Quantity(fact, float(facts[fact].value), "line", facts[fact].status, facts[fact].source)
        volume = product("traffic", "GB", lines, Quantity("gb_per_line", row.value, row.unit, "default", row.source))
        default_uses.append(_use(f"use-{kind}", None, "traffic", "default", kind, volume, recipes, services))
    gaps.append(Gap("use_services", CLIMATE, "all", "no_national_use"))
    return default_uses


def _use(
    name: str,
    label: str | None,
    kind: str,
    status: str,
    type_name: str,
    scale: Quantity,
    recipes: EquipmentRecipes,
    services: ServiceRecipes,
) -> Use:
    known = recipes.context.catalog.tables.service_types.get(type_name)
    if known is not None:
        recipe, text, unit = services.recipe(known, None), known.label, known.unit
    else:
        assessed = recipes.line(Equipment.model_construct(id="use", type=type_name, quantity=1.0))
        recipe, text, unit = assessed.recipe, assessed.label, "unit"
    line = Line(name, label or text, type_name, "use", "uses", "", "", "", "low", scale.value, unit, scale, recipe)
    return Use(name, label or text, kind, status, scale, unit, line)
