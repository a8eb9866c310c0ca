"""The yearly account in the words of a document."""

from dataclasses import dataclass

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The last annual review of the dossier; `year` None when there is none."""

    year: int | None


def review_view(dossier: Dossier, assessment: Assessment, tables: Tables) -> ReviewView:
    """Return the last annual review of a dossier, as templates see it."""
    last = max(dossier.annual_reviews, key=lambda each: each.year, default=None)
    return ReviewView(last.year if last else None)
