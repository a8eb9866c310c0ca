"""The rules of the library of actions: what an action would change of each line of a dossier, or why it changes nothing."""

from collections.abc import Callable, Sequence
from math import fsum
from typing import Any, Final

from snr_cli.catalog.records import LibraryAction
from snr_cli.model.inventory import Equipment, Service
from snr_cli.plan.aims import Item
from snr_cli.plan.library_bench import Bench, families
from snr_cli.plan.present import present_lifetime, unit_kwh

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
    found: dict[str, LineChange] = {}
    whys: set[str] = set()
    for item, value in every:
        change, why = LIBRARY_RULES[entry.rule](bench, item, value, entry)
        if change and any((item.id, family) in bench.taken for family in families(change)):
            whys.add("in_dossier")
        elif change:
            found[item.id] = change
        else:
            whys.add(why)
    order = ("upstream_unknown", "in_dossier", "not_computable", "already_there", "no_line")
    return found, next((why for why in order if why in whys), "already_there")


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
    found: dict[str, LineChange] = {}
    why = "no_line"
    for kind in dict.fromkeys(item.type for item in every):
        of_type = [item for item in every if item.type == kind and (item.quantity or 0.0) >= 1.0]
        free = [item for item in of_type if (item.id, "quantity") not in bench.taken]
        if of_type and len(free) < len(of_type):
            why = "in_dossier"  # one action on a quantity of the type is enough
        elif free:
            found[max(free, key=lambda item: item.quantity or 0.0).id] = {"quantity_change": -float(entry.value)}
    return found, why
