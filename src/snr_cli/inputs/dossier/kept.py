"""The results kept of past years: what computes again the years that objectives start from."""

from pathlib import Path
from typing import TYPE_CHECKING

from snr_cli.model.dossier import Dossier
from snr_cli.model.finding import UnreadError, UsageError

if TYPE_CHECKING:
    from snr_cli.inputs.dossier.results import Result


def kept_results(dossier: Dossier, folder: Path | None) -> "tuple[Result, ...]":
    """Return the results that reviews name, of the past years that an objective on a footprint starts from or lines come from.

    A file that is absent, outside the folder, altered or of another year gives nothing: the objective then has no start, and
    `snr compare --review` says what is wrong with the file.
    """
    starts = {each.start for each in dossier.objectives if each.category is not None} - {dossier.reference_year}
    starts |= {each.year for each in dossier.annual_reviews if each.carried}
    if folder is None:
        return ()
    found = (
        _result(folder, each.result, each.year)
        for each in dossier.annual_reviews
        if each.result is not None and each.year in starts
    )
    return tuple(each for each in found if each is not None)


def _result(folder: Path, file: str, year: int) -> "Result | None":
    """Return the result of a year in a file; nothing when it cannot be used."""
    from snr_cli.inputs.dossier.files import inside, open_named
    from snr_cli.inputs.dossier.results import read_result

    try:
        if inside(folder, file) is None:
            return None
        name, text = open_named(folder / file)
        found = read_result(name, text)
    except (UnreadError, UsageError, OSError, ValueError, RuntimeError):
        return None
    return found if found.dossier.reference_year == year else None
