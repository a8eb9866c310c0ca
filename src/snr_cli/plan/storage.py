"""Actions that move storage between one's own machines and a host: what changes then is the method, not only the solution."""

from math import isclose
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.storage import HOSTED, OWN
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.aims import Item, aims_at, counts
from snr_cli.plan.parameters import units_said

LESS: Final = -1
MORE: Final = 1


def _way(effect: Effect, item: Item) -> int:
    """Return whether an effect leaves less or more of a line; 0 when it changes something else."""
    today = item.quantity or 0.0
    if effect.replaced_by is not None and effect.replaced_by not in OWN | HOSTED:
        return LESS
    said = units_said(effect)
    if said is None:
        return 0
    before = today if said.parameter.units == "sets" else 0.0
    change = 0.0 if isclose(said.value, before) else said.value - before
    return MORE if change > 0 else LESS if change < 0 else 0


def _ways(action: Action, items: tuple[Item, ...], tables: Tables) -> set[int]:
    return {
        way
        for effect in action.effects
        for item in items
        if aims_at(effect.on, item, tables) and (way := _way(effect, item))
    }


def storage_moves(dossier: Dossier, tables: Tables) -> tuple[str, ...]:
    """Return the actions whose effect on storage compares two methods: fewer machines of one's own, or more for less hosted.

    Fewer machines count whatever the dossier says of a host: what they held may well go to one.
    """
    own: tuple[Item, ...] = tuple(line for line in dossier.equipment if line.type in OWN)
    hosted: tuple[Item, ...] = tuple(line for line in dossier.services if line.type in HOSTED)
    acting = [action for action in dossier.actions if counts(action)]
    mine = {action.id: _ways(action, own, tables) for action in acting} if own else {}
    theirs = {action.id: _ways(action, hosted, tables) for action in acting} if hosted else {}
    leaves = any(LESS in ways for ways in mine.values())
    comes_back = any(MORE in ways for ways in mine.values()) and any(LESS in ways for ways in theirs.values())
    told: set[str] = set()
    if leaves:
        told |= {name for name, ways in mine.items() if LESS in ways}
        told |= {name for name, ways in theirs.items() if MORE in ways}
    if comes_back:
        told |= {name for name, ways in mine.items() if MORE in ways}
        told |= {name for name, ways in theirs.items() if LESS in ways}
    return tuple(action.id for action in acting if action.id in told)
