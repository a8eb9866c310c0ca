"""What an import gives to a dossier: lines of equipment, rooms, cloud services, virtual machines and applications."""

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from snr_cli.inputs.inventory.fleet import Fleet, Trace, fleet, slug, unique
from snr_cli.inputs.inventory.linked import LinkedMachine, LinkedRow, Links
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.values import fold
from snr_cli.model import dossier
from snr_cli.model.dossier import Equipment, Service, Virtual
from snr_cli.model.grouped import in_groups


class Park(NamedTuple):
    """Sections of a dossier; `traces` has, by id, the rows behind each item of theirs."""

    equipment: list[Equipment]
    taken: dict[str, float]
    services: list[Service]
    virtual: Virtual | None
    traces: dict[str, list[Trace]]
    left: dict[str, set[str]]


def park(name: str, inventory: Inventory, quality: str, source: str, claims: Sequence[Equipment] = ()) -> Park:
    """Return what an import gives.

    Args:
        name: the id of the import: every id starts with it.
        inventory: the judged rows.
        quality: the quality of the data.
        source: what the lines say of where they come from.
        claims: typed lines that take their quantity from this import (see `fleet`).
    """
    links = inventory.links
    rooms = {fold(room.name): room for room in links.rooms}
    ids = _names(name, rooms, {claim.id: 1 for claim in claims}, "salle")
    found = fleet(name, inventory.groups, quality, source, claims, ids)
    taken = dict.fromkeys((*ids.values(), *found.traces), 1)
    machines = {fold(machine.name): machine for machine in links.machines}
    machine_ids = _names(name, machines, taken, "machine")
    common: dict[str, Any] = {"quality": quality, "source": source}
    services = [
        Service.model_construct(
            id=ids[key], type="server_room", label=room.label, pue=room.pue, place=room.place or None, **common
        )
        for key, room in rooms.items()
    ]
    services += [_instance(machine_ids[key], machine, common) for key, machine in machines.items() if machine.service]
    traces = {
        **found.traces,
        **{ids[key]: _traces([room.row]) for key, room in rooms.items()},
        **{machine_ids[key]: _traces([machine.row]) for key, machine in machines.items()},
    }
    layer = _virtual(name, links, found, machine_ids, taken, traces) if machines else None
    return Park(found.lines, found.taken, services, layer, traces, found.left)


def _names(name: str, keys: Iterable[str], taken: dict[str, int], otherwise: str) -> dict[str, str]:
    """Return an id for each key; each is then taken."""
    return {key: unique(taken, name, slug(key) or otherwise) for key in keys}


def _traces(rows: Iterable[LinkedRow]) -> list[Trace]:
    return [
        Trace(file, (array("I", lines),)) for file, lines in in_groups((row.file, row.line) for row in rows).items()
    ]


def _instance(line_id: str, machine: LinkedMachine, common: dict[str, Any]) -> Service:
    values: dict[str, Any] = {**common, "quantity": machine.amount, "label": machine.name}
    if machine.by_vcpu:
        values["quality"] = "low"
        values["note"] = "instance sans facteur propre : ses vCPU-heures, ramenées à celles de ce type"
    return Service.model_construct(id=line_id, type=machine.service, place=machine.place or None, **values)


def _virtual(
    name: str,
    links: Links,
    devices: Fleet,
    machine_ids: dict[str, str],
    taken: dict[str, int],
    traces: dict[str, list[Trace]],
) -> Virtual:
    """Return the virtual layer: a pool for each host, and one for the like devices that no machine names."""
    hosts = in_groups((fold(written), line) for written, lines in devices.hosts.items() for line in lines)
    labels = {fold(written): written for written in reversed(devices.hosts)}  # the first of those that are alike
    host_ids = _names(name, hosts, taken, "hote")
    pools = [
        dossier.Pool.model_construct(
            id=host_ids[host],
            lines=tuple(lines),
            allocation=links.allocations.get(host, "vcpu"),
            label=labels[host],
        )
        for host, lines in hosts.items()
    ]
    named = {line for lines in hosts.values() for line in lines}
    kinds = {line.type for line in devices.lines if line.id in named}
    alone = tuple(
        line.id for line in devices.lines if line.type in kinds and line.state == "in_use" and line.id not in named
    )
    if alone:
        found = unique(taken, name, "sans-machine")
        pools.append(dossier.Pool.model_construct(id=found, lines=alone, label="Hôtes sans machine virtuelle"))
    machines = tuple(
        dossier.Machine.model_construct(
            id=machine_ids[fold(machine.name)],
            host=host_ids[fold(machine.host)],
            label=machine.name,
            quantity=machine.quantity,
            vcpu=machine.vcpu,
            storage_gb=machine.storage,
            hours_per_year=machine.hours,
            key=machine.key,
        )
        for machine in links.machines
        if not machine.service
    )
    applications = []
    for label, used in links.applications.items():
        found = unique(taken, name, slug(label) or "application")
        traces[found] = _traces(used.values())
        members = tuple(machine_ids[machine] for machine in used)
        applications.append(dossier.Application.model_construct(id=found, label=label, machines=members))
    return Virtual.model_construct(
        allocation="vcpu", pools=tuple(pools), machines=machines, applications=tuple(applications)
    )
