"""The file of another tool: its text, its JSON or its sheets, read once, within bounds; each refusal says where."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

from snr_cli.french.numbers import plural
from snr_cli.inputs.dossier.files import decode, shown, why
from snr_cli.inputs.regular import RefusedJsonError, plain_bytes, read_json
from snr_cli.inputs.sheets import Area, Cell, CellKind, SheetError, open_book
from snr_cli.model.refusal import UsageError

LARGEST_LOOSE: Final = 1_000_000  # characters: a sample or an inventory typed by hand; read in a few seconds
_DEEPEST: Final = 50
_MOST_FAULTS: Final = 500
_TOKEN: Final = re.compile(
    r"""(?P<blank>[ \t\r\n\ufeff]+)
    |(?P<comment>/\*[^*]*(?:\*(?!/)[^*]*)*\*/|//[^\n]*)
    |(?P<dots>\.\.\.|…)
    |(?P<sign>[{}\[\],:])
    |"(?P<text>(?:[^"\\\n]|\\[^\n])*)(?P<end>"|(?=\n)|$)
    |'(?P<single>(?:[^'\\\n]|\\[^\n])*)'(?=[ \t\r\n]*[:,}\]])
    |(?P<word>[^\s{}\[\],:"/][^\s{}\[\],"]*)
    |(?P<odd>.)""",
    re.VERBOSE,
)
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,40})(?:\.[0-9]{1,40})?(?:[eE][-+]?[0-9]{1,4})?")
_LITERALS: Final = {"true": True, "false": False, "null": None}
_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "t": "\t", "r": "\r", "b": " ", "f": " "}
_ABSENT: Final = object()


@dataclass(frozen=True, slots=True)
class SyntaxFault:
    """Something that the format does not allow; `mended`: nothing is lost by it. Line and column count from 1."""

    line: int
    column: int
    message: str
    mended: bool


class LooseError(ValueError):
    """Nothing can be made of the text; the message is French."""


class _Token(NamedTuple):
    kind: str
    value: str
    start: int


def loose_json(text: str) -> tuple[Any, tuple[SyntaxFault, ...]]:
    """Read a text.

    Returns:
        what could be read, and every fault in its order.

    Raises:
        LooseError: it is too large, too deep, has too many faults, or holds no value.
    """
    if len(text) > LARGEST_LOOSE:
        raise LooseError("JSON fautif de plus d’un million de caractères")
    reader = _Reader(text)
    value = reader.value(0)
    if value is _ABSENT:
        raise LooseError("aucune valeur de JSON n’y est lisible")
    if reader.next.kind != "end":
        reader.fault("ce qui suit la fin du JSON n’est pas lu", mended=False)
    return value, tuple(sorted(reader.faults, key=lambda fault: (fault.line, fault.column)))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.place, self.ended, self.passed = text, 0, 0, 0
        self.faults: list[SyntaxFault] = []
        self.next = _Token("", "", 0)
        self.step()

    def fault(self, message: str, *, mended: bool, at: int | None = None) -> None:
        start = self.next.start if at is None else at
        if len(self.faults) >= _MOST_FAULTS:
            raise LooseError(f"plus de {_MOST_FAULTS} fautes de syntaxe : ce n’est pas du JSON")
        line = self.text.count("\n", 0, start) + 1
        column = start - self.text.rfind("\n", 0, start)
        self.faults.append(SyntaxFault(line, column, message, mended))

    def step(self) -> _Token:
        """Pass a token, and the blanks and comments after it; return the one that was passed."""
        passed, self.passed = self.next, self.ended
        while True:
            match = _TOKEN.match(self.text, self.place)
            if match is None:
                self.next = _Token("end", "", len(self.text))
                return passed
            start, self.place = self.place, match.end()
            kind = match.lastgroup or ""
            if kind == "blank":
                continue
            if kind == "comment":
                self.fault("commentaire : JSON n’en a pas, il n’est pas lu", mended=True, at=start)
                continue
            self.ended = self.place
            if kind == "end":
                self.next = _Token("text", _unescaped(match["text"]), start)
                if not match["end"]:
                    self.fault("texte sans guillemet à la fin", mended=False)
                return passed
            if kind == "single":
                self.fault("guillemets simples : JSON veut des guillemets doubles", mended=True, at=start)
                self.next = _Token("text", _unescaped(match["single"]), start)
                return passed
            self.next = _Token("sign" if kind == "odd" else kind, match[0], start)
            return passed

    def is_sign(self, sign: str) -> bool:
        return self.next.kind == "sign" and self.next.value == sign

    def value(self, depth: int) -> Any:
        """Return a value, `_ABSENT` when none can be made of what stands there."""
        if depth > _DEEPEST:
            raise LooseError("JSON trop imbriqué")
        token = self.next
        if token.kind == "sign" and token.value in "{[":
            self.step()
            return self.members(depth, "}") if token.value == "{" else self.members(depth, "]")
        if token.kind == "text":
            return self.step().value
        if token.kind == "dots":
            self.fault("place à remplir (« ... ») : rien n’est lu ici", mended=False)
            self.step()
            return _ABSENT
        if token.kind == "word":
            return self.word()
        if token.kind == "end":
            self.fault("fin du fichier : une valeur manque", mended=False)
        elif token.value in "}]":
            self.fault("une valeur manque", mended=False)
        else:
            self.fault(f"« {kept_text(token.value, 20)} » inattendu : une valeur manque", mended=False)
            self.step()
        return _ABSENT

    def word(self) -> Any:
        word = self.next.value
        if word in _LITERALS:
            self.step()
            return _LITERALS[word]
        if _NUMBER.fullmatch(word):
            self.step()
            return float(word) if any(sign in word for sign in ".eE") else int(word)
        if word.lstrip("+-").lower() in ("nan", "infinity", "inf"):
            self.fault(f"« {kept_text(word, 20)} » n’est pas un nombre", mended=False)
            self.step()
            return _ABSENT
        self.fault(f"« {kept_text(word, 40)} » sans guillemets : lu comme un texte", mended=True)
        return self.step().value

    def members(self, depth: int, end: str) -> Any:
        """Return what an object or a list holds, whose opening sign is passed."""
        pairs: dict[str, Any] = {}
        items: list[Any] = []
        twice: set[str] = set()
        separated = True
        while not self.is_sign(end):
            if self.next.kind == "end":
                self.fault(f"« {end} » manque à la fin", mended=False)
                break
            if self.is_sign(","):
                if separated:
                    self.fault("virgule en trop", mended=True)
                comma = self.step().start
                separated = True
                if self.is_sign(end):
                    self.fault(f"virgule en trop avant « {end} »", mended=True, at=comma)
                continue
            if self.is_sign("}" if end == "]" else "]"):
                self.fault(f"« {self.next.value} » au lieu de « {end} »", mended=False)
                self.step()
                break
            if not separated:
                self.fault("virgule manquante", mended=True, at=self.passed)
            separated = False
            if end == "]":
                value = self.value(depth + 1)
                if value is not _ABSENT:
                    items.append(value)
            else:
                self.pair(depth, pairs, twice)
        else:
            self.step()
        return items if end == "]" else {key: value for key, value in pairs.items() if key not in twice}

    def pair(self, depth: int, found: dict[str, Any], twice: set[str]) -> None:
        """Read a key and its value into an object."""
        token = self.next
        if token.kind not in ("text", "word"):
            if token.kind == "dots":
                self.fault("place à remplir (« ... ») : rien n’est lu ici", mended=False)
                self.step()
            else:
                self.fault("une clé manque devant ce qui suit, qui n’est pas lu", mended=False)
                self.value(depth + 1)
            return
        self.step()
        if token.kind == "word" and ":" in token.value:  # a key without quotes, as close to its value as it may be
            token = token._replace(value=token.value.partition(":")[0])
            self.place = token.start + len(token.value)
            self.step()
        if not self.is_sign(":"):
            name = kept_text(token.value, 40)
            self.fault(f"place à remplir (« {name} ») : rien n’est lu ici", mended=False, at=token.start)
            return
        if token.kind == "word":
            self.fault(f"clé « {kept_text(token.value, 40)} » sans guillemets", mended=True, at=token.start)
        self.step()
        value = self.value(depth + 1)
        if token.value in found or token.value in twice:
            name = kept_text(token.value, 40)
            self.fault(f"clé « {name} » écrite deux fois : aucune des deux n’est lue", mended=False, at=token.start)
            twice.add(token.value)
        if value is not _ABSENT:
            found[token.value] = value


def _unescaped(text: str) -> str:
    """Return a text whose escapes are read; half of a character is a question mark."""
    plain = _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else _ESCAPED.get(match[2], match[2]), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


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
