"""ODS: the sheets of a workbook, all in one entry of its archive."""

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from snr_cli.inputs.sheets.caps import SheetError
from snr_cli.inputs.sheets.cells import Area, Row
from snr_cli.inputs.sheets.markup import elements
from snr_cli.inputs.sheets.ods_rows import OdsReader, SheetHeading
from snr_cli.inputs.sheets.package import PASSWORD, Package

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
        self._package = package
        if "encrypted-package" in package or (
            _MANIFEST in package and any(tag == "encryption-data" for tag, _, _ in elements(package, _MANIFEST))
        ):
            raise SheetError(PASSWORD)

    def close(self) -> None:
        """Close the file."""
        self._package.close()

    def each(self) -> Iterator[tuple[OdsSheet, Iterator[Row]]]:
        """Give each sheet with its rows, which are read or not before the next sheet is asked for: one pass in all."""
        reader = OdsReader()
        found = reader.read(self._package, CONTENT)
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
        if self._package.may_hold(CONTENT, _SPANNED):
            for _ in reader.read(self._package, CONTENT):
                pass
        return reader.areas
