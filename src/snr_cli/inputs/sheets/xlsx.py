"""XLSX and XLSM: the sheets of a workbook, found by its relations."""

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple
from urllib.parse import unquote

from snr_cli.inputs.sheets.caps import MAX_MERGES, MAX_RELATIONS, MAX_SHEETS, MAX_STYLES, SheetError
from snr_cli.inputs.sheets.cells import Area, CellKind, ColumnLetters, Row
from snr_cli.inputs.sheets.formats import format_kind
from snr_cli.inputs.sheets.markup import Attributes, elements, feed, parser
from snr_cli.inputs.sheets.numbers import StyleNumbers
from snr_cli.inputs.sheets.package import Package, one_exception
from snr_cli.inputs.sheets.shared import SharedTexts, shared_texts
from snr_cli.inputs.sheets.xlsx_rows import prefix_of, sheet_rows

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
        found: list[XlsxSheet] = []
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
            found.append(XlsxSheet(self, name, given.get("state", "visible") != "visible", relation.part))
            if len(found) > MAX_SHEETS:
                raise SheetError(f"classeur démesuré : plus de {MAX_SHEETS} feuilles")
        return from_1904, tuple(found)

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
    found: dict[str, _Relation] = {}
    for tag, given, _ in elements(package, listed):
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = unquote(given.get("Target", "")).replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            found[given.get("Id", "")] = _Relation(given.get("Type", "").rpartition("/")[2], path)
        if len(found) > MAX_RELATIONS:
            raise SheetError("classeur démesuré : trop de relations")
    return found


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
    found: list[Area] = []
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
            found.append(_area(given.get("ref", ""), columns))
            if len(found) > MAX_MERGES:
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
    return iter(found)


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
