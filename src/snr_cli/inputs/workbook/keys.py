"""What each column of a sheet is: its key, which no translation changes, its heading and its help."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from snr_cli.inputs.workbook.shape import ROW_NAME, Column, SheetShape, dossier_sheets

ASIDE: Final = "~"  # a column of ours that is read by nobody: last year's values
# of the sheet of single values, where a row is a value
FICHE_KEYS: Final = ("fiche/rubrique", "fiche/champ", "fiche/valeur", "fiche/aide", "fiche/cle")
FICHE_TITLES: Final = ("Rubrique", "Champ", "Valeur", "Ce qui est attendu", "Clé (ne pas changer)")
FICHE_VALUE: Final = 2
# columns beside the values: what the dossier had before, the unit of the quantity
REMEMBERED, UNIT = "~avant", "~unite"
REMEMBERED_TITLE, UNIT_TITLE = "Déjà au dossier", "Unité"
REMEMBERED_HELP: Final = "Pour mémoire ; n’est pas relu."
UNIT_HELP: Final = "Celle de la quantité, d’après le type choisi ; elle se remplit seule."
MORE_COLUMNS: Final = (
    "D’autres colonnes, moins courantes, sont repliées à droite : cliquez sur le « + » au-dessus d’elles."
)
LEFT_ASIDE: Final = ("Mode d’emploi", "Listes", "Envoyé")  # our own sheets without data


@dataclass(frozen=True, slots=True, eq=False)
class SheetColumn:
    """A column of a sheet: a value, which row above holds it (`up`), or how the row is called (neither).

    `before`: it holds what the dossier had of the value, and is read by nobody.
    """

    shape: SheetShape
    key: str
    title: str
    help: str
    column: Column | None = None
    up: SheetShape | None = None
    before: bool = False


@lru_cache(maxsize=128)
def places(shape: SheetShape) -> tuple[SheetColumn, ...]:
    """Return the columns of a sheet in order: which rows hold it, how it is called, its values."""
    found = [
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
        found.append(SheetColumn(shape, f"{shape.key}/#", _called(shape), text))
    found += [
        SheetColumn(shape, f"{shape.key}/{column.key or '='}", column.title, column.help, column)
        for column in shape.columns
    ]
    return tuple(found)


def _called(shape: SheetShape) -> str:
    if shape.keyed is not None:
        return shape.keyed.titles[0]
    return "Identifiant" if shape.has_id else ROW_NAME


def service_column(shape: SheetShape) -> Column | None:
    """Return the column that says which service a row is of, whose quantity has the unit of its type."""
    return next((column for column in shape.columns if "service_type" in column.refers), None)


@lru_cache(maxsize=1)
def by_key() -> Mapping[str, SheetColumn]:
    """Return every column by its key."""
    return {place.key: place for shape in dossier_sheets() if shape.path for place in places(shape)}


@lru_cache(maxsize=1)
def single_values() -> Mapping[str, Column]:
    """Return the single values of the dossier by their key: /territory.name."""
    return {f"/{column.key}": column for column in dossier_sheets()[0].columns}


_SENT = re.compile(r"collecte/([A-Za-z0-9_.-]{1,100}) : ([a-z_, ]{1,500})").fullmatch


def sent_key(name: str, sections: Iterable[str]) -> str:
    """Return the line of the first sheet that says, to snr, for whom a workbook is and which sections were asked."""
    return f"collecte/{name} : {', '.join(sections)}"


def read_sent_key(text: str) -> tuple[str, frozenset[str]] | None:
    """Return for whom and which sections, of such a line; None for any other text."""
    found = _SENT(text.strip())
    return None if found is None else (found[1], frozenset(found[2].replace(" ", "").split(",")))


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


def help_of(place: SheetColumn) -> str:
    """Return the help of a column."""
    return place.help if place.column is None or place.before else expected(place.column)
