"""The first sheet of a workbook that is sent: for whom, by when, how, and what becomes of the data."""

from typing import Final

from snr_cli.french.numbers import long_date
from snr_cli.inputs.workbook.sections import sheets_of
from snr_cli.model.dossier import Dossier
from snr_cli.model.territory import Contributor

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


def cover_lines(each: Contributor, dossier: Dossier) -> tuple[str, ...]:
    """Return the lines of the first sheet.

    Args:
        each: who the workbook is for.
        dossier: that it comes from.
    """
    who = dossier.territory.name or "la collectivité"
    lead = dossier.governance.project_lead if dossier.governance else None
    names = " ; ".join(shape.name for shape in sheets_of(each.sections))
    return tuple(
        filter(
            None,
            (
                f"Stratégie numérique responsable – {who} : vos données de {dossier.reference_year}",
                f"Pour : {each.function}.",
                f"De la part de : {lead}." if lead else "",
                f"À rendre le {long_date(each.due)}." if each.due else "",
                f"Temps estimé : {each.minutes} minutes." if each.minutes else "",
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
