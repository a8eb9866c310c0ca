"""The files of a new dossier: which, where they cannot go, what each holds."""

import os
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Final

from snr_cli.api.answers import LAST, START, STARTING, Answers, estimates_left, room_of, stored, whole_answers
from snr_cli.catalog.records import Authority
from snr_cli.catalog.tables import Tables
from snr_cli.engine.context import CENSUS_YEAR
from snr_cli.french.numbers import number
from snr_cli.french.plain import indented, quoted_text
from snr_cli.french.words.terms import term
from snr_cli.inputs.dossier.files import DOSSIER_NAME, why
from snr_cli.model.questions import KINDS, Part
from snr_cli.model.refusal import UsageError
from snr_cli.model.version import __version__
from snr_cli.outputs.dossier_schema import dossier_schema, to_json

# Answers → the text of `territory.yaml`. « ## » explains; « # » waits for a value; the rest was answered.


MODELINE: Final = "# yaml-language-server: $schema=territory.schema.json"
# to be replaced: neither is a value that snr would take
NUMBER, TEXT = "NOMBRE", '""'
_HEAD: Final = f"""\
## Dossier numérique responsable, écrit par « snr init ».
## Une ligne « ## » explique. Une ligne « # » est facultative : complétez-la, puis ôtez son « # ».
## Ce que vous ne savez pas peut rester ainsi : snr le dit « {term("not_assessed")} », il n’invente rien.
## Vérifier : snr check --profile saisie .   Calculer : snr assess .
snr: 1
reference_year: {{year}} # année étudiée ; les quantités sont celles du 31 décembre
"""
_TERRITORY: Final = """\
## La collectivité. La loi REEN (art. 35) demande une stratégie numérique responsable aux communes et aux groupements
## à fiscalité propre de plus de 50 000 habitants (population totale : CGCT R2151-2).
"""
_SECTIONS: Final = {
    "equipment": """\
## Le parc de la collectivité, pour le bilan de l’impact du numérique (loi REEN, art. 35 ; CGCT D2311-15-1).
## Une ligne par sorte de matériel ; les types : snr factors list equipment
## Sans durée de vie ni consommation, celles du catalogue s’appliquent et le rapport le dit.
## Mieux encore sur une ligne : source: (export, facture, enquête), quality: high, medium ou low, lifetime_years:
## Un export (GLPI, OCS, CSV, XLSX) peut remplacer des lignes : - {id: parc, from: glpi.csv} ; l’essayer : snr inventory glpi.csv
""",
    "services": """\
## Les services, pour le même bilan : un volume par an. Les types et leurs unités : snr factors list services
""",
}
_METHOD: Final = f"""\
## Ce que vous ne savez pas encore est estimé d’après les agents, et dit « estimé » partout ; snr assess montre quoi
## collecter d’abord. Une vraie ligne remplace son estimation : ôtez alors le mot de cette liste. Réseau, serveurs,
## courriels et cloud restent « {term("not_assessed", 2)} », faute de ratio publié par agent.
"""
_WORDS: Final = frozenset({"siren", "text", "kind", "department"})  # sorts of answers that are texts
_POPULATIONS: Final = frozenset({"population_totale", "population_municipale"})
_CENSUS: Final = "INSEE, populations de référence"
# what a block may say besides
_BESIDE: Final = {
    "population": {"": f"    year: {NUMBER} # millésime\n    source: {TEXT} # par exemple {_CENSUS}\n"},
}
_EXAMPLES: Final = """\
## Les autres sections, en exemple : la collectivité est fictive, chaque valeur est à remplacer.
## Une section peut aussi s’écrire dans un fichier à côté : include: [actions.yaml, objectives.yaml] ; un éditeur l’aide s’il
## commence par « # yaml-language-server: $schema=section.schema.json »
"""
_REST: Final = """\
## Le reste du dossier : acteurs, usages du territoire, actions, objectifs, indicateurs, bilans annuels, achats…
## Un exemple de chaque section : snr init --defaults --full --dry-run
"""


def territory_yaml(answers: Answers, authority: Authority | None, *, full: bool = False) -> str:
    """Write a dossier.

    Args:
        answers: what is known, by question; `year` is there.
        authority: what the table of authorities knows of the SIREN.
        full: add every other section as a commented example.
    """
    answers = whole_answers(answers)
    examples = section_examples() if full else {}
    estimated = _estimated(answers, examples.get("method", "").partition("method:\n")[2])
    if estimated:
        examples.pop("method", None)
    parts = [
        f"{MODELINE}\n{_HEAD.format(year=answers['year'])}",
        _TERRITORY + _territory(answers, authority) + _commented(_body(examples.pop("territory", "")), 2),
        *estimated,
        *(text + _lines(section, answers, _body(examples.pop(section, ""))) for section, text in _SECTIONS.items()),
        *([_EXAMPLES, *(_commented(block, 0) for block in examples.values())] if full else [_REST]),
    ]
    return "\n".join(parts)


def _estimated(answers: Answers, examples: str) -> list[str]:
    """Write what is estimated from head counts; nothing when nothing is."""
    names = estimates_left(answers) if answers.get(LAST.id) else []
    if not names:
        return []
    text = _METHOD + "method:\n" + f"  estimate: [{', '.join(names)}]\n"
    return [text + _commented(examples, 2)]


def section_examples() -> dict[str, str]:
    """Return the example of each section, by its key, in the order of the file."""
    # opens: shipped with snr
    text = (Path(__file__).parent / "sections.yaml").read_text(encoding="utf-8")
    return {re.findall(r"^(\w+):", block, re.M)[0]: block.rstrip("\n") + "\n" for block in text.split("\n\n")}


def _body(block: str) -> str:
    """Leave out the first line, the section's key."""
    return block.partition("\n")[2]


def _commented(text: str, indent: int) -> str:
    """Comment each line out, at a column; a line that explains gets « ## »."""
    lines = []
    for line in text.splitlines():
        rest = line[indent:]
        mark = "##" + rest.replace("#", "", 1) if rest.lstrip().startswith("#") else "# " + rest
        lines.append(line[:indent] + mark + "\n")
    return "".join(lines)


def _territory(answers: Answers, authority: Authority | None) -> str:
    """Write the section of the authority."""
    text = "territory:\n"
    entries: dict[str, list[Part]] = {}
    for part in STARTING.values():
        if part.field[0] == "territory":
            entries.setdefault(part.field[1], []).append(part)
    for key, parts in entries.items():
        if authority is None or not parts[0].if_unknown or any(part.key in answers for part in parts):
            text += _entry(key, parts, answers)
        if key == "siren" and authority is not None:
            text += _known(authority, answers)
    return text + "  fictitious: false # true pour un essai : les résultats le disent\n"  # a block is never empty


def _known(authority: Authority, answers: Answers) -> str:
    """Write, in comment, what the table says and that was not answered."""
    found = {
        "name": quoted_text(authority.name),
        "kind": authority.kind,
        "department": quoted_text(authority.department),
    }
    if not _POPULATIONS & set(answers):
        totale, municipale = authority.population_totale, authority.population_municipale
        found["population"] = (
            f'{{totale: {totale}, municipale: {municipale}, year: {CENSUS_YEAR}, source: "{_CENSUS}"}}'
        )
    lines = "".join(f"  {key}: {value}\n" for key, value in found.items() if key not in answers)
    title = "  ## Ce que la table de snr sait de ce SIREN ; décommentez une ligne pour écrire une autre valeur.\n"
    return title + _commented(lines, 2) if lines else ""


def _entry(key: str, parts: list[Part], answers: Answers) -> str:
    """Write a value, or a block of values; what is not known is in comment, the key of the block too when nothing is."""
    head, indent = (f"  {key}:\n", 4) if parts[0].field[2:] else ("", 2)
    lines = {part.key: f"{' ' * indent}{part.field[-1]}: {_put(part, answers)} # {_note(part)}\n" for part in parts}
    lines |= _BESIDE.get(key, {})
    if not lines.keys() & set(answers):
        return _commented(head + "".join(lines.values()), 2)
    return head + "".join(line if each in answers else _commented(line, indent) for each, line in lines.items())


def _put(part: Part, answers: Answers) -> str:
    """Return what is written for a part: its answer, in the unit of the dossier, or what waits for one."""
    if part.key not in answers:
        return TEXT if part.sort in _WORDS else NUMBER
    value = stored(part, answers[part.key])
    return quoted_text(value) if part.sort in _WORDS else format(Decimal(str(value)), "f")


def _note(part: Part) -> str:
    """Say what a value is, where to find it, and how an answer is written where its unit is another."""
    where = ", ".join(KINDS) if part.sort == "kind" else part.where
    if part.times == 1:
        return f"{part.ask} ({where})"
    example = int(part.example)
    return f"{part.ask} ({where}) ; {number(example)} {part.unit} s’écrivent {number(stored(part, example))}"


def _lines(section: str, answers: Answers, examples: str) -> str:
    """Write the lines of a section, and its examples; the key too is commented out when no line is known."""
    lines: dict[str, list[Part]] = {}
    rooms: dict[str, str] = {}
    for question in START:
        for part in question.parts:
            if part.line[0] == section:
                lines.setdefault(part.line[1], []).append(STARTING[part.key])
                rooms[part.line[1]] = room_of(question, answers) if section == "equipment" else ""
    known = any(part.key in answers for parts in lines.values() for part in parts)
    indent, text = (2, f"{section}:\n") if known else (0, f"# {section}:\n")
    for identifier, parts in lines.items():
        given = [part for part in parts if part.key in answers]
        values = {part.field[-1]: _put(part, answers) for part in given or parts}
        if rooms[identifier]:
            values["room"] = rooms[identifier]
        text += "".join(f"{' ' * indent}## {part.field[-1]} : {_note(part)}\n" for part in parts[1:])
        said = ", ".join(f"{name}: {value}" for name, value in values.items())
        line = f"  - {{id: {identifier}, type: {parts[0].type}, {said}}} # {_note(parts[0])}\n"
        text += line if given else _commented(line, indent)
    return text + _commented(examples, indent)


SCHEMA: Final = "territory.schema.json"
SECTION_SCHEMA: Final = "section.schema.json"  # of the files that the dossier includes
SETTINGS: Final = ".vscode/settings.json"
EDITOR: Final = {"yaml.schemas": {f"./{SCHEMA}": DOSSIER_NAME}}
# what runs `snr check`: its place in the dossier, and its text here, where VERSION stands for that of snr
CI: Final = {
    "github": (".github/workflows/snr.yml", "github.yml"),
    "gitlab": (".gitlab-ci.yml", "gitlab.yml"),
    "pre-commit": (".pre-commit-config.yaml", "pre-commit.yaml"),
}


def names(folder: Path, ci: Iterable[str]) -> list[str]:
    """List the files to write; the editor's settings are the user's once they exist."""
    found = [DOSSIER_NAME, SCHEMA, SECTION_SCHEMA, SETTINGS, *(CI[name][0] for name in ci)]
    if os.path.lexists(folder / SETTINGS):
        found.remove(SETTINGS)
    return found


def contents(
    wanted: Iterable[str], answers: Answers, authority: Authority | None, tables: Tables, *, full: bool
) -> dict[str, str]:
    """Return what each file holds."""
    shipped = dict(CI.values())

    def text(name: str) -> str:
        if name == DOSSIER_NAME:
            return territory_yaml(answers, authority, full=full)
        if name == SCHEMA:
            return to_json(dossier_schema(tables))
        if name == SECTION_SCHEMA:
            return to_json(dossier_schema(tables, "section"))
        if name == SETTINGS:
            return indented(EDITOR) + "\n"
        return (
            # opens: shipped with snr
            (Path(__file__).parent / "ci" / shipped[name]).read_text(encoding="utf-8").replace("VERSION", __version__)
        )

    return {name: text(name) for name in wanted}


def refuse_taken(folder: Path, wanted: Iterable[str]) -> None:
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
    if taken:
        raise UsageError(
            f"{folder} : existe déjà : {', '.join(taken)} ; rien n’est écrit, rien n’est remplacé",
            "donnez un autre dossier, ou déplacez ces fichiers ; --dry-run montre ce qui serait écrit",
        )


def _free(folder: Path, name: str) -> bool:
    """Say whether a file may stand there: no folder of its name, and only folders above it."""
    path = folder / name
    above = [folder / parent for parent in Path(name).parents]
    return not path.is_dir() and all(place.is_dir() or not os.path.lexists(place) for place in above)
