"""Write docs/gabarits.md from what templates see: python docs/gabarits.py > docs/gabarits.md."""

import dataclasses
import inspect
import sys
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel

from snr_cli.documents import blocks
from snr_cli.documents.child import LIMITS
from snr_cli.documents.figures import figure
from snr_cli.documents.filters import FILTERS
from snr_cli.documents.outline import APART, DOCUMENTS
from snr_cli.documents.sandbox import LARGEST_DOCUMENT, LONGEST_RANGE, MOST_TURNS, OF_JINJA
from snr_cli.documents.templates import Renderer, titles
from snr_cli.documents.views.records import View
from snr_cli.french.numbers import number
from snr_cli.results.records import Table

HEAD = """# Gabarits

<!-- Page écrite par `python docs/gabarits.py > docs/gabarits.md`, comparée au programme par les tests. -->

Trois façons de changer un document, de la plus simple à la plus libre :

1. **Dans le dossier**, `texts` met vos mots à la place d’une section : `texts: {{edito: "…"}}`. Aucun gabarit à écrire.
2. **Dans le fichier Markdown** que `snr draft` a écrit : changez le texte entre les marques `snr:section` et `snr:fin`, ou entre
   deux sections. `snr draft … -o fichier.md --keep-edits` garde ces retouches, ou refuse et n’écrit rien : quand le dossier a changé
   la même section, quand une marque est abîmée, quand le fichier est un autre document. Sans `--keep-edits`, un fichier retouché
   n’est pas remplacé. Pour retirer une section, videz-la et laissez ses marques.
3. **Par un gabarit** : `snr draft --export-templates gabarits/` les copie tous (sans rien écraser), gardez ceux que vous changez, puis
   `snr draft … --templates gabarits/`. Un fichier remplace celui du même nom ; vide, il retire la section. Un fichier dont le nom
   commence par `_` est à vous, pour `{{% include "_mien.md" %}}` ou `{{% import %}}`.

`--final` refuse une section vide quand elle répond à une obligation, par un gabarit comme dans le fichier.

## Écrire un gabarit

Un gabarit est du Markdown avec des balises [Jinja](https://jinja.palletsprojects.com/) ; il sert à tous les formats.

- `{{{{ authority.name }}}}` écrit une valeur. Ce qui vient du dossier est protégé : `*`, `|`, `<script>` s’affichent tels quels. Le filtre
  `markdown` lit un texte comme du Markdown léger (paragraphes, listes, emphase, liens).
- `{{% if %}}`, `{{% for %}}`, `{{% set %}}`, `{{% macro %}}`, `{{% include %}}` sont là ; `{{% extends %}}`, `{{% block %}}`,
  `{{% filter %}}` et `{{% autoescape %}}` ne le sont pas.
- `{{{{ bloc(plan.trajectory) }}}}` pose une figure ou une table (les champs de type `Figure` et `Table` ci-dessous).
- `{{{{ manque("ce qui manque", "clé.du.dossier", "REEN-03") }}}}` pose une place à remplir ; la règle est facultative.
- `{{{{ verifier("ce qu’un juriste doit relire") }}}}` pose un encadré, absent d’un document final.
- `{{{{ term("elected_lead") }}}}` écrit un mot du lexique ([mots.md](mots.md)), au pluriel dès 2 (`term("fte", 3)`) ; `of_the_term` y met
  « du », « de la » ou « de l’ ».
- Chaque élément de liste finit par un signe : un point est ajouté à celui qui n’en a pas. Un sigle du glossaire est dit en toutes lettres
  à sa première lecture.
- Le HTML qu’un gabarit contient reste tel quel dans le Markdown, et s’affiche comme du texte dans la page HTML : préférez le Markdown.
- La typographie (espaces insécables, guillemets, apostrophes, CO₂) se fait à la fin : tapez des espaces ordinaires.
- Un nom inconnu arrête tout, avec le fichier, la ligne et le nom le plus proche. Une valeur absente (`None`) s’écrit vide, ou
  « non évalué » par les filtres de nombres.
- Bornes : {turns} tours de boucles, `range` de {range} nombres, {megabytes} Mo de texte. Un gabarit lit des champs ; il n’appelle
  aucune méthode du dossier et ne lit aucun fichier.
- Avec `--templates`, le rendu se fait dans un processus à part, qui a {seconds} s de calcul et {memory} Mo de mémoire : au-delà, la commande
  s’arrête (code 2), nomme le gabarit et n’écrit rien. Windows ne borne ni l’un ni l’autre : là, c’est {clock} s à l’horloge.

## Noms des gabarits

Le nom d’une section (`edito`) est aussi la clé de `texts`.

| Gabarit | Titre | Documents |
| --- | --- | --- |"""

# an expression, whose answer is written beside it, and what the filter does
EXAMPLES = {
    "masse": (
        "328412.5|masse",
        "Kilogrammes d’équivalent CO2, dans l’unité qui se lit le mieux ; on peut donner le nombre de chiffres significatifs.",
    ),
    "entre": ("(270000, 450000)|entre", "Un intervalle, en kilogrammes."),
    "part": ("0.617|part", "Une part de 0 à 1."),
    "nombre": ("12345.6|nombre", "Un nombre ; on peut donner le nombre de décimales."),
    "chiffres": ("12345.6|chiffres(2)", "Un nombre, avec tant de chiffres significatifs."),
    "euros": ("45000|euros", "Un montant, sans centimes."),
    "jour": ('"2025-01-01"|jour', "Une date."),
    "pluriel": ('3|pluriel("action")', "Un mot accordé à un nombre, sans le nombre."),
    "liste": ('["un", "deux", "trois"]|liste', "Des textes, avec des virgules et « et »."),
    "join": ('["un", "deux"]|join(" ; ")', "Des textes et ce qui les sépare."),
    "de": ('"Annecy"|de', "« de » devant un nom propre."),
    "environ": ("328412.5|environ((270000, 450000))", "Une masse dont l’intervalle est connu."),
    "kwh": ("473120|kwh", "De l’électricité, dans l’unité qui se lit le mieux."),
    "majuscule": ('"état des lieux"|majuscule', "Une capitale au début."),
    "acte": ('"Délibération n° 2024-003"|acte', "Une délibération, nommée dans une phrase."),
    "compte": ('3|compte("action")', "Un nombre et son mot, en lettres jusqu’à seize."),
    "sans_point": ('"Une phrase."|sans_point', "Sans son point final, pour une phrase qui continue."),
    "phrase": ('"une phrase"|phrase', "Une capitale et un point."),
    "dates": ('"adoptée le 2024-01-25"|dates', "Les dates d’un texte, en toutes lettres."),
    "markdown": ('"un *mot*"|markdown', "Un texte du dossier lu comme du Markdown léger."),
    "lower": ('"DSI"|lower', "En minuscules."),
    "upper": ('"dsi"|upper', "En capitales."),
    "trim": ('"  mot "|trim', "Sans les espaces autour."),
    "replace": ('"un mot"|replace("mot", "pas")', "Un mot à la place d’un autre."),
}


def row(*cells: str) -> str:
    """Return a row of a table."""
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def kind(annotation: Any) -> str:
    """Return a type as it is written."""
    if annotation is type(None):
        return "None"
    arguments = get_args(annotation)
    if not arguments:
        return getattr(annotation, "__name__", str(annotation))
    parts = [kind(argument) for argument in arguments if argument is not Ellipsis]
    if get_origin(annotation) in (Union, UnionType):
        return " | ".join(parts)
    ending = ", …" if Ellipsis in arguments else ""
    return f"{annotation.__origin__.__name__}[{', '.join(parts)}{ending}]"


def within(annotation: Any) -> list[type]:
    """Return the classes that a type is made of."""
    return [each for part in get_args(annotation) for each in within(part)] or (
        [annotation] if isinstance(annotation, type) else []
    )


def records() -> list[type]:
    """Return the records that a template may reach from the view, the view first."""
    found: list[type] = []
    waiting: list[type] = [View]
    while waiting:
        record = waiting.pop(0)
        if (
            record in found
            or not dataclasses.is_dataclass(record)
            or record is Table
            or record.__module__ in (blocks.__name__, figure.__name__)
        ):
            continue
        found.append(record)
        for annotation in hints(record).values():
            waiting += within(annotation)
    return found


def hints(record: type) -> dict[str, Any]:
    """Return the types of the fields of a record."""
    return get_type_hints(record)


def page() -> str:
    """Return the whole page."""
    bounds = {"turns": number(MOST_TURNS), "range": number(LONGEST_RANGE), "megabytes": number(LARGEST_DOCUMENT / 1e6)}
    bounds |= {"seconds": number(LIMITS.seconds), "clock": number(LIMITS.clock), "memory": number(LIMITS.megabytes)}
    lines = [HEAD.format(**bounds)]
    known = titles()
    for name, title in known.items():
        folder, _, stem = name.removesuffix(".md").rpartition("/")
        uses = [
            each
            for each, outline in (*DOCUMENTS.items(), ("annexes", APART))
            if stem in outline.sections
            and (folder == each or (folder == "sections" and f"{each}/{stem}.md" not in known))
        ]
        lines.append(row(f"`{name}`", title, "tous" if name == "couverture.md" else ", ".join(uses)))
    lines += ["", "## Filtres", "", row("Exemple", "Donne", "Ce qu’il écrit"), row(*["---"] * 3)]
    renderer = Renderer({}, FILTERS)
    for example, meaning in EXAMPLES.values():
        lines.append(row(f"`{{{{ {example} }}}}`", renderer.expression(example), meaning))
    lines += [row(f"`{name}`", "", "") for name in FILTERS if name not in EXAMPLES]
    lines += [
        "",
        f"De Jinja : {', '.join(f'`{name}`' for name in sorted(OF_JINJA))}.",
        "",
        "## Ce qu’un gabarit voit",
        "",
    ]
    lines += [
        "Les champs de `View` sont les noms d’un gabarit. `dossier` est le dossier tel que vous l’avez écrit : ses champs sont ceux du",
        "[schéma](schemas/territory.schema.json). Les définitions sont celles du programme, en anglais.",
    ]
    for record in records():
        lines += ["", f"### `{record.__name__}`", "", (inspect.getdoc(record) or "").replace("\n", " "), ""]
        lines += [row("Champ", "Type"), row("---", "---")]
        for name, annotation in hints(record).items():
            model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
            lines.append(row(f"`{name}`", "le dossier" if model else f"`{kind(annotation)}`"))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    sys.stdout.write(page())
