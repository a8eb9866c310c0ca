"""Mistakes of a workbook in the words of its headings and its lists: those who fill it in never see a key."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from snr_cli.french.numbers import number
from snr_cli.inputs.dossier.sheet_tree import SheetText
from snr_cli.inputs.dossier.yaml_events import YamlText
from snr_cli.inputs.inventory.values import fold, parse_number
from snr_cli.inputs.workbook.shape import FICHE, FICHE_TITLES, FICHE_VALUE, Column, by_path, places, single_values
from snr_cli.model.finding import Finding

_HELP: Final = {
    "missing": "remplissez la cellule, ou effacez toute la ligne",
    "bool_type": "oui ou non",
    "float_type": "un nombre seul, sans unité : 12,5",
    "int_type": "un nombre entier ; si une date s’affiche, passez la cellule au format Nombre",
    "int_from_float": "un nombre entier",
    "department": "le numéro seul, sans guillemets : 79, 2A, 971",
    "siren": "neuf chiffres, sans guillemets : 243300316",
    "insee": "cinq caractères, sans guillemets : 01004, 2A004",
    "text": "un texte",
    "string_type": "un texte",
}
_KEY: Final = re.compile(r"(?:« )?\b([a-z]+(?:_[a-z]+)+|quantity|pue|equipped)\b(?: »)?")
_UNIT: Final = re.compile(r"\((k?€|(?:t|kg|[kMG]?Wh|Mo|Go|To|ans|mois)\b)[^()]*\)").search
_WITH_UNIT: Final = re.compile(r"([\d\s.,]*\d)\s*(\D+)").fullmatch
# (unit that is written, unit of the column), folded → by what to multiply
_TIMES: Final = {
    ("mwh", "kwh"): 1e3,
    ("gwh", "kwh"): 1e6,
    ("wh", "kwh"): 1e-3,
    ("kwh", "mwh"): 1e-3,
    ("k€", "€"): 1e3,
    ("keur", "€"): 1e3,
    ("m€", "€"): 1e6,
    ("eur", "€"): 1.0,
    ("euros", "€"): 1.0,
    ("€", "k€"): 1e-3,
    ("t", "kg"): 1e3,
    ("tonnes", "kg"): 1e3,
    ("kg", "t"): 1e-3,
    ("to", "go"): 1e3,
    ("mo", "go"): 1e-3,
    ("go", "to"): 1e-3,
    ("mois", "ans"): 1 / 12,
}


def in_a_sheet(
    finding: Finding, kind: str, path: tuple[Any, ...], context: Mapping[str, Any], value: Any = None
) -> Finding:
    """Say a mistake of the models as a person who fills in a workbook reads it.

    Args:
        finding: as it is said of a text.
        kind: of mistake, as pydantic names it.
        path: of the value in the dossier.
        context: what pydantic says of it.
        value: what the cell holds.
    """
    column = _column(path)
    if column is None:
        return finding
    name = str(path[-1])
    message = finding.message.replace(f"« {name} »", f"« {column.title} »").replace("true ou false", "oui ou non")
    help_text = _HELP.get(kind, finding.help)
    if kind in ("float_type", "int_type") and isinstance(value, str):
        help_text = _number_help(value, column) or help_text
    if column.choices:
        help_text = f"choix : {' ; '.join(column.choices.values())}"
    return replace(finding, message=message, help=help_text)


def in_headings(finding: Finding, labels: Mapping[str, str]) -> Finding:
    """Say values of a sheet that contradict each other by their headings; their types by their labels.

    Args:
        finding: as it is said of a text.
        labels: what the types of the catalogue are called.
    """
    if finding.code not in ("SNR202", "SNR208"):
        return finding
    steps = tuple(step for step in finding.pointer.split("/")[1:] if not step.isdigit())

    def heading(match: re.Match[str]) -> str:
        if match[1] in labels:
            return f"« {labels[match[1]]} »"
        near = (_column((*steps[:length], match[1])) for length in range(len(steps), -1, -1))
        column = next((candidate for candidate in near if candidate is not None), None)
        return match[0] if column is None else f"« {column.title} »"

    return replace(
        finding,
        message=_KEY.sub(
            heading, re.sub(r"« ([a-z_]+) »", lambda match: f"« {labels.get(match[1], match[1])} »", finding.message)
        ),
        help=_KEY.sub(heading, finding.help),
    )


def _number_help(typed: str, column: Column) -> str:
    """Return what to write in place of a text where a number is expected: in the unit of the column, when its title says it."""
    if fold(typed) == "a confirmer":
        return "écrivez un nombre, même approché, et choisissez « à confirmer » dans la colonne « Sûr ? »"
    titled, written = _UNIT(column.title), _WITH_UNIT(typed.strip())
    if titled is None:
        return ""
    unit, given = titled[1], parse_number(written[1]) if written else None
    if written is not None and given is not None:
        times = 1.0 if fold(written[2]) == fold(unit) else _TIMES.get((fold(written[2]), fold(unit)))
        if times is not None:
            return f"un nombre seul, en {unit} : {number(float(f'{given * times:.12g}'))} ?"
    return f"{_HELP['float_type']} ({unit})"


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
    value, more = (
        (
            "1",
            " ; un classeur de snr collect n’a ni la méthode ni les facteurs d’un dossier : s’il en a, gardez son territory.yaml",
        )
        if path == ("snr",)
        else ("l’année étudiée", "")
    )
    row = f"une ligne : « {FICHE_TITLES[4]} » /{column.key} ; « {FICHE_TITLES[FICHE_VALUE]} » {value}"
    sheet = next((text for text in texts if isinstance(text, SheetText) and fold(text.sheet) == fold(FICHE)), None)
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
        column = next(
            (candidate for candidate in columns if candidate is not None and candidate.steps == keys[length:]), None
        )
        if column is not None:
            return column
    return None
