"""A cell → the value that YAML would give, and back. A value that is not understood is left as it is: the model refuses it."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from pydantic_core import PydanticCustomError

from snr_cli.french.plain import quoted_text
from snr_cli.inputs.inventory.fleet import MAX_ID, slug
from snr_cli.inputs.inventory.values import NO, YES, fold, parse_number, read_day, singular
from snr_cli.inputs.sheets import Cell, CellKind
from snr_cli.inputs.workbook.shape import Column, SheetShape
from snr_cli.model.base import parse_identifier

UNKNOWN_WORDS: Final = frozenset({"je ne sais pas", "ne sait pas", "ne sais pas", "nsp", "?"})
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
        units: service → what its quantity is counted in.
    """

    types: Mapping[str, str]
    labels: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]]
    units: Mapping[str, str] = field(default_factory=dict)

    def unit_assumed(self, text: str, name: str) -> str:
        """Return the unit that reading a word as a service would suppose; empty when the word is what is counted."""
        unit = self.units.get(name, "") if self.is_synonym(text, name) else ""
        return unit if unit and singular(fold(unit)).split()[0] not in singular(fold(text)).split() else ""

    def is_synonym(self, text: str, name: str) -> bool:
        """Say whether a text that means a type is neither its name nor its label."""
        folded = fold(text)
        return name in self.labels and folded != fold(name) and singular(folded) != singular(fold(self.labels[name]))

    def named(self, text: str) -> str:
        """Return the name that a text means, plurals too; the text itself when it means none."""
        folded = fold(text)
        return text if text in self.labels else self.types.get(folded) or self.types.get(singular(folded), text)

    def choices(self, column: Column) -> tuple[str, ...]:
        """Return the labels that a column takes; none when it takes other texts."""
        lists = dict.fromkeys(NAMED_SORTS[sort] for sort in column.refers if sort in NAMED_SORTS)
        return tuple(sorted((label for name in lists for label in self.lists[name]), key=fold))


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
    names = {name_of_list: dict.fromkeys(words.values()) for name_of_list, words in lists.items()}
    return TypeLabels(
        known,
        labels,
        {name_of_list: tuple(labels[name] for name in names[name_of_list] if name in labels) for name_of_list in names},
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
        if match := _EMPTY_BLOCK(cell.text):
            return EmptyBlock(tuple(match[1].split(".")) if match[1] else None)
    if not column.many:
        text = _unquoted(cell.text, column)
        if column.kind == "identifier" and text != cell.text:
            return text  # in quotes, a name is kept to the letter
        return _single(cell, text, column, labels)
    if cell.kind is not CellKind.TEXT:
        return [_single(cell, cell.text, column, labels)]
    return [_single(cell, line, column, labels) for line in _lines(cell.text, column)]


def _lines(text: str, column: Column) -> list[str]:
    """Return the values of a cell that holds several: one a line; names and choices may be told apart by « ; » too."""
    lines: list[str] = []
    for line in map(str.strip, text.split("\n")):
        if _json(line) is None and _separated(column):
            lines += filter(None, map(str.strip, _SEPARATORS.split(line)))
        elif line:
            lines.append(_unquoted(line, column))
    return lines


def _separated(column: Column) -> bool:
    """Say whether a line may hold several: names and choices, which hold no comma."""
    return column.many and bool(column.choices or column.refers)


def _single(cell: Cell, text: str, column: Column, labels: TypeLabels) -> Any:
    if column.choices:
        return _choice(text, column.choices)
    if NAMED_SORTS.keys() & column.refers and cell.kind is CellKind.TEXT:
        return labels.named(text)
    if column.counted and cell.kind is CellKind.TEXT and (readings := two_readings(text.strip())):
        raise CellError(
            f"« {text.strip()} » se lit de deux façons : {readings}", "tapez un nombre entier, sans virgule"
        )
    return _READ[column.kind](cell, _without_unit(text, column))


def _without_unit(text: str, column: Column) -> str:
    """Return a number without the unit of its own column, « 35 000 € » in « Montant (€) »; any other unit stays, and is refused."""
    match = _TITLED_UNIT(column.title) if column.kind == "number" else None
    typed = text.strip()
    if match is None or not typed.endswith(match[1]):
        return text
    alone = typed.removesuffix(match[1]).strip()
    return text if parse_number(alone) is None else alone


def two_readings(written: str) -> str:
    """Return both readings of a number of things that seems to have three decimals: « 1 250 ou 1,25 »; empty for any other."""
    match = _THREE_FIGURES(written)
    if match is None:
        return ""
    whole, decimals = written.split(match[1])
    return f"{whole}\u202f{decimals} ou {whole},{decimals}".rstrip("0").rstrip(",")


def _choice(text: str, choices: Mapping[Any, str]) -> Any:
    folded = fold(text)
    return next((value for value, label in choices.items() if folded in (fold(str(value)), fold(label))), text)


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


def _date(cell: Cell, text: str) -> Any:
    if cell.kind is CellKind.DATETIME:
        return cell.text[:10]
    if cell.kind is CellKind.DATE:
        return cell.text
    day = read_day(text) if cell.kind is CellKind.TEXT else None
    return text if day is None else day.isoformat()


def _boolean(cell: Cell, text: str) -> Any:
    if cell.kind is CellKind.BOOLEAN:
        return cell.value
    folded = fold(text)
    return True if folded in YES else False if folded in NO else text


_READ: Final[dict[str, Callable[[Cell, str], Any]]] = {
    "text": lambda cell, text: text,
    "identifier": lambda cell, text: _identifier(text),
    "number": _number,
    "share": lambda cell, text: (
        text if cell.kind is CellKind.TEXT and text.strip().endswith("%") else _number(cell, text)
    ),
    "date": _date,
    "boolean": _boolean,
}


def write_value(value: Any, column: Column, labels: TypeLabels) -> str | int | float | date:
    """Return what a cell holds of a value: `read_value` gives it back."""
    if column.many:
        return "\n".join(_safe(str(_written(item, column, labels)), column) for item in value)
    found = _written(value, column, labels)
    return _safe(found, column) if isinstance(found, str) else found


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
    if (
        (column.many and (text != text.strip() or "\n" in text or (_separated(column) and _SEPARATORS.search(text))))
        or (column.kind == "identifier" and _identifier(text) != text)
        or not text.strip()
        or fold(text) in UNKNOWN_WORDS
        or _EMPTY_BLOCK(text)
    ):
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


def named_items(shape: SheetShape, items: Any) -> Iterator[tuple[Any, Any, str]]:
    """Give the items of a list or a mapping, right or wrong: its rank or its key, the item, and how it is called."""
    if not items:
        return
    if shape.keyed is not None:
        yield from ((key, item, str(key)) for key, item in items.items())
        return
    years = Counter(str(item.get("year")) for item in items if isinstance(item, Mapping))
    for rank, item in enumerate(items):
        known = item if isinstance(item, Mapping) else {}
        name = f"n° {rank + 1}"
        if shape.has_id:
            name = str(known.get("id", ""))
        elif years[str(known.get("year"))] == 1 and known.get("year") is not None:
            name = str(known["year"])
        yield rank, item, name


def at_steps(item: Any, steps: Iterable[str]) -> Any:
    """Return what data have at some keys; None when they have nothing there."""
    for step in steps:
        item = item.get(step) if isinstance(item, Mapping) else None
    return item


# A value of a dossier as a person reads and types it in French, in a form: the number 1450.5 is « 1450,5 », 0.2 is « 20 % ».

_GROUPED: Final = 10_000  # from which thousands are told apart: no year is
_UNQUOTED: Final = frozenset({"number", "boolean"})  # values that a text, « "12" », is not
_LONGEST: Final = 15  # decimals of a share in per cent


def shown_text(value: Any, column: Column, labels: TypeLabels) -> str:
    """Return the text of a cell: `value_typed` gives the value back. What the column does not take is shown as it is written.

    Args:
        value: as YAML gives it, of whatever kind.
        column: the column that it stands in.
        labels: what the types of the catalogue are called.
    """
    if value is None:
        return ""
    if column.many and isinstance(value, list | tuple):
        if not column.choices and all(isinstance(item, str) for item in value):
            return str(write_value(value, column, labels))
        return "\n".join(_one(item, column, labels) for item in value)
    return _one(value, column, labels)


def _one(value: Any, column: Column, labels: TypeLabels) -> str:
    if isinstance(value, Mapping | list):
        # no result: what no cell takes, shown as it is
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return str(write_value(value, column, labels))
    if isinstance(value, int | float):
        if column.choices or column.kind == "text":
            return str(column.choices.get(value, value))
        text = _typed_share(value) if column.kind == "share" else french_number(value)
        return f"{text}0" if column.counted and two_readings(text) else text  # 1,125 may be read as a thousand
    if not isinstance(value, str) or column.many:
        return str(value)
    try:
        found = write_value(value, column, labels)
    except ValueError:  # no date
        return value
    return f"{found:%d/%m/%Y}" if isinstance(found, date) else str(found)


def french_number(value: float) -> str:
    """Write a number with all its figures, a comma, thousands apart from 10 000 on."""
    text = repr(value)
    if "e" in text or "n" in text:  # in scientific form; inf, nan
        return text.replace(".", ",")
    whole, _, decimals = text.partition(".")
    if abs(value) >= _GROUPED:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    return whole if decimals in ("", "0") else f"{whole},{decimals}"


def _typed_share(value: float) -> str:
    """Write a share in per cent, when it is then the same number."""
    if not 0 <= value <= 1:
        return french_number(value)
    text = f"{value * 100:.{_LONGEST}g}"
    if "e" in text or "n" in text or float(text) / 100 != value:
        return french_number(value)
    return f"{text.replace('.', ',')} %"


def value_typed(text: str, column: Column, labels: TypeLabels, before: Any = None) -> Any:
    """Read what a person typed.

    Args:
        text: as it was typed; empty, or « je ne sais pas », when nothing is known.
        column: the column that it stands in.
        labels: what the types of the catalogue are called.
        before: the value that it replaces: it stays as it was written when the text says the same, unless it is a text
            where a number is expected.

    Returns:
        the value as YAML has it; None when nothing is known. What is not understood is the text itself,
        which the model refuses in its own words.

    Raises:
        CellError: the number may be read in two ways.
    """
    if (
        before is not None
        and not (isinstance(before, str) and column.kind in _UNQUOTED)
        and text.strip() == shown_text(before, column, labels).strip()
    ):
        return before
    if column.many and (column.choices or column.refers):
        return _several(text, column, labels)
    found = read_value(Cell(1, 1, CellKind.TEXT, text), column, labels)
    if isinstance(found, EmptyBlock):
        return text  # what a workbook says of a block, and no value that is typed
    if column.kind == "share" and isinstance(found, str) and isinstance(before, int | float):
        per_cent = read_value(Cell(1, 1, CellKind.TEXT, found.strip().removesuffix("%")), column, labels)
        if isinstance(per_cent, int | float) and found.strip().endswith("%"):
            return float(f"{per_cent / 100:.{_LONGEST}g}")  # written as it was
    return found


def _several(text: str, column: Column, labels: TypeLabels) -> list[Any] | None:
    """Read names or choices, one a line; a line that is none of them may hold several."""
    alone = replace(column, many=False)
    found: list[Any] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        value = read_value(Cell(1, 1, CellKind.TEXT, line), alone, labels)
        if isinstance(value, EmptyBlock):
            found.append(line)
        elif value is not None and value != line:
            found.append(value)
        elif (several := read_value(Cell(1, 1, CellKind.TEXT, line), column, labels)) is not None:
            found += several
    return found or None
