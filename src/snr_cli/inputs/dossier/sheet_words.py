"""Mistakes of a workbook in the words of its headings and its lists: those who fill it in never see a key."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from snr_cli.french.numbers import number
from snr_cli.inputs.dossier.sheet_tree import SheetText
from snr_cli.inputs.dossier.written_rows import column_at, place_named, sheet_at
from snr_cli.inputs.dossier.yaml_events import YamlRefusedError, YamlText, read_yaml
from snr_cli.inputs.inventory.values import fold, parse_number
from snr_cli.inputs.workbook.shape import (
    FICHE,
    FICHE_TITLES,
    FICHE_VALUE,
    Column,
    SheetShape,
    Steps,
    by_path,
    dossier_sheets,
)
from snr_cli.inputs.workbook.values import TypeLabels, shown_text
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
_COMMAND: Final = re.compile(r"\bsnr [a-z]+|(?<!\w)--[a-z]").search
_PIECE: Final = re.compile(
    r"(?:« )?(?<![\w.])([a-z_]+(?:\.[a-z_]+)*+): ?(?:- )?([\[{](?:[^\[\]{}]|[\[{][^\[\]{}]*+[\]}]){0,300}+[\]}])(?: »)?"
)
_YAML: Final = re.compile(r"(?<!\w)\{[^\s:{]{1,100} ?:|: - |: ?\[\{").search
_WORD: Final = re.compile(r"(?:« )?(?<![\w.’-])([a-z]+(?:[._][a-z0-9]+)*)\b(?!’|\(s\))(?::(?=$| ))?(?: »)?")
# keys that are words of French too, where a sentence has them
_FRENCH: Final = frozenset(
    {"allocation", "direction", "due", "figures", "impute", "imports", "place", "report", "snr", "stage"}
)
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


def in_headings(finding: Finding, labels: TypeLabels) -> Finding:
    """Say values of a sheet that contradict each other by their headings; their types by their labels.

    Args:
        finding: as it is said of a text.
        labels: what the types of the catalogue are called.
    """
    if finding.code not in ("SNR202", "SNR208"):
        return finding
    shape = sheet_at(tuple(finding.pointer.split("/")[1:]))[0]
    return replace(finding, message=in_form(finding.message, shape, labels), help=in_form(finding.help, shape, labels))


def in_form(text: str, shape: SheetShape, labels: TypeLabels) -> str:
    """Return a text of a finding in the words of forms; what only a file or a terminal can answer is left out.

    Args:
        text: its message, or how to mend it, without the texts of law.
        shape: the sheet that it stands in.
        labels: what the types of the catalogue are called.
    """

    def piece(match: re.Match[str]) -> str:
        steps = tuple(match[1].split("."))
        holder, named = dossier_sheets()[0], place_named(match[1])
        if column_at(shape, steps):
            holder, named = shape, named or _title(match[1], shape)
        try:
            data: Any = read_yaml("", f"x: {match[2]}")[0].data
        except YamlRefusedError:  # words in brackets
            return match[0]
        said = " ; ".join(_example(holder, steps, data["x"], labels))
        return f"{named} ({said})" if named and said else match[0]

    def word(match: re.Match[str]) -> str:
        quoted = match[0].startswith("«")
        if match[1] in labels.labels and ("_" in match[1] or quoted):
            return f"« {labels.labels[match[1]]} »"
        in_french = match[1] in _FRENCH or (match[1] in _french() and not quoted)
        return match[0] if in_french else _title(match[1], shape) or match[0]

    clauses = [_PIECE.sub(piece, clause) for clause in text.split(" ; ") if not _COMMAND(clause)]
    return " ; ".join(_WORD.sub(word, clause) for clause in clauses if not _YAML(clause))


def _title(name: str, shape: SheetShape) -> str:
    """Return the title of a key between quotation marks; empty for a word that is none."""
    if "." in name:
        return place_named(name)
    if len(name) < len("eur"):
        return ""
    own = next(
        (" – ".join(each.titles[: each.steps.index(name) + 1]) for each in shape.columns if name in each.steps), ""
    )
    return f"« {own} »" if own else place_named(name)


@lru_cache(maxsize=1)
def _french() -> frozenset[str]:
    """Return the words of the titles: a key that is one reads as French."""
    titles = (
        title for shape in dossier_sheets() for column in shape.columns for title in (*shape.titles, *column.titles)
    )
    # an acronym is written as one
    words = (word for title in titles for word in re.findall(r"\w+", title) if not word.isupper())
    return frozenset(map(fold, words))


def _example(shape: SheetShape, steps: Steps, value: Any, labels: TypeLabels) -> list[str]:
    """Return an example of a dossier as titles and values; identifiers, which a form makes, are left out."""
    below = by_path().get((*shape.path, *steps))
    if below is not None and isinstance(value, list):
        return _example(below, (), value[0], labels) if value else []
    if isinstance(value, Mapping):
        inside = (
            (key, _example(shape, (*steps, str(key)), inner, labels)) for key, inner in value.items() if key != "id"
        )
        return [text for _, told in inside for text in told]
    column = next((each for each in shape.columns if each.steps == steps), None)
    return [] if column is None else [f"{column.titles[-1]} : {shown_text(value, column, labels)}".replace("\n", ", ")]


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
    """Return the column of a value, by its path in the dossier."""
    shape, _, steps = sheet_at(path)
    return next((column for column in shape.columns if column.steps == steps), None)
