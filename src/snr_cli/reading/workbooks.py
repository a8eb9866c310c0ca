"""A workbook as sections of a dossier: the rows of its sheets → the data that YAML would give, each value at its cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from snr_cli.findings.finding import Finding
from snr_cli.french import number
from snr_cli.inventory.fleet import slug, unique
from snr_cli.inventory.spelling import nearest
from snr_cli.inventory.values import fold
from snr_cli.reading.sheet_header import Line, Region, regions
from snr_cli.reading.sheet_text import SheetText, mark_of
from snr_cli.reading.yaml_events import Mark
from snr_cli.sheets import Area, Cell, CellKind, Row, Sheet, SheetError, open_book
from snr_cli.sheets.cells import column_name
from snr_cli.workbook.keys import FICHE_KEYS, LEFT_ASIDE, Place, single_values
from snr_cli.workbook.shape import Column, SheetShape, Steps, by_path, sheets
from snr_cli.workbook.values import CellError, EmptyBlock, TypeLabels, read_value

MOST_ROWS: Final = 100_000  # of a sheet: an inventory has more, which has a reader of its own (`from`)
MOST_CELLS: Final = 1_000_000
_NOTES: Final = "note"  # what the name of a sheet begins with that is nobody's data
_NAMED_BY: Final = ("label", "title", "name", "type")  # what an id is made of
_SHOWN: Final = 60


@dataclass(slots=True)
class _Pending:
    """A row that waits for those that hold it: its values with their cells, which rows those are, how it is called."""

    shape: SheetShape
    text: SheetText
    mark: Mark
    values: list[tuple[Column, Cell, Any]]
    up: list[tuple[SheetShape, Cell | None]]
    name: Cell | None
    id: str = ""


def read_book(name: str, path: Path, labels: TypeLabels) -> tuple[list[SheetText], list[Finding]]:
    """Read a workbook.

    Args:
        name: its name in findings.
        path: the file.
        labels: what the types of the catalogue are called.

    Returns:
        the sheets read, each with the sections that it begins, and what is wrong.

    Raises:
        OSError: the file cannot be opened.
        SheetError: it is no workbook that can be read, or it is out of bounds.
    """
    book = open_book(path)
    try:
        reader = _Reader(name, labels)
        for sheet, rows in book.each():
            reader.sheet(sheet, _lines(rows))
        for sheet in book.sheets:
            reader.merged(sheet)
    finally:
        book.close()
    return reader.close()


def _lines(rows: Iterator[Row]) -> list[Line]:
    """Return the rows in order, those that repeat one by one.

    Raises:
        SheetError: too many rows or cells.
    """
    found: list[Line] = []
    cells = 0
    for row in sorted(rows, key=lambda row: row.number):
        filled = [cell for cell in row.cells if cell.text.strip() or cell.kind is CellKind.ERROR]
        if not filled:
            continue
        for number_ in range(row.number, row.number + row.repeated):
            line = {
                column: Cell(number_, column, cell.kind, cell.text)
                for cell in filled
                for column in range(cell.column, cell.column + cell.span)
            }
            found.append(line)
            cells += len(line)
            if len(found) > MOST_ROWS or cells > MOST_CELLS:
                most = f"{number(MOST_ROWS)} lignes ou {number(MOST_CELLS)} cellules"
                raise SheetError(f"une feuille a plus de {most} : un parc entier se lit d’un inventaire (from:)")
    return found


class _Reader:
    def __init__(self, name: str, labels: TypeLabels) -> None:
        self.name, self.labels = name, labels
        self.texts: list[SheetText] = []
        self.findings: list[Finding] = []
        self.pending: dict[Steps, list[_Pending]] = {}
        self.root: dict[str, Any] = {}
        self.owner: dict[int, SheetText] = {}
        # path of its sheet, what holds it, how it is called → a row; `aliases`: None for what several are called
        self.rows: dict[tuple[Steps, int, str], Any] = {}
        self.aliases: dict[tuple[Steps, int, str], Any] = {}
        self.counts: dict[tuple[Steps, int], int] = {}
        self.first_data: dict[str, int] = {}  # sheet → its first row of data

    def sheet(self, sheet: Sheet, lines: Sequence[Line]) -> None:
        """Read the rows of a sheet."""
        folded = fold(sheet.name)
        if not lines or folded.startswith(_NOTES) or folded in map(fold, LEFT_ASIDE):
            return
        text = SheetText(self.name, sheet.name)
        found = regions(text, lines, self.findings)
        if found is None:
            self._unknown(text, lines)
            return
        self.texts.append(text)
        for region in found:
            if region.rows:
                self.first_data.setdefault(sheet.name, next(iter(region.rows[0].values())).row)
            self._outside(text, region)
            for line in region.rows:
                if region.single is not None:
                    self._single(text, region.single, line)
                else:
                    self._row(text, region, line)

    def _unknown(self, text: SheetText, lines: Sequence[Line]) -> None:
        first = next(iter(lines[0].values()))
        count = sum(map(len, lines))
        near = nearest(text.sheet, [shape.name for shape in sheets()])
        advice = f"vouliez-vous dire « {near} » ?" if near else "donnez-lui le nom d’une feuille de snr collect"
        message = f"feuille inconnue « {text.sheet} » : {count} cellule{'s' if count > 1 else ''} non lue{'s' if count > 1 else ''}"
        self.findings.append(
            text.at_cell("SNR122", first, message, f"{advice} ; une feuille « Notes » est laissée de côté")
        )

    def _outside(self, text: SheetText, region: Region) -> None:
        """Tell the columns that nothing names."""
        met: dict[int, list[Cell]] = {}
        for line in region.rows:
            for column, cell in line.items():
                if column not in region.columns:
                    met.setdefault(column, []).append(cell)
        for column, cells in sorted(met.items()):
            count = f"{len(cells)} cellule{'s' if len(cells) > 1 else ''} non lue{'s' if len(cells) > 1 else ''}"
            message = f"colonne {column_name(column)} sans titre connu : {count} (« {cells[0].text[:_SHOWN]} »)"
            self.findings.append(
                text.at_cell(
                    "SNR123", cells[0], message, "déplacez ces valeurs dans une colonne de la feuille, ou effacez-les"
                )
            )

    def merged(self, sheet: Sheet) -> None:
        """Tell the merged cells of the rows of data: only the first of them holds the value."""
        first = self.first_data.get(sheet.name)
        text = next((each for each in self.texts if each.sheet == sheet.name), None)
        if first is None or text is None:
            return
        for area in sheet.merges:
            if area.last_row >= first and (area.last_row > area.first_row or area.last_column > area.first_column):
                self.findings.append(_merge(text, area))

    def _value(self, text: SheetText, cell: Cell, column: Column) -> Any:
        try:
            return read_value(cell, column, self.labels)
        except CellError as error:
            self.findings.append(text.at_cell("SNR125", cell, f"{column.title} : {error.message}", error.advice))
            return None

    def _single(self, text: SheetText, single: Mapping[str, int], line: Line) -> None:
        """Read a row of the sheet of single values."""
        group, field, value, _, key = (line.get(single.get(each, 0)) for each in FICHE_KEYS)
        column = single_values().get(key.text.strip()) if key else None
        if column is None and field is not None:
            column = _called(group, field)
        if column is None:
            if value is not None:
                shown = next((each.text for each in (key, field) if each), "")
                near = nearest(shown, [*single_values(), *(each.title for each in single_values().values())])
                advice = f"vouliez-vous dire « {near} » ?" if near else "repartez d’une fiche que snr collect écrit"
                message = f"« {shown[:_SHOWN]} » n’est pas une ligne de la fiche" if shown else "valeur sans clé"
                self.findings.append(text.at_cell("SNR124", value, message, advice))
            return
        if value is None or (read := self._value(text, value, column)) is None:
            return
        mark = mark_of(value)
        steps = column.steps[:-1]
        if isinstance(read, EmptyBlock):
            self._block(self.root, read.steps or steps, text, mark)
            return
        block = self._block(self.root, steps, text, mark)
        if column.steps[-1] in block:
            message = f"« {column.title} » écrit deux fois"
            self.findings.append(text.at_cell("SNR103", value, message, "gardez une seule des deux lignes"))
            return
        self._put(block, column.steps[-1], read, text, mark)

    def _row(self, text: SheetText, region: Region, line: Line) -> None:
        """Read a row of a list: one item for each list that the header speaks of."""
        met: dict[Steps, list[tuple[Place, Cell]]] = {}
        for number_, cell in line.items():
            place = region.columns.get(number_)
            if place is not None:
                met.setdefault(place.shape.path, []).append((place, cell))
        for path, found in met.items():
            shape = by_path()[path]
            values = []
            ups: dict[SheetShape, Cell] = {}
            name = None
            for place, cell in found:
                if place.up is not None:
                    ups[place.up] = cell
                elif place.column is None:
                    name = cell
                elif (value := self._value(text, cell, place.column)) is not None:
                    values.append((place.column, cell, value))
            mark = mark_of(found[0][1])
            up = [(each, ups.get(each)) for each in shape.above]
            self.pending.setdefault(path, []).append(_Pending(shape, text, mark, values, up, name))

    def close(self) -> tuple[list[SheetText], list[Finding]]:
        """Put each row in the one that holds it."""
        self._name_all()
        for shape in sheets()[1:]:
            for row in self.pending.get(shape.path, ()):
                self._attach(row)
        for text in self.texts:
            text.close()
        return self.texts, self.findings

    def _name_all(self) -> None:
        """Give an id to the rows that have none, made of their label: none that another row has."""
        taken: dict[str, int] = {}
        nameless = []
        for rows in self.pending.values():
            for row in rows:
                if not row.shape.has_id:
                    continue
                found = next((value for column, _, value in row.values if column.steps == ("id",)), None)
                if isinstance(found, str):
                    row.id = found
                    taken.setdefault(found, 1)
                elif found is None and row.values:
                    nameless.append(row)
        for row in nameless:
            words = {column.key: str(value) for column, _, value in row.values}
            base = next((slug(words[key]) for key in _NAMED_BY if words.get(key) and slug(words[key])), "ligne")
            row.id = unique(taken, base)

    def _attach(self, row: _Pending) -> None:
        shape = row.shape
        holder = self._holder(row)
        if holder is None:
            return
        steps = ("equipment",) if shape.path == ("imports",) else shape.steps
        if shape.keyed is not None:
            self._entry(row, holder, self._block(holder, steps, row.text, row.mark))
            return
        items = self._block(holder, steps, row.text, row.mark, last=list)
        item = self._item(row)
        self._put(items, None, item, row.text, row.mark)
        names, others = self._names(row, item, holder)
        for name in names:
            self.rows.setdefault((shape.path, id(holder), fold(name)), item)
        for name in others:
            key = (shape.path, id(holder), fold(name))
            self.aliases[key] = item if key not in self.aliases else None

    def _holder(self, row: _Pending) -> Any:
        """Return the row that holds one, the dossier itself for most; None, told, when there is none."""
        found: Any = self.root
        for shape, cell in row.up:
            if cell is None:
                message = f"ligne sans « {shape.titles[-1]} » : nul ne sait à quoi elle se rattache"
                advice = f"remplissez la colonne qui nomme la ligne de la feuille « {shape.name} »"
                self.findings.append(row.text.finding("SNR124", *row.mark, message, advice))
                return None
            key = (shape.path, id(found), fold(cell.text))
            inner = self.rows.get(key)
            inner = self.aliases.get(key) if inner is None else inner
            if inner is None and shape.keyed is not None:  # a mapping of mappings needs no row of its own
                inner = {}
                self._begin(inner, row.text, row.mark)
                block = self._block(found, shape.steps, row.text, row.mark)
                self._put(block, cell.text, inner, row.text, mark_of(cell))
                self.rows[key] = inner
            if inner is None:
                self._detached(row, shape, cell, id(found))
                return None
            found = inner
        return found

    def _detached(self, row: _Pending, shape: SheetShape, cell: Cell, holder: int) -> None:
        known = [name for path, above, name in (*self.rows, *self.aliases) if path == shape.path and above == holder]
        near = nearest(cell.text, known)
        advice = f"cette ligne se trouve dans la feuille « {shape.name} » du même classeur"
        if near:
            advice = f"vouliez-vous dire « {near} » ? {advice}"
        message = f"« {cell.text[:_SHOWN]} » n’est pas une ligne de la feuille « {shape.name} »"
        self.findings.append(row.text.at_cell("SNR124", cell, message, advice))

    def _names(self, row: _Pending, item: Any, holder: Any) -> tuple[list[str], list[str]]:
        """Return what a row is called in the sheets below, and what it may be called when no other has that name."""
        if row.shape.has_id:
            return [row.id] if row.id else [], [str(item[key]) for key in _NAMED_BY[:3] if key in item]
        if not row.shape.named:
            return [], []
        rank = self.counts[row.shape.path, id(holder)] = self.counts.get((row.shape.path, id(holder)), 0) + 1
        if row.name is not None:
            return [row.name.text], []
        return [f"n° {rank}"], [str(item["year"])] if "year" in item else []

    def _entry(self, row: _Pending, holder: Any, block: Any) -> None:
        """Put an entry in a mapping."""
        shape = row.shape
        if row.name is None or shape.keyed is None:
            title = shape.keyed.titles[0] if shape.keyed else ""
            message, advice = f"ligne sans « {title} »", "dites de quoi c’est la valeur"
            self.findings.append(row.text.finding("SNR124", *row.mark, message, advice))
            return
        key = self._value(row.text, row.name, shape.keyed)
        if key is None:
            return
        if key in block:
            message = f"« {row.name.text[:_SHOWN]} » écrit deux fois"
            self.findings.append(row.text.at_cell("SNR103", row.name, message, "gardez une seule des deux lignes"))
            return
        item = self._item(row)
        self._put(block, key, item, row.text, mark_of(row.name))
        self.rows.setdefault((shape.path, id(holder), fold(row.name.text)), item)

    def _item(self, row: _Pending) -> Any:
        if row.shape.scalar:
            return row.values[0][2] if row.values else None
        item: dict[str, Any] = {}
        self._begin(item, row.text, row.mark)
        if row.shape.has_id and row.id:
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
        self.owner[id(container)] = text

    def _put(self, container: Any, key: Any, value: Any, text: SheetText, mark: Mark) -> None:
        if container is self.root:
            container[key] = value
            container = text.data
            text.put(container, key, value, mark)
            return
        owner = self.owner[id(container)]
        owner.put(container, key, value, mark if owner is text else owner.own(container))


def _called(group: Cell | None, field: Cell) -> Column | None:
    """Return the single value that titles mean: the group and the field, or the field when it is the only one."""
    wanted = fold(field.text)
    found = [
        column
        for column in single_values().values()
        if wanted in (fold(column.title), fold(" – ".join(column.titles[1:])))
        and (group is None or fold(group.text) == fold(column.titles[0]))
    ]
    return found[0] if len(found) == 1 else None


def _merge(text: SheetText, area: Area) -> Finding:
    cell = Cell(area.first_row, area.first_column, CellKind.TEXT, "")
    last = f"{column_name(area.last_column)}{area.last_row}"
    message = f"cellules fusionnées ({cell.address} à {last}) : seule la première a une valeur"
    return text.at_cell("SNR125", cell, message, "défusionnez-les, et répétez la valeur où elle vaut")
