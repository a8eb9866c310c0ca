"""Electricity given for a device or a room, and the range of what is published."""

from math import fsum, inf

from snr_cli.catalog.records import Usage
from snr_cli.catalog.tables import TERRITORY
from snr_cli.engine.records import TECHNICAL
from snr_cli.model.inventory import Equipment
from snr_cli.rules.bounds import Bounds, GivenValue, parameter
from snr_cli.rules.case import Case
from snr_cli.rules.territory_range import inhabitants_known
from snr_cli.rules.verdict import Path


def published_usages(case: Case) -> dict[str, list[Usage]]:
    """Return the published profiles of use of the types that the dossier names."""
    dossier = case.dossier
    kinds = {line.type for line in dossier.equipment} | {each.type or "" for each in dossier.factors.overrides}
    found: dict[str, list[Usage]] = {}
    for usage in case.tables.usages(kinds | set(dossier.method.lifetimes)):
        found.setdefault(usage.type, []).append(usage)
    return found


def _metered_rooms(case: Case) -> dict[str, int]:
    return {line.id: index for index, line in enumerate(case.dossier.services) if line.metered_kwh_per_year is not None}


def _electricity_bounds(case: Case) -> dict[str, Bounds]:
    """Return the plausible kWh a year of each type that has a published value; under "", what no device draws."""
    wide = parameter(case, "published_widening")
    small = parameter(case, "small_device_kwh")
    greediest = max(usage.kwh_per_year for usage in case.tables.usages() if usage.kwh_per_year)
    found = {"": Bounds(0.0, greediest * wide)}
    for kind, usages in published_usages(case).items():
        values = [usage.kwh_per_year for usage in usages if usage.kwh_per_year]
        if values:
            low, high = Bounds(min(values), max(values)).widened(wide)
            found[kind] = Bounds(low, max(high, small))
    return found


def electricity_readings(case: Case) -> list[GivenValue]:
    """Read the kWh a year given for a unit: lines whose electricity counts, overrides, own types."""
    bounds, metered = _electricity_bounds(case), _metered_rooms(case)
    factors = case.dossier.factors
    given: list[tuple[Path, str, str, float | None]] = [
        (("equipment", index), f"« {line.id} »", line.type, line.kwh_per_year)
        for index, line in enumerate(case.dossier.equipment)
        if line.state == "in_use" and line.room not in metered and not (line.type == TECHNICAL and line.room)
    ]
    given += [
        (("factors", "overrides", index), each.type or "", each.type or "", each.kwh_per_year)
        for index, each in enumerate(factors.overrides)
    ]
    given += [
        (("factors", "types", index), f"« {each.id} »", each.id, each.kwh_per_year)
        for index, each in enumerate(factors.types)
    ]
    units = ("kWh par an et par unité", "Wh", "MWh")
    found = []
    for path, name, kind, value in given:
        # 0 is how a dossier says that the PUE already holds the technical environment
        if value is None or (kind == TECHNICAL and not value):
            continue
        around = bounds.get(kind, bounds[""])
        found.append(GivenValue((*path, "kwh_per_year"), name, value, around, around, units))
    return found


def room_readings(case: Case) -> list[GivenValue]:
    """Read the meters of the rooms: against the devices they hold, else from one server to ten times the mean."""
    usages = published_usages(case)
    wide = parameter(case, "published_widening")
    found = []
    for name, index in _metered_rooms(case).items():
        devices = [
            line.quantity * kwh
            for line in case.dossier.equipment
            if line.room == name and line.state == "in_use" and (kwh := _kwh_of(line, usages))
        ]
        if devices:
            around = Bounds(fsum(devices), fsum(devices)).widened(wide)
        else:
            servers = [usage.kwh_per_year for usage in case.tables.usages(["server_rack"]) if usage.kwh_per_year]
            names = ("fr_dc_electricity_public_local", "fr_population_2022")
            mean, people = (case.tables.factors(TERRITORY, [each])[0].value for each in names)
            inhabitants = inhabitants_known(case)
            around = Bounds(min(servers) / wide, mean / people * wide * inhabitants if inhabitants else inf)
        value = case.dossier.services[index].metered_kwh_per_year or 0.0
        path = ("services", index, "metered_kwh_per_year")
        found.append(GivenValue(path, f"« {name} »", value, around, around, ("kWh par an", "Wh", "MWh")))
    return found


def _kwh_of(line: Equipment, usages: dict[str, list[Usage]]) -> float | None:
    if line.kwh_per_year is not None:
        return line.kwh_per_year
    return next((usage.kwh_per_year for usage in usages.get(line.type, ()) if usage.is_default), None)
