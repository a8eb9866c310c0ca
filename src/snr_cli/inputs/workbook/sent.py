"""A workbook that is sent: its first sheet, the sheets of the sections that are asked, what it was filled with, kept in a hidden sheet."""

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from snr_cli.french.numbers import long_date
from snr_cli.french.plain import indented
from snr_cli.inputs.workbook.shape import LEFT_ASIDE, Column, SheetShape, dossier_sheets
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import Contributor

# items of `equipment` that read an inventory have a sheet of their own
WITH_IT = {"equipment": ("imports",)}


def sections_in(wanted: Collection[str]) -> frozenset[str]:
    """Return the keys of the data that sections hold."""
    return frozenset(key for section in wanted for key in (section, *WITH_IT.get(section, ())))


def sheets_of(wanted: Collection[str]) -> tuple[SheetShape, ...]:
    """Return the sheets of some sections, that of the single values first when they have some."""
    keys = sections_in(wanted)
    fiche, *others = dossier_sheets()
    single = (fiche,) if any(column.steps[0] in keys for column in fiche.columns) else ()
    return (*single, *(shape for shape in others if shape.path[0] in keys))


def single_columns(wanted: Collection[str]) -> frozenset[Column]:
    """Return the single values of some sections."""
    keys = sections_in(wanted)
    return frozenset(column for column in dossier_sheets()[0].columns if column.steps[0] in keys)


def of_sections(data: Mapping[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    """Return the data of some sections."""
    keys = sections_in(wanted)
    return {key: value for key, value in data.items() if key in keys}


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
    "adresse électronique, aucun numéro de téléphone ni de série : rien de cela n’est demandé."
)


def year_lines(closing: int, year: int, old: str) -> tuple[str, ...]:
    """Return the lines of the first sheet of a dossier that is a workbook, when a year opens.

    Args:
        closing: the year that closes.
        year: the year that opens.
        old: the name of the workbook of the year that closes.
    """
    return (
        f"Dossier numérique responsable de {year}, écrit à partir de celui de {closing}",
        f"Les valeurs sont encore celles de {closing}. Corrigez ce qui a changé ; là où une valeur change chaque année, "
        "« Déjà au dossier » rappelle l’ancienne.",
        f"La feuille Bilans annuels, à la ligne de {closing}, nomme les lignes reprises : quand la valeur d’une ligne n’a pas changé, "
        "retirez son nom de cette liste.",
        f"{old} reste le dossier de {closing}, tel qu’il était : les couleurs, les notes et les feuilles ajoutées y sont toujours.",
        PERSONAL_DATA,
    )


def returned_lines(old: str) -> tuple[str, ...]:
    """Return the lines of the first sheet of a dossier that is a workbook, once what came back is in it.

    Args:
        old: the name of the workbook without it.
    """
    return (
        "Dossier numérique responsable, avec ce que les contributeurs ont rendu",
        f"Relisez-le, puis donnez-lui le nom de {old}, que vous rangerez ailleurs : c’est alors lui, le dossier.",
        f"{old} n’a pas changé : les couleurs, les notes et les feuilles ajoutées y sont toujours.",
        PERSONAL_DATA,
    )


def cover_lines(contributor: Contributor, dossier: Dossier) -> tuple[str, ...]:
    """Return the lines of the first sheet.

    Args:
        contributor: who the workbook is for.
        dossier: that it comes from.
    """
    who = dossier.territory.name or "la collectivité"
    lead = dossier.governance.project_lead if dossier.governance else None
    names = " ; ".join(shape.name for shape in sheets_of(contributor.sections))
    return tuple(
        filter(
            None,
            (
                f"Stratégie numérique responsable – {who} : vos données de {dossier.reference_year}",
                f"Pour : {contributor.function}.",
                f"De la part de : {lead}." if lead else "",
                f"À rendre le {long_date(contributor.due)}." if contributor.due else "",
                f"Temps estimé : {contributor.minutes} minutes." if contributor.minutes else "",
                f"Ce qui vous est demandé : les feuilles {names}.",
                "Ce qui en est fait : le bilan de l’empreinte du numérique et la stratégie numérique responsable de la collectivité. "
                "Ces documents sont publics ; vos lignes n’y sont pas recopiées une à une.",
                "Comment remplir : une ligne par élément, sous la petite ligne grise, que l’on ne change pas. Les titres en gras sont "
                "obligatoires. Une cellule vide, ou « je ne sais pas », dit que la valeur manque : rien n’est inventé à sa place.",
                "Les valeurs déjà connues sont remplies : corrigez-les, complétez-les, ajoutez des lignes. Là où une valeur change chaque "
                "année, « Déjà au dossier » rappelle l’ancienne. Dites dans la colonne « Sûr ? » ce qui reste à confirmer.",
                PERSONAL_DATA,
                "Quand c’est fini : enregistrez le classeur sous le même nom, en .xlsx ou en .ods, et renvoyez-le.",
            ),
        )
    )
