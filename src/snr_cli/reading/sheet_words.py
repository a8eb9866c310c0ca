"""Mistakes of a workbook in the words of its headings and its lists: those who fill it in never see a key."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from snr_cli.findings.finding import Finding
from snr_cli.workbook.keys import places, single_values
from snr_cli.workbook.shape import Column, by_path

_HELP: Final = {
    "missing": "remplissez la cellule, ou effacez toute la ligne",
    "bool_type": "oui ou non",
    "float_type": "un nombre seul, sans unité : 12,5",
    "int_type": "un nombre entier ; si une date s’affiche, passez la cellule au format Nombre",
    "int_from_float": "un nombre entier",
}


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
