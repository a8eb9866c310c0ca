"""Many dossiers side by side: which they are, and the row of each, by a process for each core."""

import gc
import os
import re
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.api.asked import a_date
from snr_cli.api.assessing import Assessed, assess_loaded
from snr_cli.api.catalogue import inventory_words, words_of
from snr_cli.api.checking import check_assessed
from snr_cli.api.planning import plan_of
from snr_cli.catalog.authorities import every_authority
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import estimated_share, left_to_confirm
from snr_cli.engine.records import CLIMATE, Assessment, assessed_sum
from snr_cli.french.numbers import plural, posix
from snr_cli.french.plain import json_text
from snr_cli.french.words.terms import GROUP_WORDS
from snr_cli.inputs.dossier.discover import FoundDossier, dossiers, settled
from snr_cli.inputs.dossier.files import Opened, read_text, traced, why
from snr_cli.inputs.dossier.load import loaded_of, read_dossier
from snr_cli.inputs.dossier.results import METHOD_USED
from snr_cli.model.codes import CODES
from snr_cli.model.finding import DossierError, Finding, Severity, in_order
from snr_cli.model.refusal import UnreadError, UsageError
from snr_cli.observatory.drafting_all import (
    DraftsAsked,
    beyond_said,
    document_name,
    documents_at,
    documents_beside,
    draft_all,
)
from snr_cli.observatory.memory import Memory, Traces, digests_of, row_from, traces_of
from snr_cli.observatory.portfolio_json import row_of
from snr_cli.observatory.processes import MOST_PROCESSES, answers, can_start, cores
from snr_cli.observatory.state import (
    MOST_GAPS,
    MOST_ROW_MISTAKES,
    Counts,
    DataState,
    DecreeState,
    DossierState,
    DutyState,
    ElectricityState,
    FootprintState,
    MethodState,
    ObjectiveState,
    RowMistake,
    Status,
    identity_of,
    size_class,
    table_key,
    table_path,
)
from snr_cli.observatory.summary import Portfolio, gathered
from snr_cli.outputs.duties_table import duty_totals
from snr_cli.outputs.files import write_atomic
from snr_cli.plan.plan import Plan, possible_horizon
from snr_cli.results.effects import objective_verdict
from snr_cli.results.key_figures import Place, key_figures
from snr_cli.results.organisation import JudgedOrganisation, judged_organisation
from snr_cli.results.records import Judged, TerritoryReadings, readings_of_territory
from snr_cli.results.sentences.coverage import gap_text, notice_text, partial_text, subject_label, type_label
from snr_cli.results.sentences.verdict import verdict
from snr_cli.rules.case import MISSING, Duties, RuleStatus, answer_to

# A dossier of a portfolio: read, assessed, planned and judged once, and what is kept of all that; errors are its row.

_SMALLEST: Final = 'snr: 1\nreference_year: {year}\nterritory: {{{key}: "{code}"}}\n'


def survey_dossier(
    path: str,
    tables: Tables,
    *,
    as_of: str | None = None,
    year: int = 0,
    place: str = "",
    then: Callable[[Assessed, Plan], list[str]] | None = None,
) -> DossierState:
    """Read, assess, plan and judge a dossier.

    Args:
        path: its file, or what stands for that of an authority of the table (`table_path`), of which nothing else is known.
        tables: the factor tables.
        as_of: the date at which to judge; that of the dossier without any.
        year: the reference year of an authority of the table.
        place: the folder of its documents beside the table; empty without any.
        then: what writes documents there of a dossier that is assessed and planned, and returns their names.

    Returns:
        its row: nothing is raised for a dossier that is wrong, or cannot be read, nor for a fault of snr that it meets.
    """
    try:
        return _surveyed_row(path, tables, as_of, year, place, then)
    except Exception as error:
        if os.environ.get("SNR_DEBUG"):
            raise
        said = f"défaut de snr ({type(error).__name__}) : signalez-le avec ce dossier et « snr -v --version »"
        return replace(_unread(posix(path), "broken", said), fault=said)


def _surveyed_row(
    path: str,
    tables: Tables,
    as_of: str | None,
    year: int,
    place: str,
    then: Callable[[Assessed, Plan], list[str]] | None,
) -> DossierState:
    opened: Opened | None = None
    of_table = table_key(path)
    if of_table is not None:
        key, code = of_table
        if not tables.authority(**{key: code}):
            return _unread(posix(path), "unreadable", "collectivité absente de la table de snr : donnez son dossier")
        opened = (path, _SMALLEST.format(year=year, key=key, code=code), None)
    try:
        read = read_dossier(path, words_of(tables), opened=opened)
    except UnreadError as error:
        return _unread(posix(path), "unreadable", error.unread.message)
    try:
        assessed = assess_loaded(loaded_of(read, places=True), tables)
        whole = assess_loaded(assessed.loaded, tables, whole=True) if assessed.dossier.members else assessed
        plan = plan_of(assessed, tables, possible_horizon(assessed.dossier), (CLIMATE,))
    except DossierError as error:
        return _broken(read.name, read.joined.data, tables, error.findings)
    checked, due = check_assessed(read, assessed.result, plan, tables, as_of)
    assert checked.duties is not None
    fresh = then(assessed, plan) if then is not None else []
    if of_table is not None:
        row = _row_of_table(assessed, tables, checked.duties)
    else:
        row = _assessed(assessed, whole, plan, tables, checked.findings, _decree(checked.duties, due))
    documents = documents_beside(assessed, plan, tables, place, fresh)
    return replace(row, documents=documents, remarks=(*row.remarks, *beyond_said(assessed.name)))


def _unread(name: str, status: Status, message: str) -> DossierState:
    """Return the row of a dossier of which nothing is known but why."""
    return DossierState(name, name, status, counts=Counts(error=1), mistakes=(RowMistake("", name, 1, 1, message),))


def _broken(path: str, data: object, tables: Tables, findings: list[Finding]) -> DossierState:
    """Return the row of a dossier in error, with who it says it is; nothing of it is judged."""
    return replace(
        identity_of(posix(path), data, tables),
        status="broken",
        counts=_counts(findings),
        mistakes=_mistakes(findings),
    )


def _counts(findings: Iterable[Finding]) -> Counts:
    every = list(findings)
    standing = [finding.severity for finding in every if not finding.suppressed]
    error, warning, info = (standing.count(severity) for severity in Severity)
    return Counts(error, warning, info, len(every) - len(standing))


def _mistakes(findings: Iterable[Finding]) -> tuple[RowMistake, ...]:
    """Return the first errors; what they show of a line is left to `snr check`."""
    errors = [
        finding for finding in in_order(list(findings)) if finding.severity is Severity.ERROR and not finding.suppressed
    ]
    return tuple(
        RowMistake(
            error.code,
            posix(error.position.file),
            error.position.line,
            error.position.column,
            f"feuille « {error.position.sheet} », {error.position.cell} : {error.message}"
            if error.position.sheet
            else error.message,
            error.help,
        )
        for error in errors[:MOST_ROW_MISTAKES]
    )


def _row_of_table(assessed: Assessed, tables: Tables, duties: Duties) -> DossierState:
    """Return the row of an authority whose dossier is not here: who it is and its territory; nothing is missing that was not read."""
    readings = readings_of_territory(assessed.result)
    return replace(
        _who(assessed),
        status="no_dossier",
        decree=DecreeState(duties.as_of, duties.standing, (), (), "", ()),
        territory=_territory(readings, assessed.result, tables),
        households_kg=readings.by_household.figure.value,
        method=_method(assessed.result, tables),
    )


def _who(assessed: Assessed) -> DossierState:
    """Return what a row says of the authority itself."""
    facts: dict[str, Any] = {name: fact.value for name, fact in assessed.result.facts.items()}
    population = facts.get("population_totale", facts.get("population_municipale"))
    return DossierState(
        posix(assessed.name),
        str(facts["name"]),
        "assessed",
        str(facts.get("kind", "")),
        str(facts.get("siren", "")),
        str(facts.get("department", "")),
        population,
        size_class(population),
        facts.get("agents_total"),
        facts.get("agents_equipped"),
        assessed.result.reference_year,
    )


def _assessed(
    assessed: Assessed, whole: Assessed, plan: Plan, tables: Tables, findings: list[Finding], decree: DecreeState
) -> DossierState:
    """Return the row of a dossier: its footprints are those of `snr assess`, which counts the members of a group (`whole`)."""
    result, dossier = whole.result, assessed.dossier
    readings = readings_of_territory(result)
    judged = judged_organisation(result, tables, (CLIMATE,))
    figures = key_figures(result, tables, judged, Place.PORTFOLIO)
    power = judged.electricity
    members = len(whole.loaded.members) if dossier.members else 0
    return replace(
        _who(whole),
        counts=_counts(findings),
        mistakes=_mistakes(findings),
        decree=decree,
        organisation=_organisation(judged, result, tables),
        territory=_territory(readings, result, tables),
        households_kg=readings.by_household.figure.value,
        electricity=ElectricityState(power.value, power.state.is_total, power.state),
        method=_method(result, tables),
        data=_data(whole, members, judged.climate, tables),
        objectives=tuple(
            ObjectiveState(aim.id, outcome.title, outcome.perimeter, outcome.by_year, told.state.value, verdict(told))
            for aim, outcome in zip(dossier.objectives, plan.outcomes, strict=True)
            for told in (objective_verdict(outcome),)
        ),
        figures={figure.key: found.value for figure, found in figures.items() if found.value is not None},
        remarks=tuple(_remarks(assessed, members)),
    )


def _remarks(assessed: Assessed, members: int) -> Iterable[str]:
    """Say what of a group counts its members, and what does not; of a commune, that its share of what is pooled is left out."""
    notices = assessed.result.notices
    yield from (notice_text(notice) for notice in notices if notice.code == "pooled_elsewhere")
    if members:
        yield f"empreintes du groupement et de {plural(members, 'membre')}, chaque ligne comptée une fois"
        yield from (f"plan, obligations et documents : {note.partition(' : ')[2]}" for note in assessed.notes)


def _decree(duties: Duties, due: dict[str, str]) -> DecreeState:
    """Return where a dossier stands for the decree; what is missing is what its table of duties says is."""
    words = {line.code: answer_to(line, duties.standing) for line in duties.lines}
    lines = tuple(
        DutyState(
            line.code,
            CODES[line.code].title,
            words[line.code],
            line.status.value,
            line.text,
            due.get(CODES[line.code].document, ""),
        )
        for line in sorted(duties.lines, key=lambda line: line.code)
        if line.code.startswith("REEN")
    )
    missing = [line for line in lines if line.answer == MISSING]
    # a population that may be under the threshold, or that nobody gave: no one is said bound for that
    doubtful = any(line.code == _THRESHOLD and line.status == RuleStatus.TO_CHECK for line in duties.lines)
    return DecreeState(
        duties.as_of,
        "to_check" if doubtful and duties.standing == "due" else duties.standing,
        tuple(duty_totals(duties, words)),
        tuple(line.code for line in missing),
        min((line.deadline for line in missing if line.deadline), default=""),
        lines,
    )


def _organisation(judged: JudgedOrganisation, result: Assessment, tables: Tables) -> FootprintState:
    """Return the footprint of the organisation; a sum that is no total, or that a part of it exceeds, has no interval."""
    found, extent, sets = judged.climate, judged.climate.extent, judged.sets
    low, high = found.bounds or (None, None)
    sets_low, sets_high = sets.ends if sets is not None else (None, None)
    subjects = _gaps(result, tables, territory=False)
    return FootprintState(
        found.value,
        low,
        high,
        found.state.is_total,
        found.state,
        extent.behind.whole if extent is not None else None,
        partial_text(extent),
        tuple(subjects[:MOST_GAPS]),
        len(subjects),
        sets_low,
        sets_high,
        found.basis.spending if found.basis is not None else None,
    )


def _territory(readings: TerritoryReadings, result: Assessment, tables: Tables) -> FootprintState:
    """Return the footprint of the territory by inhabitant: a national mean, with its range."""
    figure = readings.by_inhabitant.figure
    subjects = _gaps(result, tables, territory=True)
    low, high = figure.bounds or (None, None)
    known = figure.value is not None
    return FootprintState(
        figure.value, low, high, known, figure.state, None, "", tuple(subjects[:MOST_GAPS]), len(subjects)
    )


def _gaps(result: Assessment, tables: Tables, *, territory: bool) -> list[str]:
    """Return what is not assessed in climate change, subject by subject, each with why.

    A gap is of the organisation when lines of it have it, or when the organisation itself is its subject.
    """
    lines = result.organisation.lines
    gaps: dict[str, None] = {}
    for gap in result.gaps:
        own = gap.subject == "organisation" or bool(dict(gap.values).get("lines"))
        if gap.category == CLIMATE and own is not territory:
            gaps[f"{subject_label(gap.subject, tables, lines)} : {gap_text(gap)}"] = None
    return list(gaps)


def _method(result: Assessment, tables: Tables) -> MethodState:
    lines = result.organisation.lines
    of_dossier = {line.type for line in lines} - {*tables.equipment_types, *tables.service_types}
    return MethodState(
        METHOD_USED["name"],
        METHOD_USED["version"],
        result.options,
        result.factor_set,
        result.licence,
        result.factors_sha256,
        tuple(
            type_label(override, lines, tables) if override in of_dossier else subject_label(override, tables, lines)
            for override in result.overrides
        ),
        result.place,
    )


def _data(found: Assessed, members: int, climate: Judged, tables: Tables) -> DataState:
    organisation, dossier = found.result.organisation, found.dossier
    in_doubt = _share_in_doubt(climate)
    personal = {line.id for line in dossier.equipment if line.quantity and line.ownership != "professional"}
    weight = assessed_sum([line for line in organisation.lines if line.id in personal])
    slight = weight is not None and weight <= in_doubt * (climate.value or 0.0)
    assessed = [line for line in organisation.lines if line.total(CLIMATE) is not None]
    return DataState(
        estimated_share(assessed) if assessed else None,
        left_to_confirm(organisation).lines,
        tuple(GROUP_WORDS[name] for name in organisation.missing_groups),
        tuple(
            exclusion.what
            for exclusion in dossier.exclusions
            if not exclusion.absent
            and (exclusion.group is not None or exclusion.share is not None)
            and (not _is_of_method(exclusion.what, tables) if exclusion.share is None else exclusion.share > in_doubt)
        ),
        max((review.year for review in dossier.annual_reviews), default=None),
        bool(dossier.territory.fictitious),
        members,
        0 if slight else len(personal),
        len(dossier.shared),
    )


def _is_of_method(what: str, tables: Tables) -> bool:
    """Say whether the method itself leaves out all that a text names: keyboards, mice, chargers (RCP SI)."""
    from snr_cli.inputs.inventory.recognition import EXCLUDED  # for who leaves something out

    guesses = (inventory_words(tables).recognizer.guess({"kind": part.strip()}) for part in _AND(what))
    return all(guess is not None and guess.type == EXCLUDED for guess in guesses)


def _share_in_doubt(climate: Judged) -> float:
    """Return the share of a total that its interval leaves in doubt, on the narrower side; 0 where there is none."""
    if climate.bounds is None or not climate.value:
        return 0.0
    low, high = climate.bounds
    return min(climate.value - low, high - climate.value) / climate.value


_THRESHOLD: Final = "REEN-02"
_AND: Final = re.compile(r",| et |/|;").split
EVERY_AUTHORITY: Final = "all"  # of the table
_FEWEST: Final = 8  # dossiers for each process: under this, starting it takes longer than what it saves
_USUAL: Final = 8  # processes at most unless more are asked for: each takes the memory of a run
_SIREN: Final = re.compile(r"[0-9]{9}").fullmatch
_SWEPT: Final = 32  # dossiers between two collections
_TURNS: Final = count(1)
_STOPPED: Final = "le processus qui évaluait ce dossier a été arrêté par le système, faute de mémoire peut-être"


@dataclass(frozen=True, slots=True)
class SurveyAsked:
    """What is asked of every dossier: the date of judgement, the year of those of the table, whether rows are kept, what is no part of a dossier, the documents to write."""

    as_of: str | None = None
    year: int = 0
    traced: bool = False
    left: tuple[str, ...] = ()
    drafts: DraftsAsked = field(default_factory=DraftsAsked)


class SurveyedRow(NamedTuple):
    """A row as a process answers it: plain data, what it was made from when it is to be kept, why documents are not written."""

    row: dict[str, Any]
    traces: Traces | None
    notes: tuple[str, ...] = ()


def survey_portfolio(
    *paths: str | PathLike[str],
    sirens: Iterable[str] = (),
    as_of: str | None = None,
    year: int | None = None,
    jobs: int | None = None,
    tables: Tables | None = None,
) -> Portfolio:
    """Read, assess, plan and judge many dossiers.

    Args:
        paths: folders (each dossier below them), or files.
        sirens: authorities of the table of snr, of which only the SIREN is known; `all`: every one.
        as_of: the date of judgement, YYYY-MM-DD; that of each dossier without any.
        year: the reference year of the authorities of the table; needed with `sirens`.
        jobs: processes at most; one for each core without any. They change nothing of the result.
        tables: the factor tables, with which all is done in this process; those of snr without any.

    Raises:
        UsageError: a folder holds no dossier, a SIREN is not in the table, no year is given for it.

    Returns:
        the rows in the order of their paths; a dossier that is wrong or unreadable is a row, and nothing is raised for it.
    """
    wanted = named((fspath(path) for path in paths), sirens, shipped_tables() if tables is None else tables)
    if year is None and any(map(table_key, wanted)):
        raise UsageError("une collectivité de la table n’a pas d’année étudiée : donnez year")
    survey = Survey(SurveyAsked(a_date("as_of", as_of), year or 0), jobs, tables, refused=wanted)
    return gathered(survey.rows([*wanted]))


@dataclass(slots=True)
class Survey:
    """A run over many dossiers.

    Attributes:
        asked: what is asked of each.
        jobs: processes at most.
        tables: factor tables of the caller's own: all is then done in this process.
        memory: where rows are kept, if they are.
        tell: told, in French, what a person should know at once.
        refused: why one of the dossiers is not read, in French; empty, or missing, for the others.
        done: rows computed so far; `again`: rows taken again from the memory.
        unwritten: why documents are not written, in French.
    """

    asked: SurveyAsked
    jobs: int | None = None
    tables: Tables | None = None
    memory: Memory | None = None
    tell: Callable[[str], None] = lambda _: None
    refused: Mapping[str, str] = field(default_factory=dict)
    done: int = 0
    again: int = 0
    unwritten: list[str] = field(default_factory=list)
    _keeps: bool = field(default=True, init=False)

    def rows(self, wanted: Sequence[str]) -> Generator[DossierState]:
        """Yield the row of each dossier, in their order; each is kept as soon as it is known."""
        memory = self.memory
        refusals = {path: why for path in wanted if (why := self.refused.get(path))}
        kept: dict[str, DossierState] = {}
        if memory is not None:
            read = (path for path in wanted if path not in refusals)
            found_again = ((path, memory.kept(path, _documents(path, self.asked.drafts))) for path in read)
            kept = {path: row for path, row in found_again if row is not None and self._has_drafts(path)}
        self.again = len(kept)
        kept |= {path: _unread(posix(path), "unreadable", why) for path, why in refusals.items()}
        todo = [path for path in wanted if path not in kept]
        found = answers(
            "snr_cli.observatory.survey:surveyed_apart",
            todo,
            self.asked,
            self._processes(len(todo)),
            here=lambda path: _surveyed(path, self.asked, self.tables),
            stopped=self._stopped,
        )
        try:
            for path in wanted:
                row = kept.pop(path, None)
                if row is None:
                    answer: SurveyedRow = next(found)
                    row = row_from(json_text(answer.row, 0).encode(errors="replace"))  # an undecodable name
                    self._keep(path, answer)
                    self.unwritten += answer.notes
                    self.done += 1
                yield row
        finally:
            found.close()

    def _has_drafts(self, path: str) -> bool:
        drafts = self.asked.drafts
        return not drafts.documents or all(file.exists() for file in drafts.files(path))

    def _processes(self, many: int) -> int:
        if self.tables is not None or not can_start():
            return 0
        if self.jobs is None:
            return min(cores(), many // _FEWEST, _USUAL)
        return min(self.jobs, many, MOST_PROCESSES)

    def _stopped(self, path: str) -> SurveyedRow:
        self.tell(f"{path} : {_STOPPED}")
        return SurveyedRow(row_of(_unread(Path(path).as_posix(), "broken", _STOPPED)), None)

    def _keep(self, path: str, answer: SurveyedRow) -> None:
        """Keep a row, whole or not at all; that the memory cannot be written is told once, and loses nothing of the result."""
        if self.memory is None or answer.traces is None or not self._keeps:
            return
        place = self.memory.place(path)
        try:
            write_atomic(place, self.memory.keep(path, answer.row, answer.traces), follow=False)
        except (OSError, UsageError) as error:
            self._keeps = False
            said = f"{place} : {why(error)}" if isinstance(error, OSError) else error
            self.tell(f"{said} ; les dossiers faits ne sont pas gardés pour la prochaine fois")


def surveyed_apart(path: str, asked: SurveyAsked) -> SurveyedRow:
    """Survey a dossier in a process of its own."""
    return _surveyed(path, asked, None)


def _surveyed(path: str, asked: SurveyAsked, tables: Tables | None) -> SurveyedRow:
    if not next(_TURNS) % _SWEPT:  # commands run without the collector: the memory of so many dossiers would grow
        gc.collect()

    tables = own = shipped_tables() if tables is None else tables
    notes: list[str] = []

    def drafted(assessed: Assessed, plan: Plan) -> list[str]:
        said, fresh = draft_all(path, assessed, plan, own, asked.drafts, asked.as_of)
        notes.extend(said)
        return fresh

    then = drafted if asked.drafts.documents else None
    place = asked.drafts.places.get(path, "")
    kept = asked.traced and not table_key(path)
    since = time.time_ns()
    with traced() if kept else nullcontext(()) as opened:
        state = survey_dossier(path, tables, as_of=asked.as_of, year=asked.year, place=place, then=then)
    notes += _outdated(path, state, asked.drafts)
    known = kept and not (notes or state.fault or state.status == "unreadable")
    traces = traces_of(path, opened, asked.left, since) if known else None
    if traces is not None:
        traces = replace(traces, documents=_documents(path, asked.drafts))
    return SurveyedRow(row_of(state), traces, tuple(notes))


def _outdated(path: str, state: DossierState, drafts: DraftsAsked) -> list[str]:
    """Say in French that the documents of a dossier in error are those of an earlier run."""
    if not state.is_wrong or not any(file.exists() for file in drafts.files(path)):
        return []
    return [
        f"{drafts.places[path]} : dossier en erreur, ses documents sont ceux d’un passage d’avant, laissés tels quels"
    ]


def _documents(path: str, drafts: DraftsAsked) -> dict[str, str]:
    """Return the digest of each document of a dossier beside the table, by its name in the row."""
    place = drafts.places.get(path)
    return digests_of({document_name(document): document for document in documents_at(place)}) if place else {}


def named(
    paths: Iterable[str], sirens: Iterable[str], tables: Tables, listed: Iterable[str] = (), department: str = ""
) -> dict[str, str]:
    """Return the dossiers to survey, each once, in the order of their names, then the authorities of the table.

    Args:
        paths: what the command line names.
        sirens: see `survey_portfolio`.
        tables: the factor tables.
        listed: the lines of a list: what leads nowhere is a row, as it is no mistake of the command line.
        department: that of the authorities that `all` names; all of them without any.

    Raises:
        UsageError: a path leads nowhere, a folder holds no dossier, a SIREN is not in the table.

    Returns:
        why each is not read; empty for one that is to be.
    """
    found: list[FoundDossier] = []
    given, of_table = list(paths), _of_table({*sirens}, tables, department)
    for path in given:
        if path == "-" or not os.path.lexists(path):
            text = "l’entrée standard ne dit pas plusieurs dossiers" if path == "-" else "fichier introuvable"
            raise UsageError(f"{path} : {text}")
        found += dossiers(path)
    for line in listed:
        if _SIREN(line):
            of_table.add(table_path(line))
        else:
            given.append(line)
            found += _listed(line)
    once = {each if each.refused else os.path.realpath(each.path): each for each in reversed(settled(found, given))}
    return {**dict(sorted(once.values())), **dict.fromkeys(sorted(of_table), "")}


def _listed(line: str) -> list[FoundDossier]:
    try:
        return dossiers(line)
    except UnreadError:
        return [FoundDossier(line)]


def lines_of_list(path: Path) -> list[str]:
    """Return what a list names: a path or a SIREN a line; empty lines, and those that begin with « # », say nothing.

    Raises:
        UsageError: it cannot be read.
    """
    lines = [line.strip() for line in read_text(path, str(path)).splitlines()]
    if "-" in lines:
        raise UsageError(
            f"{path}:{lines.index('-') + 1}:1 : « - » n’est pas un dossier", "écrivez un chemin ou un SIREN"
        )
    return [line for line in lines if line and not line.startswith("#")]


def _of_table(sirens: set[str], tables: Tables, department: str) -> set[str]:
    if not sirens:
        return set()
    every = every_authority(tables.text("territory/authorities.csv"))
    unknown = sorted(sirens - {authority.siren for authority in every if authority.siren} - {EVERY_AUTHORITY})
    if unknown:
        raise UsageError(
            f"SIREN {unknown[0]} : absent de la table de snr (communes de 10 000 habitants et plus, groupements)",
            "donnez son dossier",
        )
    wanted = (
        authority
        for authority in every
        if authority.siren in sirens or (EVERY_AUTHORITY in sirens and department in ("", authority.department))
    )
    return {table_path(authority.siren, authority.insee_code) for authority in wanted}
