"""Answers → the bytes of `territory.xlsx`: a dossier that is a workbook, for who would rather not write YAML."""

from typing import Final

from snr_cli.api.scaffold.dossier import territory_yaml
from snr_cli.api.scaffold.questions import Answers
from snr_cli.catalog.records import Authority, yearly_units
from snr_cli.catalog.tables import Tables
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.files import DOSSIER_NAME
from snr_cli.inputs.workbook.sent import PERSONAL_DATA

BOOK_NAME: Final = "territory.xlsx"
_GUIDE: Final = (
    "Dossier numérique responsable, écrit par « snr init --workbook »",
    "Ce classeur est tout le dossier : aucun autre fichier n’est à écrire. Gardez son nom, {name}, et enregistrez-le en .xlsx.",
    "La feuille Fiche dit la collectivité et l’année. Puis une feuille par sorte de choses, une ligne par élément : Équipements "
    "pour le parc, Services pour ce qui est consommé ou acheté dans l’année. Les autres feuilles peuvent rester vides.",
    "La petite ligne grise sous les titres ne se change pas. Les titres en gras sont obligatoires. Une cellule vide dit que la valeur "
    f"manque : snr le dit « {term('not_assessed')} », il n’invente rien.",
    "Un type se choisit dans la liste de sa cellule ; pour en chercher un par vos mots : snr factors search onduleur",
    PERSONAL_DATA,
    "Vérifier : snr check --profile saisie .",
    "Calculer : snr assess .",
)


def territory_book(answers: Answers, authority: Authority | None, tables: Tables) -> bytes:
    """Write a dossier as a workbook.

    Args:
        answers: what is known, by question; `year` is there.
        authority: what the table of authorities knows of the SIREN.
        tables: the factor tables, for the types to choose from.

    Raises:
        UsageError: XlsxWriter is not installed.
    """
    from snr_cli.inputs.dossier.named import BUILT_IN_WORDS
    from snr_cli.inputs.dossier.yaml_events import read_yaml
    from snr_cli.inputs.workbook.rows import filled_sheets
    from snr_cli.inputs.workbook.shape import dossier_sheets
    from snr_cli.inputs.workbook.values import type_labels
    from snr_cli.inputs.workbook.write import workbook_bytes
    from snr_cli.model.dossier import Dossier

    data = read_yaml(DOSSIER_NAME, territory_yaml(answers, authority))[0].data
    stored = Dossier.model_validate(data).model_dump(exclude_unset=True, by_alias=True)
    services = {**tables.synonyms("services"), **BUILT_IN_WORDS}
    labels = type_labels(tables.synonyms("equipment"), services, tables.synonyms("categories"))
    guide = [line.format(name=BOOK_NAME) for line in _GUIDE]
    units = yearly_units(tables.service_types)
    return workbook_bytes(filled_sheets(stored), labels, dossier_sheets(), guide, units=units)
