"""Whatever a sheet is made of, each written row ends in one verdict, at its line, and no unit is lost nor made."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings, strategies as st

from snr_cli.inputs.inventory import delimited as delimited_files, records as table_files
from snr_cli.inputs.inventory.read import Inventory
from snr_cli.inputs.inventory.records import BATCH, COUNTED, IGNORED, REJECTED, SET_ASIDE, TO_CONFIRM
from test_inventory_tables import read
from walks import LONG
from workbooks import Grid, Merges, ods_parts, ods_table, saved


class Kind(NamedTuple):
    """A device as written, and the type it is; none for what nothing recognises, « excluded » for what is no device."""

    kind: str
    maker: str
    model: str
    type: str


KINDS = [
    Kind("PC portable", "Dell", "Latitude 5440", "laptop"),
    Kind("PC portable", "HP", "ProBook 450 G8", "laptop"),
    Kind("Écran", "Dell", "P2419H", "monitor"),
    Kind("Imprimante laser", "HP", "LaserJet Pro M404dn", "printer_laser"),
    Kind("Serveur", "Dell", "PowerEdge R740", "server_rack"),
    Kind("Clavier", "Logitech", "K120", "excluded"),
    Kind("Zorglub", "Acme", "ZX", ""),
]
STATES = {"": COUNTED, "En service": COUNTED, "En stock": COUNTED, "Réformé": SET_ASIDE, "Zorglubé": TO_CONFIRM}
BAD = ("-3", "beaucoup", "2,5")
TITLES = {
    "kind": ("Type", "Désignation", "Catégorie", "Type de matériel"),
    "maker": ("Marque", "Fabricant"),
    "model": ("Modèle", "Modele"),
    "quantity": ("Quantité", "Qté", "Nombre"),
    "serial": ("N° de série", "Numéro de série"),
    "status": ("Statut", "État"),
    "service": ("Service", "Entité"),
    "note": ("Observations", "Commentaires"),
    "gone": ("Volé", "HS", "Réformée"),
}
TITLES_AGAIN = "titles again"
NAMES = ("École Jules-Ferry", "Mairie annexe", "Inventaire 2024")
SERVICES = ("DSI", "Mairie", "Voirie")


@dataclass
class Told:
    """What has to be told: the verdict of each row at its line, the units of each verdict, the devices of each type."""

    rows: Counter[tuple[int, str]] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)

    def tell(self, line: int, verdict: str, units: int = 0, kind: str = "") -> None:
        self.rows[line, verdict] += 1
        self.units[verdict] += units
        if verdict == COUNTED:
            self.types[kind] += units


@dataclass
class Sheet:
    """Rows, what is merged in them, and what has to be told of them."""

    rows: Grid = field(default_factory=list)
    merges: Merges = field(default_factory=list)
    told: Told = field(default_factory=Told)
    titles: set[int] = field(default_factory=set)  # the lines of titles, which may be told as ignored
    serials: int = 0

    def put(self, line: int, column: int, cells: list[str | int]) -> None:
        """Write cells from a place on: lines and columns count from 1."""
        while len(self.rows) < line:
            self.rows.append([])
        row = self.rows[line - 1]
        row += [""] * (column - 1 + len(cells) - len(row))
        row[column - 1 : column - 1 + len(cells)] = cells


class Row(NamedTuple):
    """A row of devices before it is written."""

    device: Kind
    quantity: str | int
    status: str
    service: str
    gone: str


def verdict(row: Row, roles: list[str]) -> tuple[str, int]:
    """Return the verdict of a row, and its units."""
    quantity = row.quantity if "quantity" in roles else 1
    if quantity in BAD:
        return REJECTED, 0
    if quantity == 0:
        return IGNORED, 0
    state = STATES[row.status] if "status" in roles else COUNTED
    if "gone" in roles and row.gone == "Oui":
        state = SET_ASIDE
    units = 0 if quantity == "" else int(quantity)
    if state == SET_ASIDE:
        return SET_ASIDE, units
    if row.device.type == "excluded":
        return IGNORED, units
    return (TO_CONFIRM if quantity == "" or not row.device.type else state), units


ROWS = st.builds(
    Row,
    st.sampled_from(KINDS),
    st.one_of(st.integers(0, 40), st.sampled_from([*BAD, "", 1])),
    st.sampled_from(sorted(STATES)),
    st.sampled_from(SERVICES),
    st.sampled_from(["", "", "", "Non", "Oui"]),
)


@dataclass
class Table:
    """A table before it is written: roles, titles, rows (`None`: a blank one), and role → runs of rows merged in its column."""

    roles: list[str]
    titles: list[str]
    rows: list[Row | str | None]
    merged: dict[str, list[tuple[int, int]]]

    def write(self, sheet: Sheet, line: int, column: int) -> int:
        """Write it under its titles, which are on a line; return the line after it."""
        sheet.put(line, column, list(self.titles))
        first = line + 1
        for role, found in self.merged.items():
            place = column + self.roles.index(role)
            sheet.merges += [(first + start, place, first + end, place) for start, end in found]
        for rank, row in enumerate(self.rows):
            here = first + rank
            if isinstance(row, Row):
                sheet.put(here, column, [self._cell(sheet, role, row, rank) for role in self.roles])
                self._tell(sheet.told, here, rank, row)
            elif row == TITLES_AGAIN:
                sheet.put(here, column, list(self.titles))
                sheet.titles.add(here)
            elif row is not None:
                total = {"quantity": 12, self.label: row}
                sheet.put(here, column, [total.get(role, "") for role in self.roles])
                sheet.told.tell(here, IGNORED)
        return first + len(self.rows)

    @property
    def label(self) -> str:
        """Return the role of the first column, which says « Total »."""
        return next(filter(None, self.roles))

    def _cell(self, sheet: Sheet, role: str, row: Row, rank: int) -> str | int:
        if any(start < rank <= end for start, end in self.merged.get(role, ())):
            return ""
        sheet.serials += role == "serial"
        return {
            "kind": row.device.kind,
            "maker": row.device.maker,
            "model": row.device.model,
            "quantity": row.quantity,
            "status": row.status,
            "service": row.service,
            "note": "à voir",
            "gone": row.gone,
            "serial": f"SN{sheet.serials:05}A",
        }.get(role, "")

    def _tell(self, told: Told, line: int, rank: int, row: Row) -> None:
        """Tell a row; those under one number are told together: counted once when they are alike, else to confirm."""
        run = next((run for run in self.merged.get("quantity", ()) if run[0] <= rank <= run[1]), None)
        if run is None:
            told.tell(line, *verdict(row, self.roles), row.device.type)
            return
        rows = [each for each in self.rows[run[0] : run[1] + 1] if isinstance(each, Row)]
        number = int(rows[0].quantity)
        judged = [role for role in ("status", "service") if role in self.roles]
        shared = (
            number >= len(rows)
            and len({(each.device.type, *(getattr(each, role) for role in judged)) for each in rows}) == 1
        )
        found, units = verdict(row._replace(quantity=number), self.roles) if shared else (TO_CONFIRM, number)
        if rank == run[0]:
            told.tell(line, found, units, row.device.type)
        else:
            told.tell(line, found if found == SET_ASIDE or not shared else IGNORED)


@st.composite
def tables(draw: st.DrawFn, kind: str = "", *, merge: bool, alone: bool) -> Table:
    """Draw a table; its type has a given title. One that stands alone may have a blank column, which parts others."""
    chosen = draw(st.lists(st.sampled_from(["maker", "quantity", "status", "service", "note", "gone"]), unique=True))
    if (
        merge and "quantity" in chosen and "gone" in chosen
    ):  # rows under one number, of which some are gone: tested apart
        chosen.remove("gone")
    if "quantity" not in chosen and draw(st.booleans()):
        chosen.append("serial")
    roles = list(draw(st.permutations(["kind", "model", *chosen])))
    for place in draw(st.lists(st.integers(1, len(roles)), max_size=1)) if alone else ():
        roles.insert(place, "")
    titles = [draw(st.sampled_from(TITLES[role])) if role else "" for role in roles]
    titles[roles.index("kind")] = kind or titles[roles.index("kind")]
    other = st.sampled_from([None, TITLES_AGAIN, "Total", "Sous-total", "TOTAL GÉNÉRAL"])
    rows: list[Row | str | None] = [draw(ROWS), *draw(st.lists(st.one_of(ROWS, ROWS, ROWS, other), max_size=7))]
    table = Table(roles, titles, rows, {})
    if not merge:
        return table
    for role in ("kind", "service", "status", "quantity"):
        if role in roles and draw(st.booleans()):
            table.merged[role] = draw(_runs(table, role))
    return table


@st.composite
def _runs(draw: st.DrawFn, table: Table, role: str) -> list[tuple[int, int]]:
    """Draw runs of rows whose cells of a column are one: rows are made to hold the same in it, but for a number."""
    found, rows = list[tuple[int, int]](), table.rows
    start = 0
    while start < len(rows):
        first, end = rows[start], start
        if isinstance(first, Row) and (role != "quantity" or (isinstance(first.quantity, int) and first.quantity)):
            end = min(len(rows) - 1, start + draw(st.integers(0, 4)))
            while end > start and any(isinstance(row, str) for row in rows[start : end + 1]):
                end -= 1
            while not isinstance(rows[end], Row):
                end -= 1
        if isinstance(first, Row) and end > start:
            found.append((start, end))
            for rank in range(start, end + 1):
                row = rows[rank]
                if isinstance(row, Row):
                    rows[rank] = row._replace(
                        device=first.device if role == "kind" else row.device,
                        status=first.status if role == "status" else row.status,
                        service=first.service if role == "service" else row.service,
                    )
        start = end + 1
    return found


@st.composite
def sheets(draw: st.DrawFn, rank: int = 0, *, merge: bool = True) -> Sheet:
    """Draw a sheet: tables one under the other, some of them side by side, names over them, blank lines between."""
    sheet, line, before = Sheet(serials=rank * 1000), 1, list[str]()
    for _ in range(draw(st.integers(1, 3))):
        alone = draw(st.booleans())
        across = [draw(tables(merge=merge, alone=alone))]
        if not alone:
            kind = across[0].titles[across[0].roles.index("kind")]
            across.append(draw(tables(kind, merge=merge, alone=False)))
        places, column = list[int](), draw(st.integers(1, 2))
        for table in across:
            places.append(column)
            column += len(table.roles) + draw(st.integers(1, 2))
        header = [""] * column
        for table, place in zip(across, places, strict=True):
            header[place - 1 : place - 1 + len(table.titles)] = table.titles
        again = any(
            before[place - 1 : place - 1 + len(table.titles)] == table.titles
            for table, place in zip(across, places, strict=True)
        )
        before = header
        if draw(st.booleans()) and not again:  # over titles that are there again, a name is a row
            blank = line == 1 or not any(sheet.rows[line - 2] if line - 2 < len(sheet.rows) else ())
            for place in places[: draw(st.integers(1, 2)) if blank else 1]:
                sheet.put(line, place, [draw(st.sampled_from(NAMES))])
            sheet.told.tell(line, IGNORED)
            line += 1 + draw(st.integers(0, 1))
        sheet.titles.add(line)
        line = max(table.write(sheet, line, place) for table, place in zip(across, places, strict=True))
        line += draw(st.integers(0, 2))
    told = {line for line, _ in sheet.told.rows} | sheet.titles
    for line, cells in enumerate(sheet.rows, 1):
        if not any(cells) and line not in told:
            sheet.told.tell(line, IGNORED)
    return sheet


Book = dict[str, Sheet]


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Draw a workbook of one or two sheets."""
    return {f"F{rank}": draw(sheets(rank)) for rank in range(draw(st.integers(1, 2)))}


def xlsx(folder: Path, drawn: Book) -> Path:
    path = folder / "parc.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, sheet in drawn.items():
            page = book.add_worksheet(name)
            for first, left, last, right in sheet.merges:
                page.merge_range(first - 1, left - 1, last - 1, right - 1, "")
            for line, cells in enumerate(sheet.rows):
                for column, cell in enumerate(cells):
                    if cell != "":
                        page.write(line, column, cell)
    return path


def ods(folder: Path, drawn: Book) -> Path:
    body = "".join(ods_table(name, sheet.rows, sheet.merges) for name, sheet in drawn.items())
    return saved(folder / "parc.ods", ods_parts(body))


def delimited(folder: Path, drawn: Book) -> Path:
    (sheet,) = drawn.values()
    path, width = folder / "parc.csv", max(map(len, sheet.rows))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([*row, *[""] * (width - len(row))] for row in sheet.rows)
    return path


def holds(inventory: Inventory, drawn: Book) -> None:
    """Check that what is told is what was written."""
    rows, units, types = Counter[tuple[str, int, str]](), Counter[str](), Counter[str]()
    names = {file.key: file.sheet for file in inventory.files}
    for group in inventory.groups:
        rows.update((names[group.file], line, group.verdict) for line in group.lines)
        units[group.verdict] += group.units
        if group.device is not None:
            types[group.device.type] += group.units
    assert inventory.read == rows.total()
    told, summed, counted = Counter[tuple[str, int, str]](), Counter[str](), Counter[str]()
    for name, sheet in drawn.items():
        told.update({(name, *each): count for each, count in sheet.told.rows.items()})
        summed += sheet.told.units
        counted += sheet.told.types
        for line in sheet.titles:  # ignored when they are there again: they are no row
            rows.pop((name, line, IGNORED), None)
            told.pop((name, line, IGNORED), None)
    assert rows == told
    assert (+units, +types) == (summed, counted)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("units")


FORMS = {
    "xlsx": (xlsx, books()),
    "ods": (ods, books()),
    "csv": (delimited, sheets(merge=False).map(lambda sheet: {"": sheet})),
}


BATCHES = [BATCH, 4]  # rows read together: few, so that tables, names and answers also stand past the first ones


def check(folder: Path, form: str, batch: int, examples: int) -> None:
    write, drawn = FORMS[form]

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(drawn)
    def each(book: Book) -> None:
        holds(read(write(folder, book)), book)

    with pytest.MonkeyPatch.context() as patch:
        for module in (table_files, delimited_files):
            patch.setattr(module, "BATCH", batch)
        each()


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("form", FORMS)
def test_each_unit_of_a_sheet_has_one_verdict(folder: Path, form: str, batch: int):
    check(folder, form, batch, 4)


@pytest.mark.slow
@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("form", FORMS)
def test_each_unit_of_many_sheets_has_one_verdict(folder: Path, form: str, batch: int):
    check(folder, form, batch, 300 if LONG else 80)


def test_a_column_of_answers_is_told_by_the_rows_of_its_own_table(folder: Path) -> None:
    """« Volé : Oui » beside another table, over a third one whose quantities stand in that column: lost, and not asked."""
    rows = [
        ["Type", "Modèle", "Marque", "Quantité", "Volé", "Service", "Statut", "", "Type", "Modèle"],
        ["PC portable", "Latitude 5440", "Dell", 3, "", "DSI", "", "", "PC portable", "Latitude 5440"],
        ["PC portable", "Latitude 5440", "Dell", 1, "Oui", "DSI", ""],
        ["", "Type", "Modèle", "Marque", "Quantité", "Service", "Statut"],
        ["", "PC portable", "Latitude 5440", "Dell", 2, "DSI", ""],
    ]
    book = {"": Sheet(rows, [], Told(Counter(), Counter(), Counter()), {1, 4}, 0)}
    found = {
        line: group.verdict
        for group in read(delimited(folder, book)).groups
        for line in group.lines
        if group.units == 1 and line == 3
    }
    assert found == {3: "set_aside"}
