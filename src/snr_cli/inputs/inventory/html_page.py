"""A web page as a table: GLPI, Lansweeper and many web tools save one under the name of a workbook.

The page is read as it comes, within bounds: a row holds its cells, never the page.
"""

import codecs
import re
from collections import deque
from collections.abc import Iterator
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Final

from snr_cli.inputs.inventory.delimited import encoding_of
from snr_cli.inputs.inventory.records import MAX_COLUMNS, MAX_TEXT, Table, TableError, one_batch
from snr_cli.inputs.regular import open_plain, open_plain_text
from snr_cli.inputs.sheets import Area

MAX_SIZE: Final = (
    16 << 20
)  # bytes of a page: Python's own parser reads four megabytes a second; half when it is read twice
_MAX_ROWS: Final = 1 << 20
_MAX_MERGES: Final = 50_000
_MAX_DEPTH: Final = 50  # tables inside one another
MAX_TAG: Final = 1 << 18  # characters of a tag or a comment that does not end
_MAX_SILENCE: Final = 200_000  # tags without a filled row
MAX_CELLS: Final = 20_000  # of a row, blank ones included
MAX_HELD: Final = 5_000_000  # columns that cells of rows above hold, over the whole page
LONGEST_SPAN: Final = 65_534  # rows that a cell may hold, by the standard of HTML
_CHUNK: Final = 1 << 16
_SPACES: Final = re.compile(r"\s+")
_SPAN: Final = re.compile(r"\s*(\d{1,9})")
_CHARSET: Final = re.compile(rb"charset\s*=[\s\"']*([\w.:-]{1,40})", re.IGNORECASE)
_ENCODINGS: Final = re.compile(r"iso-?8859-\d{1,2}|windows-125\d|cp125\d|mac-?roman|macintosh", re.IGNORECASE)
_CELLS: Final = frozenset({"td", "th"})
_PARTS: Final = frozenset({"thead", "tbody", "tfoot"})
_WHOLE: Final = frozenset({"body", "html"})
_BREAKS: Final = frozenset({"br", "p", "div", "li", "ul", "ol", "hr"})


def open_page(path: Path, name: str) -> Table:
    """Open a web page: the rows of all its tables, one table under the other, numbered as a spreadsheet would show them.

    Raises:
        OSError: it cannot be opened.
        TableError: it has no table, or is out of bounds. The rows may raise it too.
    """
    with open_plain(path) as stream:
        start = stream.read(_CHUNK)
        spanned, size = b"rowspan" in start.replace(b"\0", b"").lower(), len(start)
        while chunk := stream.read(_CHUNK):
            spanned, size = spanned or b"rowspan" in chunk.replace(b"\0", b"").lower(), size + len(chunk)
            if size > (most := MAX_SIZE >> spanned):
                merged = " et aux cellules fusionnées" if spanned else ""
                raise TableError(f"page web de plus de {most >> 20} Mio{merged} ; exportez en CSV")
    encoding = encoding_of(path, start).encoding
    if encoding == "cp1252":
        encoding = _told(start) or encoding
    broken: list[tuple[int, str]] = []
    merges = _merges(path, encoding) if spanned else []
    rows = _rows(path, encoding, _Page(), broken)
    first = next(rows, None)
    if first is None:
        raise TableError(
            "page web sans tableau rempli : peut-être la page de connexion de l’outil, enregistrée à la place de l’export"
        )
    return Table(name, one_batch(chain([first], rows)), encoding, broken=broken, placed=True, merges=merges)


def _told(start: bytes) -> str:
    """Return the one-byte encoding that a page says it is in; empty when it says none."""
    match = _CHARSET.search(start)
    name = match[1].decode("ascii", "replace").lower() if match else ""
    try:
        return codecs.lookup("mac-roman" if name == "macintosh" else name).name if _ENCODINGS.fullmatch(name) else ""
    except LookupError:
        return ""


def _merges(path: Path, encoding: str) -> list[Area]:
    """Read a page to its end for the cells that hold several rows: they are told before the rows that they hold."""
    page = _Page()
    deque(_rows(path, encoding, page, []), maxlen=0)
    return page.merges


def _rows(path: Path, encoding: str, page: "_Page", broken: list[tuple[int, str]]) -> Iterator[tuple[int, list[str]]]:
    with open_plain_text(path, encoding) as stream:
        while chunk := stream.read(_CHUNK):
            page.feed(chunk)
            if len(page.rawdata) > MAX_TAG:
                raise TableError("page web illisible : une balise, un commentaire ou un script n’a pas de fin")
            yield from page.taken()
    if cut := page.end():
        broken.append(cut)
    yield from page.taken()


class _Open:
    """A table being read, and its row."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.text: list[str] | None = None  # of the cell being read
        self.length = 0
        self.in_row = False
        self.column, self.wide, self.tall = 0, 1, 1  # where the next cell stands; the size of the one being read
        self.spans: list[tuple[int, int, int]] = []  # column, columns and rows of the cells of the row
        self.held: dict[int, int] = {}  # column → rows to come that a cell above holds
        self.kept: list[str] | None = None  # the first row of a table in a cell: alone, it is the text of that cell
        self.is_own = False  # its rows are given
        self.count = 0

    def begin_row(self) -> None:
        self.cells, self.spans, self.column, self.in_row, self.count = [], [], 0, True, 0


class _Page(HTMLParser):
    """Turns the tags of a page into rows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[_Open] = []
        self.line = 0
        self.merges: list[Area] = []
        self._ready: deque[tuple[int, list[str]]] = deque()
        self._silence = self._held = 0
        self._apart = self._ended = False

    def taken(self) -> Iterator[tuple[int, list[str]]]:
        """Give the rows that are ready."""
        while self._ready:
            yield self._ready.popleft()

    def end(self) -> tuple[int, str] | None:
        """End the page; return the row at which it is cut, which is not given, and how; None when it is whole.

        A page that ends its body is whole, even when it leaves a table open.
        """
        cut = None
        if self.tables and not self._ended:
            within = any(table.in_row for table in self.tables)
            cut = (
                self.line + 1 + (within and self._apart),
                "la page est coupée au milieu de cette ligne"
                if within
                else "la page est coupée : son tableau n’a pas de fin, et les lignes d’après manquent peut-être",
            )
            for table in self.tables if within else ():
                table.text, table.cells, table.spans, table.in_row = None, [], [], False
        while self.tables:
            self._end_table()
        return cut

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row or a cell."""
        self._hear()
        if tag == "table":
            if len(self.tables) == _MAX_DEPTH:
                raise TableError(f"page web illisible : plus de {_MAX_DEPTH} tableaux l’un dans l’autre")
            self.tables.append(_Open())
        elif not self.tables:
            return
        elif tag == "tr":
            self._end_row()
            self.tables[-1].begin_row()
        elif tag in _CELLS:
            self._begin_cell(dict(attrs))
        elif tag in _PARTS:
            self._end_row()
        elif tag in _BREAKS:
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        """End a table, a row or a cell; an end without a beginning is nothing."""
        self._hear()
        self._ended = self._ended or tag in _WHOLE
        if not self.tables:
            return
        if tag == "table":
            self._end_table()
        elif tag == "tr":
            self._end_row()
        elif tag in _CELLS:
            self._end_cell()
        elif tag in _PARTS:
            self._end_row()
            self.tables[-1].held.clear()
        elif tag in _BREAKS:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        """Keep the text of a cell, as much as a cell may hold; that of a script or a style is none."""
        table = self.tables[-1] if self.tables else None
        if table is not None and table.text is not None and table.length <= MAX_TEXT and not self.cdata_elem:
            text = _SPACES.sub(" ", data)
            table.text.append(text)
            table.length += len(text)

    def parse_html_declaration(self, i: int) -> int:
        """Skip what only some browsers read, as `<![if mso]>`, which the standard library may refuse."""
        if self.rawdata.startswith("<![", i):
            end = self.rawdata.find(">", i)
            return end + 1 if end > 0 else -1
        return super().parse_html_declaration(i)

    def _hear(self) -> None:
        self._silence += 1
        if self._silence > _MAX_SILENCE:
            raise TableError(f"page web démesurée : plus de {_MAX_SILENCE} balises sans une ligne de tableau")

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._end_cell()
        table = self.tables[-1]
        if not table.in_row:
            table.begin_row()
        while table.held.get(table.column):
            table.column += 1
        table.text, table.length, table.count = [], 0, table.count + 1
        if table.count > MAX_CELLS:
            raise TableError(f"plus de {MAX_COLUMNS} colonnes")
        table.wide = min(_span(attributes.get("colspan")) or 1, MAX_COLUMNS)
        table.tall = min(_span(attributes.get("rowspan")) or LONGEST_SPAN, LONGEST_SPAN)  # 0: to the end of the table

    def _end_cell(self) -> None:
        table = self.tables[-1]
        if table.text is None:
            return
        text = " ".join("".join(table.text).split())
        table.text = None
        if text and table.column >= MAX_COLUMNS:
            raise TableError(f"plus de {MAX_COLUMNS} colonnes")
        if text:
            table.cells.extend([""] * (table.column - len(table.cells)))
            table.cells.append(text)
        if table.tall > 1 and table.column < MAX_COLUMNS:
            table.spans.append((table.column, table.wide, table.tall))
        table.column += table.wide

    def _end_row(self) -> None:
        self._end_cell()
        table = self.tables[-1]
        if not table.in_row:
            return
        table.in_row = False
        nested = len(self.tables) > 1
        if nested and not table.is_own:
            if table.kept is None and not table.spans:
                table.kept = table.cells
                return
            self._own(table)
        self._give(table.cells, table)

    def _own(self, table: _Open) -> None:
        """Make a table in a cell one of its own; what the rows around it held so far comes before."""
        for outer in self.tables[:-1]:
            if outer.text is not None:
                outer.cells.append(" ".join("".join(outer.text).split()))
                outer.text, outer.length = [], 0
            for cells in (outer.kept or [], outer.cells):
                self._give(cells, None)
            outer.kept = None
            outer.cells, outer.spans, outer.is_own = [], [], True
        self._gap()
        table.is_own = True
        if table.kept is not None:
            self._give(table.kept, None)

    def _give(self, cells: list[str], table: _Open | None) -> None:
        if table is None and not any(cells):
            return
        if self._apart and any(cells):
            self._apart, self.line = False, self.line + bool(self.line)
        self.line += 1
        if self.line > _MAX_ROWS:
            raise TableError(f"page web de plus de {_MAX_ROWS} lignes")
        if any(cells):
            self._ready.append((self.line, cells))
            self._silence = 0
        if table is None:
            return
        self._held += len(table.held)
        if self._held > MAX_HELD:
            raise TableError("page web démesurée : trop de cellules fusionnées")
        table.held = {column: rows - 1 for column, rows in table.held.items() if rows > 1}
        for column, wide, tall in table.spans:
            last = min(self.line + tall - 1, _MAX_ROWS)
            self.merges.append(Area(self.line, column + 1, last, min(column + wide, MAX_COLUMNS)))
            table.held.update(dict.fromkeys(range(column, min(column + wide, MAX_COLUMNS)), tall - 1))
        if len(self.merges) > _MAX_MERGES:
            raise TableError("page web démesurée : trop de cellules fusionnées")

    def _end_table(self) -> None:
        self._end_row()
        table = self.tables.pop()
        if table.kept is not None and not table.is_own and self.tables:
            self.handle_data(" " + " ".join(table.kept) + " ")
        else:
            self._gap()

    def _gap(self) -> None:
        """Leave a line blank between two tables that hold something."""
        self._apart = True


def _span(text: str | None) -> int:
    """Return how many columns or rows a cell says it holds; 1 when it says nothing."""
    match = _SPAN.match(text or "")
    return int(match[1]) if match else 1
