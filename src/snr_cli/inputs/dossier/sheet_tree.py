"""The rows of a workbook, each put in the one that holds it: the data that YAML would give, each value at its cell."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from snr_cli.french.numbers import did_you_mean, plural, together
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.yaml_events import Mark, Places, YamlText
from snr_cli.inputs.inventory.fleet import slug, unique
from snr_cli.inputs.inventory.values import fold, nearest, parse_number
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.inputs.workbook.shape import Column, SheetShape, Steps, by_path, dossier_sheets
from snr_cli.inputs.workbook.values import NAMED_SORTS, CellError, EmptyBlock, TypeLabels, at_steps, read_value
from snr_cli.model.codes import CODES
from snr_cli.model.finding import Finding, Position

# A sheet of a workbook as a file of a dossier: its findings point at a cell.


class SheetText(YamlText):
    """A sheet: the containers that its rows make, and where they stand. A mark is a row and a column from 0."""

    __slots__ = ("columns", "marks", "sheet")

    def __init__(self, name: str, sheet: str) -> None:
        """Begin a sheet.

        Args:
            name: of the workbook in messages.
            sheet: its name.
        """
        super().__init__(name, "", {})
        self.sheet = sheet
        self.columns: set[str] = set()  # the keys of those that it has
        self.marks: dict[int, tuple[Any, list[Mark]]] = {}
        self.begin(self.data, Mark(0, 0))

    def begin(self, container: Any, mark: Mark) -> None:
        """Place a list or a mapping."""
        self.marks[id(container)] = (container, [mark])

    def put(self, container: Any, key: Any, value: Any, mark: Mark) -> None:
        """Add a value to a list (`key` is None) or to a mapping, at a cell."""
        marks = self.marks[id(container)][1]
        if isinstance(container, dict):
            container[key] = value
            marks += (mark, mark)
        else:
            container.append(value)
            marks.append(mark)

    def own(self, container: Any) -> Mark:
        """Return where a container stands."""
        return self.marks[id(container)][1][0]

    def replace(self, container: Any, key: Any, mark: Mark) -> None:
        """Place a value of a mapping at another cell."""
        rank = 1 + 2 * list(container).index(key)
        self.marks[id(container)][1][rank : rank + 2] = [mark, mark]

    def close(self) -> None:
        """Keep the places of all that was put."""
        self.places |= {id(container): Places(container, marks) for container, marks in self.marks.values()}
        self.marks.clear()

    def finding(
        self, code: str, line: int, column: int, message: str, help_text: str = "", pointer: str = ""
    ) -> Finding:
        """Make a finding at a cell (line and column count from 0 here)."""
        return Finding(
            code,
            Position(self.name, line + 1, column + 1, column + 2, self.sheet),
            message,
            help_text,
            pointer,
            "",
            CODES[code].severity,
        )

    def at_cell(self, code: str, cell: Cell, message: str, help_text: str = "") -> Finding:
        """Make a finding at a cell."""
        return self.finding(code, cell.row - 1, cell.column - 1, message, help_text)


def mark_of(cell: Cell) -> Mark:
    """Return where a cell stands."""
    return Mark(cell.row - 1, cell.column - 1)


# Rows of a sheet beside what was sent: which lines they were, when their identifier is gone; what was typed in the columns that are not read.

NAMED_BY: Final = ("label", "title", "name", "subject", "type")  # what an id is made of, the first that is filled
SHOWN: Final = 60  # characters of a cell in a message


def recognised(rows: Sequence[Mapping[Column, Any]], lines: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Return the id of the line that each row is; None for one that is none of them, or may be several.

    Args:
        rows: those without an id, in order.
        lines: what was sent and no other row is, in order, each with its `id`.
    """
    columns = tuple(dict.fromkeys(column for row in rows for column in row))
    texts = tuple(column for column in columns if column.kind == "text" or column.key in NAMED_BY)
    names = tuple(column for column in texts if column.key in NAMED_BY)
    found: list[str | None] = [None] * len(rows)
    for compared in (columns, texts, names):
        known: dict[tuple[str, ...], list[str]] = defaultdict(list)
        taken = set(found)
        for line in lines:
            if line["id"] not in taken:
                known[tuple(_plain(at_steps(line, column.steps)) for column in compared)].append(line["id"])
        waiting: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for rank, row in enumerate(rows):
            if found[rank] is None:
                waiting[tuple(_plain(row.get(column)) for column in compared)].append(rank)
        for key, ranks in waiting.items():
            ids = known[key]
            # rows that are alike in all stand for lines that are: whichever is whichever
            same = len(ids) >= len(ranks) if compared is columns else len(ids) == len(ranks) == 1
            if any(key) and same:
                for rank, name in zip(ranks, ids, strict=False):
                    found[rank] = name
    return found


def known_lines(data: Mapping[str, Any], section: str) -> list[Mapping[str, Any]]:
    """Return the lines of a section that have an id, of data that may say anything."""
    items = data.get(section)
    return [
        item
        for item in (items if isinstance(items, list | tuple) else ())
        if isinstance(item, Mapping) and isinstance(item.get("id"), str)
    ]


def _plain(value: Any) -> str:
    """Return a value as it is compared: 330 and 330.0, a tuple and a list are the same."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return " ; ".join(map(_plain, value)) if isinstance(value, list | tuple) else fold(str(value))
    return f"{value:.12g}"


def read_plain(cell: Cell) -> Any:
    """Return what a cell says as it is compared: a number, else its text."""
    found = parse_number(cell.text)
    return cell.text.strip() if found is None else found


def moved(
    text: SheetText,
    before: Sequence[tuple[Column, Cell]],
    lines: Sequence[Any],
    given: Sequence[tuple[Column, Cell, Any]],
) -> Iterator[Finding]:
    """Tell the grey cells of a row that hold another value than what was written there.

    Args:
        text: the sheet.
        before: the grey cells, each with the column that it is beside.
        lines: what the row was when it was sent, or may have been.
        given: the values of the row: what stands there too is not lost.
    """
    for column, cell in before:
        typed = _compared(read_plain(cell))
        known = {_compared(at_steps(line, column.steps) if column.steps else line) for line in lines}
        own = {_compared(value) for given_column, _, value in given if given_column is column}
        if typed not in known | own and (known or not own):  # else nothing says what was written there
            title = column.titles[-1]
            yield text.at_cell(
                "SNR132",
                cell,
                f"« {cell.text.strip()[:SHOWN]} » est écrit dans la colonne grise, qui n’est pas lue",
                f"recopiez-le dans la colonne « {title} », ou effacez-le",
            )


def _compared(value: Any) -> str:
    """Return a value as it is compared: 330 and 330.0 are the same."""
    return str(value) if isinstance(value, bool) or not isinstance(value, int | float) else f"{value:.12g}"


NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(slots=True)
class PendingRow:
    """A row that waits for those that hold it: its values with their cells, which rows those are, how it is called, whether its quantity is said unknown, or was refused; the cells beside its values."""

    shape: SheetShape
    text: SheetText
    mark: Mark
    values: list[tuple[Column, Cell, Any]]
    up: list[tuple[SheetShape, Cell | None]]
    name: Cell | None
    id: str = ""
    unknown: bool = False
    refused: bool = False
    before: Sequence[tuple[Column, Cell]] = ()


class RowTree:
    """The data of a workbook as its rows are put together."""

    def __init__(
        self, labels: TypeLabels, known: Callable[[], Mapping[str, Any]] = dict, behind: Mapping[str, Any] = NOTHING
    ) -> None:
        """Begin without data.

        Args:
            labels: what the types of the catalogue are called.
            known: gives the lines that rows without an id may be, by section: those that were sent.
            behind: the dossier whose sections the workbook takes the place of.
        """
        self.labels, self.known, self.behind = labels, cache(known), behind
        self.findings: list[Finding] = []
        self.root: dict[str, Any] = {}
        self._pending: dict[Steps, list[PendingRow]] = {}
        self._owner: dict[int, SheetText] = {}
        # path of its sheet, what holds it, how it is called → a row; `aliases`: None for what several are called
        self._rows: dict[tuple[Steps, int, str], Any] = {}
        self._aliases: dict[tuple[Steps, int, str], Any] = {}
        self._counts: dict[tuple[Steps, int], int] = {}
        # a sheet without a row, a sheet whose rows say they are in its rows → the first of these, how many they are
        self._orphans: dict[tuple[Steps, Steps], tuple[SheetText, Cell, int]] = {}
        # a word that is no label of its type, and that type → its first cell, how many cells hold it
        self._understood: dict[tuple[str, str], tuple[SheetText, Cell, int]] = {}

    def add(self, row: PendingRow) -> None:
        """Keep a row until all are known."""
        self._pending.setdefault(row.shape.path, []).append(row)

    def value(self, text: SheetText, cell: Cell, column: Column) -> Any:
        """Read a cell; what is wrong is told, and the value is None."""
        try:
            found = read_value(cell, column, self.labels)
        except CellError as error:
            self.findings.append(text.at_cell("SNR125", cell, f"{column.title} : {error.message}", error.advice))
            return None
        if isinstance(found, str) and self.labels.is_synonym(cell.text, found) and NAMED_SORTS.keys() & column.refers:
            if unit := self.labels.unit_assumed(cell.text, found):
                message = (
                    f"« {cell.text.strip()[:SHOWN]} » : « {self.labels.labels[found]} », et la quantité en {unit} ?"
                )
                advice = "choisissez le type dans la liste de la cellule ; snr collect --fix le demande"
                self.findings.append(text.at_cell("SNR125", cell, message, advice))
                return None
            first, at, count = self._understood.get((fold(cell.text), found), (text, cell, 0))
            self._understood[fold(cell.text), found] = first, at, count + 1
        return found

    def single(self, text: SheetText, cell: Cell, column: Column) -> None:
        """Put a single value of the dossier."""
        if (read := self.value(text, cell, column)) is None:
            return
        mark, steps = mark_of(cell), column.steps[:-1]
        if isinstance(read, EmptyBlock):
            self._block(self.root, read.steps or steps, text, mark)
            return
        block = self._block(self.root, steps, text, mark)
        if column.steps[-1] in block:
            self.findings.append(
                text.at_cell("SNR103", cell, f"« {column.title} » écrit deux fois", "gardez une seule des deux lignes")
            )
            return
        self._put(block, column.steps[-1], read, text, mark)

    def beside_single(self, text: SheetText, before: Sequence[Cell], value: Cell | None, column: Column) -> None:
        """Tell what was typed beside a single value of the dossier."""
        if before:
            given = [] if value is None else [(column, value, read_plain(value))]
            self.findings += moved(text, [(column, cell) for cell in before], [self.known()], given)

    def close(self) -> None:
        """Put each row in the one that holds it; tell how words that are no label were understood."""
        for (_, name), (text, cell, count) in self._understood.items():
            cells = f" ({count} cellules)" if count > 1 else ""
            self.findings.append(
                text.at_cell(
                    "SNR129",
                    cell,
                    f"« {cell.text.strip()[:SHOWN]} »{cells} : lu comme « {self.labels.labels[name]} » ({name})",
                    "si c’est un autre type, choisissez-le dans la liste de la cellule",
                )
            )
        self._name_all()
        for shape in dossier_sheets()[1:]:
            for row in self._pending.get(shape.path, ()):
                self._attach(row)
        self.findings += [
            text.at_cell(
                "SNR124",
                cell,
                f"{plural(count, 'ligne')} de la feuille « {by_path()[above].name} », qui manque ou n’a aucune ligne",
                "remettez cette feuille telle qu’elle a été envoyée, ou effacez celle-ci aussi",
            )
            for (above, _), (text, cell, count) in self._orphans.items()
        ]

    def _name_all(self) -> None:
        """Give an id to the rows that have none, made of their label: none that another row has."""
        taken: dict[str, int] = {}
        nameless: list[PendingRow] = []
        for rows in self._pending.values():
            for row in rows:
                if not row.shape.has_id:
                    continue
                found = next((value for column, _, value in row.values if column.steps == ("id",)), None)
                if isinstance(found, str):
                    row.id = found
                    taken.setdefault(found, 1)
                elif found is None and row.values:
                    nameless.append(row)
        for path in {row.shape.path: None for row in nameless if len(row.shape.path) == 1}:
            self._recognise([row for row in nameless if row.shape.path == path], taken)
        self._name_actors(taken)
        for row in (pending_row for pending_row in nameless if not pending_row.id):
            words = {column.key: str(value) for column, _, value in row.values}
            base = next((slug(words[key]) for key in NAMED_BY if words.get(key) and slug(words[key])), "ligne")
            row.id = unique(taken, base)

    def _name_actors(self, taken: dict[str, int]) -> None:
        """Give an id to the actors that a return adds: the programme names them by it; those of the dossier stay as they are."""
        items = self.behind.get("stakeholders") or ()
        known = {fold(str(item.get("name"))): item.get("id") for item in items if isinstance(item, Mapping)}
        for row in self._pending.get(("stakeholders",), ()) if self.behind else ():
            given = {column.key: str(value) for column, _, value in row.values}
            if "name" in given and "id" not in given:
                name = fold(given["name"])
                row.id = str(known[name] or "") if name in known else unique(taken, slug(name) or "acteur")

    def _recognise(self, rows: Sequence[PendingRow], taken: dict[str, int]) -> None:
        """Give rows without an id those of the lines that they were; stop where nobody can say which."""
        shape = rows[0].shape
        lines = [line for line in known_lines(self.known(), shape.key) if line["id"] not in taken]
        found = recognised([{column: value for column, _, value in row.values} for row in rows], lines)
        for row, name in zip(rows, found, strict=True):
            row.id = name or ""
            taken |= {row.id: 1} if name else {}
        left = [str(line["id"]) for line in lines if line["id"] not in taken]
        lost = [row for row in rows if not row.id and f"{shape.key}/id" not in row.text.columns]
        if left and lost:
            names = together([f"« {name[:SHOWN]} »" for name in left[:3]] + (["…"] if len(left) > 3 else []))
            what = "une ligne nouvelle, ou une de celles" if len(lost) == 1 else "des lignes nouvelles, ou celles"
            self.findings.append(
                lost[0].text.finding(
                    "SNR124",
                    *lost[0].mark,
                    f"{plural(len(lost), 'ligne')} sans identifiant : {what} du dossier ({names}) ? Rien n’est ajouté",
                    "remettez la colonne « Identifiant » du classeur envoyé, avec ce qu’elle disait de ces lignes",
                )
            )

    def _sent_of(self, row: PendingRow) -> list[Any]:
        """Return the line that a row was when it was sent; every line of its sheet when its id does not say which."""
        lines = at_steps(self.known(), row.shape.path) if row.before else None
        every = list(lines.values()) if isinstance(lines, Mapping) else lines if isinstance(lines, list | tuple) else []
        mine = [line for line in every if row.id and isinstance(line, Mapping) and line.get("id") == row.id]
        return mine or list(every)

    def _complete(self, row: PendingRow) -> None:
        """Give a row of the dossier what is required and has no column in the sheet: what was deleted says nothing."""
        gone = [
            column
            for column in row.shape.columns
            if column.required and column.steps != ("id",) and f"{row.shape.key}/{column.key}" not in row.text.columns
        ]
        lines = known_lines(self.behind, row.shape.key) if gone and row.id and len(row.shape.path) == 1 else []
        line = next((known for known in lines if known["id"] == row.id), None)
        if line is None or row.refused:
            return
        cell = Cell(row.mark.line + 1, row.mark.column + 1, CellKind.TEXT, "")
        given = {column.key for column, _, _ in row.values}
        row.values += [
            (column, cell, value)
            for column in gone
            if column.key not in given and (value := at_steps(line, column.steps)) is not None
        ]

    def _attach(self, row: PendingRow) -> None:
        shape = row.shape
        self.findings += moved(row.text, row.before, self._sent_of(row), row.values)
        self._complete(row)
        holder = self._holder(row)
        if holder is None:
            return
        steps = ("equipment",) if shape.path == ("imports",) else shape.steps
        if shape.keyed is not None:
            self._entry(row, holder, self._block(holder, steps, row.text, row.mark))
            return
        if self._unknown_quantity(row):
            return
        items = self._block(holder, steps, row.text, row.mark, last=list)
        item = self._item(row)
        self._put(items, None, item, row.text, row.mark)
        names, others = self._names(row, item, holder)
        for name in names:
            self._rows.setdefault((shape.path, id(holder), fold(name)), item)
        for name in others:
            key = (shape.path, id(holder), fold(name))
            self._aliases[key] = item if key not in self._aliases else None

    def _unknown_quantity(self, row: PendingRow) -> bool:
        """Say whether nobody knows how many things a row stands for: it is left out, and told; never zero."""
        given = {column.key for column, _, _ in row.values}
        required = any(column.key == "quantity" and column.required for column in row.shape.columns)
        if "type" not in given or given & {"quantity", "inventory"} or not (required or row.unknown):
            return False
        if row.refused:
            return True  # its cell is told already
        self.findings.append(
            row.text.finding(
                "SNR127",
                *row.mark,
                f"quantité inconnue : la ligne est laissée de côté, {term('not_assessed', feminine=True)}",
                "donnez une quantité, même approchée, quand vous l’aurez",
            )
        )
        return True

    def _holder(self, row: PendingRow) -> Any:
        """Return the row that holds one, the dossier itself for most; None, told, when there is none."""
        found: Any = self.root
        for shape, cell in row.up:
            if cell is None:
                self.findings.append(
                    row.text.finding(
                        "SNR124",
                        *row.mark,
                        f"ligne sans « {shape.titles[-1]} » : nul ne sait à quoi elle se rattache",
                        f"remplissez la colonne qui nomme la ligne de la feuille « {shape.name} »",
                    )
                )
                return None
            key = (shape.path, id(found), fold(cell.text))
            inner = self._rows.get(key)
            inner = self._aliases.get(key) if inner is None else inner
            if inner is None and shape.keyed is not None:  # a mapping of mappings needs no row of its own
                inner = {}
                self._begin(inner, row.text, row.mark)
                block = self._block(found, shape.steps, row.text, row.mark)
                self._put(block, cell.text, inner, row.text, mark_of(cell))
                self._rows[key] = inner
            if inner is None:
                self._detached(row, shape, cell, id(found))
                return None
            found = inner
        return found

    def _detached(self, row: PendingRow, shape: SheetShape, cell: Cell, holder: int) -> None:
        if not self._pending.get(shape.path):  # told once for the whole sheet
            text, first, count = self._orphans.get((shape.path, row.shape.path), (row.text, cell, 0))
            self._orphans[shape.path, row.shape.path] = text, first, count + 1
            return
        known = [name for path, above, name in (*self._rows, *self._aliases) if path == shape.path and above == holder]
        where = f"cette ligne se trouve dans la feuille « {shape.name} » du même classeur"
        self.findings.append(
            row.text.at_cell(
                "SNR124",
                cell,
                f"« {cell.text[:SHOWN]} » n’est pas une ligne de la feuille « {shape.name} »",
                f"{did_you_mean(nearest(cell.text, known))} {where}".strip(),
            )
        )

    def _names(self, row: PendingRow, item: Any, holder: Any) -> tuple[list[str], list[str]]:
        """Return what a row is called in the sheets below, and what it may be called when no other has that name."""
        if row.shape.has_id:
            typed = [cell.text for column, cell, _ in row.values if column.steps == ("id",)]
            return [row.id] if row.id else [], [*typed, *(str(item[key]) for key in NAMED_BY[:-1] if key in item)]
        if not row.shape.named:
            return [], []
        rank = self._counts[row.shape.path, id(holder)] = self._counts.get((row.shape.path, id(holder)), 0) + 1
        if row.name is not None:
            return [row.name.text], []
        return [f"n° {rank}"], [str(item["year"])] if "year" in item else []

    def _entry(self, row: PendingRow, holder: Any, block: Any) -> None:
        """Put an entry in a mapping."""
        shape = row.shape
        if row.name is None or shape.keyed is None:
            title = shape.keyed.titles[0] if shape.keyed else ""
            message, advice = f"ligne sans « {title} »", "dites de quoi c’est la valeur"
            self.findings.append(row.text.finding("SNR124", *row.mark, message, advice))
            return
        key = self.value(row.text, row.name, shape.keyed)
        if key is None:
            return
        if key in block:
            self.findings.append(
                row.text.at_cell(
                    "SNR103",
                    row.name,
                    f"« {row.name.text[:SHOWN]} » écrit deux fois",
                    "gardez une seule des deux lignes",
                )
            )
            return
        item = self._item(row)
        cell = row.values[0][1] if shape.scalar and row.values else row.name
        self._put(block, key, item, row.text, mark_of(cell))
        self._rows.setdefault((shape.path, id(holder), fold(row.name.text)), item)

    def _item(self, row: PendingRow) -> Any:
        if row.shape.scalar:
            return row.values[0][2] if row.values else [] if row.shape.columns[0].many else None
        item: dict[str, Any] = {}
        self._begin(item, row.text, row.mark)
        if row.id:
            self._put(item, "id", row.id, row.text, row.mark)
        for column, cell, value in row.values:
            mark = mark_of(cell)
            if isinstance(value, EmptyBlock):
                self._block(item, column.steps[:-1] if value.steps is None else value.steps, row.text, mark)
            elif column.steps != ("id",) or not row.id:
                self._put(self._block(item, column.steps[:-1], row.text, mark), column.steps[-1], value, row.text, mark)
            else:
                row.text.replace(item, "id", mark)
        return item

    def _block(self, holder: Any, steps: Steps, text: SheetText, mark: Mark, last: type[Any] = dict) -> Any:
        """Return a block inside another, made where it is not there yet."""
        found = holder
        for rank, step in enumerate(steps):
            if step not in found:
                made = last() if rank == len(steps) - 1 else {}
                self._begin(made, text, mark)
                self._put(found, step, made, text, mark)
            found = found[step]
        return found

    def _begin(self, container: Any, text: SheetText, mark: Mark) -> None:
        text.begin(container, mark)
        self._owner[id(container)] = text

    def _put(self, container: Any, key: Any, value: Any, text: SheetText, mark: Mark) -> None:
        if container is self.root:
            container[key] = value
            container = text.data
            text.put(container, key, value, mark)
            return
        owner = self._owner[id(container)]
        owner.put(container, key, value, mark if owner is text else owner.own(container))
