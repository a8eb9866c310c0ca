"""Workbooks (XLSX, XLSM, ODS) read as a stream of rows, within bounds, on the standard library alone.

`open_book` opens one; `Sheet.rows` gives its rows, each filled cell with its place, its kind, its value and the text that a
CSV would hold. A leaf: it knows nothing of inventories nor of dossiers.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final, Protocol

from snr_cli.inputs.regular import open_plain
from snr_cli.inputs.sheets.cells import Area, Cell, CellKind, Row
from snr_cli.inputs.sheets.package import PASSWORD, Package, SheetError

__all__ = ["Area", "Book", "Cell", "CellKind", "Row", "Sheet", "SheetError", "open_book"]

# One call: a path or a stream → an open workbook.
_ZIP_MAGIC: Final = b"PK\x03\x04"
_OLD_MAGIC: Final = b"\xd0\xcf\x11\xe0"  # the container of old Office files, and of those with a password
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_CHUNK: Final = 1 << 20


class Sheet(Protocol):
    """One sheet."""

    @property
    def name(self) -> str:
        """Return its name."""

    @property
    def hidden(self) -> bool:
        """Say whether it is hidden."""

    def rows(self) -> Iterator[Row]:
        """Give the rows that hold a filled cell, hidden ones too; their numbers may come out of order.

        Raises:
            SheetError: the sheet is broken or out of bounds, which may show only at its end.
        """

    @property
    def merges(self) -> tuple[Area, ...]:
        """Return the merged cells: the sheet is read once more for them."""


class Book(Protocol):
    """An open workbook."""

    @property
    def kind(self) -> str:
        """Return what it is: xlsx, xlsm, ods."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Return its sheets in order, hidden ones too."""

    def each(self) -> Iterator[tuple[Sheet, Iterator[Row]]]:
        """Give each sheet with its rows, which are read or not before the next is asked for: one pass over the file."""

    def close(self) -> None:
        """Close the file."""


def open_book(source: Path | BinaryIO) -> Book:
    """Open a workbook, recognised by its content: XLSX, XLSM, ODS.

    Args:
        source: the file, or a binary stream that can be read from anywhere, which is left open.

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
        return _opened(package)
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


def _opened(package: Package) -> Book:
    from snr_cli.inputs.sheets.ods import CONTENT, OdsBook
    from snr_cli.inputs.sheets.xlsx import XlsxBook

    if CONTENT in package or "encrypted-package" in package:
        return OdsBook(package)
    if any(name.endswith(".iwa") for name in package.names()):
        raise SheetError("classeur Numbers (Apple) : exportez-le en .xlsx ou en CSV")
    return XlsxBook(package)
