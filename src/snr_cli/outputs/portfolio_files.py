"""The folder of a portfolio: its page, its workbook, its CSV and its JSON; it takes the place of its own files only."""

from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Final

from snr_cli.inputs.dossier.files import Edit, aside, there
from snr_cli.inputs.regular import open_plain
from snr_cli.model.refusal import UsageError
from snr_cli.outputs.files import make_folder, refuse, write_edits
from snr_cli.outputs.portfolio.memory import FOLDER
from snr_cli.outputs.portfolio.summary import Portfolio
from snr_cli.outputs.portfolio_grids import portfolio_grids, rows_grid
from snr_cli.outputs.portfolio_json import portfolio_json
from snr_cli.outputs.results_book import book_bytes
from snr_cli.outputs.tables import grid_csv

RESULT_NAME: Final = "portfolio.json"
_BEGINS: Final = b'{\n  "schema_version": "2",\n  "snr_version": '
OUR_PAGE: Final = b'<body class="portfolio">'  # no other page of snr has it
PORTFOLIO_BOOK: Final = "snr : tableau des dossiers"


def ready_folder(folder: Path) -> None:
    """Make the folder of a portfolio, or see that the one that is there may be written in.

    Raises:
        UsageError: it cannot be made; it holds a file of these names that snr did not write.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} : ce n’est pas un dossier", "donnez un dossier à -o, ou --format pour un fichier")
    make_folder(folder)
    if _is_ours(folder):
        return
    for name in ("index.html", "portfolio.xlsx", "portfolio.csv", RESULT_NAME):
        if (folder / name).exists() or (folder / name).is_symlink():
            raise UsageError(
                f"{folder / name} : ce fichier existe et n’est pas d’un tableau de snr, il n’est pas remplacé",
                "donnez un autre dossier à -o",
            )


def _is_ours(folder: Path) -> bool:
    """Say whether a folder was written by this command: it keeps rows, or has its JSON."""
    if (folder / FOLDER).is_dir():
        return True
    try:
        with aside(), open_plain(folder / RESULT_NAME) as stream:
            return stream.read(len(_BEGINS)) == _BEGINS
    except (OSError, ValueError):
        return False


def write_portfolio(folder: Path, portfolio: Portfolio, pages: Mapping[str, str]) -> list[str]:
    """Write the files of a portfolio, all of them or none.

    Args:
        folder: where, once `ready_folder` has seen it.
        portfolio: the dossiers.
        pages: its pages of HTML, by the names of their files.

    Returns:
        what could not be made here, in French.

    Raises:
        UsageError: one of them was read, is a page that snr did not write, or cannot be written; those that were there are put back.
    """
    files = {name: text.encode() for name, text in pages.items()}
    notes: list[str] = []
    try:
        files["portfolio.xlsx"] = book_bytes(PORTFOLIO_BOOK, portfolio_grids(portfolio))
    except UsageError as error:
        notes.append(f"portfolio.xlsx n’est pas écrit : {error}")
    files["portfolio.csv"] = grid_csv(rows_grid(portfolio)).encode()
    files[RESULT_NAME] = portfolio_json(portfolio).encode()
    edits = [Edit(folder / name, _there(folder / name), data) for name, data in files.items()]
    refuse(edit.path for edit in edits)
    for path, before, *_ in edits:
        if path.suffix == ".html" and (path.is_symlink() or (before is not None and OUR_PAGE not in before)):
            raise UsageError(
                f"{path} : cette page existe et n’est pas d’un tableau de snr, elle n’est pas remplacée",
                "donnez-lui un autre nom, ou un autre dossier à -o",
            )
    old = list(_old_pages(folder, files))
    write_edits([*edits, *old])
    notes += [f"{edit.path} : page d’un tableau plus grand, enlevée" for edit in old]
    return notes


def _old_pages(folder: Path, files: Container[str]) -> Iterator[Edit]:
    """Yield the pages that an earlier run wrote and this one does not: they would stay online with rows that are no more."""
    for path in sorted(folder.glob("page-*.html")):
        data = _there(path) if path.name not in files and not path.is_symlink() else None
        if data is not None and OUR_PAGE in data:
            yield Edit(path, data, None)


def _there(path: Path) -> bytes | None:
    return there(path) if path.is_file() else None
