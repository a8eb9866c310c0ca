"""The indicators in a year to come: those of today, asked again of the inventory as the actions will have changed it.

Nothing is extrapolated. The lines that an action touches are cut as the trajectory cuts them, each piece at its weight in
that year, and the engine assesses them; an indicator that no inventory holds (training, purchases…) has no forecast.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.assess import lines_of
from snr_cli.engine.records import CLIMATE, TECHNICAL, Assessment
from snr_cli.model.dossier import Dossier, Equipment, Service
from snr_cli.model.strategy import Action
from snr_cli.plan.aims import Aims, Item, Touching, aims_at, counts, room_effects
from snr_cli.plan.calendar import progress
from snr_cli.plan.effects import made_explicit, piece_of, pieces_after, pieces_of, scaled, unit_of, units_selected
from snr_cli.plan.indicators import IndicatorValue, compute
from snr_cli.plan.parameters import reading_at_todays_pue
from snr_cli.plan.trajectory import Trajectory, Year, growth_rates
from snr_cli.plan.variants import merge_pieces

PROJECTED: Final = (
    "I-04",
    "I-05",
    "I-07",
    "I-13",
    "I-16",
    "I-20",
    "I-24",
    "I-27",
    "I-28",
    "I-30",
    "I-32",
    "I-33",
    "I-38",
    "I-47",
    "I-53",
    "I-54",
    "I-55",
    "I-56",
)
AVOIDED: Final = "I-58"
MOST_PARTS: Final = 4096  # of a line; an action that would leave more is not followed on that line


@dataclass(frozen=True, slots=True)
class Forecast:
    """An indicator in a year to come: its value, and its parts when it has one by type or by room."""

    value: float | None
    parts: dict[str, float] = field(default_factory=dict)

    def of(self, part: str) -> float | None:
        """Return the value of a part; of the whole without a part."""
        return self.parts.get(part) if part else self.value


Forecasts = dict[int, dict[str, Forecast]]


def part_followed(indicator: IndicatorValue, reference_year: int, hint: float | None = None) -> str:
    """Return the part of an indicator by type or by room that the dossier follows: the nearest to the value it gives."""
    if not indicator.by_part or not indicator.parts:
        return ""
    at = indicator.at(reference_year)
    near = at.given if at is not None and at.given is not None else hint
    if near is None:
        return next(iter(indicator.parts)) if len(indicator.parts) == 1 else ""
    return min(indicator.parts, key=lambda name: abs(indicator.parts[name] - near))


def forecasts(
    dossier: Dossier, assessment: Assessment, tables: Tables, path: Trajectory, years: Iterable[int]
) -> Forecasts:
    """Return, by year, what the engine finds of each indicator that the actions can move."""
    result: Forecasts = {}
    for year in sorted(set(years)):
        forecast_year = next((path_year for path_year in path.years if path_year.year == year), None)
        if forecast_year is not None:
            result[year] = _of_year(dossier, assessment, tables, forecast_year)
    return result


def _of_year(dossier: Dossier, assessment: Assessment, tables: Tables, year: Year) -> dict[str, Forecast]:
    then, assessed = _then(dossier, assessment, tables, year)
    result = {}
    for name in PROJECTED:
        values, parts = compute(name, then, assessed, tables)
        if values or parts:
            result[name] = Forecast(values.get(dossier.reference_year), dict(parts))
    if CLIMATE in year.baseline:
        result[AVOIDED] = Forecast((year.baseline[CLIMATE] - year.with_actions[CLIMATE]) / 1000)
    return result


def _then(dossier: Dossier, assessment: Assessment, tables: Tables, year: Year) -> tuple[Dossier, Assessment]:
    """Return the dossier and its assessment as they will be; the totals are those of the trajectory."""
    actions = [action for action in dossier.actions if counts(action)]
    dossier = made_explicit(dossier, assessment.organisation.lines, actions, tables)
    counted = assessment.carried.lines
    selected = units_selected(dossier, actions, tables)
    growth, on = growth_rates(dossier), Touching(actions, tables)

    def done_on(item: Item) -> list[float]:
        since = counted.get(item.id, dossier.reference_year)
        return [progress(action, year.year, since) for action in actions]

    rooms = [service for service in dossier.services if service.type == "server_room"]
    moved = _rooms(rooms, actions, {room.id: done_on(room) for room in rooms}, tables)
    equipment: list[Equipment] = []
    services: list[Service] = []
    fresh: set[str] = set()  # names of the pieces, which the engine has still to assess
    touched: set[str] = set()
    items: list[Item] = [*dossier.equipment, *dossier.services]
    for item in items:
        if isinstance(item, Service) and item.type == "server_room":
            services.append(moved.get(item.id, item))
            if item.id in moved and item.metered_kwh_per_year is not None:
                fresh.add(item.id)
                touched.add(item.id)
            continue
        grown = (1.0 + growth.get(item.type, 0.0)) ** (year.year - counted.get(item.id, dossier.reference_year))
        since = counted.get(item.id, dossier.reference_year)
        touching = [(actions[rank], share) for rank in on(item) if (share := progress(actions[rank], year.year, since))]
        in_moved_room = isinstance(item, Equipment) and item.room in moved
        if not touching and grown == 1.0 and not in_moved_room:
            (equipment if isinstance(item, Equipment) else services).append(item)  # type: ignore[arg-type]
            continue
        touched.add(item.id)
        for number, piece in enumerate(_pieces(item, touching, selected, grown, tables)):
            named = piece.model_copy(update={"id": f"{item.id}|{number}"})
            fresh.add(named.id)
            (equipment if isinstance(named, Equipment) else services).append(named)  # type: ignore[arg-type]
    then = dossier.model_copy(update={"equipment": tuple(equipment), "services": tuple(services)})
    return then, _assessed(then, assessment, tables, year, fresh, touched)


def _pieces(
    item: Item,
    touching: Sequence[tuple[Action, float]],
    selected: Aims,
    grown: float,
    tables: Tables,
) -> Iterable[Item]:
    """Cut a line by what each action has changed of it, one after the other, each part at its weight.

    Parts whose units are the same are one: several actions on the same parameter leave few of them.
    """
    pieces = [piece_of(item)]
    for action, share in touching:
        changed = pieces_after(pieces, item, action, selected, tables)
        if share < 1.0:
            changed = [
                scaled(piece, weight)
                for weight, line_pieces in ((1.0 - share, pieces), (share, changed))
                for piece in line_pieces
            ]
        changed = merge_pieces(changed)
        if len(changed) <= MOST_PARTS:
            pieces = changed
    return [unit_of(scaled(piece, grown)) for piece in pieces_of(pieces, item)]


def _rooms(
    rooms: Sequence[Service], actions: Sequence[Action], done: Mapping[str, Sequence[float]], tables: Tables
) -> dict[str, Service]:
    """Return the rooms that have changed: the PUE and what the meter reads are linear in the progress of what changes them.

    A meter that moves has moved once its action begins: where half of a room is, no line of the dossier can say.
    """
    result: dict[str, Service] = {}
    for rank, action in enumerate(actions):
        acting = [room for room in rooms if done[room.id][rank]]
        for start in acting:
            room = result.get(start.id, start)
            values = _meter(room, start, action, done[start.id][rank], tables)
            if values:
                result[start.id] = room.model_copy(update=values)
        for name, after in room_effects(action, acting, tables).items():
            share = done[name][rank]
            room = result.get(name) or next(service for service in rooms if service.id == name)
            if room.pue is None and share < 1.0:
                continue  # half-way from a ratio that nobody gave: not known
            before = after if room.pue is None else room.pue
            pue = (1.0 - share) * before + share * after
            metered = room.metered_kwh_per_year
            if metered is not None and room.pue:
                metered *= pue / room.pue  # its meter follows the ratio of the two
            result[name] = room.model_copy(update={"pue": pue, "metered_kwh_per_year": metered})
    return result


def _meter(room: Service, start: Service, action: Action, share: float, tables: Tables) -> dict[str, object]:
    """Return what an action changes of a room with a meter: its place, and what the meter reads at the PUE of today."""
    values: dict[str, object] = {}
    metered = room.metered_kwh_per_year
    if metered is None:
        return values
    for effect in action.effects:
        if not aims_at(effect.on, start, tables):
            continue
        if effect.place is not None:
            values["place"] = effect.place
        if effect.kwh_per_year is not None:
            since = room.pue / start.pue if room.pue and start.pue else 1.0
            values["metered_kwh_per_year"] = (1.0 - share) * metered + share * reading_at_todays_pue(
                effect, start
            ) * since
    return values


def _assessed(
    then: Dossier, assessment: Assessment, tables: Tables, year: Year, fresh: set[str], touched: set[str]
) -> Assessment:
    """Assess the pieces only; every other line is as it was."""
    lines = {}
    if fresh:
        aside = then.model_copy(
            update={
                "equipment": tuple(
                    equipment for equipment in then.equipment if equipment.id in fresh or equipment.type == TECHNICAL
                ),
                "services": tuple(service for service in then.services if service.type != "website"),
                "method": then.method.model_copy(update={"estimate": ()}),
                "virtual": None,
            }
        )
        lines = lines_of(aside, tables, factor_set=assessment.factor_set, licence=assessment.licence)
    organisation = assessment.organisation
    kept = [line for line in organisation.lines if line.id not in touched]
    changed = replace(
        organisation,
        lines=(*kept, *(line for name, line in lines.items() if name in fresh)),
        totals={**organisation.totals, **year.with_actions},
    )
    return replace(assessment, organisation=changed)
