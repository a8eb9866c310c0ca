"""Who takes part: the share of a territory that an action is supposed to reach, and where that share comes from."""

from typing import Final, NamedTuple

from snr_cli.catalog.records import Factor
from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.model.strategy import Action, Effect

PARAMETER: Final = "territory_participation"
KEPT_LONGER: Final = "smartphone_lifetime_years"


class Participation(NamedTuple):
    """A share from 0 to 1 of the devices of a territory, and the years they are kept.

    `source` and `locator` are those of the catalogue; empty when the dossier says the share itself, or says none: everybody.
    """

    share: float
    years: float
    source: str = ""
    locator: str = ""


def default_participation(tables: Tables) -> Factor:
    """Return the share that an action of the library is supposed to reach: everybody never takes part."""
    (found,) = tables.factors(PARAMETERS, [PARAMETER])
    return found


def participation_of(action: Action, supposed: Factor | None = None) -> Participation | None:
    """Return what an action supposes of the inhabitants; None when it supposes nothing of how many take part.

    Args:
        action: the action.
        supposed: the share of the catalogue that it was given, for an action of the library.
    """
    effect = next((each for each in action.effects if _kept(each)), None)
    if effect is None or effect.lifetime_years is None:
        return None
    share = 1.0 if effect.share is None else effect.share
    if supposed is None:
        return Participation(share, effect.lifetime_years)
    return Participation(share, effect.lifetime_years, supposed.source, supposed.locator)


def _kept(effect: Effect) -> bool:
    return effect.on.territory == KEPT_LONGER and effect.lifetime_years is not None
