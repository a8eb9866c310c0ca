"""What `snr portfolio` runs over: which dossiers, where their rows are kept, which documents are written of each."""

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, get_args

from snr_cli.api.drafting_all import DOCUMENTS_FOLDER, DraftsAsked, draft_places
from snr_cli.api.portfolio import EVERY_AUTHORITY, Survey, SurveyAsked, lines_of_list, named
from snr_cli.catalog.authorities import every_authority
from snr_cli.catalog.opened import shipped_tables
from snr_cli.cli.console import HERE, Progress, judged_at, tell, today
from snr_cli.documents.kinds import DocumentName, Form
from snr_cli.french.numbers import closest, did_you_mean, plural
from snr_cli.model.refusal import UsageError
from snr_cli.model.version import __version__
from snr_cli.outputs.files import append_text, make_folder, write_atomic
from snr_cli.outputs.portfolio.memory import FOLDER, Memory, program_digest
from snr_cli.outputs.portfolio.progress import entries_of, journal_lines, progress_of, read_journal
from snr_cli.outputs.portfolio.state import DossierState, table_key
from snr_cli.outputs.portfolio.summary import Portfolio

_DOCUMENTS: Final = get_args(Form)
PARTS: Final = "les parts d’un --shard"


# an option, those that do nothing beside it, and why
_ALONE: Final = (
    (
        PARTS,
        "déjà calculées",
        ("--shard", "--as-of", "--jobs", "--draft"),
    ),
    (
        "--shard",
        "qui écrit en JSON une part, à réunir ensuite",
        ("--department", "--fail-on", "--format", "--journal", "--letters", "--page-address"),
    ),
)


def refuse_together(given: Mapping[str, object]) -> None:
    """Refuse options of which one would be without effect.

    Raises:
        UsageError: which two.
    """
    for option, why, others in _ALONE:
        for other in others:
            if given[option] and given[other]:
                raise UsageError(f"{other} ne va pas avec {option}, {why}")


def wanted_dossiers(words: list[str], as_of: str | None, department: str = "") -> tuple[dict[str, str], int]:
    """Return the dossiers that are named, with why one is not read, and the year of those of the table.

    What stands on the disk is a path, a list when it ends in .txt; a number, or `all`, that does not is of the table.
    Where a department is asked for and nothing is named, its authorities of the table are.

    Raises:
        UsageError: none is named, or one leads nowhere.
    """
    words = words or ([EVERY_AUTHORITY] if department else [HERE])
    sirens = [word for word in words if (word.isdecimal() or word == EVERY_AUTHORITY) and not os.path.lexists(word)]
    listed = [Path(word) for word in words if word.lower().endswith(".txt")]
    paths = [word for word in words if word not in sirens and Path(word) not in listed]
    lines = [line for path in listed for line in lines_of_list(path)]
    wanted = named(paths, sirens, shipped_tables(), lines, department)
    if not wanted:
        raise UsageError(f"{listed[0]} : cette liste ne nomme aucun dossier")
    year = int((judged_at(as_of) or today().isoformat())[:4]) - 1
    if as_of is None and any(map(table_key, wanted)):
        tell(
            f"année étudiée des collectivités de la table : {year}, la dernière terminée ; --as-of {year}-12-31 donne {year - 1}"
        )
    return wanted, year


def department_of(text: str | None) -> str:
    """Return the number of a department as the table writes it; empty without any.

    Raises:
        UsageError: it is none.
    """
    if text is None:
        return ""
    known = dict.fromkeys(
        authority.department for authority in every_authority(shipped_tables().text("territory/authorities.csv"))
    )
    code = text.strip().upper().zfill(2)
    if code not in known:
        raise UsageError(f"--department : « {text} » n’est pas un département", "son numéro : 26, 2A, 971")
    return code


def rows_of_department(rows: list[DossierState], department: str) -> list[DossierState]:
    """Return the rows of a department, with those in error of which it cannot be told; all of them when it is empty.

    Raises:
        UsageError: there is none.
    """
    if unknown := sum(row.is_wrong and not row.department for row in rows if department):
        tell(
            f"{plural(unknown, 'dossier')} en erreur, dont le département n’est pas connu : gardés dans le tableau",
            always=True,
        )
    if department and rows and not any(department == row.department for row in rows):
        raise UsageError(f"--department {department} : aucun de ces dossiers n’en est")
    return [row for row in rows if department in ("", row.department) or (row.is_wrong and not row.department)]


def with_progress(found: Portfolio, journal: Path, as_of: str) -> Portfolio:
    """Return a portfolio with what its journal tells.

    Raises:
        UsageError: the journal cannot be read.
    """
    return replace(found, progress=progress_of(read_journal(journal), entries_of(found.states, as_of), as_of))


def keep_progress(found: Portfolio, journal: Path) -> int:
    """Add to a journal what it does not say yet of a portfolio; return how many lines.

    Raises:
        UsageError: it cannot be written.
    """
    assert found.progress is not None
    lines = journal_lines((entries[-1] for entries in found.progress.series), read_journal(journal))
    if lines:
        append_text(journal, lines)
    return lines.count("\n")


def documents_asked(
    draft: str | None, form: str | None, output: Path | None, *, merge: bool
) -> "tuple[DocumentName, ...]":
    """Return the documents to write.

    Raises:
        UsageError: one is none of ours, there is no folder for them, their format is none of theirs.
    """
    if draft is None:
        return ()
    names = list(dict.fromkeys(each.strip() for each in draft.split(",") if each.strip()))
    known = get_args(DocumentName)
    for name in names:
        if name not in known:
            raise UsageError(
                f"--draft : « {name} » n’est pas un document",
                did_you_mean(closest(name, known), f"documents : {', '.join(known)}"),
            )
    if not names or output is None or str(output) == "-":
        said = "écrit dans un dossier" if names else "demande au moins un document"
        raise UsageError(f"--draft {said} : --draft strategie,note -o tableau/")
    if merge:
        raise UsageError(f"--draft ne va pas avec {PARTS}, déjà calculées", "donnez-le à --shard")
    if form is not None and form not in _DOCUMENTS:
        raise UsageError(
            f"avec --draft, --format est la forme des documents ({', '.join(_DOCUMENTS)}) : {form} n’en est pas une",
            "les résultats sont dans le dossier de -o, sous toutes leurs formes",
        )
    return tuple(each for each in known if each in names)


def drafts_asked(
    documents: "tuple[DocumentName, ...]", form: str | None, wanted: list[str], folder: Path | None
) -> DraftsAsked:
    """Return the documents to write, with the folder of each dossier under that of the results, where an earlier run may have written."""
    if folder is None or not (documents or (folder / DOCUMENTS_FOLDER).is_dir()):
        return DraftsAsked()
    chosen: Any = form or "md"
    return DraftsAsked(documents, chosen, draft_places(wanted, folder / DOCUMENTS_FOLDER))


def survey_of(
    as_of: str | None,
    year: int,
    jobs: int | None,
    folder: Path | None,
    drafts: DraftsAsked,
    refused: Mapping[str, str],
    *,
    gate: bool,
) -> Survey:
    """Return the run, with its memory in the folder that it writes.

    A gate takes nothing again from there: who offers a change could have put it there.

    Raises:
        UsageError: a date that is none, a memory that cannot be made.
    """
    left = () if folder is None else (str(folder),)
    asked = SurveyAsked(judged_at(as_of), year, bool(left) and not gate, left, drafts)
    memory = _memory(folder / FOLDER, asked, left) if folder is not None and not gate else None
    return Survey(asked, jobs, memory=memory, tell=lambda text: tell(text, always=True), refused=refused)


def _memory(place: Path, asked: Any, left: tuple[str, ...]) -> Memory:
    make_folder(place)
    ignored = place / ".gitignore"
    if not os.path.lexists(ignored):  # what is kept is of this machine: another one would take it on trust
        with suppress(UsageError):  # said once, of the first row that cannot be kept
            write_atomic(ignored, "*\n")
    drafts = f"{asked.drafts.documents} {asked.drafts.form}"
    made_by = f"{__version__} {program_digest()} {shipped_tables().sha256} {asked.as_of} {drafts}"
    return Memory(place, made_by, left, drafts)


def rows_of_survey(survey: Survey, wanted: list[str]) -> list[DossierState]:
    """Return the rows; Ctrl-C keeps those that are done."""
    rows: list[DossierState] = []
    try:
        with Progress() as progress:
            for row in survey.rows(wanted):
                rows.append(row)
                progress.dossiers(len(rows), len(wanted))
    except KeyboardInterrupt:
        if survey.memory is not None and survey.done:
            done = plural(survey.done, "dossier fait est gardé", "dossiers faits sont gardés")
            tell(f"\ninterrompu : {done}, la même commande reprendra de là", always=True, lines=True)
        raise
    if survey.again:
        again = plural(survey.again, "dossier inchangé repris", "dossiers inchangés repris")
        tell(f"{again}, {plural(survey.done, 'calculé')}")
    return rows
