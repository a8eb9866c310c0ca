"""`snr init`: a new dossier. The dialogue of the terminal; the files are `scaffold`'s."""

import sys
from contextlib import suppress
from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from snr_cli.api.late import LATE
from snr_cli.api.scaffold.questions import (
    AGREED,
    BY_KEY,
    KINDS,
    QUESTIONS,
    AnswerError,
    Answers,
    Question,
    option,
    read,
)
from snr_cli.cli.console import Exit, deliver, tell, today, width
from snr_cli.french.numbers import first_of, number
from snr_cli.model.refusal import UsageError

with LATE:
    from snr_cli.api.scaffold import files, republished as republishing
    from snr_cli.catalog import opened, records, tables as catalog_tables
    from snr_cli.inputs.dossier import files as dossier_files


_TOLD = 40  # what a publication does not give back, on one line
INTRODUCTION = """\
Un nouveau dossier, en une vingtaine de questions.
Entrée, « ? » ou « nsp » si vous ne savez pas : la ligne reste en commentaire dans le fichier, rien n’est inventé.
Rien n’est écrit avant la fin ; Ctrl-C abandonne."""


def _answer(key: str, metavar: str = "N") -> Any:
    return typer.Option(option(key), metavar=metavar, help=BY_KEY[key].ask + ".")


def command(
    folder: Annotated[str, typer.Argument(metavar="DOSSIER", help="Dossier à créer ou à remplir.")] = ".",
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Sans question : ce qu’aucune option ne donne reste en commentaire.")
    ] = False,
    siren: Annotated[str | None, _answer("siren")] = None,
    name: Annotated[str | None, _answer("name", "TEXTE")] = None,
    kind: Annotated[str | None, typer.Option("--kind", metavar="NATURE", help=f"Nature : {', '.join(KINDS)}.")] = None,
    department: Annotated[str | None, _answer("department", "CODE")] = None,
    population_totale: Annotated[str | None, _answer("population_totale")] = None,
    population_municipale: Annotated[str | None, _answer("population_municipale")] = None,
    year: Annotated[
        str | None, typer.Option("--year", metavar="N", help="Année étudiée ; la dernière terminée par défaut.")
    ] = None,
    agents: Annotated[str | None, _answer("agents")] = None,
    equipped: Annotated[str | None, _answer("equipped")] = None,
    teleworkers: Annotated[str | None, _answer("teleworkers")] = None,
    laptops: Annotated[str | None, _answer("laptops")] = None,
    desktops: Annotated[str | None, _answer("desktops")] = None,
    monitors: Annotated[str | None, _answer("monitors")] = None,
    smartphones: Annotated[str | None, _answer("smartphones")] = None,
    tablets: Annotated[str | None, _answer("tablets")] = None,
    printers: Annotated[str | None, _answer("printers")] = None,
    copiers: Annotated[str | None, _answer("copiers")] = None,
    servers: Annotated[str | None, _answer("servers")] = None,
    switches: Annotated[str | None, _answer("switches")] = None,
    fixed_lines: Annotated[str | None, _answer("fixed_lines")] = None,
    mobile_lines: Annotated[str | None, _answer("mobile_lines")] = None,
    paper: Annotated[str | None, _answer("paper")] = None,
    spending: Annotated[str | None, _answer("spending")] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Estime, d’après les agents, ce qu’aucune réponse ne donne.")
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Ajoute un exemple commenté de chaque section du dossier.")
    ] = False,
    package: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="PUBLICATION",
            allow_from_autoenv=False,
            help="Reprend une publication de snr publish : son dossier, son datapackage.json ou un zip.",
        ),
    ] = None,
    workbook: Annotated[
        bool,
        typer.Option("--workbook", help="Écrit un classeur, territory.xlsx, au lieu de territory.yaml (extra xlsx)."),
    ] = False,
    ci: Annotated[
        list[str] | None,
        typer.Option(
            "--ci", metavar="FORGE", help="github, gitlab ou pre-commit : le fichier qui lance snr check (répétable)."
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", allow_from_autoenv=False, help="Remplace les fichiers qui existent.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Montre les fichiers et leur contenu, sans rien écrire.")
    ] = False,
) -> None:
    """Ask what a new dossier says, or take it of options, and write it."""
    given = {
        "siren": siren,
        "name": name,
        "kind": kind,
        "department": department,
        "population_totale": population_totale,
        "population_municipale": population_municipale,
        "year": year,
        "agents": agents,
        "equipped": equipped,
        "teleworkers": teleworkers,
        "laptops": laptops,
        "desktops": desktops,
        "monitors": monitors,
        "smartphones": smartphones,
        "tablets": tablets,
        "printers": printers,
        "copiers": copiers,
        "servers": servers,
        "switches": switches,
        "fixed_lines": fixed_lines,
        "mobile_lines": mobile_lines,
        "paper": paper,
        "spending": spending,
        "estimate": AGREED if estimate else None,
    }
    if folder in ("", "-"):
        raise UsageError("donnez le nom d’un dossier ; sans argument, le dossier courant est rempli")
    for word in ci or ():
        if word not in files.CI:
            raise UsageError(f"--ci : « {word} » ; choix : {', '.join(files.CI)}")
    if workbook and full:
        raise UsageError(
            "--full commente des exemples en YAML : il ne va pas avec --workbook, qui a une feuille par section"
        )
    if package is not None and (workbook or full or defaults or any(text is not None for text in given.values())):
        raise UsageError(
            "--from reprend une publication telle qu’elle est : ni question, ni réponse, ni --full, ni --workbook"
        )
    answers = _from_options(given)
    asks = not defaults and package is None and _is_terminal()
    if not (asks or defaults or package is not None or any(text is not None for text in given.values())):
        raise UsageError(
            "sans terminal, snr init ne peut pas poser ses questions : lancez-le dans un terminal, ou donnez les réponses "
            "par des options (--siren 243300316 --laptops 330…), ou --defaults pour tout laisser en commentaire"
        )
    target = Path(folder)
    wanted = files.names(target, dict.fromkeys(ci or ()), workbook=workbook)
    try:
        files.refuse_taken(target, wanted, force=force)
    except UsageError as error:
        if not dry_run:
            raise
        tell(f"sans --dry-run : {error}")
    tables = opened.shipped_tables()
    if package is not None:
        republished = republishing.dossier_from(package, tables)
        _deliver(
            target, wanted, {dossier_files.DOSSIER_NAME: republished.text}, {}, None, tables, force=force, dry=dry_run
        )
        if republished.missing:
            tell(f"ne revient pas d’une publication, à saisir : {first_of(republished.missing, _TOLD)}")
        return
    if asks:
        try:
            _interview(answers, {key for key, text in given.items() if text is not None}, tables)
        except KeyboardInterrupt:
            tell("\nAbandon (Ctrl-C) : rien n’a été écrit.", always=True)
            raise typer.Exit(Exit.INTERRUPTED) from None
        except EOFError:
            print()
            raise UsageError("fin de la saisie (Ctrl-D) avant la dernière réponse : rien n’a été écrit") from None
    if "year" not in answers:
        answers["year"] = _last_year()
        tell(f"année étudiée : {answers['year']}, la dernière terminée ; --year en donne une autre")
    authority = _authority(answers, tables)
    if not asks and "siren" in answers:
        tell(_identity(authority))
    _deliver(target, wanted, {}, answers, authority, tables, full=full, force=force, dry=dry_run)


def _deliver(
    target: Path,
    wanted: list[str],
    known: dict[str, str],
    answers: Answers,
    authority: "records.Authority | None",
    tables: "catalog_tables.Tables",
    *,
    full: bool = False,
    force: bool = False,
    dry: bool = False,
) -> None:
    """Write the files, or show them; `known`: the texts that are made already."""
    made = files.contents([name for name in wanted if name not in known], answers, authority, tables, full=full)
    texts = {name: known.get(name) or made[name] for name in wanted}
    if dry:
        deliver("\n".join(f"==> {target / name} <==\n{_shown(name, text)}" for name, text in texts.items()), None)
        return
    files.refuse_taken(target, wanted, force=force)  # the questions took minutes
    files.write(target, texts)
    _tell_next(target, wanted)


def _is_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _last_year() -> int:
    return today().year - 1


def _read(key: str, text: str, answers: Answers) -> Any:
    """Read an answer as `read` does; the clock, which only the command line knows, refuses a year to come.

    Raises:
        AnswerError: it cannot be taken.
    """
    value = read(key, text, answers)
    if key == "year" and isinstance(value, int) and value > _last_year() + 1:
        raise AnswerError(f"{value} n’est pas commencée ; l’année étudiée est la dernière dont vous avez les chiffres")
    return value


def _from_options(given: dict[str, str | None]) -> Answers:
    """Read the answers given as options.

    Raises:
        UsageError: one cannot be taken.
    """
    answers: Answers = {}
    for key, text in given.items():
        try:
            value = None if text is None else _read(key, text, answers)
        except AnswerError as error:
            raise UsageError(f"{option(key)} : {error}") from None
        if value is not None:
            answers[key] = value
    return answers


def _interview(answers: Answers, given: set[str], tables: "catalog_tables.Tables") -> None:
    """Ask every question that no option answered, then let any answer be corrected."""
    with suppress(ImportError):
        import readline  # noqa: F401 (the arrow keys then move in the line)
    _print(INTRODUCTION)
    done = set(given)
    while True:
        group = ""
        for question in QUESTIONS:
            known = _authority(answers, tables)
            asked = [each for each in QUESTIONS if each.key in given or not (each.if_unknown and known)]
            if question.key in done or question not in asked:
                continue
            if question.group != group:
                group = question.group
                print(f"\n{group.upper()}")
            _ask(asked.index(question) + 1, question, answers)
            done.add(question.key)
            if question.key == "siren" and "siren" in answers:
                known = _authority(answers, tables)
                _print(_identity(known), "   ")
                for each in QUESTIONS:  # the table knows better than what was typed for another SIREN
                    if known and each.if_unknown and each.key not in given:
                        answers.pop(each.key, None)
                        done.discard(each.key)
        print("\nVOS RÉPONSES")
        for rank, question in enumerate(asked, start=1):
            print(f"{rank:>4}. {question.ask} : {_said(question.key, answers)}")
        wrong = _chosen(asked)
        if wrong is None:
            print()
            return
        answers.pop(wrong.key, None)
        done.discard(wrong.key)


def _print(text: str, indent: str = "") -> None:
    """Print sentences, wrapped between words."""
    for line in text.split("\n"):
        print(fill(line, max(width(), 40), initial_indent=indent, subsequent_indent=indent))


def _input(prompt: str) -> str | None:
    """Return what was typed; None, with a word, when its bytes are not text."""
    try:
        return input(prompt)
    except UnicodeDecodeError:
        _print("Réponse illisible : le terminal n’est pas dans l’encodage annoncé.", "   ")
        return None


def _ask(rank: int, question: Question, answers: Answers) -> None:
    """Ask until the answer can be taken, or is not known; the year has a default instead."""
    default = _last_year() if question.key == "year" else None
    print(f"\n{rank}. {question.ask}")
    _print(question.where, "   ")
    hint = f"Entrée : {default}" if default else f"exemple : {question.example}"
    while True:
        text = _input(f"   ({hint}) > ")
        if text is None:
            continue
        try:
            value = _read(question.key, text, answers)
        except AnswerError as error:
            _print(f"Réponse refusée : {error}.", "   ")
            continue
        value = default if value is None else value
        if value is not None:
            answers[question.key] = value
        return


def _chosen(asked: list[Question]) -> Question | None:
    """Return the question to ask again, or None to end."""
    ranks = {str(rank): question for rank, question in enumerate(asked, start=1)}
    while True:
        text = _input("Entrée pour terminer, ou le numéro d’une réponse à corriger > ")
        if text is None:
            continue
        if not text.strip():
            return None
        if text.strip() in ranks:
            return ranks[text.strip()]
        _print(f"Un numéro de 1 à {len(asked)}, ou Entrée.", "   ")


def _said(key: str, answers: Answers) -> str:
    value = answers.get(key)
    if value is None:
        return "?"
    if key == "kind":
        return KINDS[str(value)]
    return number(value) if isinstance(value, int) and key != "year" else str(value)


def _authority(answers: Answers, tables: "catalog_tables.Tables") -> "records.Authority | None":
    if "siren" not in answers:
        return None
    authorities = tables.authority(siren=str(answers["siren"]))
    return authorities[0] if authorities else None


def _identity(authority: "records.Authority | None") -> str:
    if authority is None:
        return "SIREN absent de la table de snr (communes de moins de 10 000 habitants, autres organismes) : nom, nature, département et populations sont à donner."
    population = f", {number(authority.population_totale)} habitants" if authority.population_totale else ""
    return f"C’est : {authority.name}, {KINDS[authority.kind]}, département {authority.department}{population}."


def _shown(name: str, text: str | bytes) -> str:
    if isinstance(text, bytes):
        return f"(classeur de {len(text) // 1024 + 1} Kio)\n"

    return f"({text.count(chr(10))} lignes, que montre : snr schema territory)\n" if name == files.SCHEMA else text


def _tell_next(target: Path, wanted: list[str]) -> None:
    """Say what was written, what is left to do, and the next commands."""
    import json
    import shlex

    for name in wanted:
        tell(f"écrit : {target / name}")
    if files.SETTINGS not in wanted and files.BOOK_NAME not in wanted:
        tell(
            # no result: settings of an editor
            f"{target / files.SETTINGS} existe et reste tel quel ; pour l’aide à la saisie dans VS Code, ajoutez-y : {json.dumps(files.EDITOR)[1:-1]}"
        )
    root = next((place for place in target.resolve().parents if (place / ".git").exists()), None)
    moved = [place for place, _ in files.CI.values() if place in wanted]
    if moved and root is not None and not (target / ".git").exists():
        tell(f"à déplacer à la racine du dépôt git ({root}) : {', '.join(moved)}")
    where = shlex.quote(str(target))
    tell(f"ensuite :\n  snr check --profile saisie {where}\n  snr assess {where}")
