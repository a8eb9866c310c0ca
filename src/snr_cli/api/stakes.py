"""What the rows of the tables carry in a dossier, or in the examples shipped with snr: which to look at again first."""

from os import PathLike

from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.bundled import bundled
from snr_cli.catalog.tables import Tables
from snr_cli.engine.at_stake import Carried, carried_rows


def rows_at_stake(
    tables: Tables, dossier: str | PathLike[str] | None = None, year: int | None = None
) -> tuple[Carried, ...]:
    """Return the rows behind the climate footprint of a dossier, else of all the examples together.

    Args:
        tables: the factor tables.
        dossier: its folder or file, its members counted with it; None for the examples.
        year: at which to judge their age; the reference year of the dossier, or the latest of the examples, without it.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    paths = sorted(bundled("examples").glob("*/territory.yaml")) if dossier is None else [dossier]
    results = [assess_dossier(path, tables, whole=True).result for path in paths]
    lines = [line for result in results for line in result.organisation.lines]
    return tuple(carried_rows(lines, max(result.reference_year for result in results) if year is None else year))
