"""Host → machine → application: shares of lines already assessed. A view of the organisation, never added to it.

Shares are of the sum that all the machines of a host reserve (RCP Cloud, UF6, p. 57-58): the declared machines carry
the whole host. What no application carries is a remainder, with its reason.
"""

from collections.abc import Iterable, Sequence
from math import fsum

from snr_cli.engine.context import Context
from snr_cli.engine.records import (
    ApplicationCarrier,
    Carrier,
    Host,
    Line,
    MachineCarrier,
    Organisation,
    Part,
    Quantity,
    Remainder,
    Shares,
    VirtualView,
    add,
    divide,
    largest,
    product,
)
from snr_cli.model import dossier as declared
from snr_cli.model.dossier import Dossier

RESOURCES = {"vcpu": "vcpu", "ram": "ram_gb", "storage": "storage_gb"}
_UNITS = {"vcpu": "vCPU", "ram": "GB", "storage": "GB"}
# allocation → load whose weights share the use stage
LOADS = {"rcp_standard": "standard", "rcp_full": "full", "rcp_idle": "idle"}
_WHOLE = Shares(1.0, 1.0, 1.0)
ROUNDING = 1e-12  # of a whole of 1: what sums of shares lose
ShareBasis = dict[str, Quantity]


def assess_virtual(
    virtual: declared.Virtual, dossier: Dossier, organisation: Organisation, context: Context
) -> VirtualView:
    """Share hosts between machines, machines and services between applications.

    Args:
        virtual: the virtual layer, whose references are checked.
        dossier: the dossier, for the rooms of its lines.
        organisation: the assessed lines.
        context: parameters of the method; receives the notices.
    """
    lines = {line.id: line for line in organisation.lines}
    pools = {pool.id: pool for pool in virtual.pools}
    members: dict[str, list[declared.Machine]] = {name: [] for name in pools}
    for machine in virtual.machines:
        members.setdefault(machine.host, []).append(machine)
    hosts: list[Host] = []
    machines: list[MachineCarrier] = []
    remainders: list[Remainder] = []
    for name, group in members.items():
        pool = pools.get(name)
        kept = [lines[line] for line in (pool.lines if pool else (name,)) if line in lines]
        allocation = (pool and pool.allocation) or virtual.allocation
        label = (pool.label or name) if pool else kept[0].label if kept else name
        hosts.append(Host(name, label, _whole(kept), allocation))
        bases, reason = _bases(group, allocation, context)
        for machine, basis in zip(group, bases, strict=True):
            shares = Shares(*(basis[moment].value for moment in Shares._fields)) if basis else None
            parts = tuple(Part(line, shares) for line in kept) if shares else ()
            shown = machine.label or machine.id
            machines.append(MachineCarrier(machine.id, shown, parts, name, machine.quantity, basis))
        left = Shares(*(1 - fsum(basis[moment].value for basis in bases if basis) for moment in Shares._fields))
        if kept and max(left) > ROUNDING:
            parts = tuple(Part(line, Shares(*(max(share, 0.0) for share in left))) for line in kept)
            remainders.append(Remainder(name, label, parts, reason))
        _tell_meters(name, kept, dossier, context)
    named = dict.fromkeys(name for application in virtual.applications for name in application.machines)
    own = {machine.id for machine in machines}
    services = [
        Carrier(name, lines[name].label, _whole([lines[name]])) for name in named if name in lines and name not in own
    ]
    applications, more = _applications(virtual.applications, [*machines, *services])
    return VirtualView(
        virtual.allocation,
        tuple(hosts),
        tuple(services),
        tuple(machines),
        applications,
        (*remainders, *more),
    )


def _whole(lines: Iterable[Line]) -> tuple[Part, ...]:
    return tuple(Part(line, _WHOLE) for line in lines)


def _bases(group: Sequence[declared.Machine], allocation: str, context: Context) -> tuple[list[ShareBasis], str]:
    """Return the shares of each machine by moment, and why something of the host is left if it is."""
    if not group:
        return [], "no_machine"
    if allocation == "key":
        keys = [Quantity("vm_key", machine.key or 0.0, "ratio", "given") for machine in group]
        return [dict.fromkeys(Shares._fields, key) for key in keys], "key_under_one"
    if allocation in RESOURCES:
        shares = _reserved(group, allocation)
        return [dict.fromkeys(Shares._fields, share) for share in shares], "nothing_reserved"
    weights = {
        moment: [context.parameter(f"vm_{moment}_{resource}") for resource in RESOURCES]
        for moment in ("manufacturing", f"use_{LOADS[allocation]}")
    }
    known = [[weight for weight in quantities if weight is not None] for quantities in weights.values()]
    if any(len(quantities) < len(RESOURCES) for quantities in known):
        return [{} for _ in group], "closed_licence"  # not known: never a zero
    by_machine = list(zip(*(_reserved(group, resource) for resource in RESOURCES), strict=True))
    largest_shares = [largest("vm_largest_share", "ratio", *shares) for shares in by_machine]
    # the largest shares of all the machines sum to more than one: scaled, so that nothing is counted twice
    top = Quantity("vm_sum_of_largest", fsum(share.value for share in largest_shares), "ratio")
    bases: list[ShareBasis] = []
    for three, widest in zip(by_machine, largest_shares, strict=True):
        made, used = (
            add(
                "vm_share",
                "ratio",
                *(product("vm_weighted", "ratio", *pair) for pair in zip(quantities, three, strict=True)),
            )
            for quantities in known
        )
        moved = divide("vm_distribution_share", "ratio", widest, top) if top.value else widest
        bases.append({"manufacturing": made, "distribution": moved, "use": used})
    return bases, "nothing_reserved"


def _reserved(group: Sequence[declared.Machine], resource: str) -> list[Quantity]:
    """Return the share of each machine in what the group reserves of a resource, over the hours of the year."""
    amounts = [
        product(
            f"vm_reserved_{resource}",
            _UNITS[resource],
            Quantity("vm_quantity", machine.quantity, "unit", "given"),
            Quantity("vm_hours_share", machine.hours_per_year / 8760, "ratio", "given"),
            Quantity(f"vm_{resource}", getattr(machine, RESOURCES[resource]) or 0.0, _UNITS[resource], "given"),
        )
        for machine in group
    ]
    total = Quantity(f"vm_pool_{resource}", fsum(amount.value for amount in amounts), _UNITS[resource])
    if not total.value:
        return [Quantity(f"vm_share_{resource}", 0.0, "ratio") for _ in group]
    return [divide(f"vm_share_{resource}", "ratio", amount, total) for amount in amounts]


def _applications(
    wanted: Iterable[declared.Application], carriers: Sequence[Carrier]
) -> tuple[tuple[ApplicationCarrier, ...], list[Remainder]]:
    """Share machines and services between the applications that name them; return what nobody takes."""
    users: dict[str, list[tuple[str, float | None]]] = {carrier.id: [] for carrier in carriers}
    for application in wanted:
        for name in dict.fromkeys(application.machines):
            if name in users:  # a line left out by its site is not there
                users[name].append((application.id, application.shares.get(name)))
    taken: dict[str, dict[str, float]] = {}
    remainders = []
    for carrier in carriers:
        takers = users[carrier.id]
        for application_id, given in takers:
            taken.setdefault(application_id, {})[carrier.id] = 1 / len(takers) if given is None else given
        rest = 1 - fsum(1 / len(takers) if given is None else given for _, given in takers)
        if carrier.parts and rest > ROUNDING:
            reason = "shares_under_one" if takers else "no_application"
            remainders.append(Remainder(carrier.id, carrier.label, _scaled(carrier.parts, rest), reason))
    parts = {carrier.id: carrier.parts for carrier in carriers}
    application_carriers = tuple(
        ApplicationCarrier(
            application.id,
            application.label or application.id,
            _joined(
                part for name, share in taken.get(application.id, {}).items() for part in _scaled(parts[name], share)
            ),
            tuple(taken.get(application.id, {}).items()),
        )
        for application in wanted
    )
    return application_carriers, remainders


def _scaled(parts: Iterable[Part], share: float) -> tuple[Part, ...]:
    return tuple(Part(line, Shares(*(value * share for value in shares))) for line, shares in parts)


def _joined(parts: Iterable[Part]) -> tuple[Part, ...]:
    """Add the fractions of the same line."""
    joined: dict[str, tuple[Line, list[Shares]]] = {}
    for line, shares in parts:
        joined.setdefault(line.id, (line, []))[1].append(shares)
    return tuple(
        Part(line, Shares(*(fsum(values) for values in zip(*every, strict=True)))) for line, every in joined.values()
    )


def _tell_meters(name: str, lines: Sequence[Line], dossier: Dossier, context: Context) -> None:
    """Say which hosts have their electricity at the meter of a room that their pool leaves out."""
    metered = {line.id for line in lines if line.recipe.electricity and line.recipe.electricity.name == "in_room_meter"}
    present = {line.id for line in lines}
    for room in dict.fromkeys(line.room for line in dossier.equipment if line.id in metered):
        if room not in present:
            context.say("virtual_metered", name, room=room)
