"""The library of actions held against a dossier: those that apply, what each one saves on its real lines.

No saving is written by hand: an action of the library becomes effects on lines, and the engine recomputes them.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Any, Final, NamedTuple

from snr_cli.catalog.records import Factor, LibraryAction
from snr_cli.catalog.tables import PARAMETERS, Tables
from snr_cli.engine.assess import lines_of
from snr_cli.engine.estimated import STATUS, as_inventoried
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment, Line
from snr_cli.engine.uncertainty import Difference, Weighing
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action, Effect, Schedule, Target
from snr_cli.plan.aims import DossierLines, Item, group_of, present_lifetime, unit_kwh
from snr_cli.plan.calendar import default_horizon, progress
from snr_cli.plan.means import amounts_of, sum_by_tax
from snr_cli.plan.parameters import EFFECT_PARAMETERS, given
from snr_cli.plan.territory import territory_plan
from snr_cli.plan.trajectory import Totals, effect_order
from snr_cli.plan.variants import Game, Lack, games_of, lacks_of

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


# What each action changes in a year at full effect, as if it were the only one, and how sure that is.


@dataclass(frozen=True, slots=True)
class AloneEffect:
    """What an action changes, by category; a reduction is negative.

    `spending`: the part of its climate change that is on lines in euros, `estimated`: on lines drawn from head counts (kgCO2e). `interval`: of its
    climate change, None when that is not assessed. `settled`: the interval holds zero, and typing the lifetimes of today, the published ones, would
    settle it. `lacks`: what is not assessed of climate change and electricity.
    """

    totals: Totals
    spending: float = 0.0
    estimated: float = 0.0
    interval: Difference | None = None
    settled: bool = False
    lacks: Mapping[str, tuple[Lack, ...]] | None = None


def effects_alone(
    dossier: Dossier, assessment: Assessment, actions: Sequence[Action], tables: Tables
) -> dict[str, AloneEffect]:
    """Return what each action changes, by its id: one call of the engine for all.

    Raises:
        MagnitudeError, TooManyPiecesError: a line that cannot be computed.
    """
    games = games_of(dossier, assessment, actions, tables, alone_only=True)
    lacks = lacks_of(actions, games, (CLIMATE, ELECTRICITY))
    weighed = _Weighed(games, tables, dossier.reference_year)
    known: _Weighed | None = None
    effects = {}
    for player, action in enumerate(actions):
        parts: dict[str, list[float]] = {}
        euros, heads = [], []
        for game in games:
            if player not in game.players:
                continue
            place = game.alone(game.players.index(player))
            for category, values in game.values.items():
                parts.setdefault(category, []).append(values[place] - values[0])
            if CLIMATE in game.values:
                change = game.values[CLIMATE][place] - game.values[CLIMATE][0]
                euros.append(change if any(unit.spending for unit in game.units) else 0.0)
                heads.append(change if game.units[0].quality == STATUS else 0.0)
        totals = {category: fsum(values) for category, values in parts.items()}
        interval, settled = None, False
        if totals.get(CLIMATE):
            interval = weighed.interval(player, totals[CLIMATE])
            if interval.unsure and any(effect.lifetime_years is not None for effect in action.effects):
                known = known or _Weighed(games, tables, dossier.reference_year, lives_known=True)
                settled = not known.interval(player, totals[CLIMATE]).unsure
        of_it = {category: lack[action.id] for category, lack in lacks.items() if action.id in lack}
        effects[action.id] = AloneEffect(totals, fsum(euros), fsum(heads), interval, settled, of_it)
    return effects


class _Weighed:
    """The intervals of what actions change alone of the lines that they touch."""

    def __init__(self, games: Sequence[Game], tables: Tables, year: int, *, lives_known: bool = False) -> None:
        self.games = games
        self._weighing = Weighing(tables, (CLIMATE,), lives_known=lives_known)
        for place, game in enumerate(games):
            for unit, line in enumerate(game.units):
                self._weighing.add((place, unit), (line,), year, today=game.units[0])
        self._weighing.close()

    def interval(self, player: int, value: float) -> Difference:
        """Return what an action changes between its bounds."""
        weights: dict[Hashable, float] = {}
        for place, game in enumerate(self.games):
            if player in game.players:
                for sign, members in ((1.0, game.alone(game.players.index(player))), (-1.0, 0)):
                    for unit, scale in game.sets[members]:
                        weights[place, unit] = weights.get((place, unit), 0.0) + sign * scale
        return self._weighing.difference(CLIMATE, weights, value)


MOST_EFFECTS: Final = 30  # beyond, nobody pastes them: the largest lines are kept


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An action that applies to the dossier.

    `origin`: `library`, or `idea` for an action of the dossier that is not decided yet. `perimeter`: `organisation`,
    `outside` (public traffic, in no total) or `territory` (reading by household). `saved`: what one year at full effect saves,
    by category, alone. `by_unit`: the library gives no target, the saving is that of one unit of each type. `left_out`: lines
    beyond the thirty largest. `overlaps`: better suggestions that change the same parameter of the same lines.
    `participation`: what it supposes of the inhabitants, for the territory. `spend_lever`: it changes lines
    in euros, whose tonnes are a ratio. `alone`: what it changes of the organisation, and how sure that is.
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
    alone: AloneEffect | None = None

    @property
    def kg(self) -> float:
        """Return the kgCO2e saved in a year at full effect."""
        return self.saved.get(CLIMATE, 0.0)

    @property
    def physical(self) -> float:
        """Return the same without what is a ratio of euros."""
        return self.kg + (self.alone.spending if self.alone is not None else 0.0)


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


def review_library(dossier: Dossier, assessment: Assessment, tables: Tables) -> tuple[list[Suggestion], list[Aside]]:
    """Hold every action of the library against a dossier.

    Returns:
        the suggestions, organisation first, each perimeter ranked apart by decreasing saving; and the others, in the library's order.
    """
    bench = Bench(dossier, assessment, tables)
    possible: list[tuple[LibraryAction, Action, int]] = []
    asides: dict[str, Aside] = {}
    for entry in tables.library.values():
        changes, why = library_changes(bench, entry)
        if not changes:
            asides[entry.id] = Aside(entry.id, entry.title, entry.themes, why, entry.see, note=entry.note)
            continue
        effects, left_out = _effects_of(bench, entry, changes)
        possible.append((entry, _action_of(bench, entry, effects), left_out))
    ideas = [
        action.model_copy(update={"status": "planned"})
        for action in dossier.actions
        if action.status == "idea" and action.effects
    ]
    saved, alone = _saved(bench, [action for _, action, _ in possible] + ideas)
    result = []
    for entry, action, left_out in possible:
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
                alone=alone.get(action.id),
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
                    alone=alone.get(action.id),
                )
            )  # fmt: skip
    order = ("organisation", "outside", "territory")
    result.sort(
        key=lambda suggestion: (
            order.index(suggestion.perimeter),
            *effect_order(suggestion.id, suggestion.kg, suggestion.physical),
        )
    )
    return _with_overlaps(bench, result), [asides[name] for name in tables.library if name in asides]


def _effects_of(bench: Bench, entry: LibraryAction, changes: Mapping[str, LineChange]) -> tuple[list[Effect], int]:
    """Return the fewest effects that say these changes: by type, by entity, else by line; and the lines left out."""
    ranked: list[tuple[float, LineChange, LineChange]] = []
    for kind in dict.fromkeys(bench.items[name].type if name in bench.items else name for name in changes):
        if kind.startswith("territory:"):
            ranked.append((0.0, {"territory": kind.partition(":")[2]}, changes[kind]))
            continue
        of_type = bench.by_type[kind]
        if entry.rule != "one_less" and _alike(of_type, changes):
            ranked.append((_units(of_type), {"type": kind}, changes[of_type[0].id]))
            continue
        by_entity = in_groups((item.entity, item) for item in of_type)
        for entity, lines in by_entity.items():
            if entry.rule != "one_less" and entity and len(lines) > 1 and _alike(lines, changes):
                ranked.append((_units(lines), {"type": kind, "entity": entity}, changes[lines[0].id]))
                continue
            ranked += [
                (item.quantity or 0.0, {"line": item.id}, changes[item.id]) for item in lines if item.id in changes
            ]
    kept = ranked if len(ranked) <= MOST_EFFECTS else sorted(ranked, key=lambda each: -each[0])[:MOST_EFFECTS]
    return [Effect(on=Target.model_validate(on), **change) for _, on, change in kept], len(ranked) - len(kept)


def _alike(items: Sequence[Item], changes: Mapping[str, LineChange]) -> bool:
    """Say whether every line gets the same change."""
    first = changes.get(items[0].id)
    return first is not None and all(changes.get(item.id) == first for item in items)


def _units(items: Sequence[Item]) -> float:
    return fsum(item.quantity or 0.0 for item in items)


def _action_of(bench: Bench, entry: LibraryAction, effects: Sequence[Effect]) -> Action:
    """Return an action ready for the dossier: full effect from the year after, nothing said of its means."""
    names = {action.id for action in bench.dossier.actions}
    start = bench.dossier.reference_year + 1
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


def _saved(bench: Bench, actions: Sequence[Action]) -> tuple[dict[str, tuple[str, Totals]], dict[str, AloneEffect]]:
    """Return, by action, its perimeter and what a year at full effect saves; and the effects on the organisation: one call of the engine for all."""
    saved: dict[str, tuple[str, Totals]] = {}
    inside: list[Action] = []
    for action in actions:
        aims = [bench.items[name] for name in bench.lines_of(action)]
        if all(effect.on.territory is not None for effect in action.effects):
            saved[action.id] = ("territory", _saved_on_territory(bench, action))
        elif aims and all(item.type == "website" for item in aims):
            saved[action.id] = ("outside", _saved_outside(bench, action))
        else:
            inside.append(action)
    touched = dict.fromkeys(name for action in inside for name in bench.lines_of(action))
    rooms = {name for name in touched if bench.items[name].type == "server_room"}
    kept = tuple(
        line for line in bench.dossier.equipment if line.id in touched or (line.room is not None and line.room in rooms)
        or line.type == "dc_technical_kw_year"
    )  # fmt: skip
    small = bench.dossier.model_copy(update={"equipment": kept})
    changes = effects_alone(small, bench.assessment, inside, bench.tables) if inside else {}
    for name, change in changes.items():
        saved[name] = ("organisation", {category: 0.0 - value for category, value in change.totals.items()})
    return saved, changes


def _saved_on_territory(bench: Bench, action: Action) -> Totals:
    alone = bench.dossier.model_copy(update={"actions": (action,)})
    effects = territory_plan(alone, bench.assessment, bench.dossier.reference_year).effects
    for effect in effects:
        if effect.why:
            bench.whys[action.id] = effect.why
    values = [effect.value for effect in effects if effect.value is not None]
    return {CLIMATE: 0.0 - fsum(values)} if values else {}


def _saved_outside(bench: Bench, action: Action) -> Totals:
    """Return what lighter pages save of the traffic of the public, which is in no total."""
    changed: dict[str, Service] = {}
    for effect in action.effects:
        for item in bench.dossier_lines.at(effect.on):
            if isinstance(item, Service):
                changed[item.id] = item.model_copy(update={"page_weight_mb": effect.page_weight_mb})
    after = lines_of(
        bench.dossier.model_copy(update={"equipment": (), "services": tuple(changed.values()), "virtual": None}),
        bench.tables,
        factor_set=bench.assessment.factor_set,
        licence=bench.assessment.licence,
    )
    pairs = [(bench.assessed[name].total(CLIMATE), after[name].total(CLIMATE)) for name in changed]
    return {CLIMATE: fsum(before - now for before, now in pairs if before is not None and now is not None)}


def _with_overlaps(bench: Bench, found: Sequence[Suggestion]) -> list[Suggestion]:
    """Name, for each suggestion, the better ones that change the same parameter of the same lines."""
    first: dict[tuple[str, str], list[str]] = {}
    result = []
    for suggestion in found:
        keys = [
            (item.id, family)
            for effect in suggestion.action.effects
            for item in bench.dossier_lines.at(effect.on)
            for family in families_of(effect)
        ]
        others = dict.fromkeys(name for key in keys for name in first.get(key, ()) if name != suggestion.id)
        for key in dict.fromkeys(keys):
            first.setdefault(key, []).append(suggestion.id)
        result.append(replace(suggestion, overlaps=tuple(others)))
    return result


def _euros_per_tonne(action: Action, kg_per_year: float, dossier: Dossier) -> float | None:
    """Return the euros of budget per tCO2e saved to the horizon, undiscounted; None without budget, or one that mixes taxes."""
    last = default_horizon(dossier)
    amounts = amounts_of(action.means.budget, dossier) if action.means is not None else ()
    spent = [part for part in amounts if part.year <= last]
    budget = list(sum_by_tax(spent).values())
    if len(budget) != 1:
        return None
    years = range(dossier.reference_year, last + 1)
    saved = kg_per_year * fsum(progress(action, year, dossier.reference_year) for year in years)
    return budget[0] / (saved / 1000) if saved > 0 else None
