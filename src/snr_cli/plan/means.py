"""What the plan costs: budget by year and section, staff, savings, by action and by theme; what is missing."""

from dataclasses import dataclass
from math import fsum

from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action
from snr_cli.plan.effects import counts


@dataclass(frozen=True, slots=True)
class ActionMeans:
    """Means of an action over the horizon, in euros and full-time equivalents; None is not said, never zero."""

    id: str
    title: str
    themes: tuple[int, ...]
    status: str
    owner: str
    fte: float | None
    budget: float | None
    savings_per_year: float | None
    contract: str
    partner: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Means:
    """Totals: budget by (year, section, tax), staff, savings, then each action."""

    actions: tuple[ActionMeans, ...]
    budget: dict[tuple[int, str, str], float]
    fte: float
    savings_per_year: float


def live(action: Action) -> bool:
    """Say whether an action is part of the plan: neither abandoned nor a mere idea."""
    return action.status not in ("abandoned", "idea")


def means(dossier: Dossier) -> Means:
    """Gather the means of the actions of the plan."""
    rows, budget = [], dict[tuple[int, str, str], list[float]]()
    for action in dossier.actions:
        if not live(action):
            continue
        found = action.means
        for part in found.budget if found else ():
            budget.setdefault((part.year, part.section, part.tax), []).append(part.eur)
        missing = []
        if action.owner is None:
            missing.append("owner")
        if found is None or not (found.fte or found.budget or found.contract or found.partner):
            missing.append("means")
        if not action.indicators:
            missing.append("indicators")
        if action.schedule is None or action.schedule.start is None:
            missing.append("schedule")
        rows.append(
            ActionMeans(
                action.id,
                action.title,
                action.themes,
                action.status,
                action.owner or "",
                found.fte if found else None,
                fsum(part.eur for part in found.budget) if found and found.budget else None,
                found.savings_eur_per_year if found else None,
                (found.contract or "") if found else "",
                (found.partner or "") if found else "",
                tuple(missing),
            )
        )
    return Means(
        tuple(rows),
        {key: fsum(values) for key, values in sorted(budget.items())},
        fsum(row.fte or 0.0 for row in rows),
        fsum(row.savings_per_year or 0.0 for row in rows),
    )


def euros_per_tonne(action: ActionMeans, saved_kg: float) -> float | None:
    """Return the euros of budget per tCO2e saved over the horizon, undiscounted; None without budget or saving."""
    if action.budget is None or saved_kg <= 0:
        return None
    return action.budget / (saved_kg / 1000)


@dataclass(frozen=True, slots=True)
class Coverage:
    """One of the six themes: how many actions, objectives and indicators serve it, and its budget in euros."""

    theme: int
    actions: int
    acting: int
    objectives: int
    indicators: int
    budget: float


def coverage(dossier: Dossier) -> tuple[Coverage, ...]:
    """Return the coverage of the six themes; an action that serves several counts in each."""
    result = []
    for theme in range(1, 7):
        of_theme = [action for action in dossier.actions if live(action) and theme in action.themes]
        result.append(
            Coverage(
                theme,
                len(of_theme),
                sum(counts(action) for action in of_theme),
                len({name for action in of_theme for name in action.objectives}),
                len({name for action in of_theme for name in action.indicators}),
                fsum(part.eur for action in of_theme if action.means for part in action.means.budget),
            )
        )
    return tuple(result)
