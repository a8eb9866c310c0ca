"""cloud-assess: the virtual machines of a dossier as a request of `/virtual_machines/assess`, and such a request as machines."""

from collections import Counter
from collections.abc import Iterator
from math import fsum
from typing import Any, Final

from snr_cli.bridges.bridge import Bridge, Brought, Sent, SourceRow, item_of, new_id, person_hider
from snr_cli.bridges.opened import OpenedFile, finite, kept_text, no_number
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.french.numbers import exact, first_of, plural
from snr_cli.french.plain import json_text
from snr_cli.model.dossier import Dossier, Machine

_ID: Final = "cloud-assess"
_HOURS: Final = 8760.0  # of the period that is written: a year
_LONGEST: Final = 8784.0
_MOST_MACHINES: Final = 20_000
_SHOWN: Final = 5  # machines that a note names
# field of the request → field of a machine, and what a unit of it is worth there
_FIELDS: Final = {"vcpu": "vcpu", "ram": "ram_gb", "storage": "storage_gb"}
_UNITS: Final = {"vcpu": {"vCPU": 1.0}, "ram": {"GB": 1.0, "TB": 1000.0}, "storage": {"GB": 1.0, "TB": 1000.0}}
_WORDS: Final = {"vcpu": "vCPU", "ram_gb": "mémoire", "storage_gb": "stockage"}
_OTHERS: Final = ("pools", "compute_resources", "storage_resources")


def _looks(file: OpenedFile) -> bool:
    """Say whether a file is a request on virtual machines."""
    data = file.json_if_any()
    return isinstance(data, dict) and "virtual_machines" in data and isinstance(data.get("period"), dict)


def _read(file: OpenedFile, tables: Tables, year: int | None) -> Brought:
    """Read a request on virtual machines.

    Raises:
        UsageError: it is none.
    """
    data = file.json()
    machines = data.get("virtual_machines") if isinstance(data, dict) else None
    if not isinstance(machines, list):
        sister = next((name for name in _OTHERS if isinstance(data, dict) and name in data), "")
        file.refuse(
            "aucune liste « virtual_machines »"
            + (f" (ce fichier porte sur « {sister} », qui n’est pas lu)" if sister else ""),
            "attendu : une demande à /virtual_machines/assess",
        )
    if len(machines) > _MOST_MACHINES:
        file.refuse(f"plus de {_MOST_MACHINES} machines")
    hours = _hours(data.get("period"))
    yearly = hours if hours is not None and _HOURS <= hours <= _LONGEST else None
    rows, read_machines, hosts, hide = [], [], dict[str, str](), person_hider(tables)
    taken: dict[str, int] = {}
    for rank, machine in enumerate(machines):
        place = f"virtual_machines[{rank}]"
        if not isinstance(machine, dict):
            rows.append(SourceRow(place, "", why="ce n’est pas un objet"))
            continue
        name = hide(kept_text(machine.get("id"), 80))
        pool = hide(kept_text(machine.get("pool_id"), 80))
        values, why = _amounts(machine)
        if not pool:
            why = why or "« pool_id » absent : aucun hôte"
        made: dict[str, Any] = {}
        wrong = ""
        if not why:
            host = hosts.get(pool) or hosts.setdefault(pool, new_id({}, pool))
            own = new_id(taken, name or "machine")
            label = name if name != own else ""
            made, wrong = item_of(
                Machine,
                {
                    "id": own,
                    "host": host,
                    "label": label or None,
                    "hours_per_year": yearly,
                    **values,
                },
            )
            if made:
                read_machines.append(made)
        lost = "« meta » non reprises" if machine.get("meta") else ""
        rows.append(SourceRow(place, name, str(made.get("id", "")), why or wrong or lost))
    sections: dict[str, Any] = {"virtual": {"machines": read_machines}} if read_machines else {}
    known = sorted(set(hosts.values())) if read_machines else []
    notes = (*_twice(machines), *_told(data.get("period"), hours, yearly, known))
    return Brought(_ID, file.name, tuple(rows), sections, {}, (), notes)


def _twice(machines: list[Any]) -> list[str]:
    """Say that a machine is there twice: its id is, and whether it is another one is for a person to tell."""
    names = Counter(kept_text(machine.get("id"), 80) for machine in machines if isinstance(machine, dict))
    again = [name for name, count in names.items() if name and count > 1]
    said = f"{first_of([f'« {name} »' for name in again], _SHOWN)} : {'cet identifiant est' if len(again) == 1 else 'ces identifiants sont'} plusieurs fois"
    return [f"{said} dans le fichier, et chaque machine est comptée ; ôtez celles qui sont la même"] if again else []


def _told(period: Any, hours: float | None, yearly: float | None, hosts: list[str]) -> Iterator[str]:
    if hosts:
        yield f"hôtes à relier : une ligne d’équipement, ou un groupe de virtual.pools, doit s’appeler {', '.join(hosts)}"
    if yearly is None:
        said = f"période de {exact(hours)} h" if hours is not None else _odd_period(period)
        yield f"{said} : ce n’est pas une année, les machines sont lues comme réservées toute l’année (hours_per_year)"


def _odd_period(period: Any) -> str:
    unit = kept_text(period.get("unit"), 20) if isinstance(period, dict) else ""
    return (
        f"période en « {unit} », attendue en heures (unit: hour)" if unit not in ("", "hour") else "période illisible"
    )


def _hours(period: Any) -> float | None:
    if not isinstance(period, dict) or period.get("unit") != "hour":
        return None
    return finite(period.get("amount"), 1e9)


def _amounts(machine: dict[str, Any]) -> tuple[dict[str, float], str]:
    """Return what a machine reserves, and how many there are; else why it cannot be read."""
    amounts: dict[str, float] = {}
    for name, field in _FIELDS.items():
        given = machine.get(name)
        unit = kept_text(given.get("unit"), 20) if isinstance(given, dict) else ""
        value = finite(given.get("amount")) if isinstance(given, dict) else None
        if value is None:
            return {}, f"« {name} » : {no_number(given.get('amount') if isinstance(given, dict) else given)}"
        if unit not in _UNITS[name]:
            return {}, f"« {name} » : unité « {unit} », attendue : {', '.join(_UNITS[name])}"
        amounts[field] = value * _UNITS[name][unit]
    if "quantity" in machine:
        given = machine["quantity"]
        many = finite(given.get("amount")) if isinstance(given, dict) else None
        if many is None or given.get("unit") != "u":
            return {}, "« quantity » illisible (attendu : {amount, unit: u})"
        amounts["quantity"] = many
    return amounts, ""


def _write(dossier: Dossier, result: Assessment, tables: Tables) -> Sent:
    """Write the machines that say what they reserve, for a year; a machine of fewer hours is fewer machines all year."""
    rows: list[SourceRow] = []
    written: list[dict[str, Any]] = []
    machines = dossier.virtual.machines if dossier.virtual is not None else ()
    for machine in machines:
        missing = [_WORDS[name] for name in _FIELDS.values() if getattr(machine, name) is None]
        if missing:
            rows.append(SourceRow(machine.id, machine.label or "", why=f"sans {', '.join(missing)}"))
            continue
        many = machine.quantity * machine.hours_per_year / _HOURS
        written.append(
            {
                "id": machine.id,
                "pool_id": machine.host,
                "quantity": {"amount": many, "unit": "u"},
                "vcpu": {"amount": machine.vcpu, "unit": "vCPU"},
                "ram": {"amount": machine.ram_gb, "unit": "GB"},
                "storage": {"amount": machine.storage_gb, "unit": "GB"},
                "meta": {"label": machine.label} if machine.label else {},
            }
        )
        partial = f"{exact(machine.hours_per_year)} h par an : quantité {exact(many)} sur toute l’année"
        rows.append(SourceRow(machine.id, machine.label or "", machine.id, partial if many != machine.quantity else ""))
    rows += [
        SourceRow(line.id, line.label or "", why="service : ni vCPU, ni mémoire, ni stockage dans le dossier")
        for line in dossier.services
        if line.type.startswith("cloud_")
    ]
    totals = {
        f"total_{name}": {
            "amount": fsum(item["quantity"]["amount"] * item[name]["amount"] for item in written),
            "unit": "vCPU" if name == "vcpu" else "GB",
        }
        for name in _FIELDS
    }
    data = {"period": {"amount": _HOURS, "unit": "hour"}, **totals, "virtual_machines": written}
    hosts = sorted({item["pool_id"] for item in written})
    counted = f"{plural(len(written), 'machine écrite', 'machines écrites')} sur {len(machines)}"
    several = (
        f"{len(hosts)} hôtes ({', '.join(hosts)}) : les totaux sont ceux de la demande entière, pas de chaque hôte"
    )
    return Sent(_ID, json_text(data).encode(), tuple(rows), (counted, *([several] if len(hosts) > 1 else [])))


BRIDGE: Final = Bridge(
    _ID,
    "cloud-assess : machines virtuelles",
    "kleis-technology/cloud-assess@905755f",
    "Apache-2.0",
    ("tests/bridges/samples/cloud-assess-virtual-machines.json",),
    reads="demande à /virtual_machines/assess (JSON) : virtual.machines",
    writes="demande à /virtual_machines/assess (JSON), pour une année de 8 760 h",
    lost_in=(
        "La période, si ce n’est pas une année : les machines sont lues comme réservées toute l’année.",
        "Les hôtes : « pool_id » devient l’hôte, à relier à une ligne du dossier.",
        "Les totaux (total_vcpu, total_ram, total_storage), que snr refait, et « meta ».",
        "Les demandes sur des groupes (pools), du calcul ou du stockage seuls (compute_resources, storage_resources) ne sont pas lues.",
    ),
    lost_out=(
        "Les machines sans vCPU, mémoire ou stockage, et les services d’hébergement : ils n’ont pas ces grandeurs.",
        "Les hôtes eux-mêmes : cloud-assess attend leur inventaire à part, sous le nom de « pool_id ».",
        "La répartition (allocation, clés) et les applications ; les heures par an deviennent une quantité à l’année.",
    ),
    suffixes=(".json",),
    looks=_looks,
    read=_read,
    write={".json": _write},
)
