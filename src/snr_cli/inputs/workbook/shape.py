"""The sheets of a dossier, drawn from its models: one for the single values, one for each list or mapping.

A column is known by its key, which no translation changes: `actions.means.budget/eur` is the key `eur` of the rows of
the list `budget`, in the block `means` of an action. What stands inside a row and is itself a list has a sheet of its
own, whose first columns say which row it belongs to.
"""

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import count
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from snr_cli.french.numbers import long_date
from snr_cli.french.plain import indented
from snr_cli.french.words.dossier import LABELS
from snr_cli.model.base import ONE_BY_ONE, Parsed, Refers, Section, parse_identifier, parse_iso_date, parse_ratio
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import Contributor, Figure

Steps = tuple[str, ...]
CellValue = Literal["text", "identifier", "number", "share", "date", "boolean"]
MOST_NAME: Final = 31  # characters of the name of a sheet
FICHE: Final = "Fiche"
VALUE_TITLE: Final = "Valeur"
# what a help says only to those who write files, or type commands
_FOR_FILES: Final = re.compile(r" \((?:Markdown|snr [^)]{1,200})\)| : \[\{[^\]]{0,300}\]")
NESTED: Final = "*"  # the step from a mapping to the mapping that is its value
# what the keys of a mapping are called, by the sort of names that they are
_KEYS: Final = {
    "action": "Action",
    "indicator": "Indicateur",
    "category": "Catégorie d’impact",
    "equipment_type": "Type",
    "stakeholder": "Acteur",
}
_SIMPLE: Final[dict[Any, CellValue]] = {str: "text", int: "number", float: "number", bool: "boolean"}
_PARSED: Final[dict[Any, CellValue]] = {
    parse_ratio: "share",
    parse_iso_date: "date",
    parse_identifier: "identifier",
}
# what is named by an id: a name in words is read as the id that it makes
_NAMED_BY_ID: Final = frozenset({"room", "line", "objective", "indicator", "action", "axis"})


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A value of a row.

    Attributes:
        steps: its keys from the row down; none when the row is the value itself.
        titles: in French, of each step.
        help: what is expected, in French.
        kind: of value.
        choices: the values that it may take → what they are called.
        many: a cell holds several, one a line.
        refers: the sorts of names it takes.
        default: what is understood of an empty cell; None when nothing is.
        rare: it is behind a « + » until a row holds it.
        yearly: it is asked again each year.
        counted: it is a number of things counted one by one, seldom in parts.
        whole: a number without decimals.
        origin: `Model.key`, as the codes of findings name it.
    """

    steps: Steps
    titles: tuple[str, ...]
    help: str
    kind: CellValue
    choices: Mapping[Any, str] = field(default_factory=dict)
    many: bool = False
    required: bool = False
    refers: tuple[str, ...] = ()
    default: Any = None
    rare: bool = False
    yearly: bool = False
    counted: bool = False
    whole: bool = False
    origin: str = ""

    @property
    def title(self) -> str:
        """Return the heading: « Télétravail – Jours par an »."""
        return " – ".join(self.titles)

    @property
    def key(self) -> str:
        """Return its name in its sheet: `telework.days_per_year`."""
        return ".".join(self.steps)


@dataclass(frozen=True, eq=False)
class SheetShape:
    """A sheet: the single values of the dossier, or the rows of one of its lists or mappings.

    Attributes:
        path: keys of the dossier down to the list; none for the single values.
        titles: in French, of each step.
        steps: keys from the row that holds it, or from the dossier.
        columns: the values of a row.
        blocks: keys from the row of the blocks of values, which may be there without any value.
        keyed: the rows are those of a mapping: what its keys are; None for a list.
        help: what it holds, in French.
    """

    path: Steps
    titles: tuple[str, ...]
    steps: Steps
    columns: tuple[Column, ...]
    blocks: tuple[Steps, ...] = ()
    keyed: Column | None = None
    help: str = ""

    @property
    def name(self) -> str:
        """Return the name of the sheet."""
        return _names()[self.path]

    @property
    def key(self) -> str:
        """Return what the keys of its columns begin with."""
        return ".".join(self.path)

    @cached_property
    def up(self) -> "SheetShape | None":
        """Return the sheet whose rows hold it; None when the dossier does."""
        above = self.path[: len(self.path) - len(self.steps)] if self.steps else self.path[:-1]
        return by_path()[above] if above else None

    @cached_property
    def above(self) -> tuple["SheetShape", ...]:
        """Return the sheets that hold it, from the outermost."""
        return (*self.up.above, self.up) if self.up else ()

    @cached_property
    def below(self) -> tuple["SheetShape", ...]:
        """Return the sheets that its rows hold."""
        return tuple(sheet for sheet in dossier_sheets() if sheet.path and (sheet.up or dossier_sheets()[0]) is self)

    @cached_property
    def has_id(self) -> bool:
        """Say whether its rows have an id of their own."""
        return any(column.steps == ("id",) and column.required for column in self.columns)

    @cached_property
    def named(self) -> bool:
        """Say whether its rows want a name for the sheets below: they have neither id nor key."""
        return bool(self.path and self.below) and not self.has_id and self.keyed is None

    @property
    def scalar(self) -> bool:
        """Say whether a row is a value, no block of values."""
        return len(self.columns) == 1 and not self.columns[0].steps


def _variants(titles: tuple[str, ...]) -> Iterator[str]:
    """Give names for a sheet, the fullest first: all its titles, the first and the last ones, two of them, the last."""
    told = tuple(title.replace("/", " par ") for title in titles)
    yield from (" – ".join((*told[:1], *told[1 + left :])) for left in range(len(told) - 1))
    yield from (f"{told[rank]} – {told[-1]}" for rank in range(len(told) - 2, -1, -1))
    yield told[-1]
    yield from (f"{told[-1][: MOST_NAME - 4]} ({rank})" for rank in count(2))


@lru_cache(maxsize=1)
def _names() -> Mapping[Steps, str]:
    """Return the name of each sheet: as full as there is room for, each its own."""
    names: dict[Steps, str] = {(): FICHE}
    taken = {FICHE.casefold()}
    for shape in dossier_sheets()[1:]:
        name = next(
            variant
            for variant in _variants(shape.titles)
            if len(variant) <= MOST_NAME and variant.casefold() not in taken
        )
        names[shape.path] = name
        taken.add(name.casefold())
    return names


class _Read(NamedTuple):
    columns: tuple[Column, ...]
    blocks: tuple[Steps, ...]
    sheets: tuple[SheetShape, ...]


@lru_cache(maxsize=1)
def dossier_sheets() -> tuple[SheetShape, ...]:
    """Return the sheets of a dossier: the single values first, then its lists in order, each before those it holds."""
    read = _read(Dossier, (), (), (), ())
    return (SheetShape((), (), (), read.columns, read.blocks), *read.sheets)


@lru_cache(maxsize=1)
def by_path() -> Mapping[Steps, SheetShape]:
    """Return the sheets by their path."""
    return {sheet.path: sheet for sheet in dossier_sheets()}


def _is_rare(model: type[Section], field_name: str) -> bool:
    return model.shown_first is not None and field_name not in model.shown_first


def _read(model: type[Section], path: Steps, titles: tuple[str, ...], steps: Steps, called: tuple[str, ...]) -> _Read:
    """Read the fields of a model: its columns, those of its blocks, the sheets of its lists.

    Args:
        model: the model.
        path: of the sheet of its rows.
        titles: of that sheet.
        steps: from the row to the model.
        called: the titles of these steps.
    """
    columns: list[Column] = []
    blocks: list[Steps] = []
    shapes: list[SheetShape] = []
    for name, info in model.model_fields.items():
        down, titled = (*steps, info.alias or name), (*called, info.title or name)
        kind, _ = _bare(info.annotation)
        if _is_model(kind):
            inside = _read(kind, path, titles, down, titled)
            if kind is Figure:  # « Ménages – Valeur » is told by what a figure is of
                value, *others = inside.columns
                inside = inside._replace(columns=(replace(value, help=info.description or ""), *others))
            columns += (
                (replace(column, rare=True) for column in inside.columns) if _is_rare(model, name) else inside.columns
            )
            blocks += (down, *inside.blocks)
            shapes += inside.sheets
        elif get_origin(kind) is dict or (get_origin(kind) is tuple and _is_model(_bare(get_args(kind)[0])[0])):
            shapes += _sheets(
                (*path, *down),
                (*titles, *titled),
                down,
                kind,
                _sorts(info.metadata),
                _FOR_FILES.sub("", info.description or ""),
            )
        else:
            rare = not info.is_required() and _is_rare(model, name)
            origin = f"{model.__name__}.{info.alias or name}"
            column = _column(down, titled, info)
            columns.append(replace(column, rare=rare, yearly=name in model.asked_yearly, origin=origin))
    return _Read(tuple(columns), tuple(blocks), tuple(shapes))


def _sheets(
    path: Steps, titles: tuple[str, ...], steps: Steps, kind: Any, sorts: Steps, told: str | None
) -> Iterator[SheetShape]:
    """Give the sheet of a list or a mapping, then those of the lists inside its rows."""
    keyed, (item, parsed) = None, _bare(get_args(kind)[0])
    if get_origin(kind) is dict:
        title = next((_KEYS[sort] for sort in sorts if sort in _KEYS), "Année" if item is int else "Nom")
        called: CellValue = "number" if item is int else "identifier" if _NAMED_BY_ID & set(sorts) else "text"
        keyed = Column((), (title,), "", called, _choices(item), refers=sorts)
        item, parsed = _bare(get_args(kind)[1])
    if _is_model(item):
        read = _read(item, path, titles, (), ())
        yield SheetShape(path, titles, steps, read.columns, read.blocks, keyed, told or "")
        yield from read.sheets
    elif get_origin(item) is dict:
        yield SheetShape(path, titles, steps, (), (), keyed, told or "")
        yield from _sheets((*path, NESTED), (*titles, VALUE_TITLE), (), item, (), told)
    else:
        column = _value((), (VALUE_TITLE,), item, parsed, "", required=True)
        yield SheetShape(path, titles, steps, (column,), (), keyed, told or "")


def _column(steps: Steps, titles: tuple[str, ...], info: FieldInfo) -> Column:
    kind, parsed = _bare(info.annotation)
    default = None if info.is_required() or info.default_factory or info.default in ((), None) else info.default
    return _value(
        steps,
        titles,
        kind,
        parsed or tuple(info.metadata),
        _FOR_FILES.sub("", info.description or ""),
        required=info.is_required(),
        refers=_sorts(info.metadata),
        default=default,
    )


def _value(
    steps: Steps, titles: tuple[str, ...], kind: Any, metadata: tuple[Any, ...], text: str, **more: Any
) -> Column:
    many = get_origin(kind) is tuple
    if many:
        kind, metadata = _bare(get_args(kind)[0])
    choices = _choices(kind)
    simple = type(next(iter(choices))) if choices else kind
    parse = next((parsed.parse for parsed in metadata if isinstance(parsed, Parsed)), None)
    counted = ONE_BY_ONE in metadata or (kind is int and not choices)
    named: CellValue | None = "identifier" if _NAMED_BY_ID & set(more.get("refers", ())) else None
    value = named or _PARSED.get(parse) or _SIMPLE[simple]
    return Column(steps, titles, text, value, choices, many, counted=counted, whole=kind is int, **more)


def _bare(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without `| None` nor annotations, and those annotations."""
    if get_origin(annotation) in (Union, types.UnionType):
        (annotation,) = (kind for kind in get_args(annotation) if kind is not type(None))
    if get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        kind, more = _bare(inner)
        return kind, (*metadata, *more)
    return annotation, ()


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _choices(kind: Any) -> Mapping[Any, str]:
    if get_origin(kind) is not Literal:
        return {}
    values = get_args(kind)
    labels = LABELS.get(frozenset(values), {})
    # « conseil municipal » is what it is called already; its label says whose it is
    return {value: str(value) if " " in str(value) else labels.get(value, str(value)) for value in values}


def _sorts(metadata: list[Any] | tuple[Any, ...]) -> Steps:
    return next((refers.to for refers in metadata if isinstance(refers, Refers)), ())


# What each column of a sheet is: its key, which no translation changes, its heading and its help.

LEFT_ASIDE: Final = ("Mode d’emploi", "Listes", "Envoyé")  # our own sheets without data


@dataclass(frozen=True, slots=True, eq=False)
class SheetColumn:
    """A column of a sheet: a value, which row above holds it (`up`), or how the row is called (neither)."""

    shape: SheetShape
    key: str
    title: str
    help: str
    column: Column | None = None
    up: SheetShape | None = None


@lru_cache(maxsize=128)
def places(shape: SheetShape) -> tuple[SheetColumn, ...]:
    """Return the columns of a sheet in order: which rows hold it, how it is called, its values."""
    columns = [
        SheetColumn(
            shape,
            f"{shape.key}/^{up.key}",
            f"{up.titles[-1]} – {_called(up)}",
            f"Voir la feuille « {up.name} ».",
            up=up,
        )
        for up in shape.above
    ]
    if shape.keyed is not None or shape.named:
        text = (
            "" if shape.keyed is not None else "Nom court, pour les feuilles qui détaillent cette ligne : 2025, n° 1…"
        )
        columns.append(SheetColumn(shape, f"{shape.key}/#", _called(shape), text))
    columns += [
        SheetColumn(shape, f"{shape.key}/{column.key or '='}", column.title, column.help, column)
        for column in shape.columns
    ]
    return tuple(columns)


def _called(shape: SheetShape) -> str:
    if shape.keyed is not None:
        return shape.keyed.titles[0]
    return "Identifiant" if shape.has_id else "Repère"


_SENT = re.compile(r"collecte/([A-Za-z0-9_.-]{1,100}) : \? ([a-z_, ]{1,900})").fullmatch


def sent_key(contributor: Contributor) -> str:
    """Return the line of the first sheet that says, to snr, for whom a workbook is, and which questions were asked."""
    return f"collecte/{contributor.id} : ? {', '.join(contributor.questions)}"


class SentKey(NamedTuple):
    """For whom a workbook is, and the questions that it asks."""

    id: str
    questions: tuple[str, ...]


def read_sent_key(text: str) -> SentKey | None:
    """Return for whom, and which questions, of such a line; None for any other text."""
    match = _SENT(text.strip())
    return SentKey(match[1], tuple(filter(None, match[2].replace(" ", "").split(",")))) if match is not None else None


def expected(column: Column) -> str:
    """Return the help of a value: what it is, what it takes, what is understood when it is empty."""
    text = re.sub(r"^Vrai ", "Oui ", column.help) if column.kind == "boolean" else column.help
    if column.steps == ("id",) and column.kind == "identifier":
        text += " Facultatif : à défaut, fait du libellé."
    if column.many:
        text += " Plusieurs : une par ligne de la cellule (Alt + Entrée)."
    if column.choices and (column.many or not all(isinstance(value, str) for value in column.choices)):
        called = (label if isinstance(value, str) else f"{value} : {label}" for value, label in column.choices.items())
        text += f" Choix : {' ; '.join(called)}."
    return text.strip()


# A workbook that is sent: its first sheet, the sheets of the sections that are asked, what it was filled with, kept in a hidden sheet.

_CELL: Final = 30_000  # characters of a piece; a cell takes 32,767
_MOST: Final = 1 << 25  # characters of them all: cells may share one text, which weighs little in the file


def sent_cells(data: Mapping[str, Any]) -> list[str]:
    """Return the cells that hold the data of a workbook, section by section, in one order whatever theirs."""
    text = indented(dict(sorted(data.items())), 0).replace("\n", "")  # on one line: those of texts are escaped
    return [text[at : at + _CELL] for at in range(0, len(text), _CELL)]


def read_sent(path: Path) -> dict[str, Any]:
    """Return the data that a workbook was filled with, by section; none when it no longer says it.

    Raises:
        SheetError: it cannot be opened, or it says too much.
    """
    from snr_cli.inputs.inventory.values import fold
    from snr_cli.inputs.regular import read_json
    from snr_cli.inputs.sheets import SheetError, open_book

    book = open_book(path)
    try:
        sheet = next((sheet for sheet in book.sheets if fold(sheet.name) == fold(LEFT_ASIDE[2])), None)
        pieces: list[str] = []
        left = _MOST
        for cell in (cell for row in sheet.rows() for cell in row.cells) if sheet is not None else ():
            pieces.append(cell.text)
            left -= len(cell.text)
            if left < 0:
                raise SheetError(f"feuille « {LEFT_ASIDE[2]} » démesurée")
    finally:
        book.close()
    try:
        found = read_json("".join(pieces))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


PERSONAL_DATA: Final = (
    "N’écrivez aucun nom de personne, sauf celui d’un élu ou d’un responsable public dans ses fonctions, qui est public ; aucune "
    "adresse électronique ni aucun numéro de téléphone de personne, aucun numéro de série : rien de cela n’est demandé."
)


_EVERY_QUESTION: Final = (
    "Comment remplir les questions : répondez dans les cases encadrées. Ce qui est déjà connu y est : corrigez-le s’il a changé. Une "
    "case vide, ou une croix dans « Je ne sais pas », dit que la réponse manque : rien n’est inventé à sa place.",
)


def cover_lines(contributor: Contributor, dossier: Dossier, sheets: Sequence[str], name: str = "") -> tuple[str, ...]:
    """Return the lines of the first sheet.

    Args:
        contributor: who the workbook is for.
        dossier: that it comes from.
        sheets: the names of those that are to be filled in.
        name: of the authority, when the dossier leaves it to the table.
    """
    who = dossier.territory.name or name or "la collectivité"
    lead = dossier.governance.project_lead if dossier.governance else None
    return tuple(
        filter(
            None,
            (
                f"Stratégie numérique responsable – {who} : vos données de {dossier.reference_year}",
                f"Pour : {contributor.function}.",
                f"De la part de : {lead}." if lead else "",
                f"À rendre le {long_date(contributor.due)}." if contributor.due else "",
                f"Temps estimé : {contributor.minutes} minutes." if contributor.minutes else "",
                f"Ce qui vous est demandé : {'les feuilles' if len(sheets) > 1 else 'la feuille'} {' ; '.join(sheets)}."
                if sheets
                else "",
                "Ce qui en est fait : le bilan de l’empreinte du numérique et la stratégie numérique responsable de la collectivité. "
                "Ces documents sont publics ; vos lignes n’y sont pas recopiées une à une.",
                *_EVERY_QUESTION,
                PERSONAL_DATA,
                "Quand c’est fini : enregistrez le classeur sous le même nom, en .xlsx ou en .ods, et renvoyez-le.",
            ),
        )
    )
