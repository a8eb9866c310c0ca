"""ODS: the sheets of a workbook, all in one entry of its archive."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from snr_cli.french.cells import address
from snr_cli.inputs.sheets.cells import (
    UNCOMPUTED_TEXT,
    Area,
    Cell,
    CellKind,
    CellRead,
    Row,
    read_boolean,
    read_error,
    read_iso,
    read_number,
    read_period,
)
from snr_cli.inputs.sheets.package import (
    MAX_COLUMNS,
    MAX_MERGES,
    MAX_ROW_TEXT,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_SILENCE,
    MAX_TEXT,
    PASSWORD,
    TOO_LARGE,
    Attributes,
    Package,
    SheetError,
    elements,
    feed,
    one_exception,
    parser,
)

# The sheets of an ODS and their rows, streamed in one pass: they stand one after the other in one entry.

_BASE: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_CALC: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
_SHEET_DEPTH: Final = 4  # document-content, body, spreadsheet, table: a table elsewhere is no sheet
_BLANKS = re.compile(r"[ \t\r\n]+")
_HARD: Final = str.maketrans("\0\1\2", " \t\n")  # blanks written as elements: XML holds none of these characters
# what a cell shows when its formula fails: written as a number or a text by those who do not know `calcext`
_FAILED = re.compile(r"#(?:[A-ZÉ]{2}[A-ZÉ0-9/ ]*[!?]?|N/[AD]|N/?DISP|DIV/0 ?!)|Err ?:\d{3}").fullmatch


# type of a value → what reads it, and the attribute that holds it
_READ: Final = {
    **dict.fromkeys(("float", "percentage", "currency"), (read_number, "value")),
    "date": (read_iso, "date"),
    "time": (read_period, "time"),
    "boolean": (read_boolean, "boolean"),
}


class SheetHeading:
    """The start of a sheet."""

    def __init__(self, name: str, hidden: bool) -> None:
        self.name, self.hidden = name, hidden


class OdsReader:
    """Reads the entry of an ODS that holds its sheets: what was read since the last piece is in `found`."""

    def __init__(self, *, bare: bool = False) -> None:
        """Read all; only the merged cells when `bare`."""
        self.bare = bare
        self.found: list[SheetHeading | Row] = []
        self.areas: list[tuple[int, Area]] = []  # rank of the sheet, merged cells
        self.skipping = False  # the rows of the sheet at hand are not wanted
        self.met = self.depth = self.sheets = 0
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._in_sheet = False
        self._row = self._column = 0  # of what comes next
        self._row_given: Attributes = {}
        self._cells: list[Cell] = []
        self._length = 0
        self._row_depth = self._cell_depth = self._text_depth = self._aside_depth = 0
        self._cell: Attributes = {}
        self._paragraphs: list[str] = []
        self._text: list[str] = []
        self.parser = parser()
        self.parser.StartElementHandler = self._root
        self.parser.EndElementHandler = self._end

    def read(self, package: Package, part: str) -> Iterator[SheetHeading | Row]:
        """Give the sheets, each followed by its rows that hold a filled cell."""
        # opens: a part of a workbook, which is opened as others are
        with package.open(part) as stream, one_exception():
            for _ in feed(stream, self.parser, lambda: (self.met, self.depth)):
                while self.found:
                    pending, self.found = self.found, []
                    yield from pending
                if sum(map(len, self._text)) > MAX_SILENCE:
                    raise SheetError(f"{TOO_LARGE} : une cellule de plus de {MAX_TEXT} caractères")

    def _root(self, tag: str, given: Attributes) -> None:
        prefixes = {uri: name.partition(":")[2] + ":" for name, uri in given.items() if name.startswith("xmlns:")}

        def named(space: str, version: str = ":1.0") -> str:
            return prefixes.get(_BASE + space + version, "\0")

        office, table, text, style = named("office"), named("table"), named("text"), named("style")
        calc = prefixes.get(_CALC, "calcext:")
        if tag != office + "document-content":
            raise SheetError(f"classeur abîmé : « {tag[:40]} » n’est pas le contenu d’un classeur ODS")
        self._sheet_tag, self._row_tag = table + "table", table + "table-row"
        self._cell_tags = (table + "table-cell", table + "covered-table-cell")
        self._p, self._s, self._tab, self._break = text + "p", text + "s", text + "tab", text + "line-break"
        self._style_tag, self._properties_tag = style + "style", style + "table-properties"
        self._asides = (office + "annotation", text + "note", text + "ruby-text")
        self._names = {
            "name": table + "name",
            "style": table + "style-name",
            "visibility": table + "visibility",
            "rows": table + "number-rows-repeated",
            "columns": table + "number-columns-repeated",
            "wide": table + "number-columns-spanned",
            "high": table + "number-rows-spanned",
            "formula": table + "formula",
            "type": office + "value-type",
            "calc": calc + "value-type",
            "value": office + "value",
            "date": office + "date-value",
            "time": office + "time-value",
            "boolean": office + "boolean-value",
            "string": office + "string-value",
            "count": text + "c",
            "style_name": style + "name",
            "display": table + "display",
        }
        self.met = self.depth = 1
        self.parser.StartElementHandler = self._start

    def _start(self, tag: str, given: Attributes) -> None:
        self.met += 1
        self.depth += 1
        if self.skipping:
            if tag == self._sheet_tag and self.depth == _SHEET_DEPTH:
                self._start_sheet(given)
        elif self._cell_depth:
            if not (self._aside_depth or self.bare):
                self._start_in_cell(tag, given)
        elif tag in self._cell_tags:
            if self._row_depth:
                self._cell_depth, self._cell = self.depth, given
        elif tag == self._row_tag:
            if self._in_sheet and not self._row_depth:
                self._row_depth, self._row_given, self._column, self._length = self.depth, given, 1, 0
        elif tag == self._sheet_tag and self.depth == _SHEET_DEPTH:
            self._start_sheet(given)
        elif tag == self._style_tag:
            self._style = given.get(self._names["style_name"], "")
        elif tag == self._properties_tag and given.get(self._names["display"]) == "false":
            self._hidden_styles.add(self._style)

    def _start_in_cell(self, tag: str, given: Attributes) -> None:
        """Follow the paragraphs of a cell; a note, a drawing or a table in it is no text of its own."""
        if self._text_depth:
            if tag == self._s:
                count = _count(given, self._names["count"])
                self._length += count
                if self._length > MAX_ROW_TEXT:
                    raise SheetError(f"{TOO_LARGE} : la ligne {self._row} a trop de texte")
                self._text.append("\0" * count)
            elif tag == self._tab:
                self._text.append("\1")
            elif tag == self._break:
                self._text.append("\2")
            elif tag in self._asides:
                self._aside_depth = self.depth
                self.parser.CharacterDataHandler = None
        elif tag == self._p:
            self._text_depth = self.depth
            self._text = []
            self.parser.CharacterDataHandler = self._text.append
        else:
            self._aside_depth = self.depth

    def _end(self, tag: str) -> None:
        depth = self.depth
        self.depth = depth - 1
        if depth == self._aside_depth:
            self._aside_depth = 0
            if self._text_depth:
                self.parser.CharacterDataHandler = self._text.append
        elif depth == self._text_depth:
            self._text_depth = 0
            self.parser.CharacterDataHandler = None
            self._end_paragraph()
        elif depth == self._cell_depth:
            self._cell_depth = 0
            self._end_cell()
        elif depth == self._row_depth:
            self._row_depth = 0
            self._end_row()
        elif depth == _SHEET_DEPTH and tag == self._sheet_tag:
            self._in_sheet = False

    def _start_sheet(self, given: Attributes) -> None:
        self.sheets += 1
        if self.sheets > MAX_SHEETS:
            raise SheetError(f"classeur démesuré : plus de {MAX_SHEETS} feuilles")
        hidden = given.get(self._names["style"], "") in self._hidden_styles
        self.found.append(SheetHeading(given.get(self._names["name"], "")[:100], hidden))
        self._in_sheet, self._row, self.skipping = True, 1, False

    def _end_paragraph(self) -> None:
        text = self._text
        written = text[0] if len(text) == 1 else "".join(text)
        if "  " in written or not written.isprintable() or written[:1] == " " or written[-1:] == " ":
            written = _BLANKS.sub(" ", written).strip(" ").translate(_HARD)
        self._paragraphs.append(written)
        self._text = []
        self._length += len(written)
        if len(written) > MAX_TEXT or self._length > MAX_ROW_TEXT or len(self._paragraphs) > MAX_TEXT:
            where = address(self._row, min(self._column, MAX_COLUMNS))
            raise SheetError(f"{TOO_LARGE} : la cellule {where} a plus de {MAX_TEXT} caractères, ou sa ligne en a trop")

    def _end_cell(self) -> None:
        given, names = self._cell, self._names
        span = _count(given, names["columns"])
        column = self._column
        self._column = column + span
        if names["wide"] in given or names["high"] in given:
            self._merge(_count(given, names["wide"]), _count(given, names["high"]))
        if self.bare or (not given and not self._paragraphs):
            return
        shown = "\n".join(self._paragraphs) if self._paragraphs else ""
        self._paragraphs.clear()
        kind, text = self._read(given, shown)
        if not text:
            return
        self._length += len(text)
        if column + span - 1 > MAX_COLUMNS:
            raise SheetError(f"classeur démesuré : ligne {self._row}, plus de {MAX_COLUMNS} colonnes")
        if len(text) > MAX_TEXT:
            raise SheetError(f"{TOO_LARGE} : la cellule {address(self._row, column)} a plus de {MAX_TEXT} caractères")
        self._cells.append(Cell(self._row, column, kind, text, span))

    def _read(self, given: Attributes, shown: str) -> CellRead:
        """Read a cell from its attributes and from the text that it shows."""
        names = self._names
        kind = given.get(names["type"])
        if given.get(names["calc"]) == "error":
            return read_error(shown)
        if names["formula"] in given:
            if _FAILED(shown):
                return read_error(shown)
            if kind is None and not shown:
                return CellKind.UNCOMPUTED, UNCOMPUTED_TEXT
        if kind is None or kind == "string":
            return CellKind.TEXT, given.get(names["string"], shown)
        if kind in _READ:
            read, name = _READ[kind]
            return read(given.get(names[name], shown))
        return CellKind.TEXT, shown

    def _end_row(self) -> None:
        count = _count(self._row_given, self._names["rows"])
        row = self._row
        self._row = row + count
        if not self._cells:
            return
        if row + count - 1 > MAX_ROWS:
            raise SheetError(f"classeur démesuré : ligne {row + count - 1}, au-delà de {MAX_ROWS}")
        hidden = self._row_given.get(self._names["visibility"]) in ("collapse", "filter")
        self.found.append(Row(row, self._cells, hidden, count))
        self._cells = []

    def _merge(self, wide: int, high: int) -> None:
        if wide > 1 or high > 1:
            column = self._column - 1
            self.areas.append(
                (
                    self.sheets,
                    Area(self._row, column, min(self._row + high - 1, MAX_ROWS), min(column + wide - 1, MAX_COLUMNS)),
                )
            )
            if len(self.areas) > MAX_MERGES:
                raise SheetError(f"classeur démesuré : plus de {MAX_MERGES} cellules fusionnées")


def _count(given: Any, name: str) -> int:
    """Return how often something is repeated: once unless it says so."""
    written = given.get(name)
    if written is None:
        return 1
    if not written.isdecimal() or len(written) > 12:
        raise SheetError(f"classeur abîmé : « {written[:20]} » répétitions")
    return max(int(written), 1)


CONTENT: Final = "content.xml"
_SPANNED: Final = re.compile(b"-spanned")
_MANIFEST: Final = "META-INF/manifest.xml"


class OdsSheet:
    """One sheet of an ODS."""

    def __init__(self, book: "OdsBook", rank: int, heading: SheetHeading) -> None:
        self._book, self._rank, self.name, self.hidden = book, rank, heading.name, heading.hidden

    def rows(self) -> Iterator[Row]:
        """Give the rows that hold a filled cell, hidden ones too. The sheets before it are passed over."""
        for rank, (_, rows) in enumerate(self._book.each()):
            if rank == self._rank:
                yield from rows
                return

    @property
    def merges(self) -> tuple[Area, ...]:
        """Return the merged cells."""
        return tuple(area for sheet, area in self._book.areas if sheet == self._rank + 1)


class OdsBook:
    """An open ODS."""

    kind: Final = "ods"

    def __init__(self, package: Package) -> None:
        self.package = package
        if "encrypted-package" in package or (
            _MANIFEST in package and any(tag == "encryption-data" for tag, _, _ in elements(package, _MANIFEST))
        ):
            raise SheetError(PASSWORD)

    def close(self) -> None:
        """Close the file."""
        self.package.close()

    def each(self) -> Iterator[tuple[OdsSheet, Iterator[Row]]]:
        """Give each sheet with its rows, which are read or not before the next sheet is asked for: one pass in all."""
        reader = OdsReader()
        found = reader.read(self.package, CONTENT)
        heading: SheetHeading | None = None

        def rows() -> Iterator[Row]:
            nonlocal heading
            for one in found:
                if isinstance(one, SheetHeading):
                    heading = one
                    return
                yield one

        for _ in rows():
            pass
        rank = 0
        while heading is not None:
            sheet, heading = OdsSheet(self, rank, heading), None
            left = rows()
            yield sheet, left
            if heading is None:
                reader.skipping = True
                for _ in rows():
                    pass
            rank += 1

    @cached_property
    def sheets(self) -> tuple[OdsSheet, ...]:
        """Return the sheets: the whole entry is read to list them, `each` gives them as they come."""
        return tuple(sheet for sheet, _ in self.each())

    @cached_property
    def areas(self) -> list[tuple[int, Area]]:
        """Return the merged cells of all sheets, each with the rank of its sheet from 1 on."""
        reader = OdsReader(bare=True)
        if self.package.may_hold(CONTENT, _SPANNED):
            for _ in reader.read(self.package, CONTENT):
                pass
        return reader.areas
