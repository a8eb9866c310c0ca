"""What a factor table has to gain: the types that a dossier lacks to be assessed whole, and what the rows of the tables carry."""

from os import PathLike

from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.bundled import bundled
from snr_cli.catalog.tables import SERVICES, Tables
from snr_cli.engine.at_stake import Carried, carried_rows
from snr_cli.engine.lacking import LackingCategory, lacking_types
from snr_cli.engine.records import ELECTRICITY
from snr_cli.results.organisation import assessed_categories


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


def what_lacks(tables: Tables, dossier: str | PathLike[str]) -> list[LackingCategory]:
    """Return the categories that a dossier does not assess whole, mandatory or assessed in part, with what would raise each most.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    result = assess_dossier(dossier, tables, whole=True).result
    known = {*assessed_categories(result)} - {ELECTRICITY}  # an amount, for which no factor is looked for
    wanted = [each.id for each in tables.categories.values() if each.mandatory or each.id in known]
    of_euros = {row.category for row in tables.factors(SERVICES, tables.spending)}
    return lacking_types(result.organisation, wanted, of_euros)
