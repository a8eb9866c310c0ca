"""The library of actions held against a dossier: those that apply, what each one saves on its real lines.

No saving is written by hand: an action of the library becomes effects on lines, and the engine recomputes them.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import fsum
from typing import Final

from snr_cli.catalog.records import LibraryAction
from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import lines_of
from snr_cli.engine.estimated import STATUS
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.engine.uncertainty import Difference, Weighing
from snr_cli.model.dossier import Dossier, Service
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action, Effect, Schedule, Target
from snr_cli.plan.aims import Item
from snr_cli.plan.calendar import default_horizon, progress
from snr_cli.plan.library import Bench, LineChange, Participation, families_of, library_changes, participation_of
from snr_cli.plan.means import amounts_of, sum_by_tax
from snr_cli.plan.territory import territory_plan
from snr_cli.plan.trajectory import Totals, effect_order
from snr_cli.plan.variants import Game, Lack, games_of, lacks_of

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
