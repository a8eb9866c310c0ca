"""`snr portfolio`: many dossiers in one table."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal, NamedTuple

import typer

from snr_cli.api.late import LATE
from snr_cli.cli.console import (
    AsOf,
    Exit,
    Forms,
    How,
    as_book,
    csv_forms,
    deliver,
    judged_at,
    needs_file,
    offers,
    tell,
    wants_color,
    width,
)
from snr_cli.french.numbers import plural
from snr_cli.model.refusal import UsageError
from snr_cli.model.version import __version__

with LATE:
    from snr_cli.api import drafting_all, letters as letter_files, portfolio as surveys
    from snr_cli.catalog import opened
    from snr_cli.cli import portfolio_run
    from snr_cli.documents import portfolio as portfolio_page
    from snr_cli.outputs import (
        files as output_files,
        portfolio_files,
        portfolio_grids,
        portfolio_json,
        portfolio_screen,
    )
    from snr_cli.outputs.portfolio import memory, state as states, summary


class _Answer(NamedTuple):
    """A portfolio, and what its forms ask: the level of `--fail-on`, empty without it, the address of the page of snr."""

    found: "summary.Portfolio"
    fail_on: str
    page_address: str


def _table(answer: _Answer, how: How) -> str:
    if answer.fail_on:
        return portfolio_screen.check_lines(answer.found, answer.fail_on)
    return portfolio_screen.portfolio_screen(answer.found, width=how.width, color=how.color)


def _page(answer: _Answer, how: How) -> str:
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
    **csv_forms(lambda answer: portfolio_grids.rows_grid(answer.found)),
    "xlsx": lambda answer, how: as_book(portfolio_files.PORTFOLIO_BOOK, portfolio_grids.portfolio_grids(answer.found)),
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
    address = _address(page_address)
    parts = [Path(path) for path in paths or () if path.endswith(".jsonl")]
    merge = bool(parts)
    if merge and len(parts) != len(paths or ()):
        raise UsageError(
            f"{parts[0]} est une part d’un --shard, et le reste n’en est pas", "réunissez les parts entre elles"
        )
    documents = portfolio_run.documents_asked(draft, output_format, output, merge=merge)
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
    place = portfolio_run.department_of(department)
    portfolio_run.refuse_together(
        {
            "--journal": journal, "--letters": letters, "--department": department,
            "--as-of": as_of, "--draft": draft, "--fail-on": fail_on, "--jobs": jobs,
            portfolio_run.PARTS: merge, "--page-address": page_address, "--shard": shard,
            "--format": None if output_format == "json" else output_format,
        }
    )  # fmt: skip
    if folder is not None:
        portfolio_files.ready_folder(folder)
    if letters is not None:
        output_files.refuse_folder(letters, letter_files.files_of_letters)
    if merge:
        rows, as_of = memory.merged_shards(parts, __version__, opened.shipped_tables().sha256)
        if journal is not None and as_of is None:
            raise UsageError("--journal : ces parts sont sans date", "refaites-les avec --as-of AAAA-MM-JJ")
        found = summary.gathered(portfolio_run.rows_of_department(rows, place))
    else:
        refused, year = portfolio_run.wanted_dossiers(paths or [], as_of, place)
        wanted = [*refused]
        part = memory.shard_of(shard) if shard is not None else None
        drafts = portfolio_run.drafts_asked(documents, form, wanted, folder)
        survey = portfolio_run.survey_of(as_of, year, jobs, folder, drafts, refused, gate=fail_on is not None)
        rows = portfolio_run.rows_of_survey(survey, part.part(wanted) if part is not None else wanted)
        for note in survey.unwritten:
            tell(note, always=True)
        if part is not None:
            _write_shard(part, wanted, rows, survey, output, folder)
            return
        found = summary.gathered(portfolio_run.rows_of_department(rows, place))
    if journal is not None:
        found = portfolio_run.with_progress(found, journal, judged_at(as_of) or "")
    _write(
        found,
        output_format,
        output,
        folder,
        fail_on=fail_on or "",
        page_address=address,
    )
    if journal is not None:
        tell(f"écrit : {journal} ({plural(portfolio_run.keep_progress(found, journal), 'ligne')})")
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
    if folder is not None:
        for note in portfolio_files.write_portfolio(
            folder, portfolio, portfolio_page.portfolio_pages(portfolio, page_address)
        ):
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
