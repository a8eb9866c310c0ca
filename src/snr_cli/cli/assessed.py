"""What commands share: a dossier assessed, and what a reader should know of it told on the error stream."""

from typing import Any

from snr_cli.api.late import LATE
from snr_cli.cli.console import State, tell

with LATE:
    from snr_cli.api import assessing
    from snr_cli.catalog import tables as catalog_tables


def assessed(argument: str, tables: "catalog_tables.Tables", **options: Any) -> "assessing.Assessed":
    """Read and assess what a command line names, with the options of `assess_dossier`."""
    found = assessing.assess_dossier(argument, tables, **options)
    tell_notes(found, tables)
    return found


def tell_notes(found: "assessing.Assessed", tables: "catalog_tables.Tables") -> None:
    """Tell the notes of a dossier, and with -v the files and the factors that were read."""
    for note in notes_of(found, tables, verbose=bool(State.verbose)):
        tell(note)


def notes_of(found: "assessing.Assessed", tables: "catalog_tables.Tables", *, verbose: bool) -> tuple[str, ...]:
    """Return what `tell_notes` tells."""
    if not verbose:
        return found.notes
    files = ", ".join(found.loaded.files)
    return f"lu : {files} ; facteurs {tables.files.root.as_posix()}, version {tables.sha256[:12]}", *found.notes
