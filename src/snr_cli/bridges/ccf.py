"""Cloud Carbon Footprint: its estimates by service → lines that count their kWh; its tonnes stand beside, in a note.

The engine has a factor of electricity for a place, so the kilowatt-hours are taken over. The tonnes follow another method (factors
of CCF, manufacture included): added to those of snr they would make a total that no method gives.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import fsum
from typing import Any, Final

from snr_cli.bridges.bridge import Bridge, Brought, SourceRow, first_reason, item_of, new_id, tonnes
from snr_cli.bridges.opened import OpenedFile, finite, kept_text, no_number
from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import plural, significant, together
from snr_cli.model.dossier import Equipment, NewType

_ID: Final = "ccf"
_MOST_ESTIMATES: Final = 200_000
_DAY: Final = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])(?:T|$)")
# the country of a region, as the three providers publish it; a region that stands in none of the places of snr is absent
_PLACES: Final = {
    "FR": ("eu-west-3", "europe-west9", "france central", "france south"),
    "BE": ("europe-west1",),
    "CH": ("eu-central-2", "europe-west6", "switzerland north", "switzerland west"),
    "DE": ("eu-central-1", "europe-west3", "europe-west10", "germany west central", "germany north"),
    "ES": ("eu-south-2", "europe-southwest1", "spain central"),
    "GB": ("eu-west-2", "europe-west2", "uk south", "uk west"),
    "IE": ("eu-west-1", "north europe"),
    "IT": ("eu-south-1", "europe-west8", "europe-west12", "italy north"),
    "NL": ("europe-west4", "west europe"),
    "PL": ("europe-central2", "poland central"),
    "SE": ("eu-north-1", "sweden central", "sweden south"),
    "CN": ("cn-north-1", "cn-northwest-1"),
}
# without blanks: Azure writes « France Central » and « francecentral »
_OF_REGION: Final = {region.replace(" ", ""): place for place, regions in _PLACES.items() for region in regions}
_LONG: Final = {"quarter": "trimestre", "year": "an"}  # groupings whose periods are of several months
_SOURCE: Final = "Cloud Carbon Footprint, estimations"
# one type of its own for all: what a service weighs besides its electricity is not known, and is said so
_TYPE: Final[dict[str, Any]] = {
    "id": "x-ccf",
    "label": "Service cloud, électricité estimée par CCF",
    "inventory_group": "cloud",
    "embodied": {},
    "lifetime_years": 1.0,
    "source": _SOURCE,
}
_AMERICAN: Final = re.compile(
    r"us-(?:gov-)?(?:east|west|central|south|north)[\w-]*|(?:north|south|west)?(?:central|east|west)us[0-9]?"
)


@dataclass(slots=True)
class _Service:
    """What the estimates of a service in a region sum to."""

    kwh: list[float] = field(default_factory=list)
    tonnes: list[float] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # ranks of its rows


def _looks(file: OpenedFile) -> bool:
    """Say whether a file is an array of estimates, or the same under « footprint »."""
    return bool(_periods(file.json_if_any()))


def _read(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
    """Read estimates; of several years, the last one unless one is asked for.

    Raises:
        UsageError: the file holds no estimates.
    """
    periods = _periods(file.json())
    if periods is None:
        file.refuse(
            "aucune estimation de CCF (une liste d’objets « timestamp » et « serviceEstimates » est attendue)",
            "exportez-les avec la commande « estimate » de CCF, ou depuis son API (/api/footprint)",
        )
    path = "" if isinstance(file.json(), list) else "footprint"
    days = {rank: day for rank, period in enumerate(periods) if (day := _day(period))}
    years = sorted({day[:4] for day in days.values()})
    asked = str(year) if year is not None else years[-1] if years else ""
    rows: list[SourceRow] = []
    services: dict[tuple[str, str, str], _Service] = {}
    seen: set[tuple[Any, ...]] = set()
    for rank, period in enumerate(periods):
        for index, estimate in enumerate(_estimates(period)):
            if len(rows) >= _MOST_ESTIMATES:
                file.refuse(f"plus de {_MOST_ESTIMATES} estimations")
            place = f"{path}[{rank}].serviceEstimates[{index}]"
            key = tuple(kept_text(estimate.get(name), 80) for name in ("cloudProvider", "serviceName", "region"))
            name = " ".join(filter(None, key)) or "sans nom"
            why = _why_not(estimate, days.get(rank, ""), asked)
            if not why and _repeated(estimate, days[rank], seen):
                why = "estimation répétée à l’identique : comptée une fois"
            if not why:
                service = services.setdefault((key[0], key[1], key[2]), _Service())
                service.kwh.append(finite(estimate.get("kilowattHours")) or 0.0)
                service.tonnes.append(finite(estimate.get("co2e")) or 0.0)
                service.places.append(len(rows))
            rows.append(SourceRow(place, name, why=why))
    long = next((_LONG[str(period.get("groupBy"))] for period in periods if str(period.get("groupBy")) in _LONG), "")
    equipment, comments = _lines(services, rows, asked, tables)
    services = {key: service_sums for key, service_sums in services.items() if rows[service_sums.places[0]].became}
    own, _ = item_of(NewType, _TYPE | {"year": int(asked)}) if equipment else ({}, "")
    sections: dict[str, Any] = (
        {"equipment": equipment, "factors": {"types": [own | {"embodied": {}}]}} if equipment else {}
    )
    return Brought(
        _ID, file.name, tuple(rows), sections, comments, (), tuple(_notes(days, years, asked, services, long))
    )


def _lines(
    services: dict[tuple[str, str, str], _Service], rows: list[SourceRow], year: str, tables: Tables
) -> tuple[list[dict[str, Any]], dict[str, tuple[str, ...]]]:
    """Make a line of each service; what its rows became is written on them."""
    equipment: list[dict[str, Any]] = []
    comments: dict[str, tuple[str, ...]] = {}
    taken: dict[str, int] = {}
    for (provider, service, region), sums in services.items():
        name, place = new_id(taken, _ID, provider, service, region), place_of(region)
        kwh, kg = fsum(sums.kwh), 1000 * fsum(sums.tonnes)
        line, why = item_of(
            Equipment,
            {
                "id": name,
                "type": _TYPE["id"],
                "quantity": 1.0,
                "label": f"{service or 'service'} ({', '.join(filter(None, (provider, region)))})",
                "kwh_per_year": kwh,
                "place": place or None,
                "source": f"{_SOURCE} de {year}",
                "note": f"{tonnes(kg)} selon la méthode de CCF : non comptées, elles ne s’ajoutent pas à celles de snr",
            },
        )
        if place not in tables.places:
            line, why = {}, f"région « {region} » : pays inconnu de snr, sans lequel ses kWh n’ont pas de facteur"
        for rank in sums.places:
            rows[rank] = replace(rows[rank], became=name if line else "", why=why)
        if line:
            equipment.append(line)
            comments[name] = (f"{significant(kwh)} kWh en {year}, {plural(len(sums.kwh), 'estimation')} de CCF",)
    return equipment, comments


def place_of(region: str) -> str:
    """Return the place of a region of a provider; empty when it is not certain."""
    folded = region.casefold()
    american = _AMERICAN.fullmatch(folded) or "us" in folded.split()  # us-east-1, West US 2
    return "US" if american else _OF_REGION.get(folded.replace(" ", ""), "")


def _why_not(estimate: dict[str, Any], day: str, year: str) -> str:
    kwh, co2e = estimate.get("kilowattHours"), estimate.get("co2e")
    return first_reason(
        (not day, "période sans date lisible (AAAA-MM-JJ)"),
        (day[:4] != year, f"autre année : {day[:4]} (--year {day[:4]} la reprend)"),
        (finite(kwh, 1e12) is None, f"« kilowattHours » : {no_number(kwh)}"),
        (finite(co2e, 1e12) is None, f"« co2e » : {no_number(co2e)}"),
    )


def _repeated(estimate: dict[str, Any], day: str, seen: set[tuple[Any, ...]]) -> bool:
    """Say whether the same estimate of the same day was read before; one of nothing may come back."""
    keys = ("cloudProvider", "accountId", "accountName", "serviceName", "region", "kilowattHours", "co2e")
    told = (day, *(str(estimate.get(key)) for key in keys), str(estimate.get("tags")))
    again = told in seen and bool(estimate.get("kilowattHours"))
    seen.add(told)
    return again


def _notes(
    days: dict[int, str], years: list[str], year: str, services: dict[tuple[str, str, str], _Service], long: str
) -> Iterator[str]:
    every = [value for service in services.values() for value in service.tonnes]
    if every:
        yield f"selon CCF, {tonnes(1000 * fsum(every))} en {year} pour ce qui est repris : le fichier donne des tonnes, une autre méthode, rien n’en est additionné"
        yield "la fabrication des serveurs n’est pas évaluée sur ces lignes : CCF ne la sépare pas de l’usage"
    if len(years) > 1:
        yield f"le fichier couvre {together(years)} : {year} est reprise, une année à la fois (--year)"
    months = {day[:7] for day in days.values() if day[:4] == year}
    if long and months:
        yield f"périodes d’un {long} : {plural(len(months), 'commencée')} en {year}, rien n’est extrapolé à l’année entière"
    elif months and len(months) < 12:
        yield f"année partielle : des périodes de {plural(len(months), 'mois', 'mois')} de {year} sur 12, rien n’est extrapolé"


def _periods(data: Any) -> list[dict[str, Any]] | None:
    """Return the periods: a list of them, or what `footprint` holds in a page of the API."""
    periods = data.get("footprint") if isinstance(data, dict) else data
    if not isinstance(periods, list) or not all(
        isinstance(period, dict) and "serviceEstimates" in period for period in periods
    ):
        return None
    return periods


def _estimates(period: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the estimates of a period; what is no object counts as an empty one: a row that is not taken over."""
    estimates = period.get("serviceEstimates")
    return (
        [serviceestimate if isinstance(serviceestimate, dict) else {} for serviceestimate in estimates]
        if isinstance(estimates, list)
        else [{}]
    )


def _day(period: dict[str, Any]) -> str:
    for key in ("periodStartDate", "timestamp"):
        match = _DAY.match(str(period.get(key, ""))[:20])
        if match:
            return match[0][:10]
    return ""


BRIDGE: Final = Bridge(
    _ID,
    "Cloud Carbon Footprint : estimations par service",
    "cloud-carbon-footprint/cloud-carbon-footprint@b7a049c",
    "Apache-2.0",
    ("tests/bridges/samples/ccf-estimates.json",),
    reads="estimations en JSON (liste de périodes, ou réponse de /api/footprint) : une ligne d’équipement par service et région, avec ses kWh",
    lost_in=(
        "Les tonnes : elles restent en note, car leur méthode n’est pas celle de snr ; les kWh sont comptés avec le facteur du lieu.",
        "Les périodes : leurs kWh sont additionnés par service et région, pour une année ; rien n’est extrapolé à l’année entière.",
        "Les comptes (accountId, accountName), les étiquettes, le coût, et l’usage supposé du processeur.",
        "Une région dont le pays n’est pas dans les lieux de snr : sa ligne n’est pas reprise.",
    ),
    looks=_looks,
    read=_read,
    takes_year=True,
)
