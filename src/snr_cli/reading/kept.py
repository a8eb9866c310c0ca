"""The result kept of a past year gives an objective the value it starts from, where its review does not write it."""

from pathlib import Path

from snr_cli.findings.finding import UnreadError, UsageError
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import AnnualReview


def with_kept_footprints(dossier: Dossier, folder: Path | None) -> Dossier:
    """Return the dossier whose reviews hold what their result file says of the footprints that objectives start from.

    What a review writes itself holds. A file that is absent, outside the folder, altered or of another year gives nothing:
    the objective then has no start, and `snr compare --review` says what is wrong with the file.
    """
    if folder is None:
        return dossier
    reviews = tuple(_completed(review, dossier, folder) for review in dossier.annual_reviews)
    return dossier if reviews == dossier.annual_reviews else dossier.model_copy(update={"annual_reviews": reviews})


def _completed(review: AnnualReview, dossier: Dossier, folder: Path) -> AnnualReview:
    wanted = {
        each.category
        for each in dossier.objectives
        if each.perimeter == "organisation" and each.category is not None and each.baseline is None
        if each.start == review.year != dossier.reference_year
    } - set(review.footprint)
    if review.result is None or not wanted:
        return review
    totals = _totals(folder, review.result, review.year)
    found = {category: value for category, value in totals.items() if category in wanted}
    return review.model_copy(update={"footprint": review.footprint | found}) if found else review


def _totals(folder: Path, file: str, year: int) -> dict[str, float]:
    """Return the totals of the organisation in a result file; empty when it cannot be used."""
    from snr_cli.reading.files import open_argument
    from snr_cli.reading.results import read_result

    try:
        inside = not Path(file).is_absolute() and (folder / file).resolve().is_relative_to(folder.resolve())
        if not inside or not (folder / file).is_file():
            return {}
        name, text, _ = open_argument((folder / file).as_posix())
        found = read_result(name, text)
    except (UnreadError, UsageError, OSError, ValueError, RuntimeError):
        return {}
    return found.organisation if found.dossier.reference_year == year else {}
