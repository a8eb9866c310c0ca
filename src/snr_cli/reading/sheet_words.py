"""Mistakes of a workbook in the words of its headings and its lists: those who fill it in never see a key."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from snr_cli.findings.finding import Finding
from snr_cli.inventory.values import fold
from snr_cli.reading.sheet_text import SheetText
from snr_cli.reading.yaml_events import YamlText
from snr_cli.workbook.keys import FICHE_TITLES, FICHE_VALUE, places, single_values
from snr_cli.workbook.shape import FICHE, Column, by_path

_HELP: Final = {
    "missing": "remplissez la cellule, ou effacez toute la ligne",
    "bool_type": "oui ou non",
    "float_type": "un nombre seul, sans unité : 12,5",
    "int_type": "un nombre entier ; si une date s’affiche, passez la cellule au format Nombre",
    "int_from_float": "un nombre entier",
}
_NOT_ALL: Final = " ; un classeur de snr collect n’a ni la méthode ni les facteurs d’un dossier : s’il en a, gardez son territory.yaml"


def in_a_sheet(finding: Finding, kind: str, path: tuple[Any, ...], context: Mapping[str, Any]) -> Finding:
    """Say a mistake of the models as a person who fills in a workbook reads it.

    Args:
        finding: as it is said of a text.
        kind: of mistake, as pydantic names it.
        path: of the value in the dossier.
        context: what pydantic says of it.
    """
    column = _column(path)
    if column is None:
        return finding
    name = str(path[-1])
    message = finding.message.replace(f"« {name} »", f"« {column.title} »")
    help_text = _HELP.get(kind, finding.help)
    if column.choices:
        help_text = f"choix : {' ; '.join(column.choices.values())}"
    return replace(finding, message=message, help=help_text)


def missing_in_book(finding: Finding, path: tuple[Any, ...], texts: Iterable[YamlText]) -> Finding:
    """Say a single value that a dossier which is a workbook lacks: which row to add, to which sheet.

    Args:
        finding: as it is said of a text.
        path: of the value in the dossier.
        texts: those of the dossier, its sheets among them.
    """
    column = _column(path)
    if column is None or path not in (("snr",), ("reference_year",)):
        return finding
    # only `snr init --workbook` writes a whole dossier: a workbook of `snr collect` has what people hold
    value, more = ("1", _NOT_ALL) if path == ("snr",) else ("l’année étudiée", "")
    row = f"une ligne : « {FICHE_TITLES[4]} » /{column.key} ; « {FICHE_TITLES[FICHE_VALUE]} » {value}"
    sheet = next((each for each in texts if isinstance(each, SheetText) and fold(each.sheet) == fold(FICHE)), None)
    message = f"il manque « {column.title} » (/{column.key})"
    if sheet is None:
        help_text = f"ajoutez une feuille « {FICHE} », aux titres « {FICHE_TITLES[4]} » et « {FICHE_TITLES[FICHE_VALUE]} », et {row}{more}"
        return replace(finding, message=message, help=help_text, source_line="")
    return sheet.finding(finding.code, 0, 0, message, f"ajoutez à la feuille « {FICHE} » {row}{more}", finding.pointer)


def _column(path: tuple[Any, ...]) -> Column | None:
    """Return the column of a value: the ranks of the items, and the keys of the mappings, are left out of its path."""
    keys = tuple(step for step in path if isinstance(step, str))
    for length in range(len(keys) - 1, -1, -1):
        shape = by_path().get(keys[:length])
        if shape is None:
            continue
        columns = single_values().values() if not shape.path else [place.column for place in places(shape)]
        found = next((each for each in columns if each is not None and each.steps == keys[length:]), None)
        if found is not None:
            return found
    return None
