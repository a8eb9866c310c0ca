"""What a dossier lacks to be assessed whole in each category: which types a contributor may look for."""

from os import PathLike
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from snr_cli.catalog.tables import Tables
    from snr_cli.engine.lacking import LackingCategory


def what_lacks(tables: "Tables", dossier: str | PathLike[str]) -> "list[LackingCategory]":
    """Return the categories that a dossier does not assess whole, mandatory or assessed in part, with what would raise each most.

    Raises:
        UsageError, DossierError: as `assess_dossier`.
    """
    from snr_cli.api.assessing import assess_dossier
    from snr_cli.catalog.tables import SERVICES
    from snr_cli.engine.lacking import lacking_types
    from snr_cli.engine.records import ELECTRICITY
    from snr_cli.results.organisation import assessed_categories

    result = assess_dossier(dossier, tables, whole=True).result
    known = {*assessed_categories(result)} - {ELECTRICITY}  # an amount, for which no factor is looked for
    wanted = [each.id for each in tables.categories.values() if each.mandatory or each.id in known]
    of_euros = {row.category for row in tables.factors(SERVICES, tables.spending)}
    return lacking_types(result.organisation, wanted, of_euros)
