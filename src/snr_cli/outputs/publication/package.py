"""The files of a publication: tables, their schemas, what describes them (datapackage.json), a README."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from snr_cli.catalog.tables import Tables
from snr_cli.french.plain import csv_text, json_text
from snr_cli.model.version import __version__
from snr_cli.outputs.publication.columns import LICENCES, SCHEMA_FORMAT, PublishedTable
from snr_cli.outputs.publication.drawn import Publishable
from snr_cli.outputs.publication.followed_tables import (
    followed_indicators,
    indicator_rows_of,
    indicator_value_rows,
    indicator_values_table,
    means_rows,
    published_means,
)
from snr_cli.outputs.publication.footprint_rows import footprint_rows
from snr_cli.outputs.publication.footprint_table import footprint_table
from snr_cli.outputs.publication.lost import lost
from snr_cli.outputs.publication.readme import contents_text, readme
from snr_cli.outputs.publication.sources_tables import (
    LeftOut,
    left_out_table,
    purchase_rows,
    purchases_table,
    sources_table,
)
from snr_cli.outputs.publication.strategy_tables import (
    action_rows,
    axes_table,
    objective_rows,
    objectives_table,
    published_actions,
    strategy_table,
)
from snr_cli.outputs.publication.subject import dated, published_as

DESCRIPTOR: Final = "datapackage.json"
README: Final = "README.md"
PACKAGE_SCHEMA: Final = "https://datapackage.org/profiles/2.0/datapackage.json"
SCHEMAS: Final = "schemas"
PAGES_FOLDER: Final = "documents"
OURS: Final = "snr"  # the key of the descriptor that says what wrote it, and in which format


@dataclass(frozen=True, slots=True)
class PublicationFiles:
    """A publication.

    Attributes:
        files: name inside the folder → bytes.
        rows: table → number of its rows.
        left: what is not published, and why.
        masked: the keys of `governance` that name a person.
    """

    files: Mapping[str, bytes]
    rows: Mapping[str, int]
    left: tuple[LeftOut, ...]
    masked: tuple[str, ...]


def published_tables(tables: Tables) -> dict[str, PublishedTable[Any]]:
    """Return the tables whose schemas are ours, by name, in the order in which a package holds them."""
    every: tuple[PublishedTable[Any], ...] = (
        strategy_table(),
        axes_table(),
        published_actions(),
        objectives_table(tables),
        followed_indicators(),
        indicator_values_table(),
        published_means(),
        footprint_table(tables),
        sources_table(),
        left_out_table(),
    )
    return {each.name: each for each in every}


def package(drawn: Publishable, documents: Mapping[str, str], *, licence: str) -> PublicationFiles:
    """Return the files of a publication.

    Args:
        drawn: what is published.
        documents: name of a document → its page.
        licence: of what the authority publishes, a name of `LICENCES`.
    """
    footprint, left = footprint_rows(drawn)
    indicators = indicator_rows_of(drawn)
    purchases, undeclared = purchase_rows(drawn)
    used = {name for row in footprint for name in row.sources} | {name for each in left for name in each.sources}
    sources = [drawn.tables.sources[name] for name in sorted(used & drawn.tables.sources.keys())]
    known = published_tables(drawn.tables)
    # a row that is not published has a place: said once
    left = list({(each.table, each.what): each for each in (*_aside(drawn, known), *left, *undeclared)}.values())
    strategy = drawn.dossier.strategy
    drawings: dict[str, list[tuple[Any, ...]]] = {
        "strategie": known["strategie"].rows([drawn]),
        "axes": known["axes"].rows(strategy.axes if strategy is not None else ()),
        "actions": known["actions"].rows(action_rows(drawn)),
        "objectifs": known["objectifs"].rows(objective_rows(drawn)),
        "indicateurs": known["indicateurs"].rows(indicators),
        "valeurs-indicateurs": known["valeurs-indicateurs"].rows(indicator_value_rows(indicators)),
        "moyens": known["moyens"].rows(means_rows(drawn)),
        "empreinte": known["empreinte"].rows(footprint),
        "sources": known["sources"].rows(sources),
        "non-publie": known["non-publie"].rows(left),
    }
    if purchases:
        known |= {"achats-agec": purchases_table()}
        drawings |= {"achats-agec": known["achats-agec"].rows(purchases)}
    files = {table.file: csv_text([table.header, *drawings[name]]).encode() for name, table in known.items()}
    schemas = {f"{SCHEMAS}/{name}.json": table.schema_text().encode() for name, table in known.items()}
    pages = {f"{PAGES_FOLDER}/{name}.html": text.encode() for name, text in documents.items()}
    share_alike = any(row.share_alike for row in footprint)
    resources = [_resource(table, files[table.file], licence, share_alike=share_alike) for table in known.values()]
    resources += [_page(name, pages[f"{PAGES_FOLDER}/{name}.html"]) for name in documents]
    counts = {name: len(rows) for name, rows in drawings.items()}
    created = dated(drawn.dossier)
    subject = published_as(drawn.dossier)
    text = readme(drawn, subject, known, counts, left, documents, licence=licence, share_alike=share_alike)
    others = {README: text.encode(), **schemas}
    descriptor = {
        "$schema": PACKAGE_SCHEMA,
        "name": _name(drawn),
        "title": f"{subject.title} : {drawn.fact('name') or 'collectivité sans nom'}, {drawn.result.reference_year}",
        "description": f"{subject.data} : {contents_text(counts)}.",
        "version": str(drawn.result.reference_year),
        **({"created": f"{created}T00:00:00Z"} if created is not None else {}),
        "keywords": ["numérique responsable", "empreinte environnementale", "loi REEN"],
        "licenses": [LICENCES[licence]],
        "contributors": [{"title": str(drawn.fact("name") or "collectivité sans nom"), "roles": ["publisher"]}],
        "sources": [
            {"title": each.title_fr, "path": each.url, "version": str(each.year), "x-licence": each.licence_fr}
            for each in sources
        ],
        OURS: {
            "format": SCHEMA_FORMAT,
            "version": __version__,
            "factors_sha256": drawn.result.factors_sha256,
            "hashes": {name: hash_of(raw) for name, raw in others.items()},
        },
        "resources": resources,
    }
    every = {DESCRIPTOR: json_text(sealed(descriptor)).encode(), **others, **files, **pages}
    return PublicationFiles(every, counts, tuple(left), tuple(sorted(drawn.masked)))


def _name(drawn: Publishable) -> str:
    siren = drawn.fact("siren")
    return "-".join(
        [published_as(drawn.dossier).package, *([str(siren)] if siren else []), str(drawn.result.reference_year)]
    )


def hash_of(raw: bytes) -> str:
    """Return the hash of a file, as a descriptor says it."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"


def sealed(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """Return a descriptor of ours with the hash of all that it says but that hash: a change by hand breaks it."""
    ours = {key: value for key, value in descriptor[OURS].items() if key != "hash"}
    bare = {**descriptor, OURS: ours}
    return {**bare, OURS: {**ours, "hash": hash_of(json_text(bare).encode())}}


def _described(name: str, path: str, raw: bytes) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "encoding": "utf-8",
        "bytes": len(raw),
        "hash": hash_of(raw),
    }


def _resource(table: PublishedTable[Any], raw: bytes, licence: str, *, share_alike: bool) -> dict[str, Any]:
    """Describe a table; one that comes from data to be shared alike says so."""
    found = _described(table.name, table.file, raw) | {
        "type": "table",
        "title": table.title,
        "description": table.text,
        "format": "csv",
        "mediatype": "text/csv",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": f"{SCHEMAS}/{table.name}.json",
    }
    if share_alike and table.name == "empreinte":
        found["licenses"] = [LICENCES[name] for name in dict.fromkeys((licence, "ODbL-1.0"))]
    return found


def _page(name: str, raw: bytes) -> dict[str, Any]:
    return _described(f"document-{name}", f"{PAGES_FOLDER}/{name}.html", raw) | {
        "title": f"Document : {name}",
        "format": "html",
        "mediatype": "text/html",
    }


def _aside(drawn: Publishable, tables: Mapping[str, PublishedTable[Any]]) -> Sequence[LeftOut]:
    """Return what no package holds, of what this dossier has."""
    found = [LeftOut("strategie", f"gouvernance : {_GOVERNANCE[each]}", "person") for each in sorted(drawn.masked)]
    return [*found, *lost(drawn.dossier, tables)]


_GOVERNANCE: Final = {"elected_lead": "élu référent", "project_lead": "chef de projet", "steering": "pilotage"}
