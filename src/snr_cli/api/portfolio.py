"""Many dossiers side by side: which they are, and the row of each, by a process for each core."""

import gc
import os
import re
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from itertools import count
from os import PathLike, fspath
from pathlib import Path
from typing import Any, Final, NamedTuple

from snr_cli.api.asked import a_date
from snr_cli.api.assessing import Assessed
from snr_cli.api.drafting_all import DraftsAsked, document_name, documents_at, draft_all
from snr_cli.api.processes import MOST_PROCESSES, answers, can_start, cores
from snr_cli.api.surveying import survey_dossier
from snr_cli.catalog.authorities import every_authority
from snr_cli.catalog.opened import shipped_tables
from snr_cli.catalog.tables import Tables
from snr_cli.french.plain import json_text
from snr_cli.inputs.dossier.discover import dossiers
from snr_cli.inputs.dossier.files import read_text, traced, why
from snr_cli.model.refusal import UnreadError, UsageError
from snr_cli.outputs.files import write_atomic
from snr_cli.outputs.portfolio.memory import Memory, Traces, digests_of, row_from, traces_of
from snr_cli.outputs.portfolio.state import Counts, DossierState, RowMistake, table_key, table_path
from snr_cli.outputs.portfolio.summary import Portfolio, gathered
from snr_cli.outputs.portfolio_json import row_of
from snr_cli.plan.plan import Plan

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
    return gathered(Survey(SurveyAsked(a_date("as_of", as_of), year or 0), jobs, tables).rows(wanted))


@dataclass(slots=True)
class Survey:
    """A run over many dossiers.

    Attributes:
        asked: what is asked of each.
        jobs: processes at most.
        tables: factor tables of the caller's own: all is then done in this process.
        memory: where rows are kept, if they are.
        tell: told, in French, what a person should know at once.
        done: rows computed so far; `again`: rows taken again from the memory.
        unwritten: why documents are not written, in French.
    """

    asked: SurveyAsked
    jobs: int | None = None
    tables: Tables | None = None
    memory: Memory | None = None
    tell: Callable[[str], None] = lambda _: None
    done: int = 0
    again: int = 0
    unwritten: list[str] = field(default_factory=list)
    _keeps: bool = field(default=True, init=False)

    def rows(self, wanted: Sequence[str]) -> Generator[DossierState]:
        """Yield the row of each dossier, in their order; each is kept as soon as it is known."""
        memory = self.memory
        kept: dict[str, DossierState] = {}
        if memory is not None:
            found_again = ((path, memory.kept(path, _documents(path, self.asked.drafts))) for path in wanted)
            kept = {path: row for path, row in found_again if row is not None and self._has_drafts(path)}
        self.again = len(kept)
        todo = [path for path in wanted if path not in kept]
        found = answers(
            "snr_cli.api.portfolio:surveyed_apart",
            todo,
            self.asked,
            self._processes(len(todo)),
            here=self._here,
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

    def _here(self, path: str) -> SurveyedRow:
        return _surveyed(path, self.asked, self.tables)

    def _stopped(self, path: str) -> SurveyedRow:
        self.tell(f"{path} : {_STOPPED}")
        name = Path(path).as_posix()
        state = DossierState(
            name, name, "broken", counts=Counts(error=1), mistakes=(RowMistake("", name, 1, 1, _STOPPED),)
        )
        return SurveyedRow(row_of(state), None)

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


def named(paths: Iterable[str], sirens: Iterable[str], tables: Tables, listed: Iterable[str] = ()) -> list[str]:
    """Return the dossiers to survey, each once, in the order of their names, then the authorities of the table.

    Args:
        paths: what the command line names.
        sirens: see `survey_portfolio`.
        tables: the factor tables.
        listed: the lines of a list: what leads nowhere is a row, as it is no mistake of the command line.

    Raises:
        UsageError: a path leads nowhere, a folder holds no dossier, a SIREN is not in the table.
    """
    names: dict[str, str] = {}
    of_table = _of_table({*sirens}, tables)
    for path in paths:
        if path == "-" or not os.path.lexists(path):
            text = "l’entrée standard ne dit pas plusieurs dossiers" if path == "-" else "fichier introuvable"
            raise UsageError(f"{path} : {text}")
        for dossier in dossiers(path):
            names.setdefault(os.path.realpath(dossier), dossier)
    for line in listed:
        if _SIREN(line):
            of_table.add(table_path(line))
            continue
        for each in _listed(line):
            names.setdefault(os.path.realpath(each), each)
    return [*sorted(names.values()), *sorted(of_table)]


def _listed(line: str) -> list[str]:
    try:
        return dossiers(line)
    except UnreadError:
        return [line]


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


def _of_table(sirens: set[str], tables: Tables) -> set[str]:
    if not sirens:
        return set()
    every = every_authority(tables.text("territory/authorities.csv"))
    unknown = sorted(sirens - {authority.siren for authority in every if authority.siren} - {EVERY_AUTHORITY})
    if unknown:
        raise UsageError(
            f"SIREN {unknown[0]} : absent de la table de snr (communes de 10 000 habitants et plus, groupements)",
            "donnez son dossier",
        )
    wanted = (authority for authority in every if EVERY_AUTHORITY in sirens or authority.siren in sirens)
    return {table_path(authority.siren, authority.insee_code) for authority in wanted}
