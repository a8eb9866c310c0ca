"""The XML of a sheet, passed over before its cells are read: what they span, and what their values do not say.

A library reads the cells in one dense block: one cell at the end of an empty sheet would fill the memory. So the pass counts first,
and refuses. It keeps what the library does not tell: hidden rows, merges, errors, formulas without value, colours and notes.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, NoReturn
from urllib.parse import unquote

from snr_cli.french.cells import address
from snr_cli.inputs.sheets.cells import Area, ColumnLetters
from snr_cli.inputs.sheets.package import (
    MAX_COLUMNS,
    MAX_ELEMENTS,
    MAX_MERGES,
    MAX_RELATIONS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_SPANNED,
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

COMMENTED, STRUCK, COLOURED = "commentaire", "texte rayé", "fond de couleur"
CONTENT: Final = "content.xml"
"""The part of an ODS that holds its sheets."""

_PLAIN: Final = frozenset({"", "transparent", "none", "0", "false", "ffffff", "theme"})
_MANIFEST: Final = "META-INF/manifest.xml"


@dataclass(slots=True)
class SheetLook:
    """What the XML of a sheet says beside the values of its cells, rows and columns counted from 1."""

    name: str
    last_row: int = 0  # of those that hold a filled cell
    last_column: int = 0
    has_values: bool = False  # errors and formulas without one apart
    hidden_rows: set[int] = field(default_factory=set)
    merges: list[Area] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)  # row and column → name of the error
    formulas: set[tuple[int, int]] = field(default_factory=set)
    marks: dict[str, dict[int, int]] = field(
        default_factory=dict
    )  # what a cell has → its rows, the first column of each

    def fill(self, row: int, column: int, high: int = 1, wide: int = 1) -> None:
        """Count a filled cell, or a run of equal ones.

        Raises:
            SheetError: the sheet would span more cells than are read.
        """
        bottom, right = row + high - 1, column + wide - 1
        if bottom > self.last_row or right > self.last_column:
            self.last_row, self.last_column = max(bottom, self.last_row), max(right, self.last_column)
            if bottom > MAX_ROWS:
                raise SheetError(f"classeur démesuré : ligne {bottom}, au-delà de {MAX_ROWS}")
            if right > MAX_COLUMNS:
                raise SheetError(f"classeur démesuré : ligne {row}, plus de {MAX_COLUMNS} colonnes")
            if self.last_row * self.last_column > MAX_SPANNED:
                raise SheetError(
                    f"{TOO_LARGE} : la feuille « {self.name[:100]} » va jusqu’à {address(self.last_row, self.last_column)} ; "
                    f"effacez ce qui est loin du tableau ({address(bottom, right)}), ou enregistrez-la en CSV"
                )

    def mark(self, what: str, row: int, column: int) -> None:
        """Keep that a cell has something."""
        self.marks.setdefault(what, {}).setdefault(row, column)

    def merge(self, area: Area) -> None:
        """Keep merged cells."""
        self.merges.append(area)
        if len(self.merges) > MAX_MERGES:
            raise SheetError(f"classeur démesuré : plus de {MAX_MERGES} cellules fusionnées")


def is_plain(colour: str, ours: frozenset[str] = frozenset()) -> bool:
    """Say whether a colour is that of a cell that nobody coloured; `ours`: those that the workbook was written with."""
    return colour.lstrip("#").lower()[-6:] in _PLAIN | ours


# An XLSX: each sheet is a part, found by relations.


class Relation(NamedTuple):
    """What a part refers to."""

    kind: str  # the last word of its type
    part: str


class SheetPart(NamedTuple):
    """A sheet of an XLSX, and the part that holds it."""

    name: str
    hidden: bool
    part: str


def relations_of(package: Package, part: str) -> dict[str, Relation]:
    """Return the relations of a part by identifier; those to what is outside the archive are left out."""
    folder, name = posixpath.split(part)
    relations: dict[str, Relation] = {}
    for tag, given, _ in elements(package, posixpath.join(folder, "_rels", f"{name}.rels")):
        if tag == "Relationship" and given.get("TargetMode") != "External":
            target = unquote(given.get("Target", "")).replace("\\", "/")
            path = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            relations[given.get("Id", "")] = Relation(given.get("Type", "").rpartition("/")[2], path)
        if len(relations) > MAX_RELATIONS:
            raise SheetError("classeur démesuré : trop de relations")
    return relations


def xlsx_sheets(package: Package) -> list[SheetPart]:
    """Return the sheets of an XLSX in order, those of charts left out.

    Raises:
        SheetError: the archive is no workbook, a binary one, or two sheets share their part or their name.
    """
    relations = relations_of(package, "") if "_rels/.rels" in package else {}
    main = next((one.part for one in relations.values() if one.kind == "officeDocument"), "xl/workbook.xml")
    if main.lower().endswith(".bin"):
        raise SheetError("classeur Excel binaire (.xlsb) : enregistrez-le en .xlsx ou en CSV")
    if main not in package:
        raise SheetError("ce fichier n’est pas un classeur (xlsx, xlsm ou ods)")
    relations = relations_of(package, main)
    sheets: list[SheetPart] = []
    for tag, given, around in elements(package, main):
        if not around and tag != "workbook":
            raise SheetError("ce fichier n’est pas un classeur")
        if tag != "sheet" or around != "sheets":
            continue
        name = given.get("name", "")
        key = next((value for key, value in given.items() if key.endswith("relationships id")), "")
        relation = relations.get(key)
        if relation is not None and relation.kind.lower().endswith(("chartsheet", "dialogsheet", "macrosheet")):
            continue
        known = {one.part for one in sheets} | {one.name for one in sheets}
        if relation is None or relation.kind != "worksheet" or relation.part in known or name in known:
            raise SheetError(f"classeur abîmé : la feuille « {name[:100]} » n’a pas de contenu qui soit le sien")
        sheets.append(SheetPart(name, given.get("state", "visible") != "visible", relation.part))
        if len(sheets) > MAX_SHEETS:
            raise SheetError(f"classeur démesuré : plus de {MAX_SHEETS} feuilles")
    return sheets


def xlsx_looks(package: Package, ours: frozenset[str]) -> dict[str, str]:
    """Return what the styles of cells say, by their rank: struck, coloured."""
    struck: set[int] = set()
    coloured: set[int] = set()
    looks: dict[str, str] = {}
    font = fill = rank = -1
    part = "xl/styles.xml"
    for tag, given, around in elements(package, part) if part in package else ():
        font += tag == "font" and around == "fonts"
        fill += tag == "fill" and around == "fills"
        if tag == "strike" and around == "font" and not is_plain(given.get("val", "1")):
            struck.add(font)
        elif tag == "fgColor" and around == "patternFill" and not is_plain(given.get("rgb", "theme"), ours):
            coloured.add(fill)
        elif tag == "xf" and around == "cellXfs":
            rank += 1
            if int(given.get("fontId", "0")) in struck:
                looks[str(rank)] = STRUCK
            elif int(given.get("fillId", "0")) in coloured:
                looks[str(rank)] = COLOURED
    return looks


class _XlsxPass:
    """Passes over the part of a sheet."""

    def __init__(self, sheet: SheetPart, looks: Mapping[str, str]) -> None:
        self.look = SheetLook(sheet.name)
        self.met = self.row = self.column = 0
        self._looks, self._columns = looks, ColumnLetters()
        self._numbered = False  # the row at hand says its number
        self._kind = self._style = ""  # of the cell at hand
        self._text: list[str] = []
        self._tags: dict[str, str] = {}  # of the elements that are looked at → their local name
        self.parser = parser()
        self.parser.StartElementHandler = self._root

    def _root(self, tag: str, given: Attributes) -> None:
        prefix, colon, local = tag.rpartition(":")
        if local != "worksheet":
            raise SheetError(f"classeur abîmé : « worksheet » attendu, « {tag[:40]} » trouvé")
        self._tags = {prefix + colon + name: name for name in ("row", "c", "v", "is", "f", "mergeCell")}
        self.parser.StartElementHandler = self._start

    def _start(self, tag: str, given: Attributes) -> None:
        self.met += 1
        match self._tags.get(tag):
            case "c":
                self._kind, self._style = given.get("t", "n"), given.get("s", "")
                self._place(given.get("r"))
            case "v" | "is":
                self.look.fill(self.row, self.column)
                self.look.has_values |= self._kind != "e"
                if what := self._looks.get(self._style):
                    self.look.mark(what, self.row, self.column)
                if self._kind == "e":
                    self.parser.CharacterDataHandler = self._text.append
                    self.parser.EndElementHandler = self._end_error
            case "f" if self._kind != "str":  # the value of a formula may be an empty text
                self.look.fill(self.row, self.column)
                self.look.formulas.add((self.row, self.column))
            case "row":
                self._start_row(given)
            case "mergeCell":
                corners = given.get("ref", "").replace("$", "").split(":")
                self.look.merge(Area(*self.corner(corners[0]), *self.corner(corners[-1])))

    def _end_error(self, _: str) -> None:
        self.look.errors[self.row, self.column] = "".join(self._text)
        self._text.clear()
        self.parser.CharacterDataHandler = self.parser.EndElementHandler = None

    def _start_row(self, given: Attributes) -> None:
        number = int(given.get("r", self.row + 1))
        if not self.row < number <= MAX_ROWS:
            raise SheetError(f"classeur abîmé : ligne {number} après la ligne {self.row}, ou au-delà de {MAX_ROWS}")
        self.row, self.column, self._numbered = number, 0, "r" in given
        if given.get("hidden") in ("1", "true"):
            self.look.hidden_rows.add(number)

    def _place(self, where: str | None) -> None:
        row, column = self.corner(where) if where else (self.row, self.column + 1)
        if not self._numbered and not self.column and row > self.row:
            self.row = row  # a row that does not say its number is where its first cell is
        if row != self.row or not self.column < column <= MAX_COLUMNS:
            raise SheetError(
                f"classeur abîmé : cellule {(where or '')[:20]} après {address(max(self.row, 1), max(self.column, 1))}"
            )
        self.column = column

    def corner(self, where: str) -> tuple[int, int]:
        """Return the row and the column of an address."""
        letters = where.rstrip("0123456789")
        row = where[len(letters) :]
        if not row or len(row) > 7:
            raise SheetError(f"classeur abîmé : cellule « {where[:30]} »")
        return int(row), self._columns[letters]


def xlsx_look(package: Package, sheet: SheetPart, looks: Mapping[str, str]) -> SheetLook:
    """Pass over a sheet of an XLSX, and over the notes of its cells.

    Raises:
        SheetError: it is broken, or out of bounds.
    """
    one = _XlsxPass(sheet, looks)
    _pass(package, sheet.part, one)
    folder, name = posixpath.split(sheet.part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels") in package
    for relation in relations_of(package, sheet.part).values() if listed else ():
        for tag, given, _ in elements(package, relation.part) if relation.kind == "comments" else ():
            if tag == "comment":
                one.look.mark(COMMENTED, *one.corner(given.get("ref", "A1")))
    return one.look


# An ODS: all its sheets stand one after the other in one part.

_SPACES: Final = {
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
    "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0": "fo",
    "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0": "calcext",
}
_SHEET_DEPTH: Final = 4  # document-content, body, spreadsheet, table: a table elsewhere is no sheet
# what a cell shows when its formula fails: written as a number or a text by those who do not know `calcext`
_FAILED = re.compile(r"#(?:[A-ZÉ]{2}[A-ZÉ0-9/ ]*[!?]?|N/[AD]|N/?DISP|DIV/0 ?!)|Err ?:\d{3}").fullmatch


class _OdsPass:
    """Passes over the part of an ODS that holds its sheets."""

    def __init__(self, ours: frozenset[str]) -> None:
        self.sheets: list[SheetLook] = []
        self._ours = ours
        self.met = self._depth = self._aside = (
            0  # `_aside`: the depth of a drawing or of a note, whose text is not the cell's
        )
        self._row = self._column = 0
        self._high = self._wide = 1
        self._cell: dict[str, str] = {}
        self._in_cell = self._drawn = self._filled = False  # `_drawn`: what is aside is a drawing or a table in a cell
        self._text: list[str] = []
        self._style, self._looks = "", dict[str, str]()
        self.parser = parser(namespaces=True)
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end

    def _start(self, tag: str, given: Attributes) -> None:
        self.met += 1
        self._depth += 1
        space, _, local = tag.rpartition(" ")
        name = f"{_SPACES.get(space, '')}:{local}"
        if self._depth == 1 and name != "office:document-content":
            raise SheetError(f"classeur abîmé : « document-content » attendu, « {local[:40]} » trouvé")
        if self._aside:
            if name == "text:p" and self._drawn:
                self._refuse("un dessin ou un tableau, dont le texte s’ajouterait au sien")
            return
        if name == "table:table":
            if self._depth == _SHEET_DEPTH:
                self._start_sheet(_named(given))
            else:
                self._put_aside()
        elif not self.sheets:
            self._start_style(name, given)
        elif name == "table:table-row":
            self._start_row(_named(given))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._start_cell(_named(given))
        elif name == "text:p":
            self._filled = True
            if "table:formula" in self._cell:
                self.parser.CharacterDataHandler = self._text.append
        elif name == "office:annotation":
            self.sheets[-1].mark(COMMENTED, self._row, self._column)
            self._aside, self._drawn = self._depth, False
        elif name in ("text:tab", "text:line-break"):
            self._refuse("une tabulation ou un saut de ligne dans son texte")
        elif not name.startswith(("table:", "text:", "office:")):
            self._put_aside()

    def _end(self, tag: str) -> None:
        if self._aside == self._depth:
            self._aside = 0
        elif not self._aside and tag.endswith("table-cell") and self.sheets:
            self._end_cell()
        self._depth -= 1

    def _put_aside(self) -> None:
        self._aside, self._drawn = self._depth, self._in_cell

    def _refuse(self, what: str) -> NoReturn:
        where = address(min(self._row, MAX_ROWS), min(self._column, MAX_COLUMNS))
        name = self.sheets[-1].name[:100]
        raise SheetError(f"feuille « {name} », cellule {where} : {what} ; ôtez-le, ou enregistrez le classeur en .xlsx")

    def _start_style(self, name: str, given: Attributes) -> None:
        if name == "style:style":
            self._style = _named(given).get("style:name", "")
        elif name == "style:text-properties" and not is_plain(_named(given).get("style:text-line-through-style", "")):
            self._looks[self._style] = STRUCK
        elif name == "style:table-cell-properties" and not is_plain(
            _named(given).get("fo:background-color", ""), self._ours
        ):
            self._looks.setdefault(self._style, COLOURED)

    def _start_sheet(self, given: Mapping[str, str]) -> None:
        self.sheets.append(SheetLook(given.get("table:name", "")))
        if len(self.sheets) > MAX_SHEETS:
            raise SheetError(f"classeur démesuré : plus de {MAX_SHEETS} feuilles")
        self._row, self._high = 0, 1

    def _start_row(self, given: Mapping[str, str]) -> None:
        self._row += self._high
        self._high = _count(given, "table:number-rows-repeated")
        self._column, self._wide = 0, 1
        if given.get("table:visibility") in ("collapse", "filter"):
            self.sheets[-1].hidden_rows |= set(range(self._row, min(self._row + self._high, MAX_ROWS + 1)))

    def _start_cell(self, given: dict[str, str]) -> None:
        self._column += self._wide
        self._wide = _count(given, "table:number-columns-repeated")
        self._cell, self._in_cell = given, True
        self._filled = given.get("office:value-type", "string") != "string" or "office:string-value" in given

    def _end_cell(self) -> None:
        given, look, row, column = self._cell, self.sheets[-1], self._row, self._column
        self.parser.CharacterDataHandler, self._in_cell = None, False
        shown = "".join(self._text)
        self._text.clear()
        wide, high = (_count(given, f"table:number-{axis}-spanned") for axis in ("columns", "rows"))
        if wide > 1 or high > 1:
            look.merge(Area(row, column, min(row + high - 1, MAX_ROWS), min(column + wide - 1, MAX_COLUMNS)))
        if self._filled and not given.keys() & {"office:value-type", "calcext:value-type", "table:formula"}:
            self._refuse("un texte dont rien ne dit la nature")
        if self._filled or "table:formula" in given:
            look.fill(row, column, self._high, self._wide)
            if what := self._looks.get(given.get("table:style-name", "")):
                look.mark(what, row, column)
        if "table:formula" in given:
            if given.get("calcext:value-type") == "error" or _FAILED(shown):
                look.errors[row, column] = shown
            elif "office:value-type" not in given:
                look.formulas.add((row, column))


def _named(given: Attributes) -> dict[str, str]:
    """Return attributes under the usual prefix of their namespaces, whatever prefix the file gives these."""
    found = {}
    for key, value in given.items():
        space, _, local = key.rpartition(" ")
        found[f"{_SPACES.get(space, '')}:{local}"] = value
    return found


def _count(given: Mapping[str, str], name: str) -> int:
    """Return how often something is repeated: once unless it says so."""
    written = given.get(name, "1")
    if not written.isdecimal() or len(written) > 12:
        raise SheetError(f"classeur abîmé : « {written[:20]} » répétitions")
    return max(int(written), 1)


def ods_looks(package: Package, ours: frozenset[str]) -> list[SheetLook]:
    """Pass over the sheets of an ODS.

    Raises:
        SheetError: it is protected, broken, or out of bounds.
    """
    if "encrypted-package" in package or (
        _MANIFEST in package and any(tag == "encryption-data" for tag, _, _ in elements(package, _MANIFEST))
    ):
        raise SheetError(PASSWORD)
    one = _OdsPass(ours)
    _pass(package, CONTENT, one)
    return one.sheets


def _pass(package: Package, part: str, one: _XlsxPass | _OdsPass) -> None:
    # opens: a part of a workbook, which is opened as others are
    with package.open(part) as stream, one_exception():
        for _ in feed(stream, one.parser, lambda: (one.met, 0)):
            if one.met > MAX_ELEMENTS:
                raise SheetError(f"{TOO_LARGE} : trop d’éléments ; enregistrez-le en CSV")
