"""A dossier laid out for the library of actions, who takes part, and what an action would change of each line."""

from collections.abc import Callable, Mapping, Sequence
from math import fsum
from typing import Any, Final, NamedTuple

from snr_cli.catalog.records import Factor, LibraryAction
from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.engine.estimated import as_inventoried
from snr_cli.engine.records import Assessment, Line
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.aims import DossierLines, Item, group_of
from snr_cli.plan.parameters import EFFECT_PARAMETERS, given
from snr_cli.plan.present import present_lifetime, unit_kwh

# Who takes part: the share of a territory that an action is supposed to reach, and where that share comes from.

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
    (factor,) = tables.factors(PARAMETERS, [PARAMETER])
    return factor


def participation_of(action: Action, supposed: Factor | None = None) -> Participation | None:
    """Return what an action supposes of the inhabitants; None when it supposes nothing of how many take part.

    Args:
        action: the action.
        supposed: the share of the catalogue that it was given, for an action of the library.
    """
    effect = next((kept for kept in action.effects if _kept(kept)), None)
    if effect is None or effect.lifetime_years is None:
        return None
    share = 1.0 if effect.share is None else effect.share
    if supposed is None:
        return Participation(share, effect.lifetime_years)
    return Participation(share, effect.lifetime_years, supposed.source, supposed.locator)


def _kept(effect: Effect) -> bool:
    return effect.on.territory == KEPT_LONGER and effect.lifetime_years is not None


# A dossier laid out for the library of actions: lines by type, what they have today, what its own actions already change.


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
        self.dossier_lines = DossierLines(every, tables)
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
        taken: set[tuple[str, str]] = set()
        for action in self.dossier.actions:
            if action.status == "abandoned":
                continue
            for effect in action.effects:
                if effect.on.territory is not None:
                    taken.add(("territory", effect.on.territory))
                    continue
                families = families_of(effect)
                taken |= {
                    (item.id, family)
                    for item in self.dossier_lines.at(effect.on)
                    for family in families
                }  # fmt: skip
        return taken

    def lines_of(self, action: Action) -> tuple[str, ...]:
        """Return the ids of the lines that an action aims at."""
        return tuple(
            dict.fromkeys(item.id for effect in action.effects for item in self.dossier_lines.at(effect.on))
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


# The rules of the library of actions: what an action would change of each line of a dossier, or why it changes nothing.

LineChange = dict[str, Any]
RuleAnswer = tuple[LineChange, str]
# (bench, line, value, action) → what changes, or why nothing does
LibraryRule = Callable[[Bench, Item, str, LibraryAction], RuleAnswer]
NOTHING_LEFT: Final[RuleAnswer] = ({}, "already_there")


def _lifetime_at_least(bench: Bench, item: Item, value: str, _: LibraryAction) -> RuleAnswer:
    years = present_lifetime(bench.assessed[item.id])
    if years is None:
        return {}, "not_computable"
    return ({"lifetime_years": float(value)}, "") if years < float(value) else NOTHING_LEFT


def _lifetime_longer(bench: Bench, item: Item, value: str, entry: LibraryAction) -> RuleAnswer:
    """Add years to what is kept no longer than a limit."""
    years = present_lifetime(bench.assessed[item.id])
    if years is None:
        return {}, "not_computable"
    return ({"lifetime_years": years + float(value)}, "") if years <= float(entry.limit) else NOTHING_LEFT


def _upgrade(bench: Bench, item: Item, value: str, entry: LibraryAction) -> RuleAnswer:
    change, why = _lifetime_at_least(bench, item, value, entry)
    return ({**change, "added_component": entry.component}, "") if change else ({}, why)


def _refurbished_at_least(bench: Bench, item: Item, value: str, _: LibraryAction) -> RuleAnswer:
    if not isinstance(item, Equipment) or (item.refurbished_share or 0.0) >= float(value):
        return NOTHING_LEFT
    years = bench.upstream_years(item)
    if years is None:
        return {}, "upstream_unknown"
    return {"refurbished_share": float(value), "upstream_years": years}, ""


def _kwh_times(bench: Bench, item: Item, value: str, _: LibraryAction) -> RuleAnswer:
    """Cut the electricity of what is in use outside a server room."""
    if not isinstance(item, Equipment) or item.state != "in_use" or item.room is not None:
        return {}, "no_line"
    kwh = unit_kwh(bench.assessed[item.id])
    if kwh is None:
        return {}, "not_computable"
    return ({"kwh_per_year": round(kwh * float(value), 3)}, "") if kwh else NOTHING_LEFT


def _quantity_percent(_: Bench, item: Item, value: str, __: LibraryAction) -> RuleAnswer:
    return ({"quantity_change_percent": float(value)}, "") if item.quantity else ({}, "no_line")


def _stored_none(_: Bench, item: Item, value: str, __: LibraryAction) -> RuleAnswer:
    if not isinstance(item, Equipment) or item.state != "stored" or not item.quantity:
        return {}, "no_line"
    return {"quantity": float(value)}, ""


def _pue_at_most(_: Bench, item: Item, value: str, __: LibraryAction) -> RuleAnswer:
    """Lower the PUE of a room; that of a meter without PUE cannot be told."""
    if not isinstance(item, Service) or (item.pue is None and item.metered_kwh_per_year is not None):
        return {}, "not_computable"
    return ({"pue": float(value)}, "") if item.pue is None or item.pue > float(value) else NOTHING_LEFT


def _place(_: Bench, item: Item, value: str, __: LibraryAction) -> RuleAnswer:
    return ({"place": value}, "") if item.place not in (None, value) else NOTHING_LEFT


def _replaced_by(_: Bench, item: Item, value: str, __: LibraryAction) -> RuleAnswer:
    return ({"replaced_by": value}, "") if item.quantity else ({}, "no_line")


def _page_weight_at_most(_: Bench, item: Item, value: str, __: LibraryAction) -> RuleAnswer:
    if not isinstance(item, Service) or item.page_weight_mb is None or not item.page_views:
        return {}, "not_computable"
    return ({"page_weight_mb": float(value)}, "") if item.page_weight_mb > float(value) else NOTHING_LEFT


LIBRARY_RULES: Final[dict[str, LibraryRule]] = {
    "lifetime_at_least": _lifetime_at_least,
    "lifetime_longer": _lifetime_longer,
    "upgrade": _upgrade,
    "refurbished_at_least": _refurbished_at_least,
    "kwh_times": _kwh_times,
    "quantity_percent": _quantity_percent,
    "stored_none": _stored_none,
    "pue_at_most": _pue_at_most,
    "place": _place,
    "replaced_by": _replaced_by,
    "page_weight_at_most": _page_weight_at_most,
}


def library_changes(bench: Bench, entry: LibraryAction) -> tuple[dict[str, LineChange], str]:
    """Return what an action of the library would change, by line; empty, with the reason, when it does not apply."""
    if entry.rule in ("none", "see", "yours"):
        return {}, {"none": "no_effect", "see": "see", "yours": "target_is_yours"}[entry.rule]
    if any(action.id == entry.id and action.status != "abandoned" for action in bench.dossier.actions):
        return {}, "in_dossier"
    if entry.rule == "territory_lifetime":
        return _on_territory(bench, entry)
    every = [
        (item, own or entry.value) for target, own in entry.targets or (("", ""),) for item in bench.lines_named(target)
    ]
    if not every:
        return {}, "no_line"
    if entry.rule == "one_by_computer":
        return _by_computer(bench, entry, [item for item, _ in every])
    if entry.rule == "one_less":
        return _one_less(bench, entry, [item for item, _ in every])
    changes: dict[str, LineChange] = {}
    whys: set[str] = set()
    for item, value in every:
        change, why = LIBRARY_RULES[entry.rule](bench, item, value, entry)
        if change and any((item.id, family) in bench.taken for family in families(change)):
            whys.add("in_dossier")
        elif change:
            changes[item.id] = change
        else:
            whys.add(why)
    order = ("upstream_unknown", "in_dossier", "not_computable", "already_there", "no_line")
    return changes, next((why for why in order if why in whys), "already_there")


def _on_territory(bench: Bench, entry: LibraryAction) -> tuple[dict[str, LineChange], str]:
    parameter = entry.targets[0][0].partition(":")[2]
    if ("territory", parameter) in bench.taken:
        return {}, "in_dossier"
    change = {"lifetime_years": float(entry.value), "share": bench.participation.value}
    return {f"territory:{parameter}": change}, ""


def _by_computer(bench: Bench, entry: LibraryAction, monitors: Sequence[Item]) -> tuple[dict[str, LineChange], str]:
    """Take away the monitors in use beyond so many by computer in use, in proportion to the lines."""
    used = [item for item in monitors if isinstance(item, Equipment) and item.state == "in_use" and item.quantity]
    if any((item.id, "quantity") in bench.taken for item in used):
        return {}, "in_dossier"
    computers = fsum(
        item.quantity
        for item in bench.dossier.equipment
        if item.id in bench.assessed and bench.assessed[item.id].role == "computer" and item.state == "in_use"
    )
    many = fsum(item.quantity for item in used)
    excess = many - computers * float(entry.value)
    if not computers or excess < 1:
        return {}, "already_there" if computers else "not_computable"
    shared = {item.id: float(round(excess * item.quantity / many)) for item in used}
    return {name: {"quantity_change": -units} for name, units in shared.items() if units}, ""


def _one_less(bench: Bench, entry: LibraryAction, every: Sequence[Item]) -> tuple[dict[str, LineChange], str]:
    """Take one unit away from the largest line of each type: how many is the user's choice."""
    changes: dict[str, LineChange] = {}
    why = "no_line"
    for kind in dict.fromkeys(item.type for item in every):
        of_type = [item for item in every if item.type == kind and (item.quantity or 0.0) >= 1.0]
        free = [item for item in of_type if (item.id, "quantity") not in bench.taken]
        if of_type and len(free) < len(of_type):
            why = "in_dossier"  # one action on a quantity of the type is enough
        elif free:
            changes[max(free, key=lambda item: item.quantity or 0.0).id] = {"quantity_change": -float(entry.value)}
    return changes, why
