"""How far an action is in a year. What was done by the year in which its lines were counted is in them: it changes nothing more.

`counted`: that year; it is the reference year, or the earlier one from which the figures are carried forward.
"""

from typing import Final

from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, ActionStatus

LONGEST: Final = 50  # years; a plan further away than that is a mistake


def default_horizon(dossier: Dossier) -> int:
    """Return the last year that the strategy or an objective speaks of; five years on when none does."""
    years = [objective.by for objective in dossier.objectives if objective.by is not None]
    if dossier.strategy is not None and dossier.strategy.period is not None:
        years.append(dossier.strategy.period.end)
    later = [year for year in years if year > dossier.reference_year]
    return max(later) if later else dossier.reference_year + 5


def progress(action: Action, year: int, counted: int) -> float:
    """Return how far an action is in a year, from 0 in the year its lines were counted (they hold what was done) to 1.

    The calendar ramps in equal steps from the year before `start` to `full`; after `end` the effect stops.
    """
    schedule = action.schedule
    if schedule is not None and schedule.end is not None and year > schedule.end:
        return 0.0
    start, full = _years(action, counted)

    def ramp(moment: int) -> float:
        if moment < start:
            return 0.0
        return min(1.0, (moment - start + 1) / (max(full, start) - start + 1))

    done = ramp(counted)
    return 0.0 if done >= 1.0 else max(0.0, (ramp(year) - done) / (1.0 - done))


def reached(action: Action, year: int) -> float:
    """Return the part of its effect that an action has in a year, from 0 to 1, whatever the inventory holds of it; 0 without a start."""
    start = action.schedule.start if action.schedule is not None else None
    return 0.0 if start is None else progress(action, year, start - 1)


def full_year(action: Action) -> int | None:
    """Return the year from which the effect of an action is whole; None when its calendar does not say when it begins."""
    schedule = action.schedule
    return None if schedule is None else schedule.full or schedule.start


def active(action: Action, year: int, counted: int) -> bool:
    """Say whether an action is at work in a year, from its start to its end; without an end, it goes on."""
    end = action.schedule.end if action.schedule is not None else None
    return _years(action, counted)[0] <= year and (end is None or year <= end)


def undated(action: Action) -> bool:
    """Say whether an action is finished and nothing says when."""
    schedule = action.schedule
    dated = schedule is not None and (schedule.start or schedule.full or schedule.end)
    return action.status == "done" and not dated and action.started_on is None


def overdue(action: Action, counted: int) -> bool:
    """Say whether an action that is still planned had to begin by the year of the count: no inventory holds it."""
    start = action.schedule.start or action.schedule.full if action.schedule is not None else None
    return action.status == "planned" and start is not None and start <= counted


def missed(action: Action, state: ActionStatus, year: int) -> str:
    """Return the year of a calendar that an action has missed by the end of a year: `start`, not begun; `end`, not over; or nothing."""
    years = action.schedule.years if action.schedule is not None else {}
    waited_for = {"idea": ("start", "end"), "planned": ("start", "end"), "under_way": ("end",)}.get(state, ())
    return next((key for key in waited_for if key in years and years[key] <= year), "")


def _years(action: Action, counted: int) -> tuple[int, int]:
    """Return the first year of an action and that of its full effect, as they are said or as they are taken.

    Without a calendar, or when it is late, an action begins the year after the count; one that is finished began when it was
    engaged, and by the count where nothing says so.
    """
    schedule = action.schedule
    start = schedule.start if schedule is not None else None
    full = schedule.full if schedule is not None else None
    if start is None and full is not None:
        start = min(full, counted + 1)
    elif start is None and action.status == "done":
        start = int(action.started_on[:4]) if action.started_on is not None else counted
    elif start is None:
        start = counted + 1
    if overdue(action, counted):
        start = counted + 1
    return start, start if full is None else max(start, full)
