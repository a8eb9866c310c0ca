"""`snr next`: what to do next; with `--do`, a question asked and its answers written. The dialogue of the terminal."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

from snr_cli.api import answering, assessing, next_steps, sheets
from snr_cli.api.answers import AnswerError, half_answered, nothing_said, read_answer
from snr_cli.cli.console import HERE, Exit, OwnDossier, as_json, deliver, is_terminal, say, tell, until_taken, width
from snr_cli.french.numbers import did_you_mean, printable, together
from snr_cli.inputs.inventory import values
from snr_cli.inputs.workbook import values as dossier_values
from snr_cli.model.questions import BY_ID, ROLES, Part, Question
from snr_cli.model.refusal import UsageError
from snr_cli.outputs import next_screen


def command(
    dossier: OwnDossier = HERE,
    do: Annotated[
        str | None,
        typer.Option(
            "--do", metavar="QUESTION", allow_from_autoenv=False, help="Pose cette question et écrit la réponse."
        ),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="CLÉ=VALEUR",
            allow_from_autoenv=False,
            help="Réponse donnée d’avance, sans terminal (répétable) : agents=820.",
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", metavar="FORMAT", help="text ou json.")] = "text",
) -> None:
    """Say what to do next, or ask a question and write its answers."""
    if form not in ("text", "json"):
        raise UsageError(f"--format : « {form} » ; choix : text, json")
    if do is None:
        if answer:
            raise UsageError("--answer va avec --do QUESTION")
        steps = next_steps.next_steps(dossier)
        text = as_json(next_screen.RESULT.document(steps)) if form == "json" else next_screen.next_text(steps, width())
        deliver(text, None)
        return
    question = _question(do)
    if question.command:
        raise UsageError(f"« {question.ask} » : cette étape est une commande", question.command)
    put_answer(dossier, question, answer)


def put_answer(dossier: str, question: Question, answer: list[str] | None = None) -> None:
    """Ask a question, at the terminal when its answers are not given, and write them.

    Raises:
        UsageError: an answer cannot be taken, or written.
    """
    from snr_cli.outputs import files as output_files

    opened = sheets.open_dossier(dossier)
    if opened.read.dossier is not None:
        pooled = assessing.pooled_types(opened.read.name, opened.read.dossier, opened.tables)
        if any(part.type in pooled for part in question.parts):
            tell(
                "votre part de ce que le groupement mutualise est déjà comptée : ne donnez que ce que vous avez en propre"
            )
    if question.id == "objectifs" and not answer:
        tell(next_steps.before_objectives(dossier))
    rows = _given(question, answer, opened) if answer else _from_terminal(question, opened)
    if not any(rows):
        tell("rien n’est écrit : aucune réponse")
        return
    edits = answering.answered_edits(opened, question, rows)
    output_files.write_edits(edits)
    for edit in edits:
        tell(f"écrit : {edit.path.as_posix()}")
    tell(next_screen.first_line(next_steps.next_steps(dossier)))


def _question(name: str) -> Question:
    if name in BY_ID:
        return BY_ID[name]
    near = values.nearest(name, [*BY_ID])
    raise UsageError(f"--do : question inconnue « {name} »", did_you_mean(near, f"choix : {', '.join(BY_ID)}"))


def _given(question: Question, answers: list[str], opened: "sheets.OpenDossier") -> list[dict[str, Any]]:
    """Read the answers of options, all of one row; of a question asked of each row, they are for those that do not say it.

    Raises:
        UsageError: one is of no part of the question, cannot be taken, or is half of an answer.
    """
    parts = {part.key: part for part in question.parts}
    taken: dict[str, Any] = {}
    for each in answers:
        key, equals, text = each.partition("=")
        if key not in parts or not equals:
            near = None if key in parts else values.nearest(key, [*parts])
            raise UsageError(
                f"--answer : « {each} »", did_you_mean(near, f"écrivez CLÉ=VALEUR ; clés : {', '.join(parts)}")
            )
        try:
            value = read_answer(parts[key], text, taken)
        except AnswerError as error:
            raise UsageError(f"--answer {key} : {error}") from None
        if value is not None:
            taken[key] = value
    if lacking := half_answered(question, taken):
        raise UsageError(
            f"la réponse est à moitié donnée : il manque {together(part.ask.lower() for part in lacking)}",
            f"0 s’il n’y en a pas : {' '.join(f'--answer {part.key}=0' for part in lacking)}",
        )
    if not question.each:
        return [taken]
    return [
        {key: value for key, value in taken.items() if parts[key].field[0] not in item}
        for item in _items(question, opened).values()
    ]


def _items(question: Question, opened: "sheets.OpenDossier") -> dict[Any, Any]:
    return answering.rows_of(answering.well_formed(opened.read.joined.data), question)


def _from_terminal(question: Question, opened: "sheets.OpenDossier") -> list[dict[str, Any]]:
    """Ask a question at the terminal; a question of rows is asked again until nothing is typed.

    Raises:
        UsageError: there is no terminal.
    """
    if not is_terminal():
        keys = " ".join(f"--answer {part.key}=…" for part in question.parts)
        raise UsageError("sans terminal, la question ne peut pas être posée", f"donnez la réponse : {keys}")
    say(f"{question.ask} ({ROLES[question.who]}, {question.minutes} min)")
    say(f"{question.where}. Entrée, « ? » ou « nsp » si vous ne savez pas.", "   ")
    try:
        return list(_rows(question, opened))
    except KeyboardInterrupt:
        tell("\nAbandon (Ctrl-C) : rien n’a été écrit.", always=True, lines=True)
        raise typer.Exit(Exit.INTERRUPTED) from None
    except EOFError:
        print()
        raise UsageError("fin de la saisie (Ctrl-D) avant la dernière réponse : rien n’a été écrit") from None


def _rows(question: Question, opened: "sheets.OpenDossier") -> Iterator[dict[str, Any]]:
    """Yield the answers, row by row."""
    if question.each:
        items = _items(question, opened)
        lacking = [each for each in items.values() if any(_of(part, each) is None for part in question.parts)]
        for name, item in items.items():
            if lacking and item not in lacking:
                yield {}  # all of it is known
                continue
            print(f"\n{printable(answering.title_of(item, name))}")
            yield _answers(question, item)
        return
    row = _answers(question, {})
    while row and question.rows:
        yield row
        if nothing_said(question, row[question.parts[0].key]):
            return
        print("\nUne autre ? Entrée pour finir.")
        row = _answers(question, {})
    if row:
        yield row


def _of(part: Part, item: Mapping[str, Any]) -> Any:
    """Return what an item says already of a part; None when it says nothing."""
    return dossier_values.at_steps(item, part.field)


def _answers(question: Question, known: Mapping[str, Any]) -> dict[str, Any]:
    """Ask each part; without the first, a row is none."""
    taken: dict[str, Any] = {}
    for part in question.parts:
        value = _typed(part, taken, _of(part, known))
        if value is not None:
            taken[part.key] = value
        elif question.rows and part is question.parts[0]:
            return {}
    if lacking := half_answered(question, taken):
        what = together(part.ask.lower() for part in lacking)
        say(f"Il manque {what} (0 s’il n’y en a pas) : l’estimation est gardée, rien n’en est écrit.", "   ")
        kept = {part.estimate for part in lacking}
        taken = {
            part.key: taken[part.key] for part in question.parts if part.key in taken and part.estimate not in kept
        }
    return taken


def _typed(part: Part, taken: Mapping[str, Any], now: Any) -> Any:
    """Ask one part until its answer can be taken, or is not known; what the dossier says `now` stays without one."""
    unit = f", {part.unit}" if part.unit else ""
    choices = f" ({' ou '.join(label for label, _ in part.choices)})" if part.choices else ""
    hint = f"exemple : {part.example}" if now is None else f"au dossier : {printable(str(now))} ; Entrée le garde"
    hint = f"{part.where} ; {hint}" if part.where else hint
    return until_taken(f"   {part.ask}{unit}{choices} ({hint}) > ", lambda text: read_answer(part, text, taken))
