"""The rows of one sheet of an XLSX, streamed."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final
from xml.parsers.expat import XMLParserType

from snr_cli.french.cells import address
from snr_cli.inputs.sheets.caps import (
    MAX_COLUMNS,
    MAX_EMPTY,
    MAX_ROW_TEXT,
    MAX_ROWS,
    MAX_SILENCE,
    MAX_TEXT,
    TOO_LARGE,
    SheetError,
)
from snr_cli.inputs.sheets.cells import UNCOMPUTED_TEXT, Cell, CellKind, ColumnLetters, Row
from snr_cli.inputs.sheets.escapes import unescaped
from snr_cli.inputs.sheets.markup import Attributes, feed, parser
from snr_cli.inputs.sheets.numbers import StyleNumbers
from snr_cli.inputs.sheets.package import Package, one_exception
from snr_cli.inputs.sheets.shared import SharedTexts
from snr_cli.inputs.sheets.values import read_boolean, read_error, read_iso

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
