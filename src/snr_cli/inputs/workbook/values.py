"""A cell → the value that YAML would give, and back. A value that is not understood is left as it is: the model refuses it."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from pydantic_core import PydanticCustomError

from snr_cli.french.plain import quoted_text
from snr_cli.inputs.inventory.fleet import MAX_ID, slug
from snr_cli.inputs.inventory.values import NO, YES, fold, parse_number, read_day
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.inputs.workbook.shape import Column
from snr_cli.model.base import parse_identifier

UNKNOWN_WORDS: Final = frozenset({"je ne sais pas", "ne sait pas", "ne sais pas", "nsp", "?"})
FULLEST_CELL: Final = 32_767  # characters that Excel keeps
# sorts of names that a cell gives in French → the list of them
NAMED_SORTS: Final = {
    "equipment_type": "equipment",
    "service_type": "services",
    "built_in_service": "services",
    "category": "categories",
    "category_or_electricity": "categories",
}
YES_WORD, NO_WORD = "oui", "non"
_EMPTY_BLOCK = re.compile(r"\(vide(?: : ([a-z_.]+))?\)").fullmatch
_SPACED = re.compile(r"[-+]?[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]+)?").fullmatch
_THOUSANDS = re.compile(r"[-+]?[1-9][0-9]{0,2}\.[0-9]{3}").fullmatch
_THREE_FIGURES = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}").fullmatch
_SEPARATORS = re.compile(r"[;,]")
_TITLED_UNIT = re.compile(r".*\(([^()\d]+)\)").fullmatch
_BLANKS = re.compile(r"[ \u00a0\u202f]").search


class CellError(Exception):
    """A cell that holds no value to read; the message and the advice are French."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message, self.advice = message, advice


@dataclass(frozen=True, slots=True)
class EmptyBlock:
    """A cell that says: the block is there, without any value. `steps`: of the block; None for that of the column."""

    steps: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class TypeLabels:
    """What the types and the categories of the catalogue are called, both ways.

    Attributes:
        types: folded label or synonym → name.
        labels: name → label, of those that no other has.
        lists: list of names → the labels that a cell may take of it, in order.
    """

    types: Mapping[str, str]
    labels: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]

    def is_synonym(self, text: str, name: str) -> bool:
        """Say whether a text that means a type is neither its name nor its label."""
        return name in self.labels and fold(text) not in (fold(name), fold(self.labels[name]))

    def choices(self, column: Column) -> tuple[str, ...]:
        """Return the labels that a column takes; none when it takes other texts."""
        lists = dict.fromkeys(NAMED_SORTS[sort] for sort in column.refers if sort in NAMED_SORTS)
        return tuple(sorted((label for each in lists for label in self.lists[each]), key=fold))


def type_labels(equipment: Mapping[str, str], services: Mapping[str, str], categories: Mapping[str, str]) -> TypeLabels:
    """Make it of words → name, the label of a name first. A word of two names means neither."""
    lists = {"equipment": equipment, "services": services, "categories": categories}
    types: dict[str, str] = {}
    twice: set[str] = set()
    for words in lists.values():
        for word, name in words.items():
            folded = fold(word)
            if types.setdefault(folded, name) != name:
                twice.add(folded)
    known = {word: name for word, name in types.items() if word not in twice}
    labels: dict[str, str] = {}
    for words in lists.values():
        for word, name in words.items():
            if known.get(fold(word)) == name:
                labels.setdefault(name, word)
    names = {each: dict.fromkeys(words.values()) for each, words in lists.items()}
    return TypeLabels(
        known, labels, {each: tuple(labels[name] for name in names[each] if name in labels) for each in names}
    )


def read_value(cell: Cell, column: Column, labels: TypeLabels) -> Any:
    """Read a cell.

    Returns:
        the value as YAML would give it; None when nothing is known; an `EmptyBlock`.

    Raises:
        CellError: the cell holds an error of the spreadsheet, or a formula that nothing has computed; or an ambiguous number.
    """
    if cell.kind is CellKind.ERROR:
        raise CellError(f"la cellule contient l’erreur « {cell.text} »", "corrigez la formule, ou tapez la valeur")
    if cell.kind is CellKind.UNCOMPUTED:
        raise CellError(
            "la cellule contient une formule dont le résultat n’est pas enregistré",
            "ouvrez le classeur dans un tableur et enregistrez-le, ou tapez la valeur",
        )
    if cell.kind is CellKind.TEXT:
        if not cell.text.strip() or fold(cell.text) in UNKNOWN_WORDS:
            return None
        if found := _EMPTY_BLOCK(cell.text):
            return EmptyBlock(tuple(found[1].split(".")) if found[1] else None)
    if not column.many:
        text = _unquoted(cell.text, column)
        if column.kind == "identifier" and text != cell.text:
            return text  # in quotes, a name is kept to the letter
        return _single(cell, text, column, labels)
    if cell.kind is not CellKind.TEXT:
        return [_single(cell, cell.text, column, labels)]
    return [_single(cell, each, column, labels) for each in _lines(cell.text, column)]


def _lines(text: str, column: Column) -> list[str]:
    """Return the values of a cell that holds several: one a line; names and choices may be told apart by « ; » too."""
    found: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if _json(line) is None and _separated(column):
            found += filter(None, map(str.strip, _SEPARATORS.split(line)))
        elif line:
            found.append(_unquoted(line, column))
    return found


def _separated(column: Column) -> bool:
    """Say whether a line may hold several: names and choices, which hold no comma."""
    return column.many and bool(column.choices or column.refers)


def _single(cell: Cell, text: str, column: Column, labels: TypeLabels) -> Any:
    if column.choices:
        return _choice(text, column.choices)
    if NAMED_SORTS.keys() & column.refers and cell.kind is CellKind.TEXT:
        return text if text in labels.labels else labels.types.get(fold(text), text)
    if column.counted and cell.kind is CellKind.TEXT and (readings := two_readings(text.strip())):
        raise CellError(
            f"« {text.strip()} » se lit de deux façons : {readings}", "tapez un nombre entier, sans virgule"
        )
    return _READ[column.kind](cell, _without_unit(text, column))


def _without_unit(text: str, column: Column) -> str:
    """Return a number without the unit of its own column, « 35 000 € » in « Montant (€) »; any other unit stays, and is refused."""
    found = _TITLED_UNIT(column.title) if column.kind == "number" else None
    typed = text.strip()
    if found is None or not typed.endswith(found[1]):
        return text
    alone = typed.removesuffix(found[1]).strip()
    return text if parse_number(alone) is None else alone


def two_readings(written: str) -> str:
    """Return both readings of a number of things that seems to have three decimals: « 1 250 ou 1,25 »; empty for any other."""
    found = _THREE_FIGURES(written)
    if found is None:
        return ""
    whole, decimals = written.split(found[1])
    return f"{whole}\u202f{decimals} ou {whole},{decimals}".rstrip("0").rstrip(",")


def _choice(text: str, choices: Mapping[Any, str]) -> Any:
    folded = fold(text)
    for value, label in choices.items():
        if folded in (fold(str(value)), fold(label)):
            return value
    return text


def _text(cell: Cell, text: str) -> str:
    return text


def _identifier(text: str) -> str:
    """Read a name in words as the id that it makes: « Portables élus » is portables-elus."""
    try:
        return str(parse_identifier(text.strip()))
    except PydanticCustomError:
        return slug(text)[:MAX_ID].strip("-") or text


def _number(cell: Cell, text: str) -> Any:
    if cell.kind is CellKind.NUMBER:
        return cell.value
    if cell.kind is not CellKind.TEXT:
        return cell.text
    shown = text.strip()
    if _THOUSANDS(shown):  # with a comma it is a number, but for things that are counted
        whole = shown.replace(".", "\u202f")
        raise CellError(f"« {shown} » se lit de deux façons : {whole} ou {shown.replace('.', ',')}", "tapez un nombre")
    if _BLANKS(shown) and not _SPACED(shown):
        return text
    found = parse_number(shown)
    return text if found is None else int(found) if found == int(found) and abs(found) < 1e15 else found


def _share(cell: Cell, text: str) -> Any:
    return text if cell.kind is CellKind.TEXT and text.strip().endswith("%") else _number(cell, text)


def _date(cell: Cell, text: str) -> Any:
    if cell.kind is CellKind.DATETIME:
        return cell.text[:10]
    if cell.kind is CellKind.DATE:
        return cell.text
    found = read_day(text) if cell.kind is CellKind.TEXT else None
    return text if found is None else found.isoformat()


def _boolean(cell: Cell, text: str) -> Any:
    if cell.kind is CellKind.BOOLEAN:
        return cell.value
    folded = fold(text)
    return True if folded in YES else False if folded in NO else text


_READ: Final[dict[str, Callable[[Cell, str], Any]]] = {
    "text": _text,
    "identifier": lambda cell, text: _identifier(text),
    "number": _number,
    "share": _share,
    "date": _date,
    "boolean": _boolean,
}


def write_value(value: Any, column: Column, labels: TypeLabels) -> str | int | float | date:
    """Return what a cell holds of a value: `read_value` gives it back.

    Raises:
        ValueError: a text too long for a cell.
    """
    if column.many:
        shown = "\n".join(_safe(str(_written(each, column, labels)), column) for each in value)
    else:
        found = _written(value, column, labels)
        if not isinstance(found, str):
            return found
        shown = _safe(found, column)
    if len(shown) > FULLEST_CELL:
        raise ValueError(f"{len(shown)} characters for a cell of {FULLEST_CELL}")
    return shown


def _written(value: Any, column: Column, labels: TypeLabels) -> str | int | float | date:
    if isinstance(value, bool):
        return YES_WORD if value else NO_WORD
    if isinstance(value, str):
        if column.choices:
            return column.choices.get(value, value)
        if NAMED_SORTS.keys() & column.refers:
            return labels.labels.get(value, value)
        if column.kind == "date":
            return date.fromisoformat(value)
    return value if isinstance(value, int | float) else str(value)


def _safe(text: str, column: Column) -> str:
    """Quote a text that would not be read as it is."""
    return quoted_text(text) if _misread(text, column) else text


def _misread(text: str, column: Column) -> bool:
    if column.many and (text != text.strip() or "\n" in text or (_separated(column) and _SEPARATORS.search(text))):
        return True
    if column.kind == "identifier" and _identifier(text) != text:
        return True
    if not text.strip() or fold(text) in UNKNOWN_WORDS or _EMPTY_BLOCK(text):
        return True
    inner = _json(text)
    return inner is not None and (_separated(column) or _misread(inner, column))


def _unquoted(text: str, column: Column) -> str:
    inner = _json(text)
    return inner if inner is not None and (_separated(column) or _misread(inner, column)) else text


def _json(text: str) -> str | None:
    """Return the text that a quoted one stands for; None when it is not quoted."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return None
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, str) else None


def empty_block(steps: Iterable[str] | None) -> str:
    """Return what a cell holds to say that a block is there without any value."""
    return "(vide)" if steps is None else f"(vide : {'.'.join(steps)})"
