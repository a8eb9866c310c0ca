"""The first perimeter: lines folded by recipe, then by group, stage, site, entity. Totals are exactly rounded sums."""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum, isclose
from typing import Any, Final, NamedTuple

from snr_cli.catalog.records import WHOLE_EQUIPMENT, Category, Factor, ServiceType, Spending
from snr_cli.engine.context import Context
from snr_cli.engine.coverage import ENOUGH, Coverage, exceeded
from snr_cli.engine.equipment import EquipmentRecipes
from snr_cli.engine.estimated import (
    SERVICES_MADE,
    STATUS,
    estimated_lines,
    estimated_share,
    estimated_shares,
    head_count_alone,
)
from snr_cli.engine.records import (
    CLIMATE,
    ELECTRICITY,
    TECHNICAL,
    Fact,
    Line,
    Organisation,
    Recipe,
    assessed_sum,
    folded,
    grouped,
)
from snr_cli.engine.services import HOSTED, LINE_ROLES, OWN, ServiceRecipes, by_two_methods
from snr_cli.model.dossier import Dossier, Service
from snr_cli.model.grouped import in_groups

# Which rows of the tables a climate footprint rests on, how old each is, and whether its source has ended its validity.

STALE_YEARS: Final = 10  # over which a row is told as old
# share of a total over which a row past its validity is told by itself: what it holds wrong would be read in the total
EXPIRED_SHARE: Final = 0.1


class Carried(NamedTuple):
    """A row of the tables and what it carries: kgCO2e a year of the lines, years of age at the year studied (0: of it, or later)."""

    factor: Factor
    kg: float
    age: int
    is_past: bool

    @property
    def is_stale(self) -> bool:
        """Say whether the row is over ten years old."""
        return self.age > STALE_YEARS


def carried_rows(lines: Iterable[Line], year: int) -> list[Carried]:
    """Return the rows behind the climate footprint of lines, what to look at again first.

    Those past their validity come first, then by kilograms × years of age: a small old row is not worth a day's work, nor a
    large one of the year. A row of the dossier itself is one like another.
    """
    carried: dict[tuple[str, str, int, str, int], tuple[Factor, list[float]]] = {}
    for recipe, amount in folded(lines):
        for term in recipe.terms:
            if term.category == CLIMATE:
                factor = term.factor
                key = (factor.table, factor.subject, factor.row, factor.stage, factor.year)
                carried.setdefault(key, (factor, []))[1].append(amount * term.value)
    rows = [
        Carried(
            factor,
            fsum(values),
            max(year - factor.year, 0) if factor.year else 0,
            is_past=bool(factor.valid_until) and factor.valid_until < f"{year}-12-31",
        )
        for factor, values in carried.values()
    ]
    return sorted(
        rows, key=lambda row: (not row.is_past, -row.kg * row.age, -row.kg, row.factor.subject, row.factor.row)
    )


# Amounts in euros beside lines of the same thing: told with what each weighs.


def tell_overlaps(lines: Sequence[Line], services: Iterable[Service], context: Context) -> None:
    """Say which amounts in euros stand beside lines that may hold the same thing, by the table of spending.

    What an amount may hold among others is settled by a note on it, which says what was taken out.
    """
    notes = {service.id for service in services if service.note}
    for kind in context.catalog.tables.spending.values() if any(line.spending for line in lines) else ():
        amounts = [line for line in lines if line.type == kind.id and line.quantity]
        if not kind.same:
            amounts = [line for line in amounts if line.id not in notes]
        beside = [line for line in lines if not line.spending and line.quantity and _is_beside(line, kind)]
        if amounts and beside:
            context.say(
                "spending_beside" if kind.same else "spending_may_hold",
                kind.id,
                label=context.catalog.tables.service_types[kind.id].label,
                keur=fsum(line.quantity for line in amounts),
                kg=assessed_sum(amounts),
                beside_lines=len(beside),
                beside_kg=assessed_sum(beside),
                reason=kind.reason,
            )


def _is_beside(line: Line, kind: Spending) -> bool:
    owned = line.kind == "equipment" or (line.kind == "estimate" and line.type not in SERVICES_MADE)
    return line.group in kind.beside or (WHOLE_EQUIPMENT in kind.beside and owned)


_ALIKE: Final = 1e-9  # relative: what floating-point sums may move


def assess_lines(
    dossier: Dossier, context: Context, facts: dict[str, Fact], without: tuple[str, ...]
) -> tuple[list[Line], list[Line]]:
    """Assess every line of the dossier.

    Args:
        dossier: the dossier.
        context: catalogue, place, year; receives the notices.
        facts: facts on the authority (head counts, population).
        without: sites or entities left out by name.

    Returns:
        the lines of the organisation, and those of the services to the public, shown apart.
    """
    kept_equipment = [line for line in dossier.equipment if not {line.site, line.entity} & set(without)]
    kept_services = [line for line in dossier.services if not {line.site, line.entity} & set(without)]
    rooms = {line.id: line for line in dossier.services if line.type == "server_room"}
    # what decides how lines count is read on the whole dossier: leaving a site out must not change the others
    technical = [
        line
        for line in dossier.equipment
        if line.type == TECHNICAL and line.room is None and line.quantity and line.state == "in_use"
    ]
    known_kwh = context.catalog.usage(TECHNICAL, "kwh_per_year")
    carries_overhead = any(
        (known_kwh[0] if line.kwh_per_year is None and known_kwh else line.kwh_per_year or 0.0) > 0
        for line in technical
    )
    recipes = EquipmentRecipes(
        context,
        dossier.method,
        rooms,
        technical_without_room=carries_overhead,
        rooms_left_out=frozenset(room.id for room in rooms.values() if {room.site, room.entity} & set(without)),
        options=context.options,
        imputes=context.imputes,
        tells_fallback=True,
    )
    lines = [recipes.line(line) for line in kept_equipment]
    if without and dossier.method.estimate:
        context.say("estimates_left_out")
    if not without:
        head_count_alone(dossier, facts, context)
    if carries_overhead:
        context.say("technical_replaces_pue")
    if technical and rooms:
        context.say("technical_beside_rooms")
    if any(room.metered_kwh_per_year is not None for room in rooms.values()):
        loose = tuple(
            line.id
            for line in kept_equipment
            if line.room is None and line.state == "in_use" and context.catalog.equipment_type(line.type).in_room
        )
        if loose:
            context.say("metered_room_and_loose_servers", missing_ids=loose)
    if recipes.fallbacks:
        context.say("set_fallback", context.catalog.set.id, types=tuple(recipes.fallbacks))
    known = context.catalog.tables.service_types
    roles = [
        (known[line.type].medium, known[line.type].network_role)
        for line in dossier.services
        if line.type in known and line.quantity
    ]
    services = ServiceRecipes(
        context,
        [medium for medium, role in roles if role in LINE_ROLES],
        [medium for medium, role in roles if role == "line_with_traffic"],
        "organisation",
    )
    if not without:
        lines += estimated_lines(dossier, recipes, services, facts, context, lines)
    public: list[Line] = []
    for service in kept_services:
        if service.type == "website":
            public.append(services.website(service))
        elif service.type == "server_room":
            if service.metered_kwh_per_year is not None:
                lines.append(services.metered_room(service))
        else:
            lines.append(services.line(service))
    return lines, public


def summed(
    lines: list[Line],
    public: list[Line],
    context: Context,
    dossier: Dossier,
    facts: dict[str, Fact],
    without: tuple[str, ...],
) -> Organisation:
    """Fold lines, and say what is doubtful in the whole."""
    organisation = fold_lines(lines, public, context, dossier, facts, without)
    _plausibility(organisation, context, lines, facts)
    tell_overlaps(lines, dossier.services, context)
    _stale(organisation, context)
    return organisation


def _stale(organisation: Organisation, context: Context) -> None:
    """Say which factors are past their validity and weigh, or are over ten years old, and the impact they carry."""
    by_subject = in_groups(
        (row.factor.subject, row)
        for row in carried_rows(organisation.lines, context.year)
        if row.is_past or row.is_stale
    )
    estimated = estimated_shares(organisation.lines, lambda line: line.type) if by_subject else {}
    total = organisation.totals.get(CLIMATE)
    for subject, rows in sorted(by_subject.items(), key=lambda item: (-fsum(row.kg for row in item[1]), item[0])):
        oldest, kg = max(rows, key=lambda row: (row.is_past, row.age)), fsum(row.kg for row in rows)
        share = kg / total if total else 0.0
        said = {"kg": kg, "share": share, **_resting(estimated.get(subject, 0.0))}
        factor = oldest.factor
        if oldest.is_past and share > EXPIRED_SHARE:
            context.say("expired_factor", subject, until=factor.valid_until, replaced_by=factor.replaced_by, **said)
        elif oldest.is_stale:
            context.say("stale_factor", subject, year=factor.year, **said)


def _resting(share: float) -> dict[str, Any]:
    """Return what a notice says of the share of its figure that is estimated."""
    return {"estimated": share} if share > 0 else {}


def fold_lines(
    lines: list[Line],
    public: list[Line],
    context: Context,
    dossier: Dossier,
    facts: dict[str, Fact],
    without: tuple[str, ...],
) -> Organisation:
    """Fold lines into totals, shares, coverage and quality."""
    sums = grouped(lines, lambda line: "all").get("all", {})
    totals = {category: sums[category] for category in context.catalog.tables.categories if category in sums}
    climate = totals.get(CLIMATE)
    coverage = coverage_of(lines, totals, context.catalog.tables.categories, (*context.impact_categories, ELECTRICITY))
    quality: dict[str, tuple[int, float | None]] = {}
    for name in ("high", "medium", "low", "estimated"):
        of_class = [line for line in lines if line.quality == name]
        weight = assessed_sum(of_class)
        share = None if weight is None or climate is None else weight / climate if climate else 0.0
        quality[name] = (len(of_class), share)
    excused = {exclusion.group for exclusion in dossier.exclusions}
    present = {line.inventory_group for line in lines}
    missing = tuple(
        name
        for name in context.catalog.tables.vocabulary["inventory_groups"]
        if name not in present and name not in excused
    )
    return Organisation(
        tuple(lines),
        tuple(public),
        totals,
        coverage,
        totals.get(ELECTRICITY),
        assessed_sum([line for line in lines if line.spending]),
        quality,
        missing,
        without,
        facts,
    )


def shareable(organisation: Organisation) -> float | None:
    """Return the climate total that people may divide, kgCO2e a year.

    None when it is no total, or not that of the whole authority; or when half of it or more is drawn from head counts: divided by
    them, it gives back the national ratios, and says nothing of this authority.
    """
    whole = organisation.coverage[CLIMATE].is_total and not organisation.without
    return organisation.totals.get(CLIMATE) if whole and not drawn_from_people(organisation) else None


def drawn_from_people(organisation: Organisation) -> bool:
    """Say whether half of the climate total or more is drawn from head counts, which then divide nothing of it."""
    return estimated_share(organisation.lines) >= ENOUGH


def coverage_of(
    lines: Sequence[Line], totals: Mapping[str, float], categories: Mapping[str, Category], wanted: Iterable[str]
) -> dict[str, Coverage]:
    """Return, by category wanted, how much of lines their total holds; `categories` say which contains which."""
    climate = totals.get(CLIMATE)
    every: dict[int, tuple[Recipe, int, float]] = {}
    unweighed = 0
    for line in lines:
        weight = line.total(CLIMATE)
        unweighed += weight is None
        recipe, count, before = every.get(id(line.recipe), (line.recipe, 0, 0.0))
        every[id(line.recipe)] = (recipe, count + 1, before + (weight or 0.0))  # counted apart, in `unweighed`
    contradicted = exceeded(totals, categories.values())
    result = {}
    for category in wanted:
        counts = {"complete": 0, "deduced": 0, "partial": 0, "none": 0}
        weights = dict.fromkeys(counts, 0.0)
        for recipe, number, weight in every.values():
            state = recipe.covers(category)
            counts[state] += number
            weights[state] += weight
        result[category] = Coverage(
            counts["complete"],
            counts["partial"],
            len(lines),
            weights["complete"] / climate if climate else None,
            weights["partial"] / climate if climate else None,
            unweighed,
            contradicted.get(category, ()),
            counts["deduced"],
            weights["deduced"] / climate if climate else 0.0,
        )
    return result


def _plausibility(organisation: Organisation, context: Context, lines: list[Line], facts: dict[str, Fact]) -> None:
    """Guard rails (method/parameters of the tables): only said when the inventory is whole; otherwise the perimeter is partial."""
    if not lines:
        return
    if organisation.missing_groups and not organisation.without:
        people = facts.get("agents_teleworkers")  # known, and nothing of what they use at home: the sentence says so
        known = {"teleworkers": people.value} if people is not None and people.value else {}
        context.say("partial_perimeter", missing=organisation.missing_groups, **known)
    elif (climate := shareable(organisation)) is not None and (agents := facts.get("agents_equipped")) and agents.value:
        low, high = context.parameter("agent_kg_low"), context.parameter("agent_kg_high")
        value = climate / agents.value
        if low and high and not low.value <= value <= high.value:
            context.say(
                "agent_out_of_range",
                value=value,
                low=low.value,
                high=high.value,
                **_resting(estimated_share(lines)),
            )
    computers = fsum(line.quantity for line in lines if line.role == "computer")
    monitors = fsum(line.quantity for line in lines if line.role == "monitor")
    limit = context.parameter("monitors_per_computer_high")
    if computers and limit and monitors / computers > limit.value:
        counted = [line for line in lines if line.role in ("computer", "monitor")]
        share = max(estimated_shares(counted, lambda line: line.role).values())
        context.say("many_monitors", value=monitors / computers, limit=limit.value, **_resting(share))
    if computers and not monitors and not organisation.without:
        context.say("no_monitor")
    types = {line.type for line in lines}
    if "internet_box" in {line.type for line in lines if line.inventory_group != "telework"} and types & {
        "line_fixed_year",
        "line_fixed_year_average",
    }:
        context.say("box_in_lines")
    if by_two_methods(types):
        own, hosted = (assessed_sum([line for line in lines if line.type in kinds]) for kinds in (OWN, HOSTED))
        context.say("storage_two_methods", own=own, hosted=hosted)
    if TECHNICAL in types and types & {"dc_building_m2", "dc_support_m2"}:
        context.say("building_twice")


def own_shares(whole: Iterable[Line], there: Sequence[Line], categories: Iterable[str]) -> dict[str, float]:
    """Return, by category, the share of a total under another set of factors that lines with another value than in the whole carry.

    A category of which nothing is assessed there, or whose total is 0, is absent.
    """
    known = {line.id: line for line in whole}
    shares = {}
    for category in categories:
        values, own = [], []
        for line in there:
            if (value := _value(line, category)) is not None:
                values.append(value)
                before = _value(known[line.id], category) if line.id in known else None
                if before is None or not isclose(before, value, rel_tol=_ALIKE):
                    own.append(value)
        if size := fsum(values):
            shares[category] = fsum(own) / size
    return shares


def _value(line: Line, category: str) -> float | None:
    return line.electricity_kwh if category == ELECTRICITY else line.total(category)


# What of the organisation is told in euros: the total without it, what the total rests on, the ratios behind it.

WITHOUT_LINES: Final = "without_spend_lines"


class ClimateBasis(NamedTuple):
    """Shares of a climate total: counted on quantities, drawn from a head count, told by a ratio of euros."""

    quantities: float
    estimated: float
    spending: float


def without_spending(lines: Iterable[Line]) -> dict[str, float]:
    """Return the total of each category without the lines in euros; a category that nothing else has is absent."""
    return grouped((line for line in lines if not line.spending), lambda _: "").get("", {})


def basis(lines: Iterable[Line]) -> ClimateBasis | None:
    """Return what a climate total rests on; None when there is none."""
    parts: tuple[list[float], list[float], list[float]] = ([], [], [])
    for line in lines:
        if (value := line.total(CLIMATE)) is not None:
            parts[2 if line.spending else 1 if line.quality == STATUS else 0].append(value)
    weights = [fsum(part) for part in parts]
    whole = fsum(weights)
    return ClimateBasis(*(weight / whole for weight in weights)) if whole else None


def published(lines: Iterable[Line], known: Mapping[str, ServiceType]) -> tuple[str, ...]:
    """Return the published titles behind the lines in euros, each once; a factor of the dossier has none."""
    titles = {
        known[line.type].published_title: None
        for line in lines
        if line.spending and line.type in known and not line.recipe.has_own_factor
    }
    return tuple(title for title in titles if title)
