"""SNR431, SNR432, SNR435: two values of the dossier that cannot both be right, with the kilograms between them."""

import re
from collections.abc import Iterator, Sequence
from math import fsum
from typing import Final

from snr_cli.catalog.catalog import Catalog
from snr_cli.catalog.records import Usage
from snr_cli.catalog.tables import ELECTRICITY, SERVICES, TERRITORY
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import number, significant, together
from snr_cli.french.words.terms import mass
from snr_cli.model.dossier import Equipment, Factors
from snr_cli.rules.case import INFO, Case, Remark, Rule, Verdict, always, finds, judged, not_applicable
from snr_cli.rules.plausibility import Bounds, counts_for, kilograms_of_line, parameter, short, weighed

BUILDING: Final = "dc_building_m2"
SHEETS: Final = "print_sheet_a4"
PAPER: Final = "paper_kg"


# a meter and what it feeds


def _default_kwh(case: Case) -> dict[str, float]:
    consumption: dict[str, float] = {}
    usages: list[Usage] = case.tables.usages({line.type for line in case.dossier.equipment if line.room})
    for usage in usages:
        if usage.is_default and usage.kwh_per_year:
            consumption[usage.type] = usage.kwh_per_year
    for override in case.dossier.factors.overrides:
        if override.type and override.kwh_per_year is not None:
            consumption[override.type] = override.kwh_per_year
    return consumption | {own.id: own.kwh_per_year for own in case.dossier.factors.types if own.kwh_per_year}


def meters(case: Case) -> Verdict:
    """SNR431: a metered room below what its own devices draw; information when that rests on published consumptions."""
    if not any(line.metered_kwh_per_year for line in case.dossier.services):
        return judged([], "compteurs des salles plausibles", ("services",))
    defaults, far = _default_kwh(case), parameter(case, "published_widening")

    def drawn(line: Equipment) -> float:
        return line.quantity * (defaults.get(line.type, 0.0) if line.kwh_per_year is None else line.kwh_per_year)

    remarks = []
    for index, room in enumerate(case.dossier.services):
        meter = room.metered_kwh_per_year
        inside = [
            equipment
            for equipment in case.dossier.equipment
            if equipment.room == room.id and equipment.state == "in_use"
        ]
        devices = fsum(map(drawn, inside))
        if not meter or not meter < devices <= meter * far:  # further apart, SNR401 or SNR411 says it
            continue
        given = fsum(drawn(equipment) for equipment in inside if equipment.kwh_per_year is not None)
        proved = given > meter
        counted = kilograms_of_line(case, room.id)
        missing = f" ; au moins {mass(counted * (devices - meter) / meter)} par an non comptés" if counted else ""
        whence = "" if proved else ", pour une part d’après des consommations publiées"
        text = (
            f"« {room.id} » : le compteur donne {number(meter)} kWh par an, ses équipements en demandent {short(devices)}"
            f"{whence}, sans le refroidissement{missing}"
        )
        help_text = (
            "vérifiez la période et l’unité du compteur, et que room ne nomme que les équipements qu’il alimente"
        )
        path = ("services", index, "metered_kwh_per_year")
        remarks.append(Remark(path, text, help_text, None if proved else INFO))
    return judged(remarks, "compteurs des salles plausibles", ("services",))


# the same paper twice


def sheet_kilograms(case: Case) -> float:
    """Return what an A4 sheet weighs: the ratio of its factor to that of a kilogram of paper, from which it is derived."""
    values = {
        name: next(
            row.value for row in case.tables.factors(SERVICES, [name]) if row.category == CLIMATE and row.is_default
        )
        for name in (SHEETS, PAPER)
    }
    return values[SHEETS] / values[PAPER]


def paper_twice(case: Case) -> Iterator[Remark]:
    """Find paper given in kilograms beside paper given in sheets."""
    lines = [(index, line) for index, line in enumerate(case.dossier.services) if line.quantity]
    sheets = [line for line in lines if line[1].type == SHEETS]
    weights = [line for line in lines if line[1].type == PAPER]
    if not sheets or not weights:
        return
    kilograms = fsum(line.quantity or 0.0 for _, line in sheets) * sheet_kilograms(case)
    counted = [fsum(kilograms_of_line(case, line.id) or 0.0 for _, line in each) for each in (sheets, weights)]
    stake = f" ; {mass(min(counted))} par an peut-être comptés deux fois" if min(counted) else ""
    text = (
        f"papier donné en feuilles ({together(line.id for _, line in sheets)}, soit {short(kilograms)} kg) et en kilogrammes "
        f"({together(line.id for _, line in weights)}, {short(fsum(line.quantity or 0.0 for _, line in weights))} kg){stake}"
    )
    help_text = "gardez l’une des deux ; si ce sont deux achats différents, dites-le dans note"
    index = weights[0][0]
    explained = any(service.note for _, service in (*sheets, *weights))
    yield Remark(("services", index), text, help_text, INFO if explained else None)


# floors


def surfaces(case: Case) -> Iterator[Remark]:
    """SNR435: rooms larger than the building that the dossier counts for them: by site when both say it, else in all."""
    rooms = [(line.site, line.surface_m2) for line in case.dossier.services if line.surface_m2]
    buildings = [(index, line) for index, line in enumerate(case.dossier.equipment) if line.type == BUILDING]
    if not rooms or not buildings:
        return
    sites: list[str | None] = [None]
    if all(line.site for _, line in buildings) and all(site for site, _ in rooms):
        sites = list(dict.fromkeys(line.site for _, line in buildings))
    for site in sites:
        floor = [(index, line) for index, line in buildings if site in (None, line.site)]
        held = fsum(surface for where, surface in rooms if site in (None, where))
        built = fsum(line.quantity for _, line in floor)
        if held <= built:
            continue
        counted = fsum(kilograms_of_line(case, line.id) or 0.0 for _, line in floor)
        missing = f" ; {mass(counted * (held - built) / built)} par an non comptés" if counted and built else ""
        where = f" ({site})" if site else ""
        text = f"salles de {number(held)} m²{where} dans un bâti de {number(built)} m²{missing}"
        index = floor[0][0]
        yield Remark(("equipment", index, "quantity"), text, "corrigez surface_m2 des salles, ou la surface du bâti")


# SNR433, SNR434: electricity by an offer instead of its place, and a year far from the study of the territory.

_STUDY: Final = "fr_percapita_climate_change"
# what names an offer, in the source that the dossier gives
OFFER: Final = re.compile(
    r"\b(offres?|garanties? d.origine|vertes?|verts?|fournisseurs?|contrats?|renouvelables?|market.based)\b",
    re.IGNORECASE,
)


def _kwh(case: Case, place: str) -> float:
    """Return the kWh that the factor given for a place multiplies."""
    if case.assessed is None:
        return 0.0
    organisation = case.assessed.organisation
    return fsum(
        line.scale.value * term.amount.value
        for line in (*organisation.lines, *organisation.public_lines)
        for term in line.recipe.terms
        if term.category == CLIMATE
        and term.factor.table == ELECTRICITY
        and term.factor.overridden
        and term.factor.place == place
    )


def offers(case: Case) -> Iterator[Remark]:
    """SNR433: a factor of electricity that is an offer's: named so, or less than half that of the grid."""
    dossier = case.dossier
    given = [(index, each) for index, each in enumerate(dossier.factors.overrides) if each.electricity]
    tables = case.tables
    catalog = Catalog(tables, dossier.method.factor_set, "all", Factors(), (), ()) if given else None
    for index, override in given:
        place, year = override.electricity or "", override.year or dossier.reference_year
        found = catalog.electricity(place, CLIMATE, year) if catalog and override.category == CLIMATE else None
        if found is None or override.value is None:
            continue
        grid, word = found[0].value, OFFER.search(override.source)
        low = override.value < grid * parameter(case, "supplier_electricity_share")
        # a word alone condemns nothing that is not lower than the grid
        if not low and not (word and override.value < grid):
            continue
        kilograms = _kwh(case, place) * (grid - override.value)
        why = f"sa source parle de « {word[0].lower()} »" if word else "moins de la moitié"
        yield Remark(
            ("factors", "overrides", index, "value"),
            (
                f"électricité {place} : {significant(override.value)} kgCO2e/kWh, pour {significant(grid)} au réseau ({why})"
                f"{f' ; {mass(kilograms)} par an non comptés' if kilograms > 0 else ''}"
            ),
            (
                "le RCP SI compte l’électricité du réseau, pas celle d’une offre ou de garanties d’origine : retirez la valeur, et "
                "dites l’offre dans limits"
            ),
        )


def study_year(case: Case) -> Verdict:
    """SNR434: a reference year far from that of the data behind the estimate of the territory."""
    rows = case.tables.factors(TERRITORY, [_STUDY])
    territory = case.assessment.territory.totals.get(CLIMATE) if case.assessed is not None else None
    if not rows or territory is None:
        return not_applicable("le territoire n’est pas estimé")
    year, study = case.dossier.reference_year, rows[0].year
    apart = abs(year - study)
    if apart < parameter(case, "age_of_mark_4"):
        return judged([], "année proche de celle de l’étude du territoire", ("reference_year",))
    return judged(
        [
            Remark(
                ("reference_year",),
                (
                    f"année {year}, à {apart} ans des données de l’étude d’où vient l’estimation du territoire ({study}) : "
                    f"{mass(territory.value)} estimés pour une année qu’elle ne décrit pas"
                ),
                "dites cet écart dans limits, et ne tirez aucune évolution du territoire de ce chiffre",
            )
        ],
        "",
    )


# SNR432, SNR437: volumes that no agent writes, no line carries, and paper in the other unit.

MINUTES: Final = 60.0
# what a line carries: type of its traffic, types of the line, published mean by line
_TRAFFIC: Final = (
    ("line_fixed_gb_variable", ("line_fixed_year", "line_fixed_year_average"), "fr_data_per_fixed_line"),
    ("line_mobile_gb_variable", ("line_mobile_year", "line_mobile_year_average"), "fr_data_per_mobile_line"),
)
_HELP: Final = "vérifiez l’unité et la période : une année, pour toute l’organisation"


def _agents(case: Case) -> float:
    agents = case.dossier.territory.agents
    return float((agents.total or agents.equipped or 0) if agents else 0)


def _volume(case: Case, kinds: tuple[str, ...]) -> float:
    return fsum(line.quantity or 0.0 for line in case.dossier.services if line.type in kinds)


def _largest(case: Case, kind: str) -> tuple[int, str]:
    found = [(line.quantity or 0.0, -index) for index, line in enumerate(case.dossier.services) if line.type == kind]
    index = -max(found)[1]
    return index, case.dossier.services[index].id


def _limits(case: Case) -> Iterator[tuple[str, float, str]]:
    """Yield what the organisation cannot pass in a year: type, limit, and who would have to make it."""
    agents, wide = _agents(case), parameter(case, "published_widening")
    if agents:
        hours = agents * parameter(case, "work_hours_per_agent")
        yield "videoconference", hours, f"{number(agents)} agents qui ne feraient que cela en feraient {short(hours)}"
        letters = hours * MINUTES / parameter(case, "email_writing_minutes")
        yield "email", letters, f"{number(agents)} agents qui n’écriraient que cela en écriraient {short(letters)}"
    for traffic, kinds, mean in _TRAFFIC:
        lines = _volume(case, kinds)
        if lines:
            limit = lines * case.tables.factors(TERRITORY, [mean])[0].value * wide
            yield (
                traffic,
                limit,
                f"{number(lines)} lignes à {number(wide)} fois la moyenne française en feraient {short(limit)}",
            )


def volumes(case: Case) -> Iterator[Remark]:
    """SNR437: a volume that its agents, or its lines, cannot make."""
    for kind, limit, whose in _limits(case):
        volume = _volume(case, (kind,))
        if volume > limit:
            index, name = _largest(case, kind)
            yield Remark(
                ("services", index, "quantity"),
                f"« {name} » : {number(volume)} {case.tables.service_types[kind].unit_fr} en tout ; {whose}",
                _HELP,
            )


def paper(case: Case) -> Sequence[Remark]:
    """SNR432: paper in both units, or far from what an agent uses and near it in the other unit."""
    remarks = list(paper_twice(case))
    agents = _agents(case)
    if agents:
        mean = agents * parameter(case, "paper_per_agent")
        usual = Bounds(mean, mean).widened(parameter(case, "published_widening"))
        sheet = sheet_kilograms(case)
        for kind, kilograms, other, unit in ((SHEETS, sheet, 1.0, "kg"), (PAPER, 1.0, sheet, "feuilles")):
            for index, line in enumerate(case.dossier.services):
                volume = line.quantity or 0.0
                if (
                    line.type != kind
                    or not volume
                    or usual.holds(volume * kilograms)
                    or not usual.holds(volume * other)
                ):
                    continue
                said = case.tables.service_types[kind].unit_fr
                better = PAPER if kind == SHEETS else SHEETS
                remarks.append(
                    Remark(
                        ("services", index, "quantity"),
                        (
                            f"« {line.id} » : {number(volume)} {said}, soit {short(volume * kilograms / agents)} kg par agent ; sans "
                            f"doute en {unit}{counts_for(kilograms_of_line(case, line.id))}"
                        ),
                        f"donnez type: {better}, ou la quantité en {said}",
                    )
                )
    return remarks


RULES: Final = (
    Rule("SNR431", always, meters),
    Rule("SNR435", always, finds(surfaces, "surfaces qui s’accordent", "services")),
    Rule("SNR432", always, finds(paper, "papier compté une fois, dans son unité", "services")),
    Rule("SNR437", always, weighed(finds(volumes, "volumes plausibles", "services"))),
    Rule("SNR433", always, finds(offers, "électricité du réseau", "factors")),
    Rule("SNR434", always, study_year),
)
