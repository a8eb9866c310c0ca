"""The indicators of online services, rooms, hosting, networks and paper."""

from collections.abc import Iterable
from math import fsum
from typing import Final

from snr_cli.engine.duties import ratio, rgesn_score
from snr_cli.plan.indicators.facts import MONTHS_A_YEAR, Computation, Computed, IndicatorFacts

_SHEETS: Final = 500  # in a ream
# technical screening of the EU taxonomy for electricity, life-cycle emissions (delegated regulation 2021/2139): kgCO2e/kWh
LOW_CARBON: Final = 0.1
_TRAFFIC: Final = (
    "line_fixed_gb_variable",
    "line_mobile_gb_variable",
    "network_fixed_gb",
    "network_fixed_gb_excl_box",
    "network_mobile_gb",
)


def _ecodesign(facts: IndicatorFacts) -> Computed:
    scores = {line.id: rgesn_score(line.rgesn) for line in facts.dossier.services if line.rgesn is not None}
    parts = {name: score * 100 for name, score in scores.items() if score is not None}
    return facts.this_year(_mean(parts.values()), "no_service", **parts)


def _audited(facts: IndicatorFacts) -> Computed:
    sites = facts.online()
    value = ratio(float(sum(site.rgesn is not None for site in sites)), float(len(sites)))
    return facts.this_year(None if value is None else value * 100, "no_service")


def _accessibility(facts: IndicatorFacts) -> Computed:
    rated = {line.id: line.rgaa.rate for line in facts.dossier.services if line.rgaa is not None}
    parts = {name: rate * 100 for name, rate in rated.items() if rate is not None}
    return facts.this_year(_mean(parts.values()), "no_service", **parts)


def _page_weight(facts: IndicatorFacts) -> Computed:
    known = [(site.page_weight_mb, site.page_views) for site in facts.online()]
    pairs = [(weight, views) for weight, views in known if weight is not None and views]
    return facts.this_year(ratio(fsum(w * v for w, v in pairs), fsum(v for _, v in pairs)), "no_service")


def _pue(facts: IndicatorFacts) -> Computed:
    """Total energy over that of the devices, for the rooms whose PUE is given; a published PUE is no measure."""
    rooms = {line.id: line.pue for line in facts.dossier.services if line.type == "server_room"}
    parts = {name: pue for name, pue in rooms.items() if pue is not None}
    if not parts:
        return Computed(why="no_pue" if rooms else "no_room")
    inside = [(item.room, facts.lines[item.id].electricity_kwh) for item in facts.used if item.room in parts]
    if len(parts) > 1 and any(kwh is None for _, kwh in inside):
        return Computed(parts=parts, why="not_assessed", alternatives=True)  # what the rooms weigh is not known
    energy = {name: fsum(kwh for room, kwh in inside if room == name and kwh is not None) for name in parts}
    it_energy = fsum(kwh / parts[name] for name, kwh in energy.items())
    value = next(iter(parts.values())) if len(parts) == 1 else ratio(fsum(energy.values()), it_energy)
    return Computed({facts.year: value} if value is not None else {}, parts, "no_pue", alternatives=True)


def _stored(facts: IndicatorFacts) -> Computed:
    """Volume hosted by user; a room that stores makes it unknown, since its terabytes are not in the dossier."""
    volume = facts.volume("storage_tb_year")
    if volume is None:
        return Computed(why="no_volume")
    if any("storage" in item.type for item in facts.used):
        return Computed(parts={"hosted_tb": volume}, why="volume_in_rooms")
    return facts.this_year(ratio(volume * 1000, facts.users), "no_agents")


def _low_carbon(facts: IndicatorFacts) -> Computed:
    """Share of the electricity of rooms and clouds drawn from a low-carbon mix, each at the place where it is drawn."""
    places: dict[str, list[float]] = {}
    by_id = {item.id: item for item in facts.dossier.equipment}
    services = {service.id: service for service in facts.dossier.services}
    for line in facts.lines.values():
        kwh = line.electricity_kwh
        if line.group not in ("datacentre", "cloud") or not kwh:
            continue
        item, service = by_id.get(line.id), services.get(line.id)
        room = services.get(item.room or "") if item is not None else service
        place = (item.place if item is not None else None) or (room.place if room is not None else None)
        if place is None and line.group == "cloud":
            return Computed(why="no_place")  # a host elsewhere: its place is assumed by the engine, not known
        place = place or facts.assessment.place
        places.setdefault(place, []).append(kwh)
    total = fsum(kwh for found in places.values() for kwh in found)
    electricity = facts.assessment.electricity
    if not total:
        return Computed(why="no_hosting")
    if any(place not in electricity for place in places):
        return Computed(why="no_place")
    low = fsum(kwh for place, found in places.items() if electricity[place].value <= LOW_CARBON for kwh in found)
    parts = {place: 100 * fsum(found) / total for place, found in places.items()}
    return facts.this_year(100 * low / total, "", **parts)


def _traffic(facts: IndicatorFacts) -> Computed:
    volume = facts.volume(*_TRAFFIC)
    value = ratio(volume, facts.agents)
    return facts.this_year(
        None if value is None else value / MONTHS_A_YEAR, "no_traffic" if volume is None else "no_agents"
    )


def _copper(facts: IndicatorFacts) -> Computed:
    copper, fibre = facts.volume("line_copper_access_kwh"), facts.volume("line_fibre_access_kwh")
    if copper is None and fibre is None:
        return Computed(why="no_lines")
    share = ratio(copper or 0.0, (copper or 0.0) + (fibre or 0.0)) or 0.0
    return facts.this_year(copper or 0.0, "", copper_percent=share * 100)


def _paper(facts: IndicatorFacts) -> Computed:
    sheets = facts.volume("print_sheet_a4")
    value = ratio(sheets, facts.agents)
    return facts.this_year(None if value is None else value / _SHEETS, "no_paper" if sheets is None else "no_agents")


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return fsum(found) / len(found) if found else None


HOSTED_INDICATORS: Final[dict[str, Computation]] = {
    "I-22": _ecodesign,
    "I-23": _audited,
    "I-24": _page_weight,
    "I-27": _pue,
    "I-28": _stored,
    "I-30": _low_carbon,
    "I-32": _traffic,
    "I-33": _copper,
    "I-38": _paper,
    "I-46": _accessibility,
}
