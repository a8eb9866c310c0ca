"""The files of NumEcoEval and G4IT that stand beside the devices: data centres, virtual machines, applications.

They are joined by their names to the devices read with them, and each of their rows has a verdict too.
"""

import re
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from math import fsum
from typing import Final, NamedTuple

from snr_cli.inputs.inventory.faults import LONGEST_VALUE, hide_lone_names, shown_cell
from snr_cli.inputs.inventory.quantities import MAX_QUANTITY
from snr_cli.inputs.inventory.recognition import InventoryWords
from snr_cli.inputs.inventory.records import (
    COUNTED,
    IGNORED,
    MAX_TEXT,
    REJECTED,
    SET_ASIDE,
    TITLE_LINES,
    TO_CONFIRM,
    Columns,
    Fault,
    FileRows,
    Group,
    Reading,
    Table,
)
from snr_cli.inputs.inventory.shapes import is_placeholder
from snr_cli.inputs.inventory.values import BLANKS, fold, masked, nearest, parse_number
from snr_cli.model.dossier import Allocation

# A row of a file that stands beside the devices: its cells by role, and what is wrong in them.

YEAR_HOURS: Final = 8760.0
# roles of numbers, and the most that each may be; the hours are those of a leap year
NUMBERS: Final = {
    "quantity": MAX_QUANTITY,
    "pue": MAX_QUANTITY,
    "hours": 8784.0,
    "vcpu": 1e5,
    "storage": 1e9,
    "key": MAX_QUANTITY,
}
# faults whose cell is shown although it is no number: a name that is written above, a country
_SHOWN: Final = ("name_twice", "unknown_country")
_INSTANCE: Final = re.compile(
    r"(?:(?!\d)[\w.-])*\d[\w.-]*"
).fullmatch  # m5.large, Standard_B2s: no name of a person has figures


class LinkedRow(NamedTuple):
    """A row of sound shape: its file, its line, its cells and their titles by role."""

    file: str
    line: int
    cells: Mapping[str, str]
    titles: Mapping[str, str]

    def text(self, role: str) -> str:
        """Return a cell; empty when it is blank, or when the file has no such column."""
        cell = self.cells.get(role, "")
        return "" if fold(cell) in BLANKS else cell

    def fault(self, code: str, role: str, near: str = "") -> Fault:
        """Say what is wrong in a cell. A name that is that of nothing counted, nor near it, may be that of a person's device: hidden."""
        value = self.text(role)
        if role not in NUMBERS:
            known = near or code in _SHOWN or (role == "instance" and _INSTANCE(value))
            return Fault(code, self.titles.get(role, ""), masked(value)[:LONGEST_VALUE] if known else "", near)
        return Fault(code, self.titles.get(role, ""), shown_cell(value), near)

    def numbers(self, *roles: str) -> tuple[dict[str, float | None], list[Fault]]:
        """Return the numbers of cells, None for those that are blank; and a fault for each that is none, or out of its bounds."""
        found, faults = dict[str, float | None](), list[Fault]()
        for role in roles:
            text = self.text(role)
            number = parse_number(text.rstrip("% ")) if text else None
            if number is not None and role == "key" and text.endswith("%"):
                number /= 100
            elif text.endswith("%"):
                number = None
            found[role] = number
            if text and (number is None or not 0 <= number <= NUMBERS[role]):
                faults.append(self.fault("number_unread", role))
        return found, faults


def country_of(row: LinkedRow, words: InventoryWords) -> tuple[str, list[Fault]]:
    """Return the place of the electricity of a row, empty for the authority's own; and a fault when its country is not known."""
    country = row.text("country")
    place = words.place_of(country) if country else ""
    if place is None:
        return "", [row.fault("unknown_country", "country", words.nearest_country(country))]
    return place, []


ROOMS, MACHINES, APPLICATIONS = "g4it-salles", "g4it-machines", "g4it-applications"
LINKED: Final = (ROOMS, MACHINES, APPLICATIONS)
# roles of their columns, beside those of a device
ROLES: Final = (
    "label", "pue", "machine", "host", "vcpu", "storage", "key", "allocation", "hours", "infrastructure", "provider",
    "instance", "application",
)  # fmt: skip
PUES: Final = (1.0, 5.0)
FINE: Final[tuple[str, str]] = (COUNTED, "")
UNREADABLE: Final = ("number_unread", "without_name")


class Room(NamedTuple):
    """A data centre that counted devices name."""

    name: str
    label: str
    pue: float | None
    place: str
    row: LinkedRow


class LinkedMachine(NamedTuple):
    """A virtual machine of a counted host, or a cloud instance (`service`, and its hours in `amount`)."""

    name: str
    row: LinkedRow
    host: str = ""
    quantity: float = 1.0
    hours: float = YEAR_HOURS
    vcpu: float | None = None
    storage: float | None = None
    key: float | None = None
    service: str = ""
    amount: float = 0.0
    by_vcpu: bool = False
    place: str = ""


@dataclass(slots=True)
class Links:
    """What the linked files say of the counted devices."""

    rooms: list[Room] = field(default_factory=list)
    machines: list[LinkedMachine] = field(default_factory=list)
    # host (folded) → key, vcpu or storage
    allocations: dict[str, Allocation] = field(default_factory=dict)
    # application → machines (folded), each with the row that says so
    applications: dict[str, dict[str, LinkedRow]] = field(default_factory=dict)


class Linked:
    """A linked file once cut into rows: those of a wrong shape are judged, the others wait for the devices."""

    def __init__(self, table: Table, known: str, line: int, header: list[str], roles: Mapping[str, str]) -> None:
        columns, places = Columns(), dict[str, int]()
        for index, name in enumerate(header):
            role = roles.get(fold(name), "")
            if name and name in header[:index]:
                columns.twice.append(name)
            elif role and role not in places:
                columns.used[name] = role
                places[role] = index
            elif name:
                columns.ignored.append(name)
        self.file = FileRows(table.name, known, table.encoding, table.separator, table.sheet, line, columns, 0, [])
        self.file.key, self.file.others = table.key, table.others
        self.header, self.places = header, places
        self.titles = {role: title for title, role in columns.used.items()}
        self.rows: list[LinkedRow] = []
        self._groups: dict[tuple[str, str, tuple[Fault, ...]], Group] = {}

    def judge(self, line: int, verdict: str, reason: str, units: float = 0.0, faults: Iterable[Fault] = ()) -> None:
        """Give a row its verdict."""
        key = verdict, reason, tuple(faults)
        group = self._groups.get(key)
        if group is None:
            group = Group(verdict, reason, "", self.file.key, array("I"), 0.0, faults=key[2])
            self._groups[key] = group
            self.file.groups.append(group)
        group.lines.append(line)
        group.units += units

    def blame(self, line: int, faults: list[Fault]) -> None:
        """Give a row the verdict of its faults: rejected when a cell cannot be read, else to confirm."""
        worst = next((fault for fault in faults if fault.code in UNREADABLE), faults[0])
        verdict = REJECTED if worst.code in UNREADABLE else TO_CONFIRM
        self.judge(line, verdict, worst.code, faults=sorted(faults, key=lambda fault: fault.code != worst.code))

    def read(self, rows: Iterable[tuple[int, list[str]]], how: Reading) -> None:
        """Read the rows under the header."""
        width = len(self.header)
        while width and not self.header[width - 1]:
            width -= 1
        wanted = {fold(name): {fold(value) for value in values} for name, values in how.mapping.keep.items()}
        kept = [(index, wanted[fold(name)]) for index, name in enumerate(self.header) if fold(name) in wanted]
        for line, given in rows:
            self.file.read += 1
            cells = [cell.strip() for cell in given]
            shapes = (
                (IGNORED, "blank", not any(cells)),
                (IGNORED, "header_again", cells == self.header),
                (REJECTED, "short", len(cells) < width),
                (REJECTED, "long", any(cells[len(self.header) :])),
                (REJECTED, "oversized", any(len(cell) > MAX_TEXT or "\0" in cell for cell in cells)),
                (IGNORED, "placeholder", is_placeholder(cells)),
                (SET_ASIDE, "filtered", not all(index < len(cells) and fold(cells[index]) in of for index, of in kept)),
            )
            if wrong := next(((verdict, reason) for verdict, reason, is_so in shapes if is_so), None):
                self.judge(line, *wrong)
            else:
                found = {role: cells[index] for role, index in self.places.items() if index < len(cells)}
                self.rows.append(LinkedRow(self.file.key, line, found, self.titles))

    def note(self, code: str, word: str, line: int) -> None:
        """Note something once for the file, at its first line."""
        if not any(note[:2] == (code, word) for note in self.file.notes):
            self.file.notes.append((code, word, line))


def read_linked(table: Table, words: InventoryWords, how: Reading) -> Linked | None:
    """Cut a table into rows when its header is that of a linked file; None when it is not: it is then read in part."""
    lines, first = next(table.batches, ([], []))
    table.batches = chain([(lines, first)], table.batches)  # put back, for who reads it if this does not
    signed = ((rank, words.format_of(cells)) for rank, cells in enumerate(first[:TITLE_LINES]))
    index, known = next(
        ((rank, export_format) for rank, export_format in signed if export_format and export_format.id in LINKED),
        (0, None),
    )
    if known is None:
        return None
    next(table.batches)
    linked = Linked(
        table, known.id, lines[index], [cell.strip() for cell in first[index]], {**known.columns, **how.mapping.roles}
    )
    linked.read(zip(lines[index + 1 :], first[index + 1 :], strict=True), how)
    linked.read(table.rows(), how)
    for line, why in table.broken:
        linked.file.read += 1
        linked.file.groups.append(Group(REJECTED, "broken", why, table.key, array("I", [line]), 0.0))
    if not linked.file.read:
        linked.file.notes.append(("no_rows", "", linked.file.header_line))
    return linked


def hosts_in(files: Iterable[Linked]) -> frozenset[str]:
    """Return the names (folded) of the hosts that machines name."""
    return frozenset(
        fold(row.text("host"))
        for file in files
        if file.file.format == MACHINES
        for row in file.rows
        if row.text("host")
    )


def link(files: Iterable[Linked], devices: Iterable[FileRows], words: InventoryWords) -> Links:
    """Judge the rows of the linked files, now that the devices are read.

    Args:
        files: the linked files.
        devices: the files of devices read with them; receive a note for each room that no file describes.
        words: places and cloud instances.
    """
    files, devices, links = list(files), list(devices), Links()
    _rooms([linked for linked in files if linked.file.format == ROOMS], devices, words, links)
    known = _machines([linked for linked in files if linked.file.format == MACHINES], devices, words, links)
    _applications([linked for linked in files if linked.file.format == APPLICATIONS], known, links)
    for file in files:
        hide_lone_names(file.file.groups, words)
    return links


def _rooms(files: list[Linked], devices: list[FileRows], words: InventoryWords, links: Links) -> None:
    named: dict[str, tuple[FileRows, str, int]] = {}
    for file in devices:
        for group in file.groups:
            if group.device is not None and group.device.room:
                named.setdefault(fold(group.device.room), (file, group.device.room, group.lines[0]))
    seen = set[str]()
    for linked in files:
        for row in linked.rows:
            name = fold(row.text("room"))
            numbers, faults = row.numbers("pue")
            place, unplaced = country_of(row, words)
            pue, read = numbers["pue"], not faults
            if not name:
                faults.append(Fault("without_name", row.titles.get("room", "")))
            elif name in seen:
                faults.append(row.fault("name_twice", "room"))
            if pue is not None and read and not PUES[0] <= pue <= PUES[1]:
                faults.append(row.fault("pue_out_of_range", "pue"))
            if faults:
                linked.blame(row.line, faults + unplaced)
            elif name not in named:
                linked.judge(row.line, SET_ASIDE, "room_unused")
            else:
                linked.judge(row.line, *FINE, 1.0, unplaced)
                links.rooms.append(Room(row.text("room"), row.text("label") or row.text("room"), pue, place, row))
            if read:
                seen.add(name)
    counted = {fold(room.name) for room in links.rooms}
    for name, (file, written, line) in named.items():
        if name not in counted:
            file.notes.append(("unknown_room", written, line))


def _machines(files: list[Linked], devices: list[FileRows], words: InventoryWords, links: Links) -> dict[str, bool]:
    """Return the machines named (folded): whether each one counts."""
    hosts: dict[str, bool] = {}
    counted: set[str] = set()  # as written: to be proposed for one that is misspelt
    for file in devices:
        for group in file.groups:
            if group.host:
                name = fold(group.host)
                hosts[name] = hosts.get(name, False) or group.verdict == COUNTED
                counted |= {group.host} if group.verdict == COUNTED else set()
    known: dict[str, bool] = {}
    by_host: dict[str, list[tuple[Linked, LinkedMachine]]] = {}
    for linked in files:
        for row in linked.rows:
            name = fold(row.text("machine"))
            numbers, faults = row.numbers("quantity", "hours", "vcpu", "storage", "key")
            read = not faults
            machine = _machine(row, numbers)
            in_cloud = fold(row.text("infrastructure")) == "cloud_services" or (
                row.text("instance") and not machine.host
            )
            if not name:
                faults.append(row.fault("without_name", "machine"))
            elif name in known:
                faults.append(row.fault("name_twice", "machine"))
            if not in_cloud and not hosts.get(fold(machine.host), False):
                faults.append(_host_fault(row, hosts, counted))
            if name and read:
                known.setdefault(name, False)
            if in_cloud:
                _instance(linked, machine, faults, words, links, known)
            elif faults:
                linked.blame(row.line, faults)
            else:
                by_host.setdefault(fold(machine.host), []).append((linked, machine))
    for host, members in by_host.items():
        _share(host, members, links, known)
    return known


def _host_fault(row: LinkedRow, hosts: Mapping[str, bool], counted: Iterable[str]) -> Fault:
    """Say why the host of a machine is none: not written, not counted, or in no file."""
    host = row.text("host")
    if not host:
        return row.fault("machine_without_host", "host")
    if fold(host) in hosts:
        return row.fault("host_not_counted", "host")
    return row.fault("host_unknown", "host", nearest(host, counted))


def _machine(row: LinkedRow, numbers: Mapping[str, float | None]) -> LinkedMachine:
    """Return a machine of its cells."""
    quantity, hours = numbers["quantity"], numbers["hours"]
    return LinkedMachine(
        row.text("machine"),
        row,
        row.text("host"),
        1.0 if quantity is None else quantity,
        YEAR_HOURS if hours is None else hours,
        numbers["vcpu"],
        numbers["storage"],
        numbers["key"],
    )


def _instance(
    linked: Linked,
    machine: LinkedMachine,
    faults: list[Fault],
    words: InventoryWords,
    links: Links,
    known: dict[str, bool],
) -> None:
    """Count a cloud instance without faults: by its own factor when there is one, else by its vCPU-hours, else not at all."""
    row = machine.row
    found = words.instances.get((fold(row.text("provider")), fold(row.text("instance"))))
    amount, by_vcpu = machine.quantity * machine.hours, False
    if found is None and machine.vcpu:
        found = next((instance for instance in words.instances.values() if instance.by_vcpu), None)
        amount, by_vcpu = amount * machine.vcpu / (found.vcpu if found else 1.0), True
    if found is None:
        faults = [*faults, row.fault("instance_unknown", "instance")]
    place, unplaced = country_of(row, words)
    if faults or found is None:
        linked.blame(row.line, faults + unplaced)
        return
    linked.judge(row.line, *FINE, machine.quantity, unplaced)
    known[fold(machine.name)] = True
    if by_vcpu:
        linked.note("by_vcpu", "", row.line)
    links.machines.append(machine._replace(host="", service=found.service, amount=amount, by_vcpu=by_vcpu, place=place))


def _share(host: str, members: list[tuple[Linked, LinkedMachine]], links: Links, known: dict[str, bool]) -> None:
    """Choose how a host is shared, as the file says: by key, else by storage for a storage host, else by vCPU."""
    machines = [machine for _, machine in members]
    allocation: Allocation
    if any(machine.key is not None for machine in machines):
        allocation, missing = "key", "machine_without_key"
    else:
        stored = all(fold(machine.row.text("allocation")) == "stockage" for machine in machines)
        allocation, missing = "storage" if stored else "vcpu", "machine_without_share"
    shares = [machine.key or 0.0 for machine in machines]
    too_much = allocation == "key" and (fsum(shares) > 1 + 1e-9 or max(shares) > 1)
    for linked, machine in members:
        said = getattr(machine, allocation)
        if too_much:
            linked.blame(machine.row.line, [machine.row.fault("keys_over_one", "key")])
        elif said is None or (allocation != "key" and not said * machine.quantity * machine.hours):
            linked.blame(machine.row.line, [machine.row.fault(missing, allocation)])
        else:
            linked.judge(machine.row.line, *FINE, machine.quantity)
            known[fold(machine.name)] = True
            links.allocations[host] = allocation
            links.machines.append(machine)


def _applications(files: list[Linked], known: Mapping[str, bool], links: Links) -> None:
    counted = [machine.name for machine in links.machines]
    for file in files:
        for row in file.rows:
            application, machine = row.text("application"), fold(row.text("machine"))
            used = links.applications.get(application, {})
            faults = [] if application else [row.fault("without_name", "application")]
            if not machine:
                faults.append(row.fault("application_without_machine", "machine"))
            elif machine not in known:
                faults.append(row.fault("machine_unknown", "machine", nearest(row.text("machine"), counted)))
            elif not known[machine]:
                faults.append(row.fault("machine_not_counted", "machine"))
            if faults:
                file.blame(row.line, faults)
            elif machine in used:
                file.judge(row.line, IGNORED, "use_twice")
            else:
                file.judge(row.line, *FINE, 1.0)
                links.applications.setdefault(application, {})[machine] = row
