"""The folder `schemas/`: our Table Schemas as schema.data.gouv.fr takes them, ready to be a repository of their own."""

import csv
import io
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.plain import csv_text, json_text
from snr_cli.french.typography import typography
from snr_cli.opendata.columns import (
    LICENCES,
    PROJECTS,
    SCHEMA_CREATED,
    SCHEMA_FORMAT,
    SCHEMA_MODIFIED,
    PublishedColumn,
    PublishedTable,
)
from snr_cli.opendata.package import DESCRIPTOR, PACKAGE_SCHEMA, README, published_tables

CHANGELOG: Final = "CHANGELOG.md"
VALID, INVALID = "exemple-valide.csv", "exemple-invalide.csv"
_ACTIONS: Final = ("impressions", "conseillers-numeriques")
_OBJECTIVES: Final = ("ges-organisation", "reemploi")
_CELLS: Final = ("all", "printing")  # of the footprint; one of them is not assessed
_CATEGORIES: Final = ("climate_change", "acidification")  # the second is no total
# the rows of an example: those of two actions and what they name, a corner of the footprint, what is not published of it
_WANTED: Final[Mapping[str, Callable[[Mapping[str, str]], bool]]] = {
    "strategie": lambda _: True,
    "axes": lambda _: True,
    "actions": lambda row: row["identifiant"] in _ACTIONS,
    "objectifs": lambda row: row["identifiant"] in _OBJECTIVES,
    "indicateurs": lambda _: False,
    "valeurs-indicateurs": lambda _: False,
    "moyens": lambda row: row["action"] in ("", *_ACTIONS),
    "empreinte": lambda row: (
        row["perimetre"] == "organisation" and row["groupe"] in _CELLS and row["categorie"] in _CATEGORIES
    ),
    "chiffres-cles": lambda _: True,
    "sources": lambda _: False,
    "non-publie": lambda row: row["table"] in ("actions", "achats-agec"),
}
_NAMED: Final = (
    ("actions", "objectifs", "objectifs"),
    ("actions", "indicateurs", "indicateurs"),
    ("objectifs", "indicateurs", "indicateurs"),
    ("empreinte", "sources", "sources"),
)
_NAME: Final = "schema-strategie-numerique-responsable"
_TITLE: Final = "Schémas d’une stratégie numérique responsable"
_TEXT: Final = (
    "Empreinte du numérique d’une collectivité, objectifs, actions, indicateurs, moyens et sources de sa stratégie numérique "
    "responsable (loi n° 2021-1485, article 35 ; CGCT, D2311-15-1)."
)


def repository(tables: Tables) -> dict[str, str]:
    """Return the files of the folder, but for the examples: name inside it → text."""
    known = published_tables(tables)
    files = {DESCRIPTOR: json_text(_descriptor(known)), README: _readme(known), CHANGELOG: _changes(_TITLE, known)}
    for name, table in known.items():
        files[f"{name}/schema.json"] = json_text(table.schema(alone=True))
        files[f"{name}/{README}"] = _readme_of(table)
        files[f"{name}/{CHANGELOG}"] = _changes(table.title, [name])
    return files


def schema_examples(tables: Tables, published: Mapping[str, bytes]) -> dict[str, str]:
    """Return the examples of the folder; their figures follow the factors, as those of the publication do.

    Args:
        tables: the factor tables.
        published: the files of the publication that they are drawn from, that of a fictitious authority.
    """
    known = published_tables(tables)
    examples = {}
    for name, rows in _examples(known, published).items():
        header = known[name].header
        examples[f"{name}/{VALID}"] = csv_text([header, *([row[column] for column in header] for row in rows)])
        examples[f"{name}/{INVALID}"] = csv_text([header, _wrong(known[name], rows[0])])
    return examples


def _examples(
    known: Mapping[str, PublishedTable[Any]], published: Mapping[str, bytes]
) -> dict[str, list[dict[str, str]]]:
    """Return a few rows of each table, those that they name with them."""
    every = {
        name: list(csv.DictReader(io.StringIO(published[table.file].decode(), newline="")))
        for name, table in known.items()
    }
    examples = {name: [row for row in rows if _WANTED[name](row)] for name, rows in every.items()}
    # what a kept row names is kept: the sources of the footprint, the rows of the lists of identifiers
    for name, column, other in _NAMED:
        kept = {item for row in examples[name] for item in _listed(row[column])}
        examples[other] = [row for row in every[other] if row in examples[other] or row["identifiant"] in kept]
    indicators = {row["identifiant"] for row in examples["indicateurs"]}
    examples["valeurs-indicateurs"] = [row for row in every["valeurs-indicateurs"] if row["indicateur"] in indicators]
    return examples


def _listed(cell: str) -> list[str]:
    return list(json.loads(cell)) if cell.startswith("[") else [cell]


def _wrong(table: PublishedTable[Any], row: Mapping[str, str]) -> list[str]:
    fault = table.fault
    assert fault is not None
    return [fault.cell if name == fault.column else row[name] for name in table.header]


def _descriptor(known: Mapping[str, PublishedTable[Any]]) -> dict[str, Any]:
    return {
        "$schema": PACKAGE_SCHEMA,
        "name": _NAME,
        "title": _TITLE,
        "description": _TEXT,
        "version": SCHEMA_FORMAT,
        "created": f"{SCHEMA_CREATED}T00:00:00Z",
        "keywords": ["numérique responsable", "empreinte environnementale", "collectivité", "loi REEN"],
        "licenses": [LICENCES["etalab-2.0"]],
        "contributors": [{"title": "snr", "roles": ["author"]}],
        "resources": [
            {
                "name": name,
                "type": "table",
                "title": table.title,
                "description": table.text,
                "path": f"{name}/{VALID}",
                # the foreign keys are those of the package: alone, a file has no other table
                "schema": table.schema() if table.links else f"{name}/schema.json",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "dialect": {"delimiter": ","},
            }
            for name, table in known.items()
        ],
    }


def _readme(known: Mapping[str, PublishedTable[Any]]) -> str:
    lines = [
        f"# {_TITLE}",
        "",
        _TEXT,
        "",
        f"Version {SCHEMA_FORMAT} : sous 1.0.0 tant qu’aucune donnée n’est publiée. Tous les schémas vont ensemble et portent la même version.",
        "",
        "| Schéma | Ce qu’il dit |",
        "| --- | --- |",
        *(f"| [{name}]({name}/{README}) | {table.text} |" for name, table in known.items()),
        "",
        "## Écrire des données",
        "",
        "CSV en UTF-8 sans marque d’ordre (BOM), séparé par des virgules, point décimal, colonnes dans l’ordre du schéma. "
        "Une case vide n’est jamais un zéro. Aucune donnée personnelle : des fonctions, jamais des noms.",
        "`snr publish` écrit un paquet complet ; tout autre outil peut en faire autant.",
        "",
        "## Valider",
        "",
        "```sh",
        "frictionless validate datapackage.json",
        "frictionless validate --schema actions/schema.json actions/exemple-valide.csv",
        "```",
        "",
        "Chaque schéma valide son fichier seul ; ce que ses lignes nomment dans une autre table y est sous `x-foreignKeys`. Dans un paquet, "
        "`datapackage.json` le dit en `foreignKeys`, et un validateur le vérifie.",
        "",
        "Les exemples valides sont des lignes d’une même publication, celle d’une collectivité fictive.",
        "",
        "Frictionless laisse passer un nombre `NaN`, une marque d’ordre et, hors d’un paquet, un autre séparateur : ils sont interdits ici.",
        "",
        "## Schémas voisins",
        "",
        f"- `{PROJECTS}` (betagouv) : les colonnes de même nom d’`actions` ont le même sens (`x-equivalent` dans le schéma). "
        "Ses identifiants (uuid) et ses horodatages ne sont pas repris, ses coordonnées de référent restent vides.",
        "- Déclaration des achats issus du réemploi (loi AGEC, article 58) : `snr publish` joint une table de ses colonnes quand toutes "
        "sont connues ; ce schéma-là n’est pas le nôtre.",
        "",
        "## Avant de référencer ces schémas",
        "",
        "`homepage` et `path` manquent exprès : ils se remplissent avec l’adresse du dépôt, le jour où il en a une. "
        "Le numéro de version de chaque fichier est celui de l’étiquette du dépôt.",
    ]
    return typography("\n".join(lines) + "\n")


def _readme_of(table: PublishedTable[Any]) -> str:
    fault = table.fault
    assert fault is not None
    lines = [
        f"# {table.title}",
        "",
        table.text,
        "",
        f"Clé : {', '.join(f'`{column}`' for column in table.whole_key)}.",
        *(f"`{link.column}` nomme une ligne de `{link.table}` (`{link.to}`)." for link in table.links),
        "",
        "| Colonne | Type | Obligatoire | Description |",
        "| --- | --- | --- | --- |",
        *(_column(column) for column in table.every),
        "",
        f"`{VALID}` est valide ; `{INVALID}` ne l’est pas : `{fault.column}` y est « {fault.cell} », {fault.text} (`{fault.error}`).",
    ]
    return typography("\n".join(lines) + "\n")


def _column(column: PublishedColumn[Any]) -> str:
    choices = column.choices or {}
    told = (f"`{code}`" if code == label else f"`{code}` ({label})" for code, label in choices.items())
    values = f" Valeurs : {', '.join(told)}." if choices else ""
    same = f" Même sens que dans `{column.same_as}`." if column.same_as else ""
    return f"| `{column.name}` | {column.kind} | {'oui' if column.required else ''} | {column.text}{values}{same} |"


def _changes(title: str, names: Collection[str]) -> str:
    """Return the changelog of a schema, or of all of them."""
    told = [f"- `{name}` : {text}" for name, text in _CHANGES.items() if name in names]
    return typography(
        "\n".join(
            [
                f"# Journal : {title}",
                "",
                f"## {SCHEMA_FORMAT} ({SCHEMA_MODIFIED})",
                "",
                f"- {_CHANGE}",
                *told,
                "",
                f"## 0.1.0 ({SCHEMA_CREATED})",
                "",
                "- Première version.",
                "",
            ]
        )
    )


# what the last version changes, by schema
_CHANGES: Final = {
    "actions": "`effet_d_une_annee_kgco2e` (était `effet_kgco2e`) ne se divise pas par un budget de plusieurs années, que bornent `budget_annee_debut` et `budget_annee_fin`.",
    "empreinte": "Une ligne qui ne se redistribue pas reste, vide : `motif` vaut `redistribution` ou `own`, et `precision` le dit des sommes qui la contiennent.",
}
# and of every one of them
_CHANGE: Final = "Chaque ligne commence par `collectivite` et `annee_etudiee`, qui sont de la clé : les tables de plusieurs publications se mettent bout à bout."
