"""The files of a publication: tables, their schemas, what describes them (datapackage.json), a README."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from snr_cli.catalog.tables import Tables
from snr_cli.french.numbers import number, together
from snr_cli.french.plain import csv_text, json_text
from snr_cli.french.typography import markdown_text, typography
from snr_cli.french.words.terms import GROUP_WORDS, POOLED, term, titled_term
from snr_cli.inputs.dossier.results import METHOD_USED
from snr_cli.model.dossier import Dossier
from snr_cli.model.version import __version__
from snr_cli.opendata.columns import (
    LICENCES,
    SCHEMA_FORMAT,
    Publishable,
    PublishedAs,
    PublishedTable,
    Whose,
    dated,
    measured_text,
    published_as,
)
from snr_cli.opendata.footprint_rows import (
    LEFT_OUT,
    LEFT_OUT_WHYS,
    SOURCES,
    LeftOut,
    footprint_rows,
    footprint_table,
    key_figure_rows,
    key_figures_table,
    purchase_rows,
    purchases_table,
)
from snr_cli.opendata.strategy_tables import (
    AXES,
    FOLLOWED_INDICATORS,
    INDICATOR_VALUES,
    PUBLISHED_MEANS,
    STRATEGY,
    action_rows,
    indicator_rows_of,
    indicator_value_rows,
    means_rows,
    objective_rows,
    objectives_table,
    published_actions,
)
from snr_cli.results.sentences.coverage import notice_text

# What a dossier says and no table does: derived from the model and from what the columns say, never listed by hand.

# under which key of a dossier the columns of a table are; what rows say without a column that says where
_UNDER: Final[Mapping[str, tuple[str, ...]]] = {
    "strategie": (),
    "axes": ("strategy", "axes"),
    "actions": ("actions",),
    "objectifs": ("objectives",),
    "indicateurs": ("indicators",),
}
_ROWS: Final = (("snr",), ("actions", "means"), ("strategy", "means"), ("indicators", "values"))
_OF_SECTION: Final = {"actions": "actions", "objectives": "objectifs", "indicators": "indicateurs"}  # key → its table
_INVENTORY: Final = frozenset({"equipment", "imports", "services", "virtual", "effects"})
_SETTINGS: Final = frozenset({"method", "factors", "members", "shared"})


def lost(dossier: Dossier, tables: Mapping[str, PublishedTable[Any]]) -> list[LeftOut]:
    """Return what a dossier says and its publication does not, each once.

    Args:
        dossier: the dossier.
        tables: the published tables, by name.
    """
    said = {(*under, *column.says) for name, under in _UNDER.items() for column in tables[name].columns if column.says}
    omissions = [
        LeftOut(_OF_SECTION.get(keys[0], "dossier"), " : ".join(titles), _why(keys))
        for keys, titles in _walk(dossier, said | set(_ROWS))
    ]
    return list(dict.fromkeys(omissions))


def _why(keys: tuple[str, ...]) -> str:
    if keys[0] == "contributors":
        return "contributors"
    return "inventory" if _INVENTORY & {*keys} else "settings" if keys[0] in _SETTINGS else "documents"


def _walk(model: BaseModel, said: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Yield the keys, and their titles, of what a section says and no path of `said` holds."""
    for name, field in type(model).model_fields.items():
        value = getattr(model, name)
        if name not in model.model_fields_set or value in (None, (), {}, "", False):
            continue
        key, title = field.alias or name, _in_a_list(field.title or name)
        inside = [path[1:] for path in said if path[0] == key]
        if () in inside:
            continue
        parts = [part for part in (value if isinstance(value, tuple) else (value,)) if isinstance(part, BaseModel)]
        if not inside or not parts:
            yield (key,), (title,)
            continue
        for part in parts:
            for keys, titles in _walk(part, inside):
                yield (key, *keys), (title, *titles)


def _in_a_list(title: str) -> str:
    """Write a title inside a sentence; initials keep their capitals."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


# The README of a publication: what it is, its perimeter, its method, how to use it again, what was left out and why.


def readme(
    drawn: Publishable,
    subject: PublishedAs,
    tables: Mapping[str, PublishedTable[Any]],
    rows: Mapping[str, int],
    left: Sequence[LeftOut],
    documents: Mapping[str, str],
    *,
    licence: str,
    share_alike: bool,
) -> str:
    """Return the text of the README, in Markdown."""
    name, year = markdown_text(drawn.name), drawn.result.reference_year
    terms = LICENCES[licence]
    lines = [
        f"# {subject.title} : {name}, {year}",
        "",
        f"{subject.data} : {contents_text(rows)}. "
        "Les tables sont en CSV (UTF-8, virgule, point décimal) et décrites par `datapackage.json` (Data Package v2).",
        *(["", "**Territoire fictif : exemple sans valeur.**"] if drawn.dossier.territory.fictitious else []),
        "",
        "## Contenu",
        "",
        "| Fichier | Ce qu’il dit | Lignes |",
        "| --- | --- | --- |",
        *(f"| `{table.file}` | {table.title} | {number(rows[table.name], 0)} |" for table in tables.values()),
        *(f"| `documents/{document}.html` | Document : {document} | |" for document in documents),
        "",
        "Les textes sont tels que la collectivité les a écrits : un tableur peut prendre pour une formule celui qui commence par "
        "`=`, `+`, `-` ou `@`. Importez ces colonnes comme du texte.",
        "",
        f"Le sens de chaque colonne est dans `schemas/` (Table Schema, version {SCHEMA_FORMAT}).",
        "",
        "## Périmètre et méthode",
        "",
        f"- Année étudiée : {year}. Méthode : {METHOD_USED['name']} ({METHOD_USED['version']}), pour l’organisation.",
        f"- {titled_term('factor_set')} : {drawn.result.factor_set}, somme SHA-256 `{drawn.result.factors_sha256}` ; calcul : snr {__version__}.",
        f"- {measured_text(drawn)}",
        *(f"- {notice_text(notice)}" for notice in drawn.result.notices if notice.code in POOLED),
        "- Une valeur vide n’est pas un zéro : la colonne `motif` dit pourquoi. Une somme qui couvre trop peu est dans `valeur_partielle`, "
        "elle n’est pas un total.",
        *_perimeter(drawn),
        "- Les bornes laissent une chance sur dix au dehors, à source de facteurs donnée : `sources_bas` et `sources_haut` disent ce que donnent "
        "les autres. Ne comparez pas deux publications dont la méthode, les facteurs ou le périmètre diffèrent.",
        "",
        "## Réutiliser",
        "",
        f"Licence : [{terms['title']}]({terms['path']}). Citez : {name}, {subject.title[:1].lower()}{subject.title[1:]}, {year}.",
        "",
        "Les chiffres de l’empreinte reposent sur des sources qui gardent chacune leur licence : reprenez les mentions de `sources.csv`.",
        *(["", _SHARE_ALIKE] if share_alike else []),
        *_unpublished(Counter(row.why for row in left)),
        *(["", _DOCUMENTS] if documents else []),
    ]
    return typography("\n".join(lines) + "\n")


_SHARE_ALIKE: Final = (
    "Les lignes de `empreinte.csv` et de `chiffres-cles.csv` dont `partage_identique` est vrai reposent sur une source à partager à l’identique "
    f"([{LICENCES['ODbL-1.0']['title']}]({LICENCES['ODbL-1.0']['path']}) ou CC BY-SA) : gardez cette licence, ou laissez ces lignes."
)
_DOCUMENTS: Final = (
    "Les documents sont écrits de nouveau d’après le dossier : ceux qui se trouvaient à côté de lui, retouchés ou signés, ne sont pas "
    "copiés ici. Ce sont ceux que l’assemblée lit : un chiffre qui ne se redistribue pas y est cité, avec sa source, "
    "et le nom d’un élu peut y figurer."
)
_SUBTRACTED: Final = (
    "Un chiffre laissé de côté reste compté dans les totaux : il peut se retrouver par soustraction, et un facteur avec lui pour qui "
    "connaît les quantités. Il n’est pas redistribué pour autant : ne le diffusez pas sans lire la licence de sa source (`sources.csv`)."
)


def _unpublished(counts: Counter[str]) -> list[str]:
    """Return the section of what is left out; `counts`: how many values for each reason."""
    reasons = [
        f"- {text[:1].upper()}{text[1:]} : {number(counts[why], 0)}."
        for why, text in LEFT_OUT_WHYS.items()
        if counts[why]
    ]
    return [
        *("", "## Ce qui n’est pas publié", ""),
        *(reasons or ["- Rien."]),
        *("", "La liste est dans `non-publie.csv`."),
        *(["", _SUBTRACTED] if counts["redistribution"] or counts["own"] else []),
        "",
        "Un texte où un nom de personne se reconnaît (seul dans sa case, après une civilité, ou prénom suivi d’un nom en capitales) arrête la "
        "publication. Un nom autrement écrit dans une phrase, « suivie par Prénom Nom », n’est pas reconnu : les textes sont à relire avant d’être diffusés.",
    ]


def contents_text(rows: Mapping[str, int]) -> str:
    """Name what the tables hold: empreinte, objectifs, actions et sources."""
    return together(text for name, text in _CONTENTS.items() if rows.get(name)) or "la collectivité seule"


_CONTENTS: Final = {
    "empreinte": "empreinte du numérique",
    "chiffres-cles": "chiffres clés",
    "objectifs": "objectifs",
    "actions": "actions",
    "indicateurs": "indicateurs",
    "moyens": "moyens",
    "sources": "sources",
}


def _perimeter(drawn: Publishable) -> list[str]:
    """Say what the figures of the organisation do not count."""
    dossier, organisation = drawn.dossier, drawn.result.organisation
    missing = together(GROUP_WORDS[group] for group in organisation.missing_groups)
    members = "- Les membres du groupement ne sont pas comptés : chacun l’est pour lui-même."
    return [
        *([f"- Rien n’est compté pour : {missing}."] if missing and organisation.lines else []),
        *(
            f"- {'Sans objet' if exclusion.absent else 'Laissé de côté'} : {markdown_text(exclusion.what)} ({markdown_text(exclusion.why)})."
            for exclusion in dossier.exclusions
        ),
        *(f"- Limite : {markdown_text(limit)}" for limit in dossier.limits),
        *([members] if dossier.members else []),
    ]


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
        whose: the authority and the year of its rows.
    """

    files: Mapping[str, bytes]
    rows: Mapping[str, int]
    left: tuple[LeftOut, ...]
    masked: tuple[str, ...]
    whose: Whose


def published_tables(tables: Tables) -> dict[str, PublishedTable[Any]]:
    """Return the tables whose schemas are ours, by name, in the order in which a package holds them."""
    every: tuple[PublishedTable[Any], ...] = (
        STRATEGY,
        AXES,
        published_actions(),
        objectives_table(tables),
        FOLLOWED_INDICATORS,
        INDICATOR_VALUES,
        PUBLISHED_MEANS,
        footprint_table(tables),
        key_figures_table(),
        SOURCES,
        LEFT_OUT,
    )
    return {table.name: table for table in every}


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
    used = {name for row in footprint for name in row.sources} | {
        name for omission in left for name in omission.sources
    }
    sources = [drawn.tables.sources[name] for name in sorted(used & drawn.tables.sources.keys())]
    known = published_tables(drawn.tables)
    # a row that is not published has a place: said once
    left = list(
        {(omission.table, omission.what): omission for omission in (*_aside(drawn, known), *left, *undeclared)}.values()
    )
    strategy, whose = drawn.dossier.strategy, drawn.whose
    drawings: dict[str, list[tuple[Any, ...]]] = {
        "strategie": known["strategie"].rows([drawn], whose),
        "axes": known["axes"].rows(strategy.axes if strategy is not None else (), whose),
        "actions": known["actions"].rows(action_rows(drawn), whose),
        "objectifs": known["objectifs"].rows(objective_rows(drawn), whose),
        "indicateurs": known["indicateurs"].rows(indicators, whose),
        "valeurs-indicateurs": known["valeurs-indicateurs"].rows(indicator_value_rows(indicators), whose),
        "moyens": known["moyens"].rows(means_rows(drawn), whose),
        "empreinte": known["empreinte"].rows(footprint, whose),
        "chiffres-cles": known["chiffres-cles"].rows(key_figure_rows(drawn, footprint), whose),
        "sources": known["sources"].rows(sources, whose),
        "non-publie": known["non-publie"].rows(left, whose),
    }
    if purchases:
        known |= {"achats-agec": purchases_table()}
        drawings |= {"achats-agec": known["achats-agec"].rows(purchases, whose)}
    files = {table.file: csv_text([table.header, *drawings[name]]).encode() for name, table in known.items()}
    schemas = {f"{SCHEMAS}/{name}.json": json_text(table.schema()).encode() for name, table in known.items()}
    pages = {f"{PAGES_FOLDER}/{name}.html": text.encode() for name, text in documents.items()}
    share_alike = any(row.share_alike for row in footprint)
    resources = described_resources(known, files, licence, share_alike=share_alike)
    resources += [_page(name, pages[f"{PAGES_FOLDER}/{name}.html"]) for name in documents]
    counts = {name: len(rows) for name, rows in drawings.items()}
    created = dated(drawn.dossier)
    subject = published_as(drawn.dossier)
    text = readme(drawn, subject, known, counts, left, documents, licence=licence, share_alike=share_alike)
    others = {README: text.encode(), **schemas}
    descriptor = {
        "name": _name(drawn),
        "title": f"{subject.title} : {drawn.name}, {drawn.result.reference_year}",
        "description": f"{subject.data} : {contents_text(counts)}.",
        "version": str(drawn.result.reference_year),
        **({"created": f"{created}T00:00:00Z"} if created is not None else {}),
        "keywords": ["numérique responsable", "empreinte environnementale", "loi REEN"],
        "licenses": [LICENCES[licence]],
        "contributors": [{"title": drawn.name, "roles": ["publisher"]}],
        "sources": [
            {"title": source.title_fr, "path": source.url, "version": str(source.year), "x-licence": source.licence_fr}
            for source in sources
        ],
    }
    whole = sealed_descriptor(descriptor, drawn.result.factors_sha256, others, resources)
    every = {DESCRIPTOR: whole, **others, **files, **pages}
    return PublicationFiles(every, counts, tuple(left), tuple(sorted(drawn.masked)), whose)


def _name(drawn: Publishable) -> str:
    siren = drawn.fact("siren")
    return "-".join(
        [published_as(drawn.dossier).package, *([str(siren)] if siren else []), str(drawn.result.reference_year)]
    )


def described_resources(
    known: Mapping[str, PublishedTable[Any]], files: Mapping[str, bytes], licence: str, *, share_alike: bool
) -> list[dict[str, Any]]:
    """Describe tables, by name, with their files."""
    return [_resource(table, files[table.file], licence, share_alike=share_alike) for table in known.values()]


def sealed_descriptor(
    descriptor: Mapping[str, Any], factors_sha256: str, others: Mapping[str, bytes], resources: Sequence[dict[str, Any]]
) -> bytes:
    """Return the text of a descriptor, with what wrote it and the hash of each file that is no resource."""
    ours = {
        "format": SCHEMA_FORMAT,
        "version": __version__,
        "factors_sha256": factors_sha256,
        "hashes": {name: hash_of(raw) for name, raw in others.items()},
    }
    return json_text(
        sealed({"$schema": PACKAGE_SCHEMA, **descriptor, OURS: ours, "resources": list(resources)})
    ).encode()


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
    described = _described(table.name, table.file, raw) | {
        "type": "table",
        "title": table.title,
        "description": table.text,
        "format": "csv",
        "mediatype": "text/csv",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": f"{SCHEMAS}/{table.name}.json",
    }
    if share_alike and table.name in ("empreinte", "chiffres-cles"):
        described["licenses"] = [LICENCES[name] for name in dict.fromkeys((licence, "ODbL-1.0"))]
    return described


def _page(name: str, raw: bytes) -> dict[str, Any]:
    return _described(f"document-{name}", f"{PAGES_FOLDER}/{name}.html", raw) | {
        "title": f"Document : {name}",
        "format": "html",
        "mediatype": "text/html",
    }


def _aside(drawn: Publishable, tables: Mapping[str, PublishedTable[Any]]) -> Sequence[LeftOut]:
    """Return what no package holds, of what this dossier has."""
    omissions = [
        LeftOut("strategie", f"gouvernance : {_GOVERNANCE[field]}", "person") for field in sorted(drawn.masked)
    ]
    return [*omissions, *lost(drawn.dossier, tables)]


_GOVERNANCE: Final = {
    "elected_lead": term("elected_lead"),
    "project_lead": term("project_lead"),
    "steering": "pilotage",
}
