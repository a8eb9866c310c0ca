"""`snr init`: a new dossier. The dialogue of the terminal; the files are `scaffold`'s."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from snr_cli.api.answers import (
    GIVEN,
    HEADS,
    LAST,
    START,
    STARTING,
    AnswerError,
    Answers,
    half_answered,
    read_answer,
    whole_answers,
)
from snr_cli.api.scaffold import files
from snr_cli.catalog import opened, records, tables as catalog_tables
from snr_cli.cli.console import Exit, deliver, is_terminal, say, tell, tell_next, today, typed, until_taken
from snr_cli.french.numbers import closest, did_you_mean, number
from snr_cli.model.questions import KINDS, ROLES, Part, Question
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import files as output_files

_ASKED: Final = (*START, LAST)
INTRODUCTION: Final = f"""\
Un nouveau dossier, en {len(_ASKED)} questions ; chacune dit qui sait d’habitude, et combien de temps il lui faut.
Entrée, « ? » ou « nsp » si vous ne savez pas : la ligne reste en commentaire dans le fichier, rien n’est inventé.
Rien n’est écrit avant la fin ; Ctrl-C abandonne."""


def command(
    folder: Annotated[str, typer.Argument(metavar="DOSSIER", help="Dossier à créer ou à remplir.")] = ".",
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Sans question : ce qu’aucune option ne donne reste en commentaire.")
    ] = False,
    siren: Annotated[str | None, typer.Option("--siren", metavar="N", help=f"{STARTING['siren'].ask}.")] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="CLE=VALEUR",
            help="Une réponse, comme laptops=330 (répétable) ; year : l’année étudiée, la dernière terminée à défaut ; "
            f"estimate=oui : ce qu’aucune ne donne, d’après les agents. Clés : {', '.join(GIVEN)}.",
        ),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Ajoute un exemple commenté de chaque section du dossier.")
    ] = False,
    ci: Annotated[
        list[str] | None,
        typer.Option(
            "--ci", metavar="FORGE", help="github, gitlab ou pre-commit : le fichier qui lance snr check (répétable)."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Montre les fichiers et leur contenu, sans rien écrire.")
    ] = False,
) -> None:
    """Ask what a new dossier says, or take it of options, and write it."""
    given = {"siren": siren} if siren is not None else {}
    for word in answer or ():
        key, text = _pair(word)
        if key in given:
            raise UsageError(f"--answer {key} : donné deux fois")
        given[key] = text
    if folder in ("", "-"):
        raise UsageError("donnez le nom d’un dossier ; sans argument, le dossier courant est rempli")
    for word in ci or ():
        if word not in files.CI:
            raise UsageError(f"--ci : « {word} » ; choix : {', '.join(files.CI)}")
    answers = _from_options(given)
    asks = not defaults and is_terminal()
    if not (asks or defaults or given):
        raise UsageError(
            "sans terminal, snr init ne peut pas poser ses questions : lancez-le dans un terminal, ou donnez les réponses "
            "par des options (--siren 243300316 --answer laptops=330…), ou --defaults pour tout laisser en commentaire"
        )
    if not asks:
        _refuse_halves(answers)
    target = Path(folder)
    wanted = files.names(target, dict.fromkeys(ci or ()))
    try:
        files.refuse_taken(target, wanted)
    except UsageError as error:
        if not dry_run:
            raise
        tell(f"sans --dry-run : {error}")
    tables = opened.shipped_tables()
    if asks:
        try:
            _interview(answers, {*given, *answers}, tables)
        except KeyboardInterrupt:
            tell("\nAbandon (Ctrl-C) : rien n’a été écrit.", always=True, lines=True)
            raise typer.Exit(Exit.INTERRUPTED) from None
        except EOFError:
            print()
            raise UsageError("fin de la saisie (Ctrl-D) avant la dernière réponse : rien n’a été écrit") from None
    if "year" not in answers:
        answers["year"] = _last_year()
        tell(f"année étudiée : {answers['year']}, la dernière terminée ; --answer year= en donne une autre")
    authority = _authority(answers, tables)
    if not asks and "siren" in answers:
        tell(_identity(authority))
    _deliver(target, wanted, answers, authority, tables, full=full, dry=dry_run)


def _deliver(
    target: Path,
    wanted: list[str],
    answers: Answers,
    authority: "records.Authority | None",
    tables: "catalog_tables.Tables",
    *,
    full: bool = False,
    dry: bool = False,
) -> None:
    """Write the files, or show them."""
    made = files.contents(wanted, answers, authority, tables, full=full)
    texts = {name: made[name] for name in wanted}
    if dry:
        deliver("\n".join(f"==> {target / name} <==\n{_shown(name, text)}" for name, text in texts.items()), None)
        return
    output_files.write_new(target, texts)
    _tell_next(target, wanted)


def _last_year() -> int:
    return today().year - 1


def _pair(word: str) -> tuple[str, str]:
    """Read `--answer CLE=VALEUR`.

    Raises:
        UsageError: it is not written so, or no question has that key.
    """
    key, equals, text = word.partition("=")
    key = key.strip()
    if not equals:
        raise UsageError(f"--answer : « {word} » ; écrivez CLE=VALEUR, comme --answer laptops=330")
    if key not in GIVEN:
        hint = did_you_mean(closest(key.replace("-", "_"), GIVEN), after=" ; ")
        raise UsageError(f"--answer : « {key} » n’est la clé d’aucune question{hint}", f"clés : {', '.join(GIVEN)}")
    return key, text


def _read(part: Part, text: str, answers: Answers) -> Any:
    """Read an answer as `read_answer` does, a name in the place of a SIREN; the clock, which only the command line knows, refuses a year to come.

    Raises:
        AnswerError: it cannot be taken.
    """
    from snr_cli.api import authorities

    try:
        value = read_answer(part, text, answers)
    except AnswerError:
        if part.key != "siren" or any(char.isdigit() for char in text):
            raise
        value = read_answer(part, authorities.siren_named(text), answers)
    if part.key == "year" and value is not None and value > _last_year() + 1:
        raise AnswerError(f"{value} n’est pas commencée ; l’année étudiée est la dernière dont vous avez les chiffres")
    return value


def _from_options(given: dict[str, str]) -> Answers:
    """Read the answers given as options.

    Raises:
        UsageError: one cannot be taken.
    """
    answers: Answers = {}
    for key, text in given.items():
        try:
            value = _read(GIVEN[key], text, answers)
        except AnswerError as error:
            raise UsageError(f"{'--siren' if key == 'siren' else f'--answer {key}'} : {error}") from None
        if value is not None:
            answers[key] = value
    return answers


def _refuse_halves(answers: Answers) -> None:
    """Check that options answer whole questions.

    Raises:
        UsageError: something would be estimated of nothing, or an answer is half of one.
    """
    estimated = bool(answers.get(LAST.id))
    if estimated and not HEADS & set(answers):
        raise UsageError(
            "--answer estimate : rien ne s’estime sans effectif ; ajoutez --answer agents=, et leur nombre"
        )
    lacking = [part for question in START for part in half_answered(question, answers, estimated=estimated)]
    if lacking:
        halves = ", ".join(key for key in answers if key not in whole_answers(answers))
        raise UsageError(
            f"--answer {halves} : réponse incomplète, il manque {_named(lacking)} ; rien n’est écrit",
            f"ajoutez {' '.join(f'--answer {part.key}=' for part in lacking)} et le nombre (0 s’il n’y en a pas), ou ôtez {halves}",
        )


def _interview(answers: Answers, given: set[str], tables: "catalog_tables.Tables") -> None:
    """Ask every question that no option answered, then let any answer be corrected."""
    say(INTRODUCTION)
    done = set(given)
    while True:
        for question in _ASKED:
            _ask_parts(question, answers, given, done, tables)
        asked = [part for question in _ASKED for part in question.parts if _is_asked(part, answers, given, tables)]
        whole = whole_answers(answers)
        print("\nVOS RÉPONSES")
        for rank, part in enumerate(asked, start=1):
            half = " (non écrit : réponse incomplète)" if part.key in answers and part.key not in whole else ""
            print(f"{rank:>4}. {part.ask} : {_said(part, answers)}{half}")
        wrong = _chosen(asked)
        if wrong is None:
            print()
            return
        answers.pop(wrong.key, None)
        done.discard(wrong.key)


def _ask_parts(
    question: Question, answers: Answers, given: set[str], done: set[str], tables: "catalog_tables.Tables"
) -> None:
    """Ask the parts of a question that are not done yet; then, once more, what lacks beside an answer."""
    asked = False
    for part in question.parts:
        if part.key in done or not _is_asked(part, answers, given, tables):
            continue
        if not asked:
            print(f"\n{_ASKED.index(question) + 1}/{len(_ASKED)}. {question.ask}")
            say(f"{ROLES[question.who]}, {question.minutes} min : {question.where}", "   ")
        asked = True
        _ask(part, question, answers)
        done.add(part.key)
        if part.key == "siren" and "siren" in answers:
            known = _authority(answers, tables)
            say(_identity(known), "   ")
            for each in question.parts:  # the table knows better than what was typed for another SIREN
                if known and each.if_unknown and each.key not in given:
                    answers.pop(each.key, None)
                    done.discard(each.key)
    lacking = half_answered(question, answers, estimated=bool(HEADS & set(answers))) if asked else ()
    if lacking:
        kept = "l’estimation est gardée" if any(part.estimate for part in lacking) else "le reste n’est pas écrit"
        say(f"Il manque {_named(lacking)} (0 s’il n’y en a pas) : sans réponse, {kept}.", "   ")
    for part in lacking:
        _ask(part, question, answers)


def _named(parts: Iterable[Part]) -> str:
    return ", ".join(f"« {part.ask} »" for part in parts)


def _is_asked(part: Part, answers: Answers, given: set[str], tables: "catalog_tables.Tables") -> bool:
    """Say whether a part is asked: not what the table knows, nor what is said of a line that has no quantity."""
    if part.key == LAST.id:
        return bool(HEADS & set(answers))
    if part.if_unknown and part.key not in given:
        return _authority(answers, tables) is None
    beside = (each for each in STARTING.values() if part.line[0] and each.line == part.line and each.key != part.key)
    return all(answers.get(each.key) for each in beside if each.field == ("quantity",))


def _ask(part: Part, question: Question, answers: Answers) -> None:
    """Ask until the answer can be taken, or is not known; a year, and whether to estimate, have a default instead."""
    if len(question.parts) > 1:
        say(part.ask + ("" if part.where in question.where else f" : {part.where}"), "   ")
    default = {"year": str(_last_year()), LAST.id: "oui"}.get(part.key, "")
    hint = f"Entrée : {default}" if default else " ".join(["exemple :", part.example, part.unit]).rstrip()
    value = until_taken(f"   ({hint}) > ", lambda text: _read(part, text, answers))
    value = _read(part, default, answers) if value is None else value
    if value is not None:
        answers[part.key] = value


def _chosen(asked: list[Part]) -> Part | None:
    """Return what to ask again, or None to end."""
    ranks = {str(rank): part for rank, part in enumerate(asked, start=1)}
    while True:
        text = typed("Entrée pour terminer, ou le numéro d’une réponse à corriger > ")
        if text is None:
            continue
        if not text.strip():
            return None
        if text.strip() in ranks:
            return ranks[text.strip()]
        say(f"Un numéro de 1 à {len(asked)}, ou Entrée.", "   ")


def _said(part: Part, answers: Answers) -> str:
    value = answers.get(part.key)
    if value is None:
        return "?"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if part.sort == "kind":
        return KINDS[value]
    return str(value) if isinstance(value, str) or part.sort == "year" else f"{number(value)} {part.unit}"


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


def _shown(name: str, text: str) -> str:
    if name in (files.SCHEMA, files.SECTION_SCHEMA):
        return f"({text.count(chr(10))} lignes, que montre : snr schema {name.partition('.')[0]})\n"
    return text


def _tell_next(target: Path, wanted: list[str]) -> None:
    """Say what was written, what is left to do, and the next commands."""
    import json
    import shlex

    for name in wanted:
        tell(f"écrit : {target / name}")
    if files.SETTINGS not in wanted:
        tell(
            # no result: settings of an editor
            f"{target / files.SETTINGS} existe et reste tel quel ; pour l’aide à la saisie dans VS Code, ajoutez-y : {json.dumps(files.EDITOR)[1:-1]}"
        )
    root = next((place for place in target.resolve().parents if (place / ".git").exists()), None)
    moved = [place for place, _ in files.CI.values() if place in wanted]
    if moved and root is not None and not (target / ".git").exists():
        tell(f"à déplacer à la racine du dépôt git ({root}) : {', '.join(moved)}")
    if sys.stdout.isatty():
        tell_next(str(target))
    else:
        tell(f"ensuite : snr next {shlex.quote(str(target))}")
