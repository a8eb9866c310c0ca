"""What to do next with a dossier: at most three things, one of each sort, each with who, how long, and the command that does it.

What a duty still asks is counted by answers, not by verdicts: one past action satisfies half the decree before any strategy.
"""

import shlex
from collections.abc import Iterable, Iterator
from os import PathLike
from pathlib import Path
from typing import Any, Final

from snr_cli.api.assessing import Assessed, assess_as, assess_opened, sharing_group
from snr_cli.api.checking import case_of, judge_document, read_again
from snr_cli.api.collecting import collect_status
from snr_cli.api.contributors import COLLECTED
from snr_cli.api.planning import plan_of
from snr_cli.api.sheets import OpenDossier, opened
from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE
from snr_cli.engine.uncertainty import to_collect
from snr_cli.french.numbers import percent, plural, together
from snr_cli.french.words.terms import ESTIMATES, GROUP_WORDS, mass
from snr_cli.inputs.dossier.files import WORKBOOKS
from snr_cli.inputs.inventory.records import TO_CONFIRM
from snr_cli.inputs.workbook.fixes import fixes_path
from snr_cli.model.codes import CODES
from snr_cli.model.finding import DossierError, Severity
from snr_cli.model.questions import BY_ID, PIECES, QUESTIONS, ROLES, Question
from snr_cli.model.refusal import UsageError
from snr_cli.plan.plan import possible_horizon
from snr_cli.results.effects import plan_change
from snr_cli.results.next_steps import NextStep, NextSteps, StepSort, is_answered
from snr_cli.results.organisation import judged_organisation, judged_parts
from snr_cli.results.sentences.effects import doubt_text, spending_part

MOST: Final = 3
_LEAST: Final = 0.01  # of the total: what changes it less is not worth a question
_FEW: Final = 2  # from how many colleagues on they are asked together
_WRITTEN: Final = ("docx", "odt", "md", "html")
_AMOUNTS: Final = frozenset(
    {"quantity", "lifetime"}
)  # the inputs that an answer makes surer; a factor is nobody's answer


def next_steps(dossier: str | PathLike[str] | OpenDossier, tables: Tables | None = None) -> NextSteps:
    """Say what to do next with a dossier.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.
        tables: the factor tables; those of snr without any.

    Raises:
        UsageError: it cannot be opened.
    """
    given = opened(dossier, tables)
    argument = given.argument
    try:
        assessed = assess_opened(given)
    except DossierError as error:
        return NextSteps(given.read.name, "", 0, len(PIECES), None, None, False, False, (_mend(argument, error),))
    scope = "sans ses membres" if assessed.dossier.members else ""
    if group := sharing_group(assessed.name, assessed.dossier, given.tables):
        assessed = assess_as(given, given.tables, None)
        counted = any(notice.code == "pooled_share" for notice in assessed.result.notices)  # unless the group is wrong
        scope = f"{'avec' if counted else 'sans'} sa part de ce que mutualise {group.dossier.territory.name or group.folder}"
    state = Standing(argument, assessed, given.tables)
    judged = judged_organisation(assessed.result, given.tables, (CLIMATE,), sets=False)
    interval = judged.intervals.get(CLIMATE)
    return NextSteps(
        assessed.name,
        scope,
        sum(piece in state.met for piece in PIECES),
        len(PIECES),
        judged.climate.value,
        (interval.low, interval.high) if interval is not None else None,
        bool(assessed.result.organisation.missing_groups),
        case_of(read_again(assessed.loaded), assessed.result, given.tables, None).standing in ("voluntary", "outside"),
        tuple(_chosen(state, judged.climate.value, interval)),
    )


def before_objectives(dossier: str | PathLike[str] | OpenDossier) -> str:
    """Say what an objective is decided by: where the actions lead, and what weighs the most; empty when nothing is assessed.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    given = opened(dossier)
    assessed, tables = assess_opened(given), given.tables
    result = assessed.result
    plan = plan_of(assessed, tables, possible_horizon(assessed.dossier), (CLIMATE,))
    total = judged_organisation(result, tables, (CLIMATE,), sets=False).climate
    if not total.value:
        return ""
    heaviest = judged_parts(result, "group")[0]
    label = str(tables.vocabulary["groups"][heaviest.id]["label_fr"])
    said = [f"le plus lourd : {label[0].lower()}{label[1:]}, {percent(heaviest.share or 0.0)}"]
    last = plan.trajectory.years[-1]
    if last.actions and CLIMATE in last.with_actions:
        change, after = plan_change(plan), last.with_actions[CLIMATE]
        beside = ", ".join(filter(None, (percent(after / total.value - 1), spending_part(change), doubt_text(change))))
        partial = "" if total.state.is_total else " (partiel)"
        said.append(
            f"avec les actions du dossier, de {mass(total.value)}{partial} à {mass(after)} en {last.year} ({beside})"
        )
    return " ; ".join(said)


class Standing:
    """A dossier that is assessed, and where it stands.

    Attributes:
        asked: the questions that its kind of authority is asked.
        answered: the names of those that it answers.
        met: the codes of the duties, and the groups of annex A, whose questions are all answered.
    """

    def __init__(self, argument: str, assessed: Assessed, tables: Tables) -> None:
        self.argument, self.assessed, self.tables = argument, assessed, tables
        self.dossier, self.lines = assessed.dossier, assessed.result.organisation.lines
        kind = assessed.result.facts["kind"].value if "kind" in assessed.result.facts else None
        self.kind = kind or self.dossier.territory.kind
        self.asked = [each for each in QUESTIONS if not each.of or self.kind in (None, *each.of)]
        self.answered = {each.id for each in self.asked if is_answered(each, self.dossier, self.lines)}
        open_codes = {code for each in self.asked if each.id not in self.answered for code in each.opens}
        self.met = {code for each in QUESTIONS for code in each.opens} - open_codes

    def step(self, question: Question, sort: StepSort, why: str) -> NextStep:
        """Return a question as a thing to do."""
        command = question.command or f"snr next . --do {question.id}"
        return NextStep(sort, question.id, question.ask, ROLES[question.who], question.minutes, why, self.here(command))

    def here(self, command: str) -> str:
        """Write a command with the place of the dossier."""
        return command.replace(" .", "" if self.argument == "." else f" {shlex.quote(self.argument)}", 1)

    def may_ask(self, question: Question) -> bool:
        """Say whether a question is to ask: unanswered, and all that comes before it answered."""
        asked = {each.id for each in self.asked}
        return question.id not in self.answered and all(
            before in self.answered for before in question.after if before in asked
        )


def _mend(argument: str, error: DossierError) -> NextStep:
    first = error.findings[0]
    place = f"{first.position.file}:{first.position.line}"
    return NextStep(
        "mend",
        "",
        f"Corrigez {place} : {first.message}",
        ROLES["lead"],
        None,
        plural(len(error.findings), "erreur"),
        "snr check" if argument == "." else f"snr check {argument}",
    )


def _chosen(state: Standing, total: float | None, interval: Any) -> Iterator[NextStep]:
    """Yield at most three steps: what came back first, a count while there is none, then one of each sort."""
    steps: list[NextStep] = [*_returned(state)]
    if "agents" not in state.answered and not total:
        steps += [state.step(BY_ID[name], "count", "sans effectif, rien ne s’estime") for name in ("agents",)]
        steps += [state.step(BY_ID["prestations"], "count", "rien n’en est compté")]
    else:
        steps += [] if steps else _ask(state)
        steps += _duty(state, steps) or _cycle(state)
        steps += _gap(state) or _tonnes(state, total, steps)
        steps += _precision(state, total, interval, steps)
        steps += _duty(state, steps) or _tonnes(state, total, steps)
    yield from steps[:MOST]


def _ask(state: Standing) -> list[NextStep]:
    """Return the sending of workbooks to those who know what is not answered, until they are written or the strategy is."""
    if _books(state).is_dir() or "vote" in state.answered or state.may_ask(BY_ID["vote"]):
        return []
    asked = [
        each
        for each in state.asked
        if each.id not in state.answered and each.parts and each.chapter in ("first", "measure", "programme")
    ]
    people = list(dict.fromkeys(ROLES[each.who] for each in asked if each.who != "lead"))
    if len(people) < _FEW:
        return []
    text = f"Demandez à vos collègues ce qu’ils savent, chacun par un classeur : {together(people)}."
    options = " ".join(f"--for {shlex.quote(name)}" for name in people)
    why = f"{plural(len(asked), 'question')} ; ce que vous savez déjà, snr next --do QUESTION l’écrit"
    return [NextStep("ask", "", text, ROLES["lead"], 5, why, state.here(f"snr collect . {options}"))]


def _books(state: Standing) -> Path:
    """Return the folder of the workbooks of colleagues."""
    folder = Path(state.argument)
    return (folder if folder.is_dir() else folder.parent) / COLLECTED


def _returned(state: Standing) -> Iterator[NextStep]:
    """Yield what came back and waits: workbooks of colleagues, rows that nobody confirmed."""
    books = _books(state)
    if books.is_dir() and any(path.suffix.lower() in WORKBOOKS for path in books.iterdir()):
        try:
            status = collect_status(state.argument, books)
        except (DossierError, UsageError):
            status = ()
        wrong = [one for one in status if one.state == "wrong"]
        if ready := [one for one in status if one.changed and one not in wrong]:
            text = f"Reprenez les réponses de {together(one.contributor.function for one in ready)}."
            why = f"{plural(len(ready), 'classeur prêt', 'classeurs prêts')}"
            why += (
                f" ; {plural(len(wrong), 'autre attend', 'autres attendent')}, des cases sont à relire" if wrong else ""
            )
            yield NextStep("fold", "", text, ROLES["lead"], 5, why, state.here("snr collect . --yaml"))
        elif wrong:
            faults = [finding for one in wrong for finding in one.findings if finding.severity is Severity.ERROR]
            text = f"Relisez {plural(len(faults), 'case')} de {together(one.contributor.function for one in wrong)}."
            seen = all(fixes_path(Path(finding.position.file)).exists() for finding in faults)
            command = state.here("snr collect . --status" if seen else "snr collect . --fix")
            yield NextStep("fold", "", text, ROLES["lead"], 5, "leur classeur attend", command)
    for one in state.assessed.imported:
        if doubtful := sum(group.rows for group in one.inventory.groups if group.verdict == TO_CONFIRM):
            file = next(iter(one.digests()), one.id)
            text = f"Confirmez {plural(doubtful, 'ligne')} de l’inventaire « {one.id} »."
            yield NextStep("fold", "", text, ROLES["it"], 10, "elles ne sont pas comptées", f"snr inventory {file}")


def _duty(state: Standing, chosen: Iterable[NextStep]) -> list[NextStep]:
    """Return the first question that a piece of the decree still waits for, of somebody who is not asked yet."""
    taken, busy = {step.question for step in chosen}, {step.who for step in chosen}
    open_ones = [
        each
        for each in state.asked
        if set(each.opens) & set(PIECES) and state.may_ask(each) and each.id not in {"vote", *taken}
    ]
    free = [each for each in open_ones if ROLES[each.who] not in busy]
    return [
        state.step(each, "duty", _pieces(code for code in each.opens if code in PIECES))
        for each in (free or open_ones)[:1]
    ]


def _pieces(codes: Iterable[str]) -> str:
    """Say what pieces of the decree are: the first in words, all by their codes."""
    every = list(dict.fromkeys(codes))
    title = CODES[every[0]].title
    return f"{title[0].lower()}{title[1:]} ({together(every)})"


def _gap(state: Standing) -> list[NextStep]:
    """Return what an objective of the organisation lacks, once there are objectives and actions."""
    if not {"objectifs", "actions"} <= state.answered:
        return []
    plan = plan_of(state.assessed, state.tables, possible_horizon(state.dossier), (CLIMATE,))
    for outcome in plan.outcomes:
        if outcome.perimeter == "organisation" and outcome.category == CLIMATE and (outcome.gap or 0.0) > 0:
            text = f"Choisissez d’autres actions, ou une baisse moindre : « {outcome.title} » manque de {mass(outcome.gap or 0.0)}."
            command = state.here("snr plan . --suggest")
            return [NextStep("tonnes", "actions", text, ROLES["management"], 15, "le plan n’y mène pas", command)]
    return []


def _tonnes(state: Standing, total: float | None, chosen: Iterable[NextStep]) -> list[NextStep]:
    """Return the question whose answer may change the total most: an estimate to replace, then a group that nothing counts."""
    taken = {step.question for step in chosen}
    for estimate in to_collect(state.lines, state.tables):
        question = next(
            (each for each in state.asked if any(part.estimate == estimate.estimate for part in each.parts)), None
        )
        if question is not None and question.id not in taken and estimate.change >= _LEAST * (total or 0.0):
            why = f"{ESTIMATES[estimate.estimate]} : le vrai nombre peut changer le total de {mass(estimate.change)}"
            return [state.step(question, "tonnes", why)]
    for group in state.assessed.result.organisation.missing_groups:
        question = next((each for each in state.asked if group in each.opens and state.may_ask(each)), None)
        if question is not None and question.id not in taken:
            return [state.step(question, "tonnes", f"{GROUP_WORDS[group]} : rien n’est compté")]
    if "prestations" not in state.answered and "prestations" not in taken:
        return [state.step(BY_ID["prestations"], "tonnes", "rien n’en est compté")]
    return []


def _precision(state: Standing, total: float | None, interval: Any, chosen: Iterable[NextStep]) -> list[NextStep]:
    """Return the question that makes the total surest: a number or a life; a factor is nobody's answer."""
    if interval is None or not total:
        return []
    taken = {step.question for step in chosen}
    for found in interval.contributions:
        if found.kind not in _AMOUNTS or found.share < _LEAST:
            continue
        question = _about(state, found.kind, found.subject)
        if question is not None and question.id not in taken:
            of = "d’une durée de vie supposée" if found.kind == "lifetime" else "d’un nombre supposé"
            part = next(each for each in question.parts if found.subject in (each.type, *each.field))
            why = f"{percent(found.share)} de l’incertitude vient {of} : {part.ask.lower()}"
            return [state.step(question, "precision", why)]
    return []


def _about(state: Standing, kind: str, subject: str) -> Question | None:
    """Return the question that gives the life or the number of a type and that is not answered."""
    for each in state.asked:
        lives = any(part.to == f"method.lifetimes.{subject}.years" for part in each.parts)
        counts = any(part.type == subject and part.field == ("quantity",) for part in each.parts)
        if (lives if kind == "lifetime" else counts) and state.may_ask(each):
            return each
    return None


def _before_the_vote(state: Standing) -> NextStep:
    """Return what a strategy waits for: to be written, to be complete, to be voted."""
    lead, management = ROLES["lead"], ROLES["management"]
    here = Path(state.argument) if Path(state.argument).is_dir() else Path(state.argument).parent
    if not any((here / f"strategie.{form}").is_file() for form in _WRITTEN):
        target = (here / "strategie.docx").as_posix()
        command = state.here(f"snr draft . -d strategie -f docx -o {shlex.quote(target)}")
        return NextStep("cycle", "", "Écrivez la stratégie, et relisez-la.", lead, 15, "Word ou LibreOffice", command)
    plan = plan_of(state.assessed, state.tables, possible_horizon(state.dossier), (CLIMATE,))
    missing, _ = judge_document(
        read_again(state.assessed.loaded), state.assessed.result, plan, state.tables, "strategie"
    )
    left = [finding for finding in missing if finding.code not in BY_ID["vote"].opens]
    if left:
        text = f"Complétez la stratégie : {left[0].message}."
        why = f"{plural(len(left), 'point')} : {together(dict.fromkeys(finding.code for finding in left))}"
        own = (
            each for each in state.asked if left[0].code in each.opens and (each.rows or each.id not in state.answered)
        )
        question = next((each for each in own if each.parts), None)
        command = f"snr next . --do {question.id}" if question else "snr check . --profile strategie"
        if left[0].code in BY_ID["usages"].opens and "households" not in state.assessed.result.facts:
            text = "Combien de ménages ? Sans eux, le territoire ne se compte pas par ménage (insee.fr, recensement)."
            command = "snr next . --do siren --answer households=NOMBRE"
        return NextStep("duty", "", text, lead, 5, why, state.here(command))
    text = "Faites voter la délibération ; puis « snr adopt », avec son numéro et sa date, garde la version adoptée."
    target = (here / "deliberation.docx").as_posix()
    command = state.here(f"snr draft . -d deliberation -f docx -o {shlex.quote(target)}")
    return NextStep("cycle", "vote", text, management, 1, _pieces(BY_ID["vote"].opens), command)


def _cycle(state: Standing) -> Iterator[NextStep]:
    """Yield what comes once the strategy is written, and once it is voted."""
    if state.may_ask(BY_ID["vote"]):
        yield _before_the_vote(state)
    if "vote" in state.answered:
        text = "Publiez la stratégie en données ouvertes."
        yield NextStep("cycle", "", text, ROLES["lead"], 5, "adoptée", state.here("snr publish . -o publication"))
        for name in ("agec", "annee"):
            if state.may_ask(BY_ID[name]):
                step = state.step(BY_ID[name], "cycle", _pieces(BY_ID[name].opens))
                year = f" {state.dossier.reference_year + 1}" if BY_ID[name].command.startswith("snr year") else ""
                yield step._replace(command=step.command + year)
