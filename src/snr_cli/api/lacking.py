"""What a dossier lacks to be assessed whole in each category: which types a contributor may look for."""

from os import PathLike

from snr_cli.api.assessing import assess_dossier
from snr_cli.catalog.tables import SERVICES, Tables
from snr_cli.engine.lacking import LackingCategory, lacking_types
from snr_cli.engine.records import ELECTRICITY
from snr_cli.results.organisation import assessed_categories


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
