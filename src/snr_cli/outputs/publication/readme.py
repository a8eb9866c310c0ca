"""The README of a publication: what it is, its perimeter, its method, how to use it again, what was left out and why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

from snr_cli.french.escape import markdown_text
from snr_cli.french.numbers import number, together
from snr_cli.french.typography import typography
from snr_cli.french.words.results import GROUP_WORDS
from snr_cli.inputs.dossier.results import METHOD_USED
from snr_cli.model.version import __version__
from snr_cli.outputs.publication.columns import LICENCES, SCHEMA_FORMAT, PublishedTable
from snr_cli.outputs.publication.drawn import Publishable
from snr_cli.outputs.publication.sources_tables import LEFT_OUT_WHYS, LeftOut
from snr_cli.outputs.publication.subject import PublishedAs, measured_text


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
    name, year = markdown_text(str(drawn.fact("name") or "collectivité sans nom")), drawn.result.reference_year
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
        *(f"| `{each.file}` | {each.title} | {number(rows[each.name], 0)} |" for each in tables.values()),
        *(f"| `documents/{each}.html` | Document : {each} | |" for each in documents),
        "",
        "Les textes sont tels que la collectivité les a écrits : un tableur peut prendre pour une formule celui qui commence par "
        "`=`, `+`, `-` ou `@`. Importez ces colonnes comme du texte.",
        "",
        f"Le sens de chaque colonne est dans `schemas/` (Table Schema, version {SCHEMA_FORMAT}).",
        "",
        "## Périmètre et méthode",
        "",
        f"- Année étudiée : {year}. Méthode : {METHOD_USED['name']} ({METHOD_USED['version']}), pour l’organisation.",
        f"- Jeu de facteurs : {drawn.result.factor_set}, somme SHA-256 `{drawn.result.factors_sha256}` ; calcul : snr {__version__}.",
        f"- {measured_text(drawn)}",
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
    ]
    if share_alike:
        lines += [
            "",
            "Les lignes de `empreinte.csv` dont `partage_identique` est vrai reposent sur une source à partager à l’identique "
            f"([{LICENCES['ODbL-1.0']['title']}]({LICENCES['ODbL-1.0']['path']}) ou CC BY-SA) : gardez cette licence, ou laissez ces lignes.",
        ]
    lines += ["", "## Ce qui n’est pas publié", ""]
    counts = Counter(each.why for each in left)
    lines += [
        f"- {text[:1].upper()}{text[1:]} : {number(counts[why], 0)}."
        for why, text in LEFT_OUT_WHYS.items()
        if counts[why]
    ] or ["- Rien."]
    lines += ["", "La liste est dans `non-publie.csv`."]
    if counts["redistribution"] or counts["own"]:
        lines += [
            "",
            "Un chiffre laissé de côté reste compté dans les totaux : il peut se retrouver par soustraction, et un facteur avec lui pour qui "
            "connaît les quantités. Il n’est pas redistribué pour autant : ne le diffusez pas sans lire la licence de sa source (`sources.csv`).",
        ]
    lines += [
        "",
        "Un texte où un nom de personne se reconnaît (seul dans sa case, après une civilité, ou prénom suivi d’un nom en capitales) arrête la "
        "publication. Un nom autrement écrit dans une phrase, « suivie par Prénom Nom », n’est pas reconnu : les textes sont à relire avant d’être diffusés.",
    ]
    if documents:
        lines += [
            "",
            "Les documents sont écrits de nouveau d’après le dossier : ceux qui se trouvaient à côté de lui, retouchés ou signés, ne sont pas "
            "copiés ici. Ce sont ceux que l’assemblée lit : un chiffre qui ne se redistribue pas y est cité, avec sa source, "
            "et le nom d’un élu peut y figurer.",
        ]
    lines += [
        "",
        "## En refaire un dossier",
        "",
        "`snr init DOSSIER --from CE_DOSSIER` : les actions, les objectifs, les indicateurs et les moyens "
        "reviennent ; la commande dit ce qui ne revient pas, dont l’inventaire et les effets des actions, sans lesquels rien ne se calcule.",
    ]
    return typography("\n".join(lines) + "\n")


def contents_text(rows: Mapping[str, int]) -> str:
    """Name what the tables hold: empreinte, objectifs, actions et sources."""
    return together(text for name, text in _CONTENTS.items() if rows.get(name)) or "la collectivité seule"


_CONTENTS: Final = {
    "empreinte": "empreinte du numérique",
    "objectifs": "objectifs",
    "actions": "actions",
    "indicateurs": "indicateurs",
    "moyens": "moyens",
    "sources": "sources",
}


def _perimeter(drawn: Publishable) -> list[str]:
    """Say what the figures of the organisation do not count."""
    dossier, organisation = drawn.dossier, drawn.result.organisation
    missing = together(GROUP_WORDS[each] for each in organisation.missing_groups)
    found = [f"- Rien n’est compté pour : {missing}."] if missing and organisation.lines else []
    found += [
        f"- Laissé de côté : {markdown_text(each.what)} ({markdown_text(each.why)})." for each in dossier.exclusions
    ]
    found += [f"- Limite : {markdown_text(each)}" for each in dossier.limits]
    if dossier.members:
        found.append("- Les membres du groupement ne sont pas comptés : chacun l’est pour lui-même.")
    return found
