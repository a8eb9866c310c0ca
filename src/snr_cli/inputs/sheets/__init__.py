"""Workbooks (XLSX, XLSM, ODS) read by python-calamine, within bounds that are held before it opens them.

`open_book` opens one; `Sheet.rows` gives its rows, each filled cell with its place, its kind, its value and the text that a
CSV would hold. A leaf: it knows nothing of inventories nor of dossiers.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from snr_cli.inputs.regular import open_plain
from snr_cli.inputs.sheets.cells import Area, Cell, CellKind, Row, cell_of, error_cell
from snr_cli.inputs.sheets.guard import CONTENT, SheetLook, ods_looks, xlsx_look, xlsx_looks, xlsx_sheets
from snr_cli.inputs.sheets.package import MAX_SPANNED, PASSWORD, TOO_LARGE, Package, SheetError

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

__all__ = ["Area", "Book", "Cell", "CellKind", "Row", "Sheet", "SheetError", "open_book"]

# One call: a path or a stream → an open workbook.
_ZIP_MAGIC: Final = b"PK\x03\x04"
_OLD_MAGIC: Final = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of those with a password
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CHUNK: Final = 1 << 20
_COLUMN: Final = attrgetter("column")
_VISIBLE: Final = "SheetVisibleEnum.Visible"


@contextmanager
def _one_exception() -> Iterator[None]:
    """Tell in one exception whatever a broken workbook makes the library raise."""
    try:
        yield
    except Exception as error:
        name = type(error).__name__
        raise SheetError(
            PASSWORD if name == "PasswordError" else "classeur illisible : il est incomplet ou abîmé"
        ) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust, which is no Exception
            raise
        raise SheetError("classeur illisible : il est incomplet ou abîmé") from None


class Sheet:
    """One sheet."""

    def __init__(self, book: "Book", name: str, hidden: bool) -> None:
        self._book, self._whole_name, self.name, self.hidden = book, name, name[:100], hidden

    @cached_property
    def _look(self) -> SheetLook:
        return self._book.look(self._whole_name)

    @cached_property
    def _cells(self) -> "CalamineSheet":
        return self._book.cells(self._look)

    @property
    def merges(self) -> tuple[Area, ...]:
        """Return the merged cells."""
        return tuple(self._look.merges)

    @property
    def marks(self) -> Mapping[str, Mapping[int, int]]:
        """Return the rows of which a cell is struck, coloured or has a note: the first column of each."""
        return self._look.marks

    def rows(self) -> Iterator[Row]:
        """Give the rows that hold a filled cell, hidden ones too.

        Raises:
            SheetError: the sheet is broken or out of bounds.
        """
        look = self._look
        unsaid: dict[int, list[Cell]] = {}  # row → its cells that the library gives as empty
        for place, name in look.errors.items():
            unsaid.setdefault(place[0], []).append(error_cell(*place, name))
        for place in look.formulas - look.errors.keys():
            unsaid.setdefault(place[0], []).append(cell_of(*place, None))
        first = (self._cells.start or (0, 0))[1] + 1
        for number, values in enumerate(self._cells.iter_rows(), start=1):
            others = unsaid.pop(number, ())
            errors = {cell.column for cell in others if cell.kind is CellKind.ERROR}
            cells = [
                cell_of(number, column, value)
                for column, value in enumerate(values, start=first)
                if value != "" and column not in errors
            ]
            if others:
                known = {cell.column for cell in cells}
                cells = sorted([*cells, *(cell for cell in others if cell.column not in known)], key=_COLUMN)
            if cells:
                yield Row(number, cells, number in look.hidden_rows)
        for number, others in sorted(unsaid.items()):
            yield Row(number, sorted(others, key=_COLUMN), number in look.hidden_rows)


class Book:
    """An open workbook: `kind` is xlsx, xlsm or ods."""

    def __init__(self, package: Package, ours: frozenset[str]) -> None:
        self._package = package
        self._cells_read = 0
        if CONTENT in package or "encrypted-package" in package:
            self.kind = "ods"
            self._looks = {look.name: look for look in ods_looks(package, ours)}
            hidden = {one.name for one in self._book.sheets_metadata if str(one.visible) != _VISIBLE}
            self.sheets = tuple(Sheet(self, name, name in hidden) for name in self._looks)
        else:
            if any(name.endswith(".iwa") for name in package.names()):
                raise SheetError("classeur Numbers (Apple) : exportez-le en .xlsx ou en CSV")
            self.kind = "xlsm" if any(name.endswith("vbaproject.bin") for name in package.names()) else "xlsx"
            self._looks = {}
            self._parts = {sheet.name: sheet for sheet in xlsx_sheets(package)}
            self._styles = xlsx_looks(package, ours)
            self.sheets = tuple(Sheet(self, part.name, part.hidden) for part in self._parts.values())

    @cached_property
    def _book(self) -> "CalamineWorkbook":
        from python_calamine import load_workbook

        self._package.check()
        self._package.stream.seek(0)
        with _one_exception():
            return load_workbook(self._package.stream)

    def look(self, name: str) -> SheetLook:
        """Return what the XML of a sheet says beside its values."""
        return self._looks.get(name) or xlsx_look(self._package, self._parts[name], self._styles)

    def cells(self, look: SheetLook) -> "CalamineSheet":
        """Read the cells of a sheet that was looked at."""
        self._cells_read += look.last_row * look.last_column
        if self._cells_read > MAX_SPANNED:
            raise SheetError(
                f"{TOO_LARGE} : plus de {MAX_SPANNED // 10**6} millions de cellules ; enregistrez-le en CSV"
            )
        with _one_exception():
            found = self._book.get_sheet_by_name(look.name)
        if look.has_values and found.end is None:  # in a codification that the library does not read
            raise SheetError(
                f"classeur illisible : feuille « {look.name[:100]} » ; enregistrez-le de nouveau depuis un tableur"
            )
        return found

    def close(self) -> None:
        """Close the file."""
        self._package.close()


def open_book(source: Path | BinaryIO, ours: frozenset[str] = frozenset()) -> Book:
    """Open a workbook, recognised by its content: XLSX, XLSM, ODS.

    Args:
        source: the file, or a binary stream that can be read from anywhere, which is left open.
        ours: colours that it was written with, that mark nothing.

    Raises:
        OSError: the file cannot be opened.
        SheetError: it is no workbook that can be read: of another kind, protected, broken or out of bounds.
    """
    if isinstance(source, Path):
        with open_plain(source) as stream:
            _recognise(stream)
    else:
        _recognise(source)
        source.seek(0)
    package = Package(source)
    try:
        return Book(package, ours)
    except SheetError:
        package.close()
        raise


def _recognise(stream: BinaryIO) -> None:
    start = stream.read(8)
    if start.startswith(_OLD_MAGIC):
        before = b""
        while piece := stream.read(_CHUNK):
            if _ENCRYPTED in before + piece:
                raise SheetError(PASSWORD)
            before = piece[-len(_ENCRYPTED) :]
        raise SheetError("classeur Excel ancien (.xls) : enregistrez-le en .xlsx ou en CSV")
    if not start.startswith(_ZIP_MAGIC):
        raise SheetError("ce fichier n’est pas un classeur (xlsx, xlsm ou ods)")
