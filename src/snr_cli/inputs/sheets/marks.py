"""What people say in a workbook beside its values: comments, struck and coloured cells. Nothing of it is data; a reader tells it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from snr_cli.french.cells import address
from snr_cli.inputs.sheets import open_book
from snr_cli.inputs.sheets.cells import ColumnLetters
from snr_cli.inputs.sheets.ods import CONTENT, OdsBook
from snr_cli.inputs.sheets.package import Attributes, Package, elements
from snr_cli.inputs.sheets.xlsx import XlsxBook, relations_of

COMMENTED, STRUCK, COLOURED = "commentaire", "texte rayé", "fond de couleur"
_PLAIN: Final = frozenset({"", "transparent", "none", "0", "false"})


class BookMark(NamedTuple):
    """A cell that says something beside its value: its sheet, row and column from 1, and what it has."""

    sheet: str
    row: int
    column: int
    what: str

    @property
    def cell(self) -> str:
        """Return its address."""
        return address(self.row, self.column)


def book_marks(path: Path, ours: frozenset[str]) -> Iterator[BookMark]:
    """Give the comments, the struck cells and the coloured ones of a workbook; `ours`: colours that it was written with.

    Raises:
        OSError, SheetError: it cannot be read.
    """
    book = open_book(path)
    try:
        if isinstance(book, XlsxBook):
            yield from _xlsx(book, ours)
        elif isinstance(book, OdsBook):
            yield from _ods(book.package, ours)
    finally:
        book.close()


def _is_plain(colour: str, ours: frozenset[str]) -> bool:
    return colour.lstrip("#").lower()[-6:] in {*_PLAIN, "ffffff", *ours}


def _xlsx(book: XlsxBook, ours: frozenset[str]) -> Iterator[BookMark]:
    looks = _xlsx_looks(book.package, book.styles_part, ours)
    columns = ColumnLetters()
    for sheet in book.sheets:
        given: Attributes = {}
        for tag, attributes, around in elements(book.package, sheet.part):
            if tag == "c":
                given = attributes
            elif around == "c" and tag in ("v", "is") and (what := looks.get(given.get("s", ""))) and "r" in given:
                yield BookMark(sheet.name, *_place(given["r"], columns), what)
        folder, _, name = sheet.part.rpartition("/")
        listed = f"{folder}/_rels/{name}.rels" in book.package
        for relation in relations_of(book.package, sheet.part).values() if listed else ():
            for tag, attributes, _ in elements(book.package, relation.part) if relation.kind == "comments" else ():
                if tag == "comment":
                    yield BookMark(sheet.name, *_place(attributes.get("ref", "A1"), columns), COMMENTED)


def _place(where: str, columns: ColumnLetters) -> tuple[int, int]:
    letters = where.rstrip("0123456789")
    return int(where[len(letters) :] or 1), columns[letters]


def _xlsx_looks(package: Package, part: str | None, ours: frozenset[str]) -> dict[str, str]:
    """Return what the styles of cells say, by their rank: struck, coloured."""
    struck: set[int] = set()
    coloured: set[int] = set()
    looks: dict[str, str] = {}
    font = fill = rank = -1
    for tag, given, around in elements(package, part) if part is not None and part in package else ():
        font += tag == "font" and around == "fonts"
        fill += tag == "fill" and around == "fills"
        if tag == "strike" and around == "font" and given.get("val", "1") not in _PLAIN:
            struck.add(font)
        elif tag == "fgColor" and around == "patternFill" and not _is_plain(given.get("rgb", "theme"), ours):
            coloured.add(fill)
        elif tag == "xf" and around == "cellXfs":
            rank += 1
            if int(given.get("fontId", "0")) in struck:
                looks[str(rank)] = STRUCK
            elif int(given.get("fillId", "0")) in coloured:
                looks[str(rank)] = COLOURED
    return looks


def _ods(package: Package, ours: frozenset[str]) -> Iterator[BookMark]:
    looks: dict[str, str] = {}
    style = sheet = what = ""
    row = column = 0
    wide = high = 1
    for tag, spaced, around in elements(package, CONTENT):
        given = {name.rpartition(" ")[2]: value for name, value in spaced.items()}
        if tag == "style":
            style = given.get("name", "")
        elif tag == "text-properties" and around == "style" and given.get("text-line-through-style", "") not in _PLAIN:
            looks[style] = STRUCK
        elif tag == "table-cell-properties" and not _is_plain(given.get("background-color", ""), ours):
            looks.setdefault(style, COLOURED)
        elif tag == "table":
            sheet, row, high = given.get("name", ""), 0, 1
        elif tag == "table-row":
            row, high, column, wide = row + high, int(given.get("number-rows-repeated", 1)), 0, 1
        elif tag in ("table-cell", "covered-table-cell"):
            column, wide = column + wide, int(given.get("number-columns-repeated", 1))
            what = looks.get(given.get("style-name", ""), "")
        elif tag == "annotation":
            yield BookMark(sheet, row, column, COMMENTED)
        elif tag == "p" and around == "table-cell" and what:
            yield BookMark(sheet, row, column, what)
