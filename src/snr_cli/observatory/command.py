"""`snr portfolio`: many dossiers in one table."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

import typer

from snr_cli.catalog import opened
from snr_cli.catalog.authorities import every_authority
from snr_cli.catalog.opened import shipped_tables
from snr_cli.cli.console import (
    HERE,
    AsOf,
    Exit,
    Forms,
    How,
    Progress,
    as_book,
    csv_forms,
    deliver,
    judged_at,
    needs_file,
    offers,
    tell,
    today,
    wants_color,
    width,
)
from snr_cli.documents.kinds import DocumentName, Form
from snr_cli.french.numbers import closest, did_you_mean, plural
from snr_cli.model.refusal import UsageError
from snr_cli.model.version import __version__
from snr_cli.observatory import (
    drafting_all,
    memory,
    portfolio_json,
    state as states,
    summary,
    survey as surveys,
    tables,
)
from snr_cli.observatory.drafting_all import DOCUMENTS_FOLDER, DraftsAsked, draft_places
from snr_cli.observatory.memory import FOLDER, Memory, program_digest
from snr_cli.observatory.progress import entries_of, journal_lines, progress_of, read_journal
from snr_cli.observatory.state import DossierState, table_key
from snr_cli.observatory.summary import Portfolio
from snr_cli.observatory.survey import EVERY_AUTHORITY, Survey, SurveyAsked, lines_of_list, named
from snr_cli.outputs import files as output_files
from snr_cli.outputs.files import append_text, make_folder, write_atomic

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


class _Answer(NamedTuple):
    """A portfolio, and what its forms ask: the level of `--fail-on`, empty without it, the address of the page of snr."""

    found: "summary.Portfolio"
    fail_on: str
    page_address: str


def _table(answer: _Answer, how: How) -> str:
    if answer.fail_on:
        return tables.check_lines(answer.found, answer.fail_on)
    return tables.portfolio_screen(answer.found, width=how.width, color=how.color)


def _page(answer: _Answer, how: How) -> str:
    from snr_cli.observatory import page as portfolio_page

    pages = portfolio_page.portfolio_pages(answer.found, answer.page_address)
    if len(pages) > 1:
        raise UsageError(
            f"--format html : {len(answer.found.states)} dossiers font {len(pages)} fichiers",
            "donnez un dossier : -o tableau/",
        )
    return next(iter(pages.values()))


FORMS: Final[Forms] = {
    "text": _table,
    "json": lambda answer, how: portfolio_json.portfolio_json(answer.found),
    **csv_forms(lambda answer: tables.rows_grid(answer.found)),
    "xlsx": lambda answer, how: as_book(tables.PORTFOLIO_BOOK, tables.portfolio_grids(answer.found)),
    "html": _page,
}
DOCUMENT_FORMS: Final = ("html", "md", "docx", "odt")  # with --draft, those of the documents
FailLevel = Literal["error", "warning", "info"]


@offers(FORMS, DOCUMENT_FORMS)
def command(
    paths: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="DOSSIER…",
            help="Dossiers (chaque territory.yaml qu’ils contiennent), fichiers, SIREN de la table de snr (all : tous), listes "
            "(.txt : un chemin ou un SIREN par ligne), ou les parts (.jsonl) d’un --shard, à réunir.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="DOSSIER",
            allow_from_autoenv=False,
            help="Dossier du tableau : index.html, portfolio.xlsx, .csv et .json, et .snr-portfolio/ : ce qui est calculé, repris au passage suivant ; avec --format, un fichier.",
        ),
    ] = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            help="Une seule forme du résultat, à l’écran ou dans -o (text, json, csv, csv-excel, xlsx, html) ; avec --draft, celle des documents (md, html, docx, odt).",
        ),
    ] = None,
    as_of: AsOf = None,
    fail_on: Annotated[
        FailLevel | None,
        typer.Option(
            "--fail-on",
            help="L’état de chaque dossier en une ligne, et code 1 pour tous dès cette gravité dans un seul.",
        ),
    ] = None,
    draft: Annotated[
        str | None,
        typer.Option(
            "--draft",
            metavar="DOCUMENTS",
            help="Documents à écrire de chaque dossier, à virgules (strategie,note), dans documents/ du dossier de -o.",
        ),
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", "-j", min=1, max=61, help="Processus au plus ; un par cœur à défaut. Le résultat est le même."
        ),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option("--shard", metavar="K/N", help="Une part du travail : chaque N-ième dossier à partir du K-ième."),
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal",
            metavar="FICHIER",
            allow_from_autoenv=False,
            help="Journal où s’ajoute une ligne par collectivité à la date de --as-of ; le tableau dit alors qui a bougé depuis la date d’avant, et qui est en retard.",
        ),
    ] = None,
    letters: Annotated[
        Path | None,
        typer.Option(
            "--letters",
            metavar="DOSSIER",
            allow_from_autoenv=False,
            help="Une lettre par collectivité, en Markdown : ce qui lui manque, et la suite pour elle.",
        ),
    ] = None,
    department: Annotated[
        str | None,
        typer.Option(
            "--department",
            metavar="N",
            help="Ce département seul (26, 2A) ; sans dossier nommé, les collectivités de la table de snr qui en sont.",
        ),
    ] = None,
    page_address: Annotated[
        str | None,
        typer.Option(
            "--page-address",
            metavar="URL",
            help="Adresse de la page de snr : chaque collectivité de la table s’y ouvre en un clic depuis index.html.",
        ),
    ] = None,
) -> None:
    """Survey many dossiers."""
    from snr_cli.observatory import letters as letter_files

    address = _address(page_address)
    parts = [Path(path) for path in paths or () if path.endswith(".jsonl")]
    merge = bool(parts)
    if merge and len(parts) != len(paths or ()):
        raise UsageError(
            f"{parts[0]} est une part d’un --shard, et le reste n’en est pas", "réunissez les parts entre elles"
        )
    documents = documents_asked(draft, output_format, output, merge=merge)
    form = output_format
    if documents:
        output_format = None  # that of the documents: the results are those of the folder
    elif output_format is not None and output_format not in FORMS:
        raise UsageError(f"--format {output_format} est une forme de document : il va avec --draft strategie,note")
    folder = output if output_format is None and output is not None and str(output) != "-" else None
    if output_format is not None:
        needs_file(output_format, output)
    if journal is not None and as_of is None and not merge:
        raise UsageError("--journal date chaque ligne : donnez --as-of AAAA-MM-JJ, ou --as-of today")
    place = department_of(department)
    refuse_together(
        {
            "--journal": journal, "--letters": letters, "--department": department,
            "--as-of": as_of, "--draft": draft, "--fail-on": fail_on, "--jobs": jobs,
            PARTS: merge, "--page-address": page_address, "--shard": shard,
            "--format": None if output_format == "json" else output_format,
        }
    )  # fmt: skip
    if folder is not None:
        tables.ready_folder(folder)
    if letters is not None:
        output_files.refuse_folder(letters, letter_files.files_of_letters)
    if merge:
        rows, as_of = memory.merged_shards(parts, __version__, opened.shipped_tables().sha256)
        if journal is not None and as_of is None:
            raise UsageError("--journal : ces parts sont sans date", "refaites-les avec --as-of AAAA-MM-JJ")
        found = summary.gathered(rows_of_department(rows, place))
    else:
        refused, year = wanted_dossiers(paths or [], as_of, place)
        wanted = [*refused]
        part = memory.shard_of(shard) if shard is not None else None
        drafts = drafts_asked(documents, form, wanted, folder)
        survey = survey_of(as_of, year, jobs, folder, drafts, refused, gate=fail_on is not None)
        rows = rows_of_survey(survey, part.part(wanted) if part is not None else wanted)
        for note in survey.unwritten:
            tell(note, always=True)
        if part is not None:
            _write_shard(part, wanted, rows, survey, output, folder)
            return
        found = summary.gathered(rows_of_department(rows, place))
    if journal is not None:
        found = with_progress(found, journal, judged_at(as_of) or "")
    _write(
        found,
        output_format,
        output,
        folder,
        fail_on=fail_on or "",
        page_address=address,
    )
    if journal is not None:
        tell(f"écrit : {journal} ({plural(keep_progress(found, journal), 'ligne')})")
    if letters is not None:
        output_files.write_folder(
            letters, letter_files.letters(found, judged_at(as_of) or "", address), letter_files.files_of_letters
        )
        tell(f"écrit : {letters} ({plural(len(found.states), 'lettre')})")
    code = _code(found, fail_on or "")
    if code != Exit.OK:
        raise typer.Exit(code)


def _address(given: str | None) -> str:
    """Return the address of the page, empty without any.

    Raises:
        UsageError: it is no address of a page.
    """
    if given is not None and not re.match(r"https?://|file:///|\.{0,2}/", given):
        raise UsageError(f"--page-address « {given} » : une adresse en https:// ou un chemin (../page/) est attendu")
    return given or ""


def _write_shard(
    part: "memory.Shard",
    wanted: list[str],
    rows: "list[states.DossierState]",
    survey: "surveys.Survey",
    output: Path | None,
    folder: Path | None,
) -> None:
    """Write a part, in the folder under its own name."""
    asked = {"as_of": survey.asked.as_of, "year": survey.asked.year}
    head = memory.shard_head(part, wanted, asked, __version__, opened.shipped_tables().sha256)
    deliver(memory.shard_text(head, map(portfolio_json.row_of, rows)), folder / part.name if folder else output)


def _write(
    portfolio: "summary.Portfolio",
    output_format: str | None,
    output: Path | None,
    folder: Path | None,
    *,
    fail_on: str,
    page_address: str,
) -> None:
    """Write the folder, then what goes to the screen; or the one form that is asked for."""
    from snr_cli.observatory import page as portfolio_page

    if folder is not None:
        for note in tables.write_portfolio(folder, portfolio, portfolio_page.portfolio_pages(portfolio, page_address)):
            tell(note, always=True)
        for place in drafting_all.left_behind(
            [state.path for state in portfolio.states], folder / drafting_all.DOCUMENTS_FOLDER
        ):
            tell(f"{place} : documents d’un dossier qui n’est plus dans ce tableau, laissés tels quels", always=True)
        tell(f"écrit : {folder}")
    target = None if folder is not None else output
    how = How(width(), target is None and wants_color())
    if output_format == "json":  # by pieces: of thousands of rows, the text is hundreds of megabytes
        deliver(portfolio_json.portfolio_pieces(portfolio), target)
        return
    deliver(FORMS[output_format or "text"](_Answer(portfolio, fail_on, page_address), how), target)


def _code(portfolio: "summary.Portfolio", fail_on: str) -> Exit:
    """Return the exit code: a fault of snr, a dossier that is wrong, or that a gate does not let through."""
    if any(state.fault for state in portfolio.states):
        return Exit.FAULT
    if fail_on:
        return Exit.OK if all(summary.passes(state, fail_on) for state in portfolio.states) else Exit.WRONG
    return Exit.WRONG if portfolio.broken or portfolio.unreadable else Exit.OK
