"""The number of each action, « 1.3 »: its axis, then its rank; a document refers to an action by it."""

from collections.abc import Mapping

from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import live


def action_numbers(dossier: Dossier) -> Mapping[str, str]:
    """Return the number of each action of the plan, by id: that of its axis first when there are axes; what has no axis is last."""
    axes = [axis.id for axis in (dossier.strategy.axes if dossier.strategy else ())]
    rows: dict[int, list[str]] = {}
    for each in dossier.actions:
        if live(each):
            rows.setdefault(axes.index(each.axis) if each.axis in axes else len(axes), []).append(each.id)
    if not axes:
        return {name: str(rank) for rank, name in enumerate(rows.get(0, ()), 1)}
    # an axis without any action keeps its rank: what the authority calls its second axis is 2
    return {name: f"{axis + 1}.{rank}" for axis, names in rows.items() for rank, name in enumerate(names, 1)}
