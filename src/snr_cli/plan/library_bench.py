"""A dossier laid out for the library of actions: lines by type, what they have today, what its own actions already change."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import as_inventoried
from snr_cli.engine.records import Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment
from snr_cli.model.strategy import Action, Effect, Target
from snr_cli.plan.aims import Item, aims_at, group_of
from snr_cli.plan.parameters import EFFECT_PARAMETERS, given
from snr_cli.plan.participation import default_participation


class Bench:
    """A dossier laid out for the library: lines by type, what they have today, what its own actions already change."""

    def __init__(self, dossier: Dossier, assessment: Assessment, tables: Tables) -> None:
        self.dossier = dossier = as_inventoried(dossier, assessment)
        self.assessment = assessment
        self.tables = tables
        organisation = assessment.organisation
        self.assessed: dict[str, Line] = {line.id: line for line in (*organisation.lines, *organisation.public_lines)}
        every: list[Item] = [*dossier.equipment, *dossier.services]
        self.items = {item.id: item for item in every}
        self.by_type: dict[str, list[Item]] = {}
        self.by_group: dict[str, list[Item]] = {}
        for item in self.items.values():
            self.by_type.setdefault(item.type, []).append(item)
            self.by_group.setdefault(group_of(item, tables), []).append(item)
        self.followed = {indicator.id for indicator in dossier.indicators}
        self.upstream: dict[str, float] = {}
        for line in dossier.equipment:
            if line.upstream_years and line.upstream_source:
                known = self.upstream.get(line.type, line.upstream_years)
                self.upstream[line.type] = min(known, line.upstream_years)
        self.taken = self._taken()
        self.participation = default_participation(tables)
        self.whys: dict[str, str] = {}  # why an action of the territory cannot be computed

    def _taken(self) -> set[tuple[str, str]]:
        """Return the (line, parameter) that an action of the dossier already changes, ideas included."""
        found: set[tuple[str, str]] = set()
        for action in self.dossier.actions:
            if action.status == "abandoned":
                continue
            for effect in action.effects:
                if effect.on.territory is not None:
                    found.add(("territory", effect.on.territory))
                    continue
                families = families_of(effect)
                found |= {
                    (item.id, family)
                    for item in self.aimed_at(effect.on)
                    for family in families
                }  # fmt: skip
        return found

    def aimed_at(self, target: Target) -> Iterable[Item]:
        """Return the lines that a target selects, without asking each line when it names a line or a type."""
        if target.line is not None:
            near = [self.items[target.line]] if target.line in self.items else []
        elif target.type is not None:
            near = self.by_type.get(target.type, [])
        else:
            near = list(self.items.values())
        return [item for item in near if aims_at(target, item, self.tables)]

    def lines_of(self, action: Action) -> tuple[str, ...]:
        """Return the ids of the lines that an action aims at."""
        return tuple(
            dict.fromkeys(item.id for effect in action.effects for item in self.aimed_at(effect.on))
        )  # fmt: skip

    def spends(self, action: Action) -> bool:
        """Say whether an action changes lines in euros, or turns others into euros."""
        known = self.tables.service_types
        swaps = {effect.replaced_by for effect in action.effects if effect.replaced_by is not None}
        kinds = swaps | {self.items[name].type for name in self.lines_of(action)}
        return any(kind in known and known[kind].is_spending for kind in kinds)

    def lines_named(self, target: str) -> Sequence[Item]:
        """Return the assessed lines of a target of the library; every line of equipment when it names nothing."""
        kind, _, name = target.rpartition(":")
        near = (
            self.by_group.get(name, []) if kind == "group"
            else self.by_type.get(name, []) if name
            else list(self.items.values())
        )  # fmt: skip
        return [item for item in near if item.id in self.assessed or item.type == "server_room"]

    def upstream_years(self, item: Equipment) -> float | None:
        """Return the life before purchase that the dossier states: of the line, else the shortest of its type."""
        return (item.upstream_years if item.upstream_source else None) or self.upstream.get(item.type)


def families(values: Mapping[str, Any]) -> set[str]:
    """Return the parameters that a change gives, the three ways to give a quantity counted as one."""
    return {"quantity" if EFFECT_PARAMETERS[name].units else name for name in values if name in EFFECT_PARAMETERS}


def families_of(effect: Effect) -> set[str]:
    """Return the parameters that an effect changes."""
    return families({parameter.key: True for parameter in given(effect)})
