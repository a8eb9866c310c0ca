"""What commands share: a dossier assessed, and what a reader should know of it told on the error stream."""

from typing import Any

from snr_cli.api.assessing import Assessed, assess_dossier
from snr_cli.catalog.tables import Tables
from snr_cli.cli.console import State, tell


def assessed(argument: str, tables: Tables, **options: Any) -> Assessed:
    """Read and assess what a command line names, with the options of `assess_dossier`."""
    found = assess_dossier(argument, tables, **options)
    tell_notes(found, tables)
    return found


def tell_notes(found: Assessed, tables: Tables) -> None:
    """Tell the notes of a dossier, and with -v the files and the factors that were read."""
    for note in notes_of(found, tables, verbose=bool(State.verbose)):
        tell(note)


def notes_of(found: Assessed, tables: Tables, *, verbose: bool) -> tuple[str, ...]:
    """Return what `tell_notes` tells."""
    if not verbose:
        return found.notes
    files = ", ".join(found.loaded.files)
    return f"lu : {files} ; facteurs {tables.files.root.as_posix()}, version {tables.sha256[:12]}", *found.notes
