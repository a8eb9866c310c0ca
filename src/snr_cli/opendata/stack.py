"""Publications of several authorities, or years, put into one: each table holds the rows of all of them."""

from collections.abc import Sequence
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import plural
from snr_cli.french.plain import json_text
from snr_cli.french.typography import markdown_text, typography
from snr_cli.inputs.regular import read_json
from snr_cli.model.refusal import UsageError
from snr_cli.opendata.columns import LICENCES, SCHEMA_FORMAT, Whose
from snr_cli.opendata.package import (
    DESCRIPTOR,
    README,
    SCHEMAS,
    PublicationFiles,
    described_resources,
    published_tables,
    sealed_descriptor,
)

_NAME: Final = "strategies-numeriques-responsables"
_TITLE: Final = "Stratégies numériques responsables"


def stacked(
    publications: Sequence[tuple[Whose, PublicationFiles]], tables: Tables, *, licence: str
) -> dict[str, bytes]:
    """Return the files of one publication that holds the rows of several.

    Args:
        publications: whose each is, and its files; their documents are left to each.
        tables: the factor tables that all were made with.
        licence: of what the authorities publish.

    Raises:
        UsageError: two of them are of one authority and one year.
    """
    seen: set[Whose] = set()
    for whose, _ in publications:
        if whose in seen:
            raise UsageError(
                f"{whose.authority} : deux dossiers de cette collectivité pour {whose.year}",
                "donnez-en un seul par année",
            )
        seen.add(whose)
    known = published_tables(tables)
    files = {
        table.file: _under_one_header([made.files[table.file] for _, made in publications]) for table in known.values()
    }
    schemas = {f"{SCHEMAS}/{name}.json": json_text(table.schema()).encode() for name, table in known.items()}
    descriptors = [read_json(made.files[DESCRIPTOR].decode()) for _, made in publications]
    others = {README: _readme(publications, descriptors, licence).encode(), **schemas}
    first, last = min(whose.year for whose in seen), max(whose.year for whose in seen)
    share_alike = any("licenses" in resource for descriptor in descriptors for resource in descriptor["resources"])
    descriptor = {
        "name": f"{_NAME}-{first}" if first == last else f"{_NAME}-{first}-{last}",
        "title": f"{_TITLE}, {plural(len({whose.authority for whose in seen}), 'collectivité')}",
        "description": "Une table porte les lignes de toutes : `collectivite` et `annee_etudiee` disent de qui et de quand.",
        "version": str(last),
        "keywords": descriptors[0]["keywords"],
        "licenses": [LICENCES[licence]],
        "contributors": _each(contributor for descriptor in descriptors for contributor in descriptor["contributors"]),
        "sources": _each(source for descriptor in descriptors for source in descriptor["sources"]),
    }
    resources = described_resources(known, files, licence, share_alike=share_alike)
    whole = sealed_descriptor(descriptor, tables.sha256, others, resources)
    return {DESCRIPTOR: whole, **others, **files}


def _under_one_header(texts: Sequence[bytes]) -> bytes:
    """Return tables of the same columns one under the other."""
    header = texts[0].partition(b"\n")[0]
    return (
        b"\n".join([header, *(rows for text in texts if (rows := text.partition(b"\n")[2].removesuffix(b"\n")))])
        + b"\n"
    )


def _each(items: Any) -> list[Any]:
    """Return plain data without what is there twice, in order."""
    return list({json_text(item, 0): item for item in items}.values())


def _readme(
    publications: Sequence[tuple[Whose, PublicationFiles]], descriptors: Sequence[dict[str, Any]], licence: str
) -> str:
    terms = LICENCES[licence]
    lines = [
        f"# {_TITLE}",
        "",
        "Plusieurs publications, table par table : chaque ligne commence par `collectivite` (SIREN, à défaut le nom) et "
        "`annee_etudiee`. Ce sont ces deux colonnes, avec la clé de chaque table, qui distinguent deux lignes.",
        "",
        "| Publication | Collectivité | Année | Non publié |",
        "| --- | --- | --- | --- |",
        *(
            f"| {markdown_text(descriptor['title'])} | {markdown_text(whose.authority)} | {whose.year} | {len(made.left)} |"
            for (whose, made), descriptor in zip(publications, descriptors, strict=True)
        ),
        "",
        f"Le sens de chaque colonne est dans `schemas/` (Table Schema, version {SCHEMA_FORMAT}). Licence : [{terms['title']}]({terms['path']}) ; "
        "les sources de l’empreinte gardent chacune la leur (`sources.csv`).",
        "",
        "N’additionnez ni ne comparez des empreintes de périmètres, de méthodes ou de sources différents : `etat`, `couverture`, "
        "`motif` et `non-publie.csv` disent ce que chacune compte. Une case vide n’est pas un zéro.",
    ]
    return typography("\n".join(lines) + "\n")
