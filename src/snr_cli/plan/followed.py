"""The indicators of a plan, those that the dossier follows first: a value today, where it comes from, and what is to come."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from snr_cli.model.dossier import Dossier
from snr_cli.plan.forecast import Forecast, Forecasts, part_followed
from snr_cli.plan.indicators.values import IndicatorValue
from snr_cli.plan.objectives import HOUSEHOLDS_INDICATOR
from snr_cli.plan.territory import TerritoryYear


@dataclass(frozen=True, slots=True)
class FollowedRow:
    """An indicator, who follows it, its value and the year of that value.

    `origin`: given, computed, or empty without a value, and then `why` says why. `part`: the type or the room that the
    dossier follows. `to_come`: what the engine finds under the actions, by year; empty when it computes nothing of it.
    """

    indicator: IndicatorValue
    objectives: tuple[str, ...]
    actions: tuple[str, ...]
    part: str
    year: int | None
    value: float | None
    origin: str
    why: str
    to_come: dict[int, float] = field(default_factory=dict)

    @property
    def followed(self) -> bool:
        """Say whether the dossier names it: in an objective, in an action, or in its own list."""
        return bool(self.objectives or self.actions) or self.indicator.followed


def with_households(forecasts: Forecasts, territory: Iterable[TerritoryYear]) -> Forecasts:
    """Return the forecasts with the reading of the territory by household, which its own actions move (I-63, in tonnes)."""
    read = {each.year: Forecast(each.with_actions / 1000) for each in territory}
    return {
        year: found | ({HOUSEHOLDS_INDICATOR: read[year]} if year in read else {}) for year, found in forecasts.items()
    }


def rows(dossier: Dossier, indicators: Iterable[IndicatorValue], forecasts: Forecasts) -> tuple[FollowedRow, ...]:
    """Return every indicator: those of the objectives, those of the actions, those declared, then the catalogue."""
    known = {each.id: each for each in indicators}
    objectives, actions = dict[str, list[str]](), dict[str, list[str]]()
    for objective in dossier.objectives:
        for name in objective.indicators:
            objectives.setdefault(name, []).append(objective.id)
    for action in dossier.actions:
        if action.status not in ("idea", "abandoned"):
            for name in action.indicators:
                actions.setdefault(name, []).append(action.id)
    declared = [each.id for each in dossier.indicators]
    order = dict.fromkeys([*objectives, *actions, *declared, *known])
    return tuple(
        _row(known[name], objectives.get(name, []), actions.get(name, []), dossier, forecasts)
        for name in order
        if name in known
    )


def _row(
    indicator: IndicatorValue, objectives: list[str], actions: list[str], dossier: Dossier, forecasts: Forecasts
) -> FollowedRow:
    now = dossier.reference_year
    hints = (each.baseline for each in dossier.objectives if indicator.id in each.indicators[:1])
    part = part_followed(indicator, now, next((hint for hint in hints if hint is not None), None))
    past = [each for each in indicator.years if each.year <= now]
    at = indicator.at(now) or (past[-1] if past else indicator.last)
    if at is not None:
        year, value, origin = at.year, at.value, "computed" if at.given is None else "given"
    else:
        year, value, origin = None, None, ""
    if part and (at is None or at.year != now):
        year, value, origin = now, indicator.parts[part], "computed"
    to_come = {
        each: found
        for each, of_year in forecasts.items()
        if indicator.id in of_year and (found := of_year[indicator.id].of(part)) is not None
    }
    why = "" if value is not None else indicator.why
    return FollowedRow(indicator, tuple(objectives), tuple(actions), part, year, value, origin, why, to_come)
