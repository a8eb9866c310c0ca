"""The files of a new dossier: which, where they cannot go, their writing."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from snr_cli.api.late import LATE
from snr_cli.api.scaffold.dossier import territory_yaml
from snr_cli.api.scaffold.questions import Answers
from snr_cli.catalog.records import Authority, yearly_units
from snr_cli.catalog.tables import Tables
from snr_cli.french.plain import indented
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.files import DOSSIER_NAME, Edit, there, why
from snr_cli.inputs.dossier.named import BUILT_IN_WORDS
from snr_cli.inputs.workbook.shape import PERSONAL_DATA
from snr_cli.model.dossier import Dossier
from snr_cli.model.refusal import UsageError
from snr_cli.model.version import __version__
from snr_cli.outputs.dossier_schema import dossier_schema, to_json
from snr_cli.outputs.files import write_edits

with LATE:
    from snr_cli.inputs.dossier import yaml_events
    from snr_cli.inputs.workbook import shape, values, write as workbook_writer

# Answers → the bytes of `territory.xlsx`: a dossier that is a workbook, for who would rather not write YAML.

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
    data = yaml_events.read_yaml(DOSSIER_NAME, territory_yaml(answers, authority))[0].data
    stored = Dossier.model_validate(data).model_dump(exclude_unset=True, by_alias=True)
    services = {**tables.synonyms("services"), **BUILT_IN_WORDS}
    labels = values.type_labels(tables.synonyms("equipment"), services, tables.synonyms("categories"))
    guide = [line.format(name=BOOK_NAME) for line in _GUIDE]
    units = yearly_units(tables.service_types)
    return workbook_writer.workbook_bytes(
        values.filled_sheets(stored), labels, shape.dossier_sheets(), guide, units=units
    )


SCHEMA: Final = "territory.schema.json"
SETTINGS: Final = ".vscode/settings.json"
EDITOR: Final = {"yaml.schemas": {f"./{SCHEMA}": DOSSIER_NAME}}
# what runs `snr check`: its place in the dossier, and its text here, where VERSION stands for that of snr
CI: Final = {
    "github": (".github/workflows/snr.yml", "github.yml"),
    "gitlab": (".gitlab-ci.yml", "gitlab.yml"),
    "pre-commit": (".pre-commit-config.yaml", "pre-commit.yaml"),
}


def names(folder: Path, ci: Iterable[str], *, workbook: bool = False) -> list[str]:
    """List the files to write; the editor's settings are the user's once they exist.

    Raises:
        UsageError: a workbook beside a dossier in YAML, which would be read in its place.
    """
    if workbook:
        if os.path.lexists(folder / DOSSIER_NAME):
            raise UsageError(
                f"{folder / DOSSIER_NAME} existe : c’est lui qui serait lu, et non le classeur ; rien n’est écrit",
                "donnez un autre dossier, ou déplacez ce fichier",
            )
        return [BOOK_NAME, *(CI[name][0] for name in ci)]
    found = [DOSSIER_NAME, SCHEMA, SETTINGS, *(CI[name][0] for name in ci)]
    if os.path.lexists(folder / SETTINGS):
        found.remove(SETTINGS)
    return found


def contents(
    wanted: Iterable[str], answers: Answers, authority: Authority | None, tables: Tables, *, full: bool
) -> dict[str, str | bytes]:
    """Return what each file holds."""
    shipped = dict(CI.values())

    def text(name: str) -> str | bytes:
        if name == BOOK_NAME:
            return territory_book(answers, authority, tables)
        if name == DOSSIER_NAME:
            return territory_yaml(answers, authority, full=full)
        if name == SCHEMA:
            return to_json(dossier_schema(tables))
        if name == SETTINGS:
            return indented(EDITOR) + "\n"
        return (
            # opens: shipped with snr
            (Path(__file__).parent / "ci" / shipped[name]).read_text(encoding="utf-8").replace("VERSION", __version__)
        )

    return {name: text(name) for name in wanted}


def refuse_taken(folder: Path, wanted: Iterable[str], *, force: bool) -> None:
    """Check, before anything is asked or written, that every file can take its place.

    Raises:
        UsageError: names all that is in the way.
    """
    try:
        for place in (folder, *folder.parents):
            if place.exists():
                if not place.is_dir():
                    raise UsageError(f"{place} : ce n’est pas un dossier ; donnez le nom d’un dossier")
                if not os.access(place, os.W_OK | os.X_OK):
                    raise UsageError(f"{place} : écriture non autorisée dans ce dossier")
                break
        blocked = [name for name in wanted if not _free(folder, name)]
        taken = [name for name in wanted if os.path.lexists(folder / name) and name not in blocked]
    except OSError as error:
        raise UsageError(f"{folder} : {why(error)}") from None
    if blocked:
        raise UsageError(
            f"{folder} : autre chose qu’un fichier est à la place de {', '.join(blocked)} ; rien n’est écrit"
        )
    if taken and not force:
        raise UsageError(
            f"{folder} : existe déjà : {', '.join(taken)} ; rien n’est écrit. "
            "--force remplace, --dry-run montre ce qui serait écrit"
        )


def _free(folder: Path, name: str) -> bool:
    """Say whether a file may stand there: no folder of its name, and only folders above it."""
    path = folder / name
    above = [folder / parent for parent in Path(name).parents]
    return not path.is_dir() and all(place.is_dir() or not os.path.lexists(place) for place in above)


def write(folder: Path, texts: Mapping[str, str | bytes]) -> None:
    """Write every file, in the place of those that are there, or none.

    Raises:
        UsageError: a file cannot be written.
    """
    contents = {folder / name: text if isinstance(text, bytes) else text.encode() for name, text in texts.items()}
    write_edits([Edit(path, there(path), data, follow=False) for path, data in contents.items()])
