"""Counted rows → lines of equipment, grouped by all that changes their footprint; each keeps the rows it came from."""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple

from snr_cli.inputs.inventory.records import COUNTED, Device, Group
from snr_cli.inputs.inventory.values import Remembered, fold
from snr_cli.model.dossier import Equipment
from snr_cli.model.grouped import in_groups

_NOT_ID = re.compile(r"[^a-z0-9]+")
MAX_ID = 80
# what each line says beside what all share
_SAID: Final = (
    "state", "purchase_year", "entity", "site", "kwh_per_year", "room", "place", "lifetime_years", "lifetime_source",
    "refurbished_share",
)  # fmt: skip


class Trace(NamedTuple):
    """Where the units of a line come from: the lines of a file, as groups of rows hold them."""

    file: str
    parts: "tuple[array[int], ...]"

    @property
    def lines(self) -> "array[int]":
        """Return the lines, in order; few are ever asked for, so they are gathered only then."""
        return array("I", sorted(chain.from_iterable(self.parts)))


class Fleet(NamedTuple):
    """What an import gives: lines of its own, units that typed lines take, and the rows behind each of both.

    `hosts` are the lines of the devices on which virtual machines run, by the name of the device; `left`, by typed line, the
    keys that rows say of the devices it takes and that it does not say.
    """

    lines: list[Equipment]
    taken: dict[str, float]
    hosts: dict[str, list[str]]
    traces: dict[str, list[Trace]]
    left: dict[str, set[str]]


def fleet(
    name: str,
    groups: Iterable[Group],
    quality: str,
    source: str,
    claims: Sequence[Equipment] = (),
    rooms: Mapping[str, str] | None = None,
) -> Fleet:
    """Return the lines of an import.

    Args:
        name: the id of the import: the ids of its lines start with it.
        groups: judged rows; only those counted make lines.
        quality: the quality of the data, for every line.
        source: what the lines say of where they come from.
        claims: typed lines that take their quantity from this import: each takes the devices of its type and state (and
            of its entity, site and year of purchase when it says them) that no line before it took.
        rooms: name of a room (folded) → id of its service.
    """
    counted = (group for group in groups if group.verdict == COUNTED)
    by_device = in_groups((group.device, group) for group in counted if group.device is not None)
    shared: dict[str, Any] = {"id": name, "type": "", "quantity": 0, "quality": quality, "source": source}
    # every key is set at once: a set that grows by one of them takes twice the memory in each of thousands of lines
    common = Equipment.model_construct({*shared, *_SAID}, **shared)
    slugs = Remembered(slug)  # the places of a fleet are few
    lines, ids = [], {claim.id: 1 for claim in claims}
    members: dict[str, list[Group]] = {claim.id: [] for claim in claims}
    hosts: dict[str, list[str]] = {}
    left: dict[str, set[str]] = {}
    for device in sorted(by_device, key=_order):
        owner = next((claim for claim in claims if _takes(claim, device)), None)
        if owner is not None:
            members[owner.id] += by_device[device]
            left.setdefault(owner.id, set()).update(_unsaid(owner, device))
            continue
        line_id = unique(ids, name, *_words(device, slugs))
        if device.host:
            hosts.setdefault(device.host, []).append(line_id)
        members[line_id] = by_device[device]
        values: dict[str, Any] = {
            "id": line_id,
            "type": device.type,
            "quantity": sum(group.units for group in by_device[device]),
            "state": device.state,
            "purchase_year": device.purchase_year,
            "entity": device.entity or None,
            "site": device.site or None,
            "kwh_per_year": device.kwh_per_year,
            "room": (rooms or {}).get(fold(device.room)),
            "place": device.place or None,
            "lifetime_years": device.lifetime_years,
            "lifetime_source": source if device.lifetime_years is not None else None,
            "refurbished_share": None if device.refurbished is None else float(device.refurbished),
            # without a date, or with that of an import, the age is unknown: what is read is then no more than fair
            "quality": quality if quality != "high" or (device.purchase_year and device.sure_age) else "medium",
        }
        lines.append(common.model_copy(update=values))  # ten times faster than building each from its defaults
    taken = {claim.id: sum(group.units for group in members[claim.id]) for claim in claims}
    return Fleet(lines, taken, hosts, {line_id: _traces(member) for line_id, member in members.items()}, left)


def _takes(claim: Equipment, device: Device) -> bool:
    """Say whether a typed line takes the devices of a kind."""
    return (
        not device.host  # a host is a line of its own
        and claim.type == device.type
        and claim.state == device.state
        and claim.entity in (None, device.entity)
        and claim.site in (None, device.site)
        and claim.purchase_year in (None, device.purchase_year)
    )


def _unsaid(claim: Equipment, device: Device) -> Iterator[str]:
    """Give the keys that rows say of a device and that the line which takes it does not."""
    said = {"kwh_per_year": device.kwh_per_year, "lifetime_years": device.lifetime_years}
    said["refurbished_share"] = device.refurbished or None
    return (key for key, value in said.items() if value is not None and getattr(claim, key) is None)


def _traces(groups: Iterable[Group]) -> list[Trace]:
    return [
        Trace(file, tuple(parts)) for file, parts in in_groups((group.file, group.lines) for group in groups).items()
    ]


def _order(device: Device) -> tuple[str, ...]:
    return (
        device.type,
        str(device.purchase_year or ""),
        device.state,
        device.entity,
        device.site,
        str(device.kwh_per_year),
        device.room,
        device.place,
        device.host,
        str(device.sure_age),
        str(device.lifetime_years),
        str(device.refurbished),
    )


def _words(device: Device, slugs: Mapping[str, str]) -> tuple[str, ...]:
    state = device.state if device.state != "in_use" else ""
    places = (device.entity, device.site, device.room, device.host)
    words = (device.type, str(device.purchase_year or "sans-date"), state, *map(slugs.__getitem__, places))
    life = "" if device.lifetime_years is None else slug(f"{device.lifetime_years:.4g}-ans")
    bought = "" if device.refurbished is None else "reconditionne" if device.refurbished else "neuf"
    return (*words, life, bought) if life or bought else words


def slug(text: str) -> str:
    """Return a text as a part of an id."""
    return _NOT_ID.sub("-", fold(text)).strip("-")


def unique(taken: dict[str, int], *parts: str) -> str:
    """Make an id of parts, blank ones left out, numbered when it is taken; from then on it is.

    Args:
        taken: id → the last number given to those that begin with it, 1 for itself.
        parts: what the id is made of.
    """
    base = ".".join(part for part in parts if part)[: MAX_ID - 6].rstrip(".-")
    found, rank = base, taken.get(base, 1)
    while found in taken:
        rank += 1
        found = f"{base}.{rank}"
    taken[base] = rank
    taken.setdefault(found, 1)
    return found


def ranges(lines: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Fold sorted line numbers into ranges: 2, 3, 4, 9 → (2, 4), (9, 9)."""
    first = last = None
    for line in lines:
        if first is None or last is None:
            first = last = line
        elif line <= last + 1:
            last = line
        else:
            yield first, last
            first = last = line
    if first is not None and last is not None:
        yield first, last
