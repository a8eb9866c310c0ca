"""XLSX and XLSM: the sheets of a workbook, found by its relations."""

import posixpath
import re
from array import array
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple
from urllib.parse import unquote
from xml.parsers.expat import XMLParserType

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


def sheet_rows(package: Package, part: str, shared: SharedTexts, numbers: StyleNumbers) -> Iterator[Row]:
    """Give the rows of a sheet that hold a filled cell, in the order of the file.

    Raises:
        SheetError: the sheet is broken, or out of bounds.
    """
    rows: list[Row] = []
    text: list[str] = []
    reader, progress = _reader(rows, text, shared, numbers)
    # opens: a part of a workbook, which is opened as others are
    with package.open(part) as stream, one_exception():
        for _ in feed(stream, reader, progress):
            yield from rows
            rows.clear()
            if sum(map(len, text)) > MAX_SILENCE:
                raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")


def _reader(
    rows: list[Row], text: list[str], shared: SharedTexts, numbers: StyleNumbers
) -> tuple[XMLParserType, Callable[[], tuple[int, int]]]:
    """Return a parser that fills `rows`; `text` holds what the cell being read says so far.

    One function with its variables at hand: it runs several times a cell.
    """
    reader = parser()
    met = depth = empty = 0
    column = row = length = phonetic = 0
    hidden = has_formula = taken = in_cell = sorted_ = False
    row_text = ""
    cell: Attributes = {}
    cells: list[Cell] = []
    pieces: list[str] = []
    seen = bytearray(MAX_ROWS + 1)
    columns, make = ColumnLetters(), tuple.__new__
    row_tag = cell_tag = value_tag = formula_tag = text_tag = phonetic_tag = ""

    def root(tag: str, given: Attributes) -> None:
        nonlocal met, depth, row_tag, cell_tag, value_tag, formula_tag, text_tag, phonetic_tag
        prefix = prefix_of(tag, given, "worksheet")
        row_tag, cell_tag, value_tag, formula_tag, text_tag, phonetic_tag = (
            prefix + local for local in ("row", "c", "v", "f", "t", "rPh")
        )
        met, depth = 1, 1
        reader.StartElementHandler = start

    def start(tag: str, given: Attributes) -> None:
        nonlocal met, depth, cell, has_formula, taken, in_cell, phonetic
        met += 1
        depth += 1
        if tag == value_tag:
            text.clear()
        elif tag == cell_tag:
            cell = given
            has_formula = taken = False
            in_cell = True
        elif tag == row_tag:
            start_row(given)
        elif tag == formula_tag:
            has_formula = True
        elif tag == text_tag:
            text.clear()
        else:
            phonetic += tag == phonetic_tag

    def end(tag: str) -> None:
        nonlocal depth, taken, in_cell, phonetic, length
        depth -= 1
        if tag == value_tag:
            if in_cell and not taken:
                taken = True
                add(text[0] if len(text) == 1 else "".join(text))
        elif tag == cell_tag:
            in_cell = False
            if not taken:
                end_cell()
        elif tag == row_tag:
            end_row()
        elif tag == text_tag:
            if in_cell and not phonetic:
                pieces.extend(text)
                length += sum(map(len, text)) + 1
                if length > MAX_ROW_TEXT:
                    raise SheetError(f"{TOO_LARGE} : la ligne {row} a trop de texte")
            text.clear()
        elif tag == phonetic_tag:
            phonetic -= 1

    def start_row(given: Attributes) -> None:
        nonlocal row, row_text, column, hidden, length, sorted_
        written = given.get("r")
        number = row + 1 if written is None else int(written)
        if not 0 < number <= MAX_ROWS:
            raise SheetError(f"classeur démesuré : ligne {number}, au-delà de {MAX_ROWS}")
        row, row_text = number, "" if written is None else str(number)
        hidden = given.get("hidden") in ("1", "true")
        column = length = 0
        sorted_ = True
        pieces.clear()

    def end_row() -> None:
        nonlocal cells
        text.clear()
        if not cells:
            return
        if seen[row]:
            raise SheetError(f"classeur abîmé : la ligne {row} y est écrite deux fois")
        seen[row] = 1
        if not sorted_:
            cells.sort(key=lambda each: each.column)
            for one, other in pairwise(cells):
                if one.column == other.column:
                    raise SheetError(f"classeur abîmé : la cellule {one.address} y est écrite deux fois")
        rows.append(Row(row, cells, hidden))
        cells = []

    def place() -> int:
        """Return the column of the cell at hand: what its address says, else the one after the last."""
        nonlocal column, row, row_text, sorted_
        where = cell.get("r")
        if where is None:
            found = column + 1
            if found > MAX_COLUMNS:
                raise SheetError(f"classeur démesuré : ligne {row}, plus de {MAX_COLUMNS} colonnes")
        elif row_text and where.endswith(row_text):
            found = columns[where[: -len(row_text)]]
        else:
            letters = where.rstrip("0123456789")
            found, said = columns[letters], where[len(letters) :]
            if not said or (row_text and int(said) != row) or not 0 < int(said) <= MAX_ROWS:
                raise SheetError(f"classeur abîmé : cellule {where[:20]} dans la ligne {row}")
            row, row_text = int(said), said  # a row that does not say its number is where its first cell is
        if found <= column:
            sorted_ = False
        column = found
        return found

    def add(written: str) -> None:
        """Add the cell at hand, whose value is written so."""
        nonlocal length
        place()
        given = cell.get("t")
        if not written:
            if given != "str":  # the value of a formula may be an empty text
                end_cell_without_value()
            return
        if given == "s":
            kind, shown = shared[written]
        elif given is None or given == "n":
            kind, shown = numbers[cell.get("s")][written]
        elif given in ("str", "inlineStr"):
            kind, shown = CellKind.TEXT, unescaped(written) if "_x" in written else written
        elif given == "b":
            kind, shown = read_boolean(written)
        elif given == "e":
            kind, shown = read_error(written)
        elif given == "d":
            kind, shown = read_iso(written)
        else:
            raise SheetError(f"classeur abîmé : cellule {address(row, column)} de nature inconnue « {given[:20]} »")
        if shown:
            length += len(shown)
            if len(shown) > MAX_TEXT or length > MAX_ROW_TEXT:
                raise SheetError(
                    f"{TOO_LARGE} : la cellule {address(row, column)} a plus de {MAX_TEXT} caractères, ou sa ligne en a trop"
                )
            cells.append(make(Cell, (row, column, kind, shown, 1)))

    def end_cell() -> None:
        """Close a cell without a value: a text written in it, a formula that was not computed, or nothing."""
        nonlocal taken
        if pieces:
            written = "".join(pieces)
            pieces.clear()
            cell_type = cell.get("t")
            if cell_type != "inlineStr":
                raise SheetError(f"classeur abîmé : un texte dans une cellule de la ligne {row} qui n’en est pas une")
            add(written)
        else:
            place()
            end_cell_without_value()

    def end_cell_without_value() -> None:
        nonlocal empty
        empty += 1
        if empty > MAX_EMPTY:
            raise SheetError(f"{TOO_LARGE} : plus de {MAX_EMPTY // 10**6} millions de cellules vides")
        if has_formula:
            cells.append(Cell(row, column, CellKind.UNCOMPUTED, UNCOMPUTED_TEXT))

    reader.StartElementHandler, reader.EndElementHandler = root, end
    reader.CharacterDataHandler = text.append
    return reader, lambda: (met, depth)


_NO_CELLS: Final = ("chartsheet", "dialogsheet", "macrosheet", "intlmacrosheet")
_MERGES: Final = re.compile(b"mergeCell")
_TRUE: Final = ("1", "true", "on")


class _Relation(NamedTuple):
    kind: str  # the last word of its type
    part: str


class XlsxSheet:
    """One sheet of an XLSX."""

    def __init__(self, book: "XlsxBook", name: str, hidden: bool, part: str) -> None:
        self._book, self.name, self.hidden, self._part = book, name, hidden, part

    def rows(self) -> Iterator[Row]:
        """Give the rows that hold a filled cell, in the order of the file, hidden ones too."""
        return self._book.read(self._part)

    @cached_property
    def merges(self) -> tuple[Area, ...]:
        """Return the merged cells: they come after the rows, so the sheet is read once more."""
        return self._book.merged(self._part)


class XlsxBook:
    """An open XLSX or XLSM."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.kind = "xlsm" if any(name.endswith("vbaproject.bin") for name in package.names()) else "xlsx"
        main = _main(package)
        self._relations = _relations(package, main)
        self._from_1904, self.sheets = self._sheets(main)

    def close(self) -> None:
        """Close the file."""
        self._package.close()

    def each(self) -> Iterator[tuple[XlsxSheet, Iterator[Row]]]:
        """Give each sheet with its rows, which are read or not before the next sheet is asked for."""
        for sheet in self.sheets:
            yield sheet, sheet.rows()

    def read(self, part: str) -> Iterator[Row]:
        """Give the rows of a sheet."""
        return sheet_rows(self._package, part, self._shared, self._numbers)

    def merged(self, part: str) -> tuple[Area, ...]:
        """Return the merged cells of a sheet."""
        return tuple(_areas(self._package, part)) if self._package.may_hold(part, _MERGES) else ()

    def _sheets(self, main: str) -> tuple[bool, tuple[XlsxSheet, ...]]:
        sheets: list[XlsxSheet] = []
        parts: set[str] = set()
        from_1904 = False
        for tag, given, around in elements(self._package, main):
            if not around and tag != "workbook":
                raise SheetError("ce fichier n’est pas un classeur")
            if tag == "workbookPr" and around == "workbook":
                from_1904 = given.get("date1904") in _TRUE
            if tag != "sheet" or around != "sheets":
                continue
            name = given.get("name", "")[:100]
            key = next((value for key, value in given.items() if key.endswith("relationships id")), "")
            relation = self._relations.get(key)
            if relation is not None and relation.kind.lower() in _NO_CELLS:
                continue
            if relation is None or relation.kind != "worksheet" or relation.part in parts:
                raise SheetError(f"classeur abîmé : la feuille « {name} » n’a pas de contenu qui soit le sien")
            parts.add(relation.part)
            sheets.append(XlsxSheet(self, name, given.get("state", "visible") != "visible", relation.part))
            if len(sheets) > MAX_SHEETS:
                raise SheetError(f"classeur démesuré : plus de {MAX_SHEETS} feuilles")
        return from_1904, tuple(sheets)

    def _part(self, kind: str) -> str | None:
        return next((one.part for one in self._relations.values() if one.kind == kind), None)

    @cached_property
    def _shared(self) -> SharedTexts:
        return shared_texts(self._package, self._part("sharedStrings"))

    @cached_property
    def _numbers(self) -> StyleNumbers:
        return StyleNumbers(_styles(self._package, self._part("styles")), self._from_1904)


def _main(package: Package) -> str:
    """Return the part that lists the sheets.

    Raises:
        SheetError: the archive is no workbook, or a binary one.
    """
    relations = _relations(package, "") if "_rels/.rels" in package else {}
    main = next((one.part for one in relations.values() if one.kind == "officeDocument"), "xl/workbook.xml")
    if main.lower().endswith(".bin"):
        raise SheetError("classeur Excel binaire (.xlsb) : enregistrez-le en .xlsx ou en CSV")
    if main not in package:
        raise SheetError("ce fichier n’est pas un classeur (xlsx, xlsm ou ods)")
    return main


def _relations(package: Package, part: str) -> dict[str, _Relation]:
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
