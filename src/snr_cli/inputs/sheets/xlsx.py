"""XLSX and XLSM: the sheets of a workbook, found by its relations."""

import posixpath
import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple
from urllib.parse import unquote

from snr_cli.french.cells import address
from snr_cli.inputs.sheets.cells import (
    UNCOMPUTED_TEXT,
    Area,
    Cell,
    CellKind,
    CellRead,
    ColumnLetters,
    Row,
    StyleNumbers,
    format_kind,
    read_boolean,
    read_error,
    read_iso,
)
from snr_cli.inputs.sheets.package import (
    MAX_COLUMNS,
    MAX_EMPTY,
    MAX_MERGES,
    MAX_OF_CELL,
    MAX_RELATIONS,
    MAX_ROW_TEXT,
    MAX_ROWS,
    MAX_SHARED,
    MAX_SHEETS,
    MAX_SILENCE,
    MAX_STYLES,
    MAX_TEXT,
    TOO_LARGE,
    Attributes,
    Package,
    SheetError,
    elements,
    feed,
    one_exception,
    parser,
)

# Characters that OOXML writes as _x000D_.

_ESCAPE = re.compile(r"(?:_x[0-9A-Fa-f]{4}_)+")


def unescaped(text: str) -> str:
    """Return a text as it was typed. A control character that no text holds stays as it is written."""
    return _ESCAPE.sub(_characters, text)


def _characters(match: re.Match[str]) -> str:
    units = [int(unit, 16) for unit in match[0].replace("_x", " ").replace("_", " ").split()]
    # two units may make one character
    shown = b"".join(unit.to_bytes(2, "little") for unit in units).decode("utf-16-le", "replace")
    return "".join(char if char >= " " or char in "\t\r\n" else f"_x{ord(char):04X}_" for char in shown)


# The texts that the cells of an XLSX share, kept as bytes: a million of them must not fill the memory.

_KEPT: Final = 1 << 14  # texts decoded and kept at once
_SHORT: Final = 200  # characters of a text that is kept so


_SEEN: Final = 4096  # rows


class SharedTexts(dict[str, CellRead]):
    """Rank, as a cell writes it → the text. Those met last are kept decoded."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()
        self._ends = array("I")

    def add(self, text: str) -> None:
        """Add the next text."""
        self._bytes += text.encode("utf-8", "replace")
        if len(self._bytes) > MAX_SHARED:
            raise SheetError(f"{TOO_LARGE} : plus de {MAX_SHARED >> 20} Mio de textes ; enregistrez-le en CSV")
        self._ends.append(len(self._bytes))

    def __missing__(self, written: str) -> CellRead:
        rank = int(written) if written.strip().isdecimal() and len(written) < 12 else -1
        if not 0 <= rank < len(self._ends):
            raise SheetError(f"classeur abîmé : une cellule renvoie au texte {written[:20]}, qui n’existe pas")
        start = self._ends[rank - 1] if rank else 0
        read = CellKind.TEXT, self._bytes[start : self._ends[rank]].decode()
        if len(read[1]) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[written] = read
        return read


def shared_texts(package: Package, name: str | None) -> SharedTexts:
    """Read the shared texts of a workbook: the runs of a rich text joined, without its phonetic reading."""
    texts = SharedTexts()
    if name is None or name not in package:
        return texts
    text: list[str] = []
    pieces: list[str] = []
    met = depth = phonetic = length = 0

    def start(tag: str, given: Attributes) -> None:
        nonlocal met, depth, phonetic, length
        met += 1
        depth += 1
        local = tag.rpartition(":")[2]
        if local == "t":
            text.clear()
        elif local == "si":
            pieces.clear()
            length = 0
        elif local == "rPh":
            phonetic += 1

    def end(tag: str) -> None:
        nonlocal depth, phonetic, length
        depth -= 1
        local = tag.rpartition(":")[2]
        if local == "t":
            if not phonetic:
                pieces.extend(text)
                length += sum(map(len, text)) + 1
                if length > MAX_SILENCE:
                    raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")
            text.clear()
        elif local == "si":
            text.clear()
            whole = "".join(pieces)
            if len(whole) > MAX_TEXT:
                raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")
            texts.add(unescaped(whole) if "_x" in whole else whole)
        elif local == "rPh":
            phonetic -= 1

    reader = parser()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.CharacterDataHandler = text.append
    # opens: a part of a workbook, which is opened as others are
    with package.open(name) as stream, one_exception():
        for _ in feed(stream, reader, lambda: (met, depth)):
            if sum(map(len, text)) > MAX_SILENCE:
                raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")
    return texts


# The rows of one sheet of an XLSX, streamed.

_NAMESPACES: Final = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # strict
)


def prefix_of(root: str, given: Attributes, tag: str) -> str:
    """Return the prefix of the elements of a part, from its first one.

    Raises:
        SheetError: it is not the part it should be.
    """
    prefix, colon, local = root.rpartition(":")
    if local != tag or given.get("xmlns:" + prefix if colon else "xmlns") not in _NAMESPACES:
        raise SheetError(f"classeur abîmé : « {tag} » attendu, « {root[:40]} » trouvé")
    return prefix + colon


class _RowReader:
    """Reads the rows of a sheet: those that are whole since the last piece are in `rows`."""

    __slots__ = (
        *("parser", "shared", "numbers", "columns", "tags", "value_tag", "cell_tag", "met", "ended", "filled"),
        *("rows", "seen", "row", "row_text", "hidden", "length", "sorted", "column", "cells"),
        *("cell", "has_formula", "is_open", "phonetic", "text", "pieces"),
    )

    def __init__(self, shared: SharedTexts, numbers: StyleNumbers) -> None:
        self.shared, self.numbers, self.columns = shared, numbers, ColumnLetters()
        self.met = self.ended = self.filled = self.phonetic = self.row = self.column = self.length = 0
        self.hidden = self.sorted = self.has_formula = self.is_open = False
        self.row_text = self.value_tag = self.cell_tag = ""
        self.tags: dict[str, str] = {}  # of the other elements → their local name
        self.seen = bytearray(_SEEN)  # longer as rows come: most sheets are short
        self.cell: Attributes = {}
        self.rows: list[Row] = []
        self.cells: list[Cell] = []
        self.text: list[str] = []  # of the value or the text at hand
        self.pieces: list[str] = []  # of a text written in its cell
        self.parser = parser()
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._root, self._end
        self.parser.CharacterDataHandler = self.text.append

    def read(self, package: Package, part: str) -> Iterator[Row]:
        """Give the rows of a sheet that hold a filled cell, in the order of the file.

        Raises:
            SheetError: the sheet is broken, or out of bounds.
        """
        # opens: a part of a workbook, which is opened as others are
        with package.open(part) as stream, one_exception():
            for _ in feed(stream, self.parser, lambda: (self.met, self.met - self.ended)):
                yield from self.rows
                self.filled += sum(len(row.cells) for row in self.rows)
                self.rows.clear()
                if self.met > MAX_EMPTY + MAX_OF_CELL * self.filled:
                    raise SheetError(f"{TOO_LARGE} : plus de {MAX_EMPTY // 10**6} millions de cellules vides")
                if sum(map(len, self.text)) > MAX_SILENCE:
                    raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")

    def _root(self, tag: str, given: Attributes) -> None:
        prefix = prefix_of(tag, given, "worksheet")
        self.value_tag, self.cell_tag = prefix + "v", prefix + "c"
        self.tags = {prefix + local: local for local in ("row", "f", "t", "rPh")}
        self.met = 1
        self.parser.StartElementHandler = self._start

    def _start(self, tag: str, given: Attributes) -> None:
        self.met += 1
        if tag == self.value_tag:
            self.text.clear()
        elif tag == self.cell_tag:
            self.cell = given
            self.has_formula, self.is_open = False, True
        else:
            local = self.tags.get(tag)
            if local == "row":
                self._start_row(given)
            elif local == "f":
                self.has_formula = True
            elif local == "t":
                self.text.clear()
            elif local:
                self.phonetic += 1

    def _end(self, tag: str) -> None:
        self.ended += 1
        if tag == self.value_tag:
            if self.is_open:
                self.is_open = False
                text = self.text
                self._add(text[0] if len(text) == 1 else "".join(text))
        elif tag == self.cell_tag:
            if self.is_open:
                self.is_open = False
                self._end_cell()
        else:
            local = self.tags.get(tag)
            if local == "row":
                self._end_row()
            elif local == "t":
                if self.is_open and not self.phonetic:
                    self.pieces.extend(self.text)
                    self.length += sum(map(len, self.text)) + 1
                    if self.length > MAX_ROW_TEXT:
                        raise SheetError(f"{TOO_LARGE} : la ligne {self.row} a trop de texte")
                self.text.clear()
            elif local == "rPh":
                self.phonetic -= 1

    def _start_row(self, given: Attributes) -> None:
        written = given.get("r")
        number = self.row + 1 if written is None else int(written)
        if not 0 < number <= MAX_ROWS:
            raise SheetError(f"classeur démesuré : ligne {number}, au-delà de {MAX_ROWS}")
        self.row, self.row_text = number, "" if written is None else str(number)
        self.hidden = given.get("hidden") in ("1", "true")
        self.column = self.length = 0
        self.sorted = True
        self.pieces.clear()

    def _end_row(self) -> None:
        self.text.clear()
        cells = self.cells
        if not cells:
            return
        if self.row >= len(self.seen):
            self.seen.extend(bytes(self.row + _SEEN - len(self.seen)))
        if self.seen[self.row]:
            raise SheetError(f"classeur abîmé : la ligne {self.row} y est écrite deux fois")
        self.seen[self.row] = 1
        if not self.sorted:
            cells.sort(key=lambda cell: cell.column)
            for one, other in pairwise(cells):
                if one.column == other.column:
                    raise SheetError(f"classeur abîmé : la cellule {one.address} y est écrite deux fois")
        self.rows.append(Row(self.row, cells, self.hidden))
        self.cells = []

    def _place(self) -> int:
        """Return the column of the cell at hand: what its address says, else the one after the last."""
        where, row_text = self.cell.get("r"), self.row_text
        if where is None:
            found = self.column + 1
            if found > MAX_COLUMNS:
                raise SheetError(f"classeur démesuré : ligne {self.row}, plus de {MAX_COLUMNS} colonnes")
        elif row_text and where.endswith(row_text):
            found = self.columns[where[: -len(row_text)]]
        else:
            letters = where.rstrip("0123456789")
            found, said = self.columns[letters], where[len(letters) :]
            if not said or (row_text and int(said) != self.row) or not 0 < int(said) <= MAX_ROWS:
                raise SheetError(f"classeur abîmé : cellule {where[:20]} dans la ligne {self.row}")
            self.row, self.row_text = int(said), said  # a row that does not say its number is where its first cell is
        if found <= self.column:
            self.sorted = False
        self.column = found
        return found

    def _add(self, written: str) -> None:
        """Add the cell at hand, whose value is written so."""
        column, cell = self._place(), self.cell
        given = cell.get("t")
        if not written:
            if given != "str":  # the value of a formula may be an empty text
                self._end_without_value()
            return
        if given == "s":
            kind, shown = self.shared[written]
        elif given is None or given == "n":
            kind, shown = self.numbers[cell.get("s")][written]
        elif given in ("str", "inlineStr"):
            kind, shown = CellKind.TEXT, unescaped(written) if "_x" in written else written
        elif given in _READ:
            kind, shown = _READ[given](written)
        else:
            where = address(self.row, column)
            raise SheetError(f"classeur abîmé : cellule {where} de nature inconnue « {given[:20]} »")
        if shown:
            self.length = length = self.length + len(shown)
            if length > MAX_ROW_TEXT or len(shown) > MAX_TEXT:
                where = address(self.row, column)
                raise SheetError(
                    f"{TOO_LARGE} : la cellule {where} a plus de {MAX_TEXT} caractères, ou sa ligne en a trop"
                )
            self.cells.append(_make(Cell, (self.row, column, kind, shown, 1)))

    def _end_cell(self) -> None:
        """Close a cell without a value: a text written in it, a formula that was not computed, or nothing."""
        if not self.pieces:
            self._place()
            self._end_without_value()
            return
        written = "".join(self.pieces)
        self.pieces.clear()
        if self.cell.get("t") != "inlineStr":
            raise SheetError(f"classeur abîmé : un texte dans une cellule de la ligne {self.row} qui n’en est pas une")
        self._add(written)

    def _end_without_value(self) -> None:
        if self.has_formula:
            self.cells.append(Cell(self.row, self.column, CellKind.UNCOMPUTED, UNCOMPUTED_TEXT))


_READ: Final[Mapping[str, Callable[[str], CellRead]]] = {"b": read_boolean, "e": read_error, "d": read_iso}
_make = tuple.__new__  # of a cell: half the time of its own


_MERGES: Final = re.compile(b"mergeCell")


class _Relation(NamedTuple):
    kind: str  # the last word of its type
    part: str


class XlsxSheet:
    """One sheet of an XLSX."""

    def __init__(self, book: "XlsxBook", name: str, hidden: bool, part: str) -> None:
        self._book, self.name, self.hidden, self.part = book, name, hidden, part

    def rows(self) -> Iterator[Row]:
        """Give the rows that hold a filled cell, in the order of the file, hidden ones too."""
        return self._book.read(self.part)

    @cached_property
    def merges(self) -> tuple[Area, ...]:
        """Return the merged cells: they come after the rows, so the sheet is read once more."""
        return self._book.merged(self.part)


class XlsxBook:
    """An open XLSX or XLSM."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.kind = "xlsm" if any(name.endswith("vbaproject.bin") for name in package.names()) else "xlsx"
        main = _main(package)
        self._relations = relations_of(package, main)
        self._from_1904, self.sheets = self._sheets(main)

    def close(self) -> None:
        """Close the file."""
        self.package.close()

    def each(self) -> Iterator[tuple[XlsxSheet, Iterator[Row]]]:
        """Give each sheet with its rows, which are read or not before the next sheet is asked for."""
        yield from ((sheet, sheet.rows()) for sheet in self.sheets)

    def read(self, part: str) -> Iterator[Row]:
        """Give the rows of a sheet."""
        return _RowReader(self._shared, self._numbers).read(self.package, part)

    def merged(self, part: str) -> tuple[Area, ...]:
        """Return the merged cells of a sheet."""
        return tuple(_areas(self.package, part)) if self.package.may_hold(part, _MERGES) else ()

    def _sheets(self, main: str) -> tuple[bool, tuple[XlsxSheet, ...]]:
        sheets: list[XlsxSheet] = []
        parts: set[str] = set()
        from_1904 = False
        for tag, given, around in elements(self.package, main):
            if not around and tag != "workbook":
                raise SheetError("ce fichier n’est pas un classeur")
            if tag == "workbookPr" and around == "workbook":
                from_1904 = given.get("date1904") in ("1", "true", "on")
            if tag != "sheet" or around != "sheets":
                continue
            name = given.get("name", "")[:100]
            key = next((value for key, value in given.items() if key.endswith("relationships id")), "")
            relation = self._relations.get(key)
            if relation is not None and relation.kind.lower() in (
                "chartsheet",
                "dialogsheet",
                "macrosheet",
                "intlmacrosheet",
            ):
                continue
            if relation is None or relation.kind != "worksheet" or relation.part in parts:
                raise SheetError(f"classeur abîmé : la feuille « {name} » n’a pas de contenu qui soit le sien")
            parts.add(relation.part)
            sheets.append(XlsxSheet(self, name, given.get("state", "visible") != "visible", relation.part))
            if len(sheets) > MAX_SHEETS:
                raise SheetError(f"classeur démesuré : plus de {MAX_SHEETS} feuilles")
        return from_1904, tuple(sheets)

    @property
    def styles_part(self) -> str | None:
        """Return the name of the part that holds the styles of cells."""
        return self._part("styles")

    def _part(self, kind: str) -> str | None:
        return next((one.part for one in self._relations.values() if one.kind == kind), None)

    @cached_property
    def _shared(self) -> SharedTexts:
        return shared_texts(self.package, self._part("sharedStrings"))

    @cached_property
    def _numbers(self) -> StyleNumbers:
        return StyleNumbers(_styles(self.package, self.styles_part), self._from_1904)


def _main(package: Package) -> str:
    """Return the part that lists the sheets.

    Raises:
        SheetError: the archive is no workbook, or a binary one.
    """
    relations = relations_of(package, "") if "_rels/.rels" in package else {}
    main = next((one.part for one in relations.values() if one.kind == "officeDocument"), "xl/workbook.xml")
    if main.lower().endswith(".bin"):
        raise SheetError("classeur Excel binaire (.xlsb) : enregistrez-le en .xlsx ou en CSV")
    if main not in package:
        raise SheetError("ce fichier n’est pas un classeur (xlsx, xlsm ou ods)")
    return main


def relations_of(package: Package, part: str) -> dict[str, _Relation]:
    """Return the relations of a part by identifier; those to what is outside the archive are left out."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    relations: dict[str, _Relation] = {}
    for tag, given, _ in elements(package, listed):
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = unquote(given.get("Target", "")).replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            relations[given.get("Id", "")] = _Relation(given.get("Type", "").rpartition("/")[2], path)
        if len(relations) > MAX_RELATIONS:
            raise SheetError("classeur démesuré : trop de relations")
    return relations


def _styles(package: Package, part: str | None) -> list[CellKind]:
    """Return what each style of cells shows a number as."""
    if part is None or part not in package:
        return []
    codes: dict[int, str] = {}
    styles: list[int] = []
    for tag, given, around in elements(package, part):
        if tag == "numFmt" and around == "numFmts":
            codes[_whole(given, "numFmtId")] = given.get("formatCode", "")
        elif tag == "xf" and around == "cellXfs":
            styles.append(_whole(given, "numFmtId"))
        if len(styles) > MAX_STYLES or len(codes) > MAX_STYLES:
            raise SheetError(f"classeur démesuré : plus de {MAX_STYLES} styles")
    known = {number: format_kind(number, codes.get(number)) for number in set(styles)}
    return [known[number] for number in styles]


def _whole(given: Attributes, name: str) -> int:
    written = given.get(name, "0")
    return int(written) if written.isdecimal() and len(written) < 10 else 0


def _areas(package: Package, part: str) -> Iterator[Area]:
    areas: list[Area] = []
    columns = ColumnLetters()
    met = depth = 0
    tag_wanted = ""

    def start(tag: str, given: Attributes) -> None:
        nonlocal met, depth, tag_wanted
        met += 1
        depth += 1
        if not tag_wanted:
            tag_wanted = prefix_of(tag, given, "worksheet") + "mergeCell"
        elif tag == tag_wanted:
            areas.append(_area(given.get("ref", ""), columns))
            if len(areas) > MAX_MERGES:
                raise SheetError(f"classeur démesuré : plus de {MAX_MERGES} cellules fusionnées")

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    reader = parser()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    # opens: a part of a workbook, which is opened as others are
    with package.open(part) as stream, one_exception():
        for _ in feed(stream, reader, lambda: (met, depth)):
            pass
    return iter(areas)


def _area(written: str, columns: ColumnLetters) -> Area:
    corners = [corner.replace("$", "") for corner in written.split(":")]
    numbers = []
    for corner in (corners[0], corners[-1]):
        letters = corner.rstrip("0123456789")
        row = corner[len(letters) :]
        if not row or len(row) > 7 or len(corners) > 2:
            raise SheetError(f"classeur abîmé : fusion « {written[:30]} »")
        numbers += [int(row), columns[letters]]
    return Area(*numbers)
