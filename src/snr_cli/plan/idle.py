"""What an effect says and that changes nothing, with the reason: a parameter that none of the lines it aims at can take."""

from collections.abc import Iterable
from math import fsum
from typing import Any, Final, NamedTuple

from snr_cli.catalog.tables import Tables
from snr_cli.engine.estimated import as_inventoried
from snr_cli.engine.records import Assessment
from snr_cli.french.words.idle import WhyIdle
from snr_cli.model.dossier import Dossier
from snr_cli.model.inventory import Equipment
from snr_cli.model.strategy import Action, Effect
from snr_cli.plan.aims import Item, aims_at, aims_at_room, counts, part_of, purchases, units
from snr_cli.plan.calendar import LONGEST, progress
from snr_cli.plan.parameters import EFFECT_PARAMETERS, given, units_said
from snr_cli.plan.parameters.record import ROOM, Aimed, Parameter, Takes, kind_of
from snr_cli.plan.parameters.selected import units_selected
from snr_cli.plan.present import present_lifetime
from snr_cli.plan.territory import beyond_the_territory

_ADDING: Final = {key for key, parameter in EFFECT_PARAMETERS.items() if parameter.units == "adds"}


class Idle(NamedTuple):
    """A parameter of an effect that does nothing: where it is written, a line it aims at, and why (a code)."""

    action: str
    position: int
    rank: int
    parameter: str
    line: str
    why: WhyIdle


def idle(dossier: Dossier, assessment: Assessment, tables: Tables) -> tuple[Idle, ...]:
    """Return the parameters that change nothing on any of the lines that their effect aims at.

    An effect on no line, or without any parameter, is another mistake (SNR601, SNR603).
    """
    bench = _Bench(dossier, assessment, tables)
    found = [
        Idle(action.id, index, rank, parameter, line, why)
        for index, action in enumerate(dossier.actions)
        if action.status != "abandoned" and not _counted_there(action, dossier.reference_year)
        for rank, effect in enumerate(action.effects)
        for parameter, line, why in bench.of(effect)
    ]
    told = {(each.position, each.rank) for each in found if each.parameter in _ADDING}
    found += [each for each in bench.below_zero() if (each.position, each.rank) not in told]
    found += [
        Idle(dossier.actions[index].id, index, rank, "quantity", "", why)
        for (index, rank), why in beyond_the_territory(dossier, assessment).items()
    ]
    return tuple(sorted(found, key=lambda each: (each.position, each.rank)))


class Contradiction(NamedTuple):
    """What a finished action says and that the inventory does not show: where it is written, a line, its value today when it has one."""

    action: str
    position: int
    rank: int
    parameter: str
    line: str
    today: float | str | None


def contradicted(dossier: Dossier, assessment: Assessment, tables: Tables) -> tuple[Contradiction, ...]:
    """Return what the inventory contradicts of the actions that are finished or at full effect, and counted as being in it.

    What is said of a share of a line, or in more or less, no inventory tells; one that goes further than the action is no contradiction.
    """
    first = dossier.reference_year
    bench: _Bench | None = None
    found = []
    for index, action in enumerate(dossier.actions):
        ended = action.schedule is not None and action.schedule.end is not None and action.schedule.end <= first
        if ended or not _counted_there(action, first):
            continue
        for rank, effect in enumerate(action.effects):
            if effect.on.territory is None and effect.share in (None, 1.0):
                bench = bench or _Bench(dossier, assessment, tables)
                found += [
                    Contradiction(action.id, index, rank, parameter, line, today)
                    for parameter, line, today in bench.against(effect)
                ]
    return tuple(found)


def _counted_there(action: Action, first: int) -> bool:
    """Say whether an action is finished, or at full effect, and its effect in the inventory of the reference year."""
    years = range(first + 1, first + LONGEST + 1)
    return action.status in ("done", "under_way") and not any(progress(action, year, first) for year in years)


class Amount(NamedTuple):
    """The units that an effect says of a line: where it is written, by which parameter, whether they are set, how many."""

    position: int
    rank: int
    parameter: str
    is_set: bool
    number: float


class _Bench:
    def __init__(self, dossier: Dossier, assessment: Assessment, tables: Tables) -> None:
        self.dossier = dossier = as_inventoried(dossier, assessment)
        self.tables = tables
        self.place = assessment.place
        self.counted = assessment.carried.lines
        self.options = frozenset(dossier.method.options)
        organisation = assessment.organisation
        self.lines = {line.id: line for line in (*organisation.lines, *organisation.public_lines)}
        self.items: list[Item] = [*dossier.equipment, *dossier.services]
        self.rooms = {service.id: service for service in dossier.services if service.type == ROOM}
        self.by_room: dict[str, list[Equipment]] = {}
        for item in dossier.equipment:
            if item.room is not None:
                self.by_room.setdefault(item.room, []).append(item)
        self.amounts = self._amounts()
        self.fed = {line for line, amounts in self.amounts.items() if any(amount.number > 0 for amount in amounts)}

    def _amounts(self) -> dict[str, list[Amount]]:
        """Return, by line, the units that effects say of it."""
        found: dict[str, list[Amount]] = {}
        for index, action in enumerate(self.dossier.actions):
            for rank, effect in enumerate(action.effects if counts(action) else ()):
                said = units_said(effect)
                if said is None or not said.parameter.shared or effect.on.territory is not None:
                    continue
                aim = units_selected(self.dossier, action, rank, self.tables)
                for item in self.items:
                    if item.type != ROOM and aims_at(effect.on, item, self.tables):
                        part = part_of(said.value, item, aim)
                        amount = Amount(index, rank, said.parameter.key, said.parameter.units == "sets", part)
                        found.setdefault(item.id, []).append(amount)
        return found

    def below_zero(self) -> Iterable[Idle]:
        """Yield the last effect that takes units away from a line, when those of a year take more than there are."""
        actions = self.dossier.actions
        told: set[tuple[int, int]] = set()
        for item in self.items:
            amounts = self.amounts.get(item.id, ())
            lowest = min([units(item), *(amount.number for amount in amounts if amount.is_set)])
            taken = [amount.number for amount in amounts if not amount.is_set and amount.number < 0]
            if not taken or lowest + fsum(taken) >= 0:
                continue
            first = self.counted.get(item.id, self.dossier.reference_year)
            schedules = [actions[amount.position].schedule for amount in amounts]
            years = {first + 1, *(year for each in schedules if each for year in (each.start, each.full) if year)}
            for year in sorted(years):
                acting = [amount for amount in amounts if progress(actions[amount.position], year, first)]
                given_last = [units(item), *(amount.number for amount in acting if amount.is_set)][-1]
                added = [amount for amount in acting if not amount.is_set]
                taking = [amount for amount in added if amount.number < 0]
                held = given_last + fsum(amount.number for amount in added)
                if taking and held < -1e-9 * max(1.0, units(item)):
                    last = taking[-1]
                    if (last.position, last.rank) not in told:
                        told.add((last.position, last.rank))
                        action = actions[last.position].id
                        yield Idle(action, last.position, last.rank, last.parameter, item.id, "more_than_left")
                    break

    def of(self, effect: Effect) -> Iterable[tuple[str, str, WhyIdle]]:
        """Yield (parameter, line, why) for what an effect says in vain."""
        said = given(effect)
        if effect.on.territory is not None:
            taken = [each for each in EFFECT_PARAMETERS.values() if effect.on.territory in each.territory]
            yield from ((each.key, "", "territory_parameter") for each in said if each not in taken)
            if effect.share is not None and not any(each.of_life for each in taken):
                yield "share", "", "share_of_units"
            return
        if effect.substitution_rate is not None:
            yield "substitution_rate", "", "territory_only"
        aimed = [item for item in self.items if aims_at(effect.on, item, self.tables)]
        if not aimed:
            return
        quantities = [each for each in said if each.units]
        held = fsum(units(item) for item in aimed if item.type != ROOM)
        for parameter in said:
            if parameter in quantities[1:]:
                yield parameter.key, aimed[0].id, "other_quantity"
                continue
            found = aimed
            if parameter.key == "pue":
                more = (room for room in self.rooms.values() if aims_at_room(effect.on, room, self.tables))
                found = list({item.id: item for item in (*aimed, *more)}.values())
            whys = [self._why(parameter, effect, item, held) for item in found]
            if all(whys):
                yield parameter.key, found[0].id, whys[0]
        keys = {each.key for each in said}
        if effect.share is not None and keys:
            if effect.share == 0:
                yield "share", aimed[0].id, "share_zero"
            elif all(each.units and each.shared for each in said):
                yield "share", aimed[0].id, "share_of_units"
            elif keys == {"pue"} and all(item.type == ROOM for item in aimed):
                yield "share", aimed[0].id, "share_of_room"
        units_of = units_said(effect)
        if units_of is not None and units_of.parameter.units == "adds" and -units_of.value > held > 0:
            yield units_of.parameter.key, aimed[0].id, "more_than_held"
        for parameter in said:
            if parameter.of_purchases and not self.options & {"beges"}:
                bought = fsum(self._purchases(item) for item in aimed)
                if 0 < bought < getattr(effect, parameter.key) * (1 - 1e-9):
                    yield parameter.key, aimed[0].id, "more_than_bought"

    def against(self, effect: Effect) -> Iterable[tuple[str, str, float | str | None]]:
        """Yield (parameter, line, value today) for what an effect says and a line does not show, one line a parameter."""
        aimed = [item for item in self.items if aims_at(effect.on, item, self.tables)]
        held = fsum(units(item) for item in aimed if item.type != ROOM)
        for parameter in given(effect):
            for item in aimed if parameter.told else ():
                today = self._today(parameter, item, held)
                said = getattr(effect, parameter.key)
                beyond = today is not None and (
                    (parameter.told == "at_least" and today >= said) or (parameter.told == "at_most" and today <= said)
                )
                if not beyond and not self._why(parameter, effect, item, held):
                    yield parameter.key, item.id, today
                    break

    def _today(self, parameter: Parameter, item: Item, held: float) -> Any:
        if parameter.units:
            return held
        line, today = self.lines.get(item.id), getattr(item, parameter.key, None)
        if today is None and parameter.present is not None and line is not None:
            return parameter.present(line)
        return today

    def _purchases(self, item: Item) -> float:
        line = self.lines.get(item.id)
        if isinstance(item, Equipment) and line is not None:
            item = item.model_copy(update={"lifetime_years": present_lifetime(line)})
        return purchases(item, flux="flux" in self.options)

    def _why(self, parameter: Parameter, effect: Effect, item: Item, held: float) -> WhyIdle:
        """Return why a parameter does nothing on a line; empty when it acts."""
        kind = kind_of(item)
        takes = parameter.on(kind)
        said = units_said(effect)
        brings = said is not None and said.parameter.shared and said.value > 0
        if not (units(item) or item.id in self.fed or brings) and kind != "room" and not parameter.units:
            return "no_page_views" if kind == "website" else "no_units"
        if not isinstance(takes, Takes):
            return takes
        around = (self.rooms, self.by_room.get(item.id, ()), self.place, self.dossier.reference_year, self.options)
        why = takes.idle(effect, Aimed(item, self.lines.get(item.id), *around, held, self.tables))
        return "" if why == "no_units" and item.id in self.fed else why
