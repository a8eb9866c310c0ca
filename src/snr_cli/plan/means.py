"""What the plan costs: budget by year and section, staff, savings, by action, theme and axis; what is missing.

Amounts before tax and with tax are never added together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Final

from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Budget
from snr_cli.plan.aims import counts

_DONE: Final = "done"
ByTax = dict[str, float]  # "ht", "ttc" → euros; a tax that no amount bears is absent


@dataclass(frozen=True, slots=True)
class ActionMeans:
    """Means of an action, in euros and full-time equivalents; None is not said, never zero. `amounts`: its budget, line by line."""

    id: str
    title: str
    themes: tuple[int, ...]
    axis: str
    status: str
    owner: str
    fte: float | None
    amounts: tuple[Budget, ...]
    savings_per_year: float | None
    contract: str
    partner: str
    missing: tuple[str, ...]

    @property
    def by_tax(self) -> ByTax:
        """Return the whole budget of the action, by tax."""
        return sum_by_tax(self.amounts)


@dataclass(frozen=True, slots=True)
class PlanMeans:
    """Totals: budget by (year, section, tax) with who funds it, staff, savings, then each action.

    `budget` has every year said; `total` only what is to come, from the year of reference on. `fte` and `savings_per_year`
    leave out the actions that are finished: they cost nobody's time any more.
    """

    actions: tuple[ActionMeans, ...]
    budget: dict[tuple[int, str, str], float]
    funding: dict[tuple[int, str, str], tuple[str, ...]]
    total: ByTax
    fte: float
    savings_per_year: float


def sum_by_tax(amounts: Iterable[Budget]) -> ByTax:
    """Return the sum of amounts, before tax and with tax apart."""
    found: dict[str, list[float]] = {}
    for part in amounts:
        found.setdefault(part.tax, []).append(part.eur)
    return {tax: fsum(found[tax]) for tax in sorted(found)}


def live(action: Action) -> bool:
    """Say whether an action is part of the plan: neither abandoned nor a mere idea."""
    return action.status not in ("abandoned", "idea")


def has_means(action: Action) -> bool:
    """Say whether an action has staff, money, a contract or a partner; savings are a result, and zero is no means."""
    found = action.means
    return found is not None and bool(
        found.fte or any(part.eur for part in found.budget) or found.contract or found.partner
    )


def missing_of_action(action: Action) -> tuple[str, ...]:
    """Return what an action lacks to be followed: owner, means, indicators, schedule."""
    absent = {
        "owner": action.owner is None,
        "means": not has_means(action),
        "indicators": not action.indicators,
        "schedule": action.schedule is None or action.schedule.start is None,
    }
    return tuple(name for name, lacks in absent.items() if lacks)


def gather_means(dossier: Dossier) -> PlanMeans:
    """Gather the means of the actions of the plan."""
    rows = [_of_action(action) for action in dossier.actions if live(action)]
    budget: dict[tuple[int, str, str], list[float]] = {}
    funding: dict[tuple[int, str, str], dict[str, None]] = {}
    for row in rows:
        for part in row.amounts:
            key = (part.year, part.section, part.tax)
            budget.setdefault(key, []).append(part.eur)
            if part.funding:
                funding.setdefault(key, {})[part.funding] = None
    return PlanMeans(
        tuple(rows),
        {key: fsum(values) for key, values in sorted(budget.items())},
        {key: tuple(found) for key, found in funding.items()},
        sum_by_tax(part for row in rows for part in row.amounts if part.year >= dossier.reference_year),
        fsum(row.fte or 0.0 for row in rows if row.status != _DONE),
        fsum(row.savings_per_year or 0.0 for row in rows if row.status != _DONE),
    )


def _of_action(action: Action) -> ActionMeans:
    found = action.means
    return ActionMeans(
        action.id,
        action.title,
        action.themes,
        action.axis or "",
        action.status,
        action.owner or "",
        found.fte if found else None,
        found.budget if found else (),
        found.savings_eur_per_year if found else None,
        (found.contract or "") if found else "",
        (found.partner or "") if found else "",
        missing_of_action(action),
    )


def euros_per_tonne(action: ActionMeans, saved_kg: float | None, horizon: int) -> ByTax:
    """Return the euros of budget up to the horizon per tCO2e saved until then, undiscounted; empty without budget or saving."""
    if saved_kg is None or saved_kg <= 0:
        return {}
    spent = sum_by_tax(part for part in action.amounts if part.year <= horizon)
    return {tax: eur / (saved_kg / 1000) for tax, eur in spent.items() if eur}


@dataclass(frozen=True, slots=True)
class ThemeCoverage:
    """A theme of the decree, or an axis of the authority: what serves it, and its means.

    `theme` is 0 for an axis; `axis` is empty for a theme. `left_out`: why the strategy does not cover the theme. `fte` and
    `by_tax` are what is to come, as in `Means`.
    """

    theme: int
    axis: str
    title: str
    actions: int
    acting: int
    objectives: int
    indicators: int
    with_means: int
    fte: float
    by_tax: ByTax = field(default_factory=dict)
    left_out: str = ""


def coverage(dossier: Dossier) -> tuple[ThemeCoverage, ...]:
    """Return the coverage of the six themes; an action that serves several counts in each."""
    left_out: dict[int, str] = (
        {each.theme: each.why for each in dossier.strategy.themes_left_out} if dossier.strategy else {}
    )
    return tuple(
        _covered(
            [each for each in dossier.actions if live(each) and theme in each.themes],
            dossier.reference_year,
            theme=theme,
            left_out=left_out.get(theme, ""),
        )
        for theme in range(1, 7)
    )


def axes(dossier: Dossier) -> tuple[ThemeCoverage, ...]:
    """Return the coverage of the authority's own axes; last, without a name, the actions that are on none of them."""
    own = dossier.strategy.axes if dossier.strategy else ()
    if not own:
        return ()
    of_axis = {axis.id: [each for each in dossier.actions if live(each) and each.axis == axis.id] for axis in own}
    rows = [_covered(of_axis[axis.id], dossier.reference_year, axis=axis.id, title=axis.title) for axis in own]
    alone = [each for each in dossier.actions if live(each) and each.axis not in of_axis]
    return (*rows, _covered(alone, dossier.reference_year)) if alone else tuple(rows)


def _covered(
    actions: Sequence[Action], since: int, *, theme: int = 0, axis: str = "", title: str = "", left_out: str = ""
) -> ThemeCoverage:
    return ThemeCoverage(
        theme,
        axis,
        title,
        len(actions),
        sum(counts(action) for action in actions),
        len({name for action in actions for name in action.objectives}),
        len({name for action in actions for name in action.indicators}),
        sum(has_means(action) for action in actions),
        fsum(action.means.fte or 0.0 for action in actions if action.means and action.status != _DONE),
        sum_by_tax(part for action in actions if action.means for part in action.means.budget if part.year >= since),
        left_out,
    )
