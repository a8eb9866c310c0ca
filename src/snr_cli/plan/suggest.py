"""The library of actions held against a dossier: those that apply, what each one saves on its real lines.

No saving is written by hand: an action of the library becomes effects on lines, and the engine recomputes them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Any, Final

from snr_cli.catalog.records import LibraryAction
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import lines_of
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment, Service
from snr_cli.model.strategy import Action, Effect, Schedule, Target
from snr_cli.plan.aims import Item, aims_at, group_of
from snr_cli.plan.calendar import progress
from snr_cli.plan.means import sum_by_tax
from snr_cli.plan.parameters import PARAMETERS, given
from snr_cli.plan.participation import Participation, default_participation, participation_of
from snr_cli.plan.plan import default_horizon
from snr_cli.plan.present import present_lifetime, unit_kwh
from snr_cli.plan.territory import territory_plan
from snr_cli.plan.trajectory import Totals, alone_at_full_effect

MOST_EFFECTS: Final = 30  # beyond, nobody pastes them: the largest lines are kept
Change = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An action that applies to the dossier.

    `origin`: `library`, or `idea` for an action of the dossier that is not decided yet. `perimeter`: `organisation`,
    `outside` (public traffic, in no total) or `territory` (reading by household). `saved`: what one year at full effect saves,
    by category, alone. `by_unit`: the library gives no target, the saving is that of one unit of each type. `left_out`: lines
    beyond the thirty largest. `overlaps`: better suggestions that change the same parameter of the same lines.
    `participation`: what it supposes of the inhabitants, for the territory. `spend_lever`: it changes lines
    in euros, whose tonnes are a ratio.
    """

    id: str
    title: str
    themes: tuple[int, ...]
    origin: str
    perimeter: str
    saved: Totals
    lines: tuple[str, ...]
    action: Action
    new_indicators: tuple[str, ...] = ()
    cost: str = ""
    source: str = ""
    locator: str = ""
    note: str = ""
    by_unit: bool = False
    left_out: int = 0
    overlaps: tuple[str, ...] = ()
    euros_per_tonne: float | None = None
    participation: Participation | None = None
    spend_lever: bool = False

    @property
    def kg(self) -> float:
        """Return the kgCO2e saved in a year at full effect."""
        return self.saved.get(CLIMATE, 0.0)


@dataclass(frozen=True, slots=True)
class Aside:
    """An action of the library that is not suggested, and why (a code).

    `no_effect`: it changes no quantity. `see`: it goes through other actions. `target_is_yours`: only the user knows how
    much. `no_line`, `already_there`, `in_dossier`: nothing left to change. `upstream_unknown`: refurbished goods whose life
    before is not known. `not_computable`: the present value is not known. `no_households`, `no_factor`: no reading of the
    territory. `no_saving`: the engine finds none; `kg` is
    negative when the action would weigh.
    """

    id: str
    title: str
    themes: tuple[int, ...]
    why: str
    see: tuple[str, ...] = ()
    kg: float | None = None
    note: str = ""


def suggestions(dossier: Dossier, assessment: Assessment, tables: Tables) -> list[Suggestion]:
    """Return the actions of the library that apply to a dossier, and its own ideas: the largest saving first."""
    return review_library(dossier, assessment, tables)[0]


def review_library(dossier: Dossier, assessment: Assessment, tables: Tables) -> tuple[list[Suggestion], list[Aside]]:
    """Hold every action of the library against a dossier.

    Returns:
        the suggestions, organisation first, each perimeter ranked apart by decreasing saving; and the others, in the library's order.
    """
    bench = _Bench(dossier, assessment, tables)
    found: list[tuple[LibraryAction, Action, int]] = []
    asides: dict[str, Aside] = {}
    for entry in tables.library.values():
        changes, why = bench.changes(entry)
        if not changes:
            asides[entry.id] = Aside(entry.id, entry.title, entry.themes, why, entry.see, note=entry.note)
            continue
        effects, left_out = bench.effects(entry, changes)
        found.append((entry, bench.action(entry, effects), left_out))
    ideas = [
        action.model_copy(update={"status": "planned"})
        for action in dossier.actions
        if action.status == "idea" and action.effects
    ]
    saved = bench.saved([action for _, action, _ in found] + ideas)
    result = []
    for entry, action, left_out in found:
        perimeter, change = saved[action.id]
        kg = change.get(CLIMATE, 0.0)
        if kg <= 0 and change.get(ELECTRICITY, 0.0) <= 0:
            known = CLIMATE in change or ELECTRICITY in change
            why = bench.whys.get(action.id, "no_saving" if known else "no_factor")
            asides[entry.id] = Aside(
                entry.id, entry.title, entry.themes, why, kg=kg if change else None, note=entry.note
            )
            continue
        result.append(
            Suggestion(
                action.id,
                entry.title,
                entry.themes,
                "library",
                perimeter,
                change,
                bench.lines_of(action),
                action,
                tuple(name for name in entry.indicators if name not in bench.followed),
                entry.cost,
                entry.source,
                entry.locator,
                entry.note,
                entry.rule == "one_less",
                left_out,
                participation=participation_of(action, bench.participation),
                spend_lever=bench.spends(action),
            )
        )
    for action in ideas:
        perimeter, change = saved[action.id]
        if change.get(CLIMATE, 0.0) > 0:
            spends = bench.spends(action)
            cost = None if spends else _euros_per_tonne(action, change[CLIMATE], dossier)
            lines = bench.lines_of(action)
            result.append(
                Suggestion(
                    action.id, action.title, action.themes, "idea", perimeter, change, lines, action,
                    euros_per_tonne=cost, participation=participation_of(action), spend_lever=spends,
                )
            )  # fmt: skip
    order = ("organisation", "outside", "territory")
    # what is a ratio of euros comes after what is physical
    result.sort(key=lambda each: (order.index(each.perimeter), each.spend_lever, -each.kg, each.id))
    return bench.with_overlaps(result), [asides[name] for name in tables.library if name in asides]


class _Bench:
    """A dossier laid out for the library: lines by type, what they have today, what its own actions already change."""

    def __init__(self, dossier: Dossier, assessment: Assessment, tables: Tables) -> None:
        self.dossier = dossier
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
                    for item in self._aimed_at(effect.on)
                    for family in families
                }  # fmt: skip
        return found

    def _aimed_at(self, target: Target) -> Iterable[Item]:
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
            dict.fromkeys(item.id for effect in action.effects for item in self._aimed_at(effect.on))
        )  # fmt: skip

    def spends(self, action: Action) -> bool:
        """Say whether an action changes lines in euros, or turns others into euros."""
        known = self.tables.service_types
        swaps = {effect.replaced_by for effect in action.effects if effect.replaced_by is not None}
        kinds = swaps | {self.items[name].type for name in self.lines_of(action)}
        return any(kind in known and known[kind].is_spending for kind in kinds)

    # from an action of the library to changes of lines

    def changes(self, entry: LibraryAction) -> tuple[dict[str, Change], str]:
        """Return what an action of the library would change, by line; empty, with the reason, when it does not apply."""
        if entry.rule in ("none", "see", "yours"):
            return {}, {"none": "no_effect", "see": "see", "yours": "target_is_yours"}[entry.rule]
        if any(action.id == entry.id and action.status != "abandoned" for action in self.dossier.actions):
            return {}, "in_dossier"
        if entry.rule == "territory_lifetime":
            return self._territory(entry)
        every = [
            (item, own or entry.value) for target, own in entry.targets or (("", ""),) for item in self._lines(target)
        ]
        if not every:
            return {}, "no_line"
        if entry.rule == "one_by_computer":
            return self._by_computer(entry, [item for item, _ in every])
        if entry.rule == "one_less":
            return self._one_less(entry, [item for item, _ in every])
        found: dict[str, Change] = {}
        whys: set[str] = set()
        for item, value in every:
            change, why = RULES[entry.rule](self, item, value, entry)
            if change and any((item.id, family) in self.taken for family in families(change)):
                whys.add("in_dossier")
            elif change:
                found[item.id] = change
            else:
                whys.add(why)
        order = ("upstream_unknown", "in_dossier", "not_computable", "already_there", "no_line")
        return found, next((why for why in order if why in whys), "already_there")

    def _lines(self, target: str) -> Sequence[Item]:
        """Return the assessed lines of a target of the library; every line of equipment when it names nothing."""
        kind, _, name = target.rpartition(":")
        near = (
            self.by_group.get(name, []) if kind == "group"
            else self.by_type.get(name, []) if name
            else list(self.items.values())
        )  # fmt: skip
        return [item for item in near if item.id in self.assessed or item.type == "server_room"]

    def _territory(self, entry: LibraryAction) -> tuple[dict[str, Change], str]:
        parameter = entry.targets[0][0].partition(":")[2]
        if ("territory", parameter) in self.taken:
            return {}, "in_dossier"
        change = {"lifetime_years": float(entry.value), "share": self.participation.value}
        return {f"territory:{parameter}": change}, ""

    def _by_computer(self, entry: LibraryAction, monitors: Sequence[Item]) -> tuple[dict[str, Change], str]:
        """Take away the monitors in use beyond so many by computer in use, in proportion to the lines."""
        used = [item for item in monitors if isinstance(item, Equipment) and item.state == "in_use" and item.quantity]
        if any((item.id, "quantity") in self.taken for item in used):
            return {}, "in_dossier"
        computers = fsum(
            item.quantity
            for item in self.dossier.equipment
            if item.id in self.assessed and self.assessed[item.id].role == "computer" and item.state == "in_use"
        )
        many = fsum(item.quantity for item in used)
        excess = many - computers * float(entry.value)
        if not computers or excess < 1:
            return {}, "already_there" if computers else "not_computable"
        shared = {item.id: float(round(excess * item.quantity / many)) for item in used}
        return {name: {"quantity_change": -units} for name, units in shared.items() if units}, ""

    def _one_less(self, entry: LibraryAction, every: Sequence[Item]) -> tuple[dict[str, Change], str]:
        """Take one unit away from the largest line of each type: how many is the user's choice."""
        found: dict[str, Change] = {}
        why = "no_line"
        for kind in dict.fromkeys(item.type for item in every):
            of_type = [item for item in every if item.type == kind and (item.quantity or 0.0) >= 1.0]
            free = [item for item in of_type if (item.id, "quantity") not in self.taken]
            if of_type and len(free) < len(of_type):
                why = "in_dossier"  # one action on a quantity of the type is enough
            elif free:
                found[max(free, key=lambda item: item.quantity or 0.0).id] = {"quantity_change": -float(entry.value)}
        return found, why

    def upstream_years(self, item: Equipment) -> float | None:
        """Return the life before purchase that the dossier states: of the line, else the shortest of its type."""
        return (item.upstream_years if item.upstream_source else None) or self.upstream.get(item.type)

    # from changes of lines to an action

    def effects(self, entry: LibraryAction, changes: Mapping[str, Change]) -> tuple[list[Effect], int]:
        """Return the fewest effects that say these changes: by type, by entity, else by line; and the lines left out."""
        found: list[tuple[float, Change, Change]] = []
        for kind in dict.fromkeys(self.items[name].type if name in self.items else name for name in changes):
            if kind.startswith("territory:"):
                found.append((0.0, {"territory": kind.partition(":")[2]}, changes[kind]))
                continue
            of_type = self.by_type[kind]
            if entry.rule != "one_less" and _alike(of_type, changes):
                found.append((_units(of_type), {"type": kind}, changes[of_type[0].id]))
                continue
            by_entity: dict[str | None, list[Item]] = {}
            for item in of_type:
                by_entity.setdefault(item.entity, []).append(item)
            for entity, lines in by_entity.items():
                if entry.rule != "one_less" and entity and len(lines) > 1 and _alike(lines, changes):
                    found.append((_units(lines), {"type": kind, "entity": entity}, changes[lines[0].id]))
                    continue
                found += [
                    (item.quantity or 0.0, {"line": item.id}, changes[item.id]) for item in lines if item.id in changes
                ]
        kept = found if len(found) <= MOST_EFFECTS else sorted(found, key=lambda each: -each[0])[:MOST_EFFECTS]
        effects = [Effect(on=Target.model_validate(on), **change) for _, on, change in kept]
        return effects, len(found) - len(kept)

    def action(self, entry: LibraryAction, effects: Sequence[Effect]) -> Action:
        """Return an action ready for the dossier: full effect from the year after, nothing said of its means."""
        names = {action.id for action in self.dossier.actions}
        start = self.dossier.reference_year + 1
        return Action(
            id=entry.id if entry.id not in names else f"{entry.id}-{start}",
            title=entry.title,
            themes=entry.themes,
            status="planned",
            schedule=Schedule(start=start, full=start, end=None),
            effects=tuple(effects),
            indicators=entry.indicators,
            good_practice=entry.good_practice or None,
        )

    def saved(self, actions: Sequence[Action]) -> dict[str, tuple[str, Totals]]:
        """Return, by action, its perimeter and what a year at full effect saves: one call of the engine for all."""
        found: dict[str, tuple[str, Totals]] = {}
        inside: list[Action] = []
        for action in actions:
            aims = [self.items[name] for name in self.lines_of(action)]
            if all(effect.on.territory is not None for effect in action.effects):
                found[action.id] = ("territory", self._saved_on_territory(action))
            elif aims and all(item.type == "website" for item in aims):
                found[action.id] = ("outside", self._saved_outside(action))
            else:
                inside.append(action)
        touched = dict.fromkeys(name for action in inside for name in self.lines_of(action))
        rooms = {name for name in touched if self.items[name].type == "server_room"}
        kept = tuple(
            line for line in self.dossier.equipment if line.id in touched or (line.room is not None and line.room in rooms)
            or line.type == "dc_technical_kw_year"
        )  # fmt: skip
        small = self.dossier.model_copy(update={"equipment": kept})
        changes = alone_at_full_effect(small, self.assessment, inside, self.tables) if inside else {}
        for name, change in changes.items():
            found[name] = ("organisation", {category: 0.0 - value for category, value in change.items()})
        return found

    def _saved_on_territory(self, action: Action) -> Totals:
        alone = self.dossier.model_copy(update={"actions": (action,)})
        effects = territory_plan(alone, self.assessment, self.dossier.reference_year).effects
        for effect in effects:
            if effect.why:
                self.whys[action.id] = effect.why
        values = [effect.value for effect in effects if effect.value is not None]
        return {CLIMATE: 0.0 - fsum(values)} if values else {}

    def _saved_outside(self, action: Action) -> Totals:
        """Return what lighter pages save of the traffic of the public, which is in no total."""
        changed: dict[str, Service] = {}
        for effect in action.effects:
            for item in self._aimed_at(effect.on):
                if isinstance(item, Service):
                    changed[item.id] = item.model_copy(update={"page_weight_mb": effect.page_weight_mb})
        after = lines_of(
            self.dossier.model_copy(update={"equipment": (), "services": tuple(changed.values()), "virtual": None}),
            self.tables,
            factor_set=self.assessment.factor_set,
            licence=self.assessment.licence,
        )
        pairs = [(self.assessed[name].total(CLIMATE), after[name].total(CLIMATE)) for name in changed]
        return {CLIMATE: fsum(before - now for before, now in pairs if before is not None and now is not None)}

    def with_overlaps(self, found: Sequence[Suggestion]) -> list[Suggestion]:
        """Name, for each suggestion, the better ones that change the same parameter of the same lines."""
        first: dict[tuple[str, str], list[str]] = {}
        result = []
        for each in found:
            keys = [
                (item.id, family)
                for effect in each.action.effects
                for item in self._aimed_at(effect.on)
                for family in families_of(effect)
            ]
            others = dict.fromkeys(name for key in keys for name in first.get(key, ()) if name != each.id)
            for key in dict.fromkeys(keys):
                first.setdefault(key, []).append(each.id)
            result.append(replace(each, overlaps=tuple(others)))
        return result


def families(values: Mapping[str, Any]) -> set[str]:
    """Return the parameters that a change gives, the three ways to give a quantity counted as one."""
    return {"quantity" if PARAMETERS[name].of_units else name for name in values if name in PARAMETERS}


def families_of(effect: Effect) -> set[str]:
    """Return the parameters that an effect changes."""
    return families({parameter.key: True for parameter in given(effect)})


def _alike(items: Sequence[Item], changes: Mapping[str, Change]) -> bool:
    """Say whether every line gets the same change."""
    first = changes.get(items[0].id)
    return first is not None and all(changes.get(item.id) == first for item in items)


def _units(items: Sequence[Item]) -> float:
    return fsum(item.quantity or 0.0 for item in items)


def _euros_per_tonne(action: Action, kg_per_year: float, dossier: Dossier) -> float | None:
    """Return the euros of budget per tCO2e saved to the horizon, undiscounted; None without budget, or one that mixes taxes."""
    last = default_horizon(dossier)
    spent = [part for part in action.means.budget if part.year <= last] if action.means is not None else []
    budget = list(sum_by_tax(spent).values())
    if len(budget) != 1:
        return None
    years = range(dossier.reference_year, last + 1)
    saved = kg_per_year * fsum(progress(action, year, dossier.reference_year) for year in years)
    return budget[0] / (saved / 1000) if saved > 0 else None


# rules of the library: (bench, line, value, action) → what changes, or why nothing does

Answer = tuple[Change, str]
Rule = Callable[[_Bench, Item, str, LibraryAction], Answer]
NOTHING: Final[Answer] = ({}, "already_there")


def _lifetime_at_least(bench: _Bench, item: Item, value: str, _: LibraryAction) -> Answer:
    years = present_lifetime(bench.assessed[item.id])
    if years is None:
        return {}, "not_computable"
    return ({"lifetime_years": float(value)}, "") if years < float(value) else NOTHING


def _lifetime_longer(bench: _Bench, item: Item, value: str, entry: LibraryAction) -> Answer:
    """Add years to what is kept no longer than a limit."""
    years = present_lifetime(bench.assessed[item.id])
    if years is None:
        return {}, "not_computable"
    return ({"lifetime_years": years + float(value)}, "") if years <= float(entry.limit) else NOTHING


def _upgrade(bench: _Bench, item: Item, value: str, entry: LibraryAction) -> Answer:
    change, why = _lifetime_at_least(bench, item, value, entry)
    return ({**change, "added_component": entry.component}, "") if change else ({}, why)


def _refurbished_at_least(bench: _Bench, item: Item, value: str, _: LibraryAction) -> Answer:
    if not isinstance(item, Equipment) or (item.refurbished_share or 0.0) >= float(value):
        return NOTHING
    years = bench.upstream_years(item)
    if years is None:
        return {}, "upstream_unknown"
    return {"refurbished_share": float(value), "upstream_years": years}, ""


def _kwh_times(bench: _Bench, item: Item, value: str, _: LibraryAction) -> Answer:
    """Cut the electricity of what is in use outside a server room."""
    if not isinstance(item, Equipment) or item.state != "in_use" or item.room is not None:
        return {}, "no_line"
    kwh = unit_kwh(bench.assessed[item.id])
    if kwh is None:
        return {}, "not_computable"
    return ({"kwh_per_year": round(kwh * float(value), 3)}, "") if kwh else NOTHING


def _quantity_percent(_: _Bench, item: Item, value: str, __: LibraryAction) -> Answer:
    return ({"quantity_change_percent": float(value)}, "") if item.quantity else ({}, "no_line")


def _stored_none(_: _Bench, item: Item, value: str, __: LibraryAction) -> Answer:
    if not isinstance(item, Equipment) or item.state != "stored" or not item.quantity:
        return {}, "no_line"
    return {"quantity": float(value)}, ""


def _pue_at_most(_: _Bench, item: Item, value: str, __: LibraryAction) -> Answer:
    """Lower the PUE of a room; that of a meter without PUE cannot be told."""
    if not isinstance(item, Service) or (item.pue is None and item.metered_kwh_per_year is not None):
        return {}, "not_computable"
    return ({"pue": float(value)}, "") if item.pue is None or item.pue > float(value) else NOTHING


def _place(_: _Bench, item: Item, value: str, __: LibraryAction) -> Answer:
    return ({"place": value}, "") if item.place not in (None, value) else NOTHING


def _replaced_by(_: _Bench, item: Item, value: str, __: LibraryAction) -> Answer:
    return ({"replaced_by": value}, "") if item.quantity else ({}, "no_line")


def _page_weight_at_most(_: _Bench, item: Item, value: str, __: LibraryAction) -> Answer:
    if not isinstance(item, Service) or item.page_weight_mb is None or not item.page_views:
        return {}, "not_computable"
    return ({"page_weight_mb": float(value)}, "") if item.page_weight_mb > float(value) else NOTHING


RULES: Final[dict[str, Rule]] = {
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
