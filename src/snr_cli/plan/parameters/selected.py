"""What an effect selects in all, when one of its parameters is shared between the lines that it aims at."""

from math import fsum

from snr_cli.catalog.tables import Tables
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action
from snr_cli.plan.aims import NO_AIM, Aim, Item, aims_at, purchases, units
from snr_cli.plan.parameters import given
from snr_cli.plan.parameters.record import ROOM


def units_selected(dossier: Dossier, action: Action, rank: int, tables: Tables) -> Aim:
    """Return what an effect selects in all, when it gives a number for all its lines together."""
    effect = action.effects[rank]
    if not any(parameter.shared for parameter in given(effect)):
        return NO_AIM
    items: list[Item] = [*dossier.equipment, *dossier.services]
    aimed = [item for item in items if item.type != ROOM and aims_at(effect.on, item, tables)]
    flux = "flux" in dossier.method.options
    return Aim(fsum(map(units, aimed)), len(aimed), fsum(purchases(item, flux=flux) for item in aimed))
