"""The file of another tool: its text, its JSON or its sheets, read once, within bounds; each refusal says where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, Final, NoReturn

from snr_cli.french.numbers import plural
from snr_cli.inputs.dossier.files import decode, shown, why
from snr_cli.inputs.regular import RefusedJsonError, plain_bytes, read_json
from snr_cli.inputs.sheets import Area, Cell, CellKind, SheetError, open_book
from snr_cli.model.refusal import UsageError

_BYTES: Final = 32 * 1024 * 1024
_ROWS: Final = 20_000  # of a sheet: a plan has hundreds
_CELLS: Final = 500_000
_SPAN: Final = 200
LONGEST_TEXT: Final = 2000  # characters that are taken over of a text


@dataclass(frozen=True, slots=True)
class OpenedSheet:
    """A sheet: its rows by their number, each a mapping of columns (from 1) to cells."""

    name: str
    rows: dict[int, dict[int, Cell]]
    merges: tuple[Area, ...] = ()

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, empty where there is none."""
        cell = self.rows.get(row, {}).get(column)
        return "" if cell is None else kept_text(cell.text, 100_000)


@dataclass(slots=True)
class OpenedFile:
    """A file named on the command line, read when it is asked for, once."""

    path: Path
    _text: str | None = None
    _json: list[Any] = field(default_factory=list)
    _sheets: list[OpenedSheet] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)  # names of its hidden sheets, which are not read
    kept: dict[str, Any] = field(default_factory=dict)  # what a bridge made of it, to recognise it and then to read it

    @property
    def name(self) -> str:
        """Return its name in messages."""
        return shown(str(self.path))

    def refuse(self, message: str, *more: str) -> NoReturn:
        """Say that the file cannot be read.

        Raises:
            UsageError: always.
        """
        raise UsageError(f"{self.name} : {message}", *more) from None

    @property
    def is_book(self) -> bool:
        """Say whether it is a workbook, by its name."""
        return self.path.suffix.lower() in (".xlsx", ".xlsm", ".ods")

    def text(self) -> str:
        """Return its text.

        Raises:
            UsageError: it cannot be opened, is too large, or is no UTF-8.
        """
        if self._text is None:
            try:
                raw = plain_bytes(self.path, _BYTES)
                if raw.startswith(b"PK\x03\x04"):
                    self.refuse(
                        "c’est un classeur ou une archive, malgré son nom",
                        "si c’est un classeur, nommez-le .xlsx ou .ods",
                    )
                if not raw.strip():
                    self.refuse("fichier vide")
                self._text = decode(raw)
            except OSError as error:
                self.refuse(why(error))
        return self._text

    def json(self) -> Any:
        """Return what it holds as JSON.

        Raises:
            UsageError: it cannot be read, or is no JSON: says the line and the column.
        """
        if not self._json:
            try:
                self._json.append(strict_json(self.text()))
            except RefusedJsonError as error:
                self.refuse(f"JSON refusé : {error}")
            except ValueError as error:
                line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
                raise UsageError(
                    f"{self.name}:{line}:{column} : JSON illisible", "vérifiez la virgule ou le guillemet qui précède"
                ) from None
        return self._json[0]

    def json_if_any(self) -> Any:
        """Return what it holds as JSON, None for anything else: to recognise it.

        Raises:
            UsageError: it cannot be opened, is too large, or is no text.
        """
        try:
            text = "" if self.is_book else self.text()
            return self.json() if text else None
        except UsageError:
            if self._text is None:
                raise
            return None

    def sheets(self) -> list[OpenedSheet]:
        """Return its sheets, hidden ones left out.

        Raises:
            UsageError: it is no workbook that can be read, or has too many rows.
        """
        if not self._sheets:
            try:
                self._sheets = list(self._read_sheets())
            except OSError as error:
                self.refuse(why(error))
            except SheetError as error:
                self.refuse(str(error))
        return self._sheets

    def unread_sheets(self, read: Sequence[OpenedSheet], why: str) -> Iterator[str]:
        """Say which sheets are not read, with how many rows they hold: hidden ones, and those that are not among the read ones.

        Args:
            read: those that are.
            why: why the others are not.
        """
        for sheet in self.sheets():
            if sheet.rows and all(sheet is not opened_sheet for opened_sheet in read):
                many = plural(len(sheet.rows), "ligne non lue", "lignes non lues")
                yield f"feuille « {sheet.name} » : {why}, {many}"
        for name in self.hidden:
            yield f"feuille « {name} » : masquée, non lue"

    def _read_sheets(self) -> Iterator[OpenedSheet]:
        book = open_book(self.path)
        try:
            cells = 0
            for sheet, rows in book.each():
                if sheet.hidden:
                    self.hidden.append(kept_text(sheet.name, 100))
                    continue
                cells_by_row: dict[int, dict[int, Cell]] = {}
                for row in rows:
                    cells += len(row.cells) * row.repeated
                    if len(cells_by_row) + row.repeated > _ROWS or cells > _CELLS:
                        self.refuse(f"feuille « {kept_text(sheet.name, 60)} » : plus de {_ROWS} lignes remplies")
                    filled = {
                        column: cell
                        for cell in row.cells
                        for column in range(cell.column, cell.column + min(cell.span, _SPAN))
                    }
                    cells_by_row |= dict.fromkeys(range(row.number, row.number + row.repeated), filled)
                yield OpenedSheet(kept_text(sheet.name, 100), cells_by_row, sheet.merges)
        finally:
            book.close()


def strict_json(text: str) -> Any:
    """Return the values of a JSON text.

    Raises:
        ValueError: it is none, holds NaN, or a key twice in an object.
    """
    return read_json(text, _pairs)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    by_key = dict(pairs)
    if len(by_key) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise RefusedJsonError(f"clé « {kept_text(twice, 60)} » écrite deux fois dans un même objet")
    return by_key


def kept_text(text: Any, most: int = LONGEST_TEXT) -> str:
    """Return a text of the file as the dossier may hold it: on as many lines, no control character, no longer than that."""
    if not isinstance(text, str):
        return ""
    plain = "".join(sign if sign.isprintable() or sign in "\n\u00a0\u202f" else " " for sign in text[: most + 1])
    plain = plain.strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def finite(value: Any, most: float = 1e15) -> float | None:
    """Return a number of the file that is one: finite, from 0 to the most; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if isfinite(number) and 0 <= number <= most else None


def no_number(value: Any) -> str:
    """Say in French why `finite` takes a value for no number."""
    if value is None:
        return "absent"
    if isinstance(value, str):
        return f"texte « {kept_text(value, 30)} » au lieu d’un nombre"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "n’est pas un nombre"
    return f"{kept_text(str(value), 30)} est négatif" if value < 0 else "démesuré"


def finite_cell(cell: Cell | None) -> float | None:
    """Return the number of a cell: typed as such, or written « 1 200 » or « 1 200,50 € »."""
    if cell is None:
        return None
    if cell.kind is CellKind.NUMBER:
        return finite(cell.value)
    if cell.kind is not CellKind.TEXT:
        return None
    plain = "".join(sign for sign in cell.text if not sign.isspace()).removesuffix("€").replace(",", ".")
    try:
        return finite(float(plain)) if len(plain) < 30 else None
    except ValueError:
        return None
