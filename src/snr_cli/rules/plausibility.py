"""SNR401 to SNR411, SNR422: typed values that no fleet has, and units a thousand times off.

Judged on the dossier and the tables alone, but for a spending, which is left aside without an assessment. A bound is a
published value, widened: `factors/method/parameters.csv` says from which figure and by how much. A value that a unit a
thousand times off explains is told once, by SNR411.
"""

from collections.abc import Iterator
from math import fsum, inf
from typing import Final

from snr_cli.catalog.tables import EQUIPMENT
from snr_cli.french.numbers import number, together, whole
from snr_cli.rules.bounds import Bounds, GivenValue, out_of_bounds, parameter, short
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.electricity_range import electricity_readings, published_usages, room_readings
from snr_cli.rules.factor_range import WEEE, factor_readings
from snr_cli.rules.lives import lives_before
from snr_cli.rules.stakes import weighed
from snr_cli.rules.territory_range import agents_known, spending_readings, territory_readings, view_readings
from snr_cli.rules.verdict import Path, Remark, Verdict, judged

_FIRST_YEAR: Final = 2000
YEARS_AHEAD: Final = 2  # after the newest source of the tables
_MONTHS: Final = 12
# what is counted by agent: word, key of the parameter, by equipped agent (desks) or by agent (pockets)
FLEETS: Final = (
    ("ordinateurs", "computers_per_agent_high", "equipped"),
    ("écrans", "monitors_per_agent_high", "equipped"),
    ("imprimantes", "printers_per_agent_high", "equipped"),
    ("téléphones mobiles", "mobiles_per_agent_high", "total"),
    ("téléphones fixes", "desk_phones_per_agent_high", "total"),
)


def electricity(case: Case) -> Verdict:
    """SNR401: a consumption that the type does not have."""
    help_text = "donnez les kWh d’une année, pour une seule unité, ou vérifiez le type"
    room_help = "vérifiez le compteur, et que tous les équipements de la salle ont room"
    remarks = [out_of_bounds(each, help_text) for each in electricity_readings(case) if each.implausible()]
    remarks += [out_of_bounds(each, room_help) for each in room_readings(case) if each.implausible()]
    return judged(remarks, "consommations plausibles", ("equipment",))


def lifetimes(case: Case) -> Verdict:
    """SNR402: a lifetime far from all those published for the type."""
    wide = parameter(case, "lifetime_widening")
    bounds = {
        kind: Bounds(min(values), max(values)).widened(wide)
        for kind, usages in published_usages(case).items()
        # what the catalogue itself asks to confirm bounds nothing
        if (values := [usage.lifetime_years for usage in usages if usage.lifetime_years and not usage.to_confirm])
    }
    dossier = case.dossier
    given: list[tuple[Path, str, str, float | None]] = [
        (("equipment", index, key), f"« {line.id} »", line.type, years)
        for index, line in enumerate(dossier.equipment)
        # the whole life, here and once reused, lengthens what the manufacture is spread over as much as the life here
        for key, years in (
            ("lifetime_years", line.lifetime_years),
            ("total_lifetime_years", line.total_lifetime_years),
        )
    ]
    given += [
        (("method", "lifetimes", kind, "years"), kind, kind, each.years)
        for kind, each in dossier.method.lifetimes.items()
    ]
    given += [
        (("factors", "overrides", index, "lifetime_years"), each.type or "", each.type or "", each.lifetime_years)
        for index, each in enumerate(dossier.factors.overrides)
    ]
    remarks = []
    for path, name, kind, years in given:
        if years is None or kind not in bounds or bounds[kind].holds(years):
            continue
        low, high = bounds[kind]
        whole = path[-1] == "total_lifetime_years"
        help_text = (
            "donnez la durée de vie totale moyenne de la catégorie, d’après une étude ou les certificats, en années"
            if whole
            else "donnez la durée d’utilisation dans l’organisation, en années"
        )
        if bounds[kind].holds(years / _MONTHS):
            help_text = f"en mois ? {number(years)} mois font {number(round(years / _MONTHS, 1))} ans"
        life = "durée de vie totale" if whole else "durée de vie"
        text = f"{name} : {life} de {number(years)} ans, hors du plausible (de {short(low)} à {short(high)})"
        remarks.append(Remark(path, text, help_text))
    return judged([*remarks, *lives_before(case)], "durées de vie plausibles", ("equipment",))


def _masses(case: Case, kind: str = "") -> Bounds | None:
    """Return the masses published for a type, for every type when none is named; None when there is none."""
    rows = [row for row in case.tables.factors(EQUIPMENT, [kind] if kind else None) if row.category == WEEE]
    if not rows:
        return None
    return Bounds(min(row.low or row.value for row in rows), max(row.high or row.value for row in rows))


def _mass_bounds(case: Case, kind: str) -> Bounds:
    """Return the plausible mass of a type: published, widened; without any, at most what is heaviest, widened."""
    wide = parameter(case, "published_widening")
    published = _masses(case, kind)
    return published.widened(wide) if published else Bounds(0.0, (_masses(case) or Bounds(0.0, inf)).high * wide)


def _weee_expected(case: Case, year: int) -> Bounds | None:
    """Return the kg of WEEE that one expects of a year: by agent, else by retired good; None when neither is known."""
    head_count_doubted = any(remark.path[0] == "territory" for remark in fleets(case).remarks)
    equipped, total = agents_known(case)
    agents = None if head_count_doubted else total or equipped
    if agents:
        mean = parameter(case, "weee_per_agent") * agents
        return Bounds(mean, mean).widened(parameter(case, "published_widening"))
    goods = next((each.retired_stock_january_1 for each in case.dossier.end_of_use if each.year == year), None)
    published = _masses(case) if goods else None
    return published.times(goods) if published and goods else None


def _waste(case: Case) -> list[GivenValue]:
    """Read the masses: WEEE of a year, and mass of a type in the factors of the dossier."""
    wide = parameter(case, "published_widening")
    found = []
    for index, waste in enumerate(case.dossier.waste):
        key = "kg" if waste.kg else "kg_to_approved"
        value = waste.kg or waste.kg_to_approved
        expected = _weee_expected(case, waste.year) if value else None
        if value and expected:
            usual = Bounds(expected.low / wide, expected.high)  # a year with little waste is no mistake
            name = f"DEEE de {waste.year}"
            found.append(GivenValue(("waste", index, key), name, value, usual, expected, ("kg", None, "tonnes")))
    factors = case.dossier.factors
    given: list[tuple[Path, str, str, float]] = [
        (("factors", "overrides", index, "value"), each.type, each.type, each.value)
        for index, each in enumerate(factors.overrides)
        if each.type and each.category == WEEE and each.value
    ]
    given += [
        (("factors", "types", index, "embodied", WEEE, stage), f"« {own.id} »", own.id, value)
        for index, own in enumerate(factors.types)
        for stage, value in own.embodied.get(WEEE, {}).items()
    ]
    for path, name, kind, value in given:
        around = _mass_bounds(case, kind)
        units = ("kg par unité", "grammes", None)
        found.append(GivenValue(path, f"masse de {name}", value, around, around, units))
    return found


def waste(case: Case) -> Verdict:
    """SNR403: masses of waste far from the published ones."""
    help_text = "ne comptez que les équipements de la collectivité, pas la collecte des habitants ; masses en kg"
    remarks = [out_of_bounds(each, help_text) for each in _waste(case) if each.implausible()]
    return judged(remarks, "masses de déchets plausibles", ("waste",))


_FLEETS: Final = {
    "computer": "ordinateurs",
    "monitor": "écrans",
    "mobile_phone": "téléphones mobiles",
    "desk_phone": "téléphones fixes",
}


def _fleet_of(case: Case, kind: str) -> str:
    known = case.tables.equipment_types.get(kind)
    if known is None:
        return ""
    return "imprimantes" if known.inventory_group == "printing" else _FLEETS.get(known.role, "")


def fleets(case: Case) -> Verdict:
    """SNR404: more devices by agent than schools and public computers explain."""
    fleet: dict[str, list[tuple[float, int]]] = {}
    words = {kind: _fleet_of(case, kind) for kind in {line.type for line in case.dossier.equipment}}
    for index, line in enumerate(case.dossier.equipment):
        fleet.setdefault(words[line.type], []).append((line.quantity, -index))
    equipped, total = agents_known(case)
    remarks = []
    for word, name, base in FLEETS:
        agents = (equipped or total) if base == "equipped" else max(total or 0, equipped or 0)
        quantity, limit = fsum(found for found, _ in fleet.get(word, ())), parameter(case, name)
        if agents and quantity / agents > limit:
            ratio = number(round(quantity / agents, 1))
            text = f"{whole(quantity)} {word} pour {number(agents)} agents, soit {ratio} par agent (plus de {number(limit)})"
            path: Path = ("equipment", -max(fleet[word])[1], "quantity")
            remarks.append(Remark(path, text, "vérifiez la quantité, et territory.agents"))
    if len(remarks) > 1:  # several fleets at once: it is the head count that is wrong
        text = together(remark.message.partition(", soit")[0] for remark in remarks)
        path = ("territory", "agents", "equipped" if equipped else "total")
        remarks = [Remark(path, text, "l’effectif est sans doute trop petit : vérifiez-le")]
    return judged(remarks, "quantités plausibles au regard des agents", ("equipment",))


def _pages(case: Case) -> list[GivenValue]:
    median = parameter(case, "page_weight")
    expected = Bounds(median, median).widened(parameter(case, "published_widening"))
    usual = Bounds(parameter(case, "page_weight_low"), expected.high)
    return [
        GivenValue(("services", index, "page_weight_mb"), f"« {line.id} »", weight, usual, expected, ("Mo", "ko", "Go"))
        for index, line in enumerate(case.dossier.services)
        if (weight := line.page_weight_mb) is not None
    ]


def pages(case: Case) -> Verdict:
    """SNR408: a page heavier or lighter than pages are."""
    help_text = "donnez le poids moyen transféré d’une page, en Mo"
    remarks = [out_of_bounds(each, help_text) for each in _pages(case) if each.implausible()]
    return judged(remarks, "poids de page plausibles", ("services",))


def pue(case: Case) -> Verdict:
    """SNR409: a PUE better than the best data centres, or worse than a room cooled twice."""
    usual = Bounds(parameter(case, "pue_low"), parameter(case, "pue_high"))
    given: list[tuple[Path, str, float | None]] = [
        (("services", index, "pue"), line.id, line.pue) for index, line in enumerate(case.dossier.services)
    ]
    given += [
        (("territory", "data_centres", index, "pue"), centre.id, centre.pue)
        for index, centre in enumerate(case.dossier.territory.data_centres)
    ]
    remarks = [
        Remark(
            path,
            f"« {name} » : PUE de {number(value)}, hors du plausible (de {number(usual.low)} à {number(usual.high)})",
            "PUE = énergie totale de la salle ÷ énergie informatique, sur une année ; sans mesure, donnez room_kind",
        )
        for path, name, value in given
        if value is not None and not usual.holds(value)
    ]
    return judged(remarks, "PUE plausibles", ("services",))


def _readings(case: Case) -> Iterator[GivenValue]:
    for read in (
        electricity_readings,
        room_readings,
        _waste,
        _pages,
        spending_readings,
        view_readings,
        territory_readings,
        factor_readings,
    ):
        yield from read(case)


def wrong_units(case: Case) -> Verdict:
    """SNR411: a value that is plausible a thousand times smaller or larger: its unit is wrong."""
    remarks = []
    for reading in _readings(case):
        meant = reading.meant()
        if meant is None:
            continue
        unit, guess = reading.units[0], reading.guess(meant)
        said = f"sans doute en {guess}" if guess else "sans doute mille fois trop"
        remarks.append(
            Remark(
                reading.path,
                f"{reading.name} : {number(reading.value)} {unit}, {said}",
                f"donnez {number(meant)} {unit}",
            )
        )
    return judged(remarks, "aucune unité fausse d’un facteur 1 000")


def reference_year(case: Case) -> Verdict:
    """SNR422: a year that no inventory can be of: before computers were counted, or long after the newest factor."""
    year, last = case.dossier.reference_year, case.tables.newest_year + YEARS_AHEAD
    if _FIRST_YEAR <= year <= last:
        return judged([], "année de référence plausible", ("reference_year",))
    text = f"année de référence {year} : peu plausible (de {_FIRST_YEAR} à {last})"
    help_text = "reference_year est la dernière année complète dont vous avez l’inventaire et les factures"
    return judged([Remark(("reference_year",), text, help_text)], "")


RULES: Final = (
    Rule("SNR401", always, weighed(electricity)),
    Rule("SNR402", always, weighed(lifetimes)),
    Rule("SNR403", always, waste),
    Rule("SNR404", always, weighed(fleets)),
    Rule("SNR408", always, weighed(pages)),
    Rule("SNR409", always, weighed(pue)),
    Rule("SNR411", always, weighed(wrong_units)),
    Rule("SNR422", always, reference_year),
)
