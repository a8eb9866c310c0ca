"""SNR431, SNR432, SNR435: two values of the dossier that cannot both be right, with the kilograms between them."""

from collections.abc import Iterator
from math import fsum
from typing import Final

from snr_cli.catalog.records import Usage
from snr_cli.catalog.tables import SERVICES
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import number, together
from snr_cli.french.words.units import mass
from snr_cli.model.finding import Severity
from snr_cli.model.inventory import Equipment
from snr_cli.rules.bounds import parameter, short
from snr_cli.rules.case import Case, Rule, always
from snr_cli.rules.stakes import kilograms_of_line
from snr_cli.rules.verdict import Remark, Verdict, judged

BUILDING: Final = "dc_building_m2"
SHEETS: Final = "print_sheet_a4"
PAPER: Final = "paper_kg"


# a meter and what it feeds


def _default_kwh(case: Case) -> dict[str, float]:
    found: dict[str, float] = {}
    usages: list[Usage] = case.tables.usages({line.type for line in case.dossier.equipment if line.room})
    for usage in usages:
        if usage.is_default and usage.kwh_per_year:
            found[usage.type] = usage.kwh_per_year
    for each in case.dossier.factors.overrides:
        if each.type and each.kwh_per_year is not None:
            found[each.type] = each.kwh_per_year
    return found | {own.id: own.kwh_per_year for own in case.dossier.factors.types if own.kwh_per_year}


def meters(case: Case) -> Verdict:
    """SNR431: a metered room below what its own devices draw; information when that rests on published consumptions."""
    if not any(line.metered_kwh_per_year for line in case.dossier.services):
        return judged([], "compteurs des salles plausibles", ("services",))
    defaults, far = _default_kwh(case), parameter(case, "published_widening")

    def drawn(line: Equipment) -> float:
        each = defaults.get(line.type, 0.0) if line.kwh_per_year is None else line.kwh_per_year
        return line.quantity * each

    remarks = []
    for index, room in enumerate(case.dossier.services):
        meter = room.metered_kwh_per_year
        inside = [each for each in case.dossier.equipment if each.room == room.id and each.state == "in_use"]
        devices = fsum(map(drawn, inside))
        if not meter or not meter < devices <= meter * far:  # further apart, SNR401 or SNR411 says it
            continue
        given = fsum(drawn(each) for each in inside if each.kwh_per_year is not None)
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
        remarks.append(Remark(path, text, help_text, None if proved else Severity.INFO))
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
    sheets = [each for each in lines if each[1].type == SHEETS]
    weights = [each for each in lines if each[1].type == PAPER]
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
    explained = any(each.note for _, each in (*sheets, *weights))
    yield Remark(("services", index), text, help_text, Severity.INFO if explained else None)


# floors


def surfaces(case: Case) -> Verdict:
    """SNR435: rooms larger than the building that the dossier counts for them: by site when both say it, else in all."""
    rooms = [(line.site, line.surface_m2) for line in case.dossier.services if line.surface_m2]
    buildings = [(index, line) for index, line in enumerate(case.dossier.equipment) if line.type == BUILDING]
    if not rooms or not buildings:
        return judged([], "surfaces qui s’accordent", ("services",))
    sites: list[str | None] = [None]
    if all(line.site for _, line in buildings) and all(site for site, _ in rooms):
        sites = list(dict.fromkeys(line.site for _, line in buildings))
    remarks = []
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
        help_text = "corrigez surface_m2 des salles, ou la surface du bâti"
        remarks.append(Remark(("equipment", index, "quantity"), text, help_text))
    return judged(remarks, "surfaces qui s’accordent", ("services",))


RULES: Final = (Rule("SNR431", always, meters), Rule("SNR435", always, surfaces))
