"""What the plan costs: budget by year and section, staff, savings, by action, theme and axis; what is missing.

Here amounts before tax and with tax are never added together; `yearly` converts them by the rate of the dossier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from types import MappingProxyType
from typing import Final

from snr_cli.model.dossier import Dossier
from snr_cli.model.means import Means, SharedMeans
from snr_cli.model.strategy import Action
from snr_cli.plan.aims import counts
from snr_cli.plan.amounts import ByTax, YearAmount, amounts_of, first_to_come, sum_by_tax
from snr_cli.plan.yearly import Yearly, block_of, yearly

_DONE: Final = "done"
REFERENTS: Final = "Référents"  # the title of their posts among the means that are shared


@dataclass(frozen=True, slots=True)
class ActionMeans:
    """Means of an action, in euros and full-time equivalents; None is not said, never zero. `amounts`: its budget, year by year.

    `fte`: the posts that exist; `new_fte`: those to create.
    """

    id: str
    title: str
    themes: tuple[int, ...]
    axis: str
    status: str
    owner: str
    fte: float | None
    new_fte: float | None
    amounts: tuple[YearAmount, ...]
    savings_per_year: float | None
    contract: str
    partner: str
    missing: tuple[str, ...]

    @property
    def by_tax(self) -> ByTax:
        """Return the whole budget of the action, by tax."""
        return sum_by_tax(self.amounts)


@dataclass(frozen=True, slots=True)
class SharedRow:
    """Means of an axis, or of the whole strategy when it has none, that no action has alone."""

    axis: str
    title: str
    fte: float | None
    new_fte: float | None
    amounts: tuple[YearAmount, ...]
    contract: str
    partner: str

    @property
    def by_tax(self) -> ByTax:
        """Return their whole budget, by tax."""
        return sum_by_tax(self.amounts)


@dataclass(frozen=True, slots=True)
class PlanMeans:
    """Totals: budget by (year, section, tax) with who funds it, staff, savings, then each action, and what actions share.

    `budget` has every year said; `total` only what is to come, from the year `since` on. `fte` and `savings_per_year`
    leave out the actions that are finished: they cost nobody's time any more. `fte` counts the posts to create. `yearly`: the
    table of the years to come, on one basis.
    """

    actions: tuple[ActionMeans, ...]
    shared: tuple[SharedRow, ...]
    budget: dict[tuple[int, str, str], float]
    funding: dict[tuple[int, str, str], tuple[str, ...]]
    total: ByTax
    fte: float
    savings_per_year: float
    yearly: Yearly
    since: int


def live(action: Action) -> bool:
    """Say whether an action is part of the plan: neither abandoned nor a mere idea."""
    return action.status not in ("abandoned", "idea")


def has_means(action: Action) -> bool:
    """Say whether an action has staff, money, a contract or a partner; savings are a result, and zero is no means."""
    return action.means is not None and gives(action.means)


def gives(means: Means | SharedMeans) -> bool:
    """Say whether means hold staff, money, a contract or a partner: zero is none."""
    staff = means.fte or means.new_fte
    return bool(staff or any(part.eur for part in means.budget) or means.contract or means.partner)


def axes_with_means(dossier: Dossier) -> frozenset[str]:
    """Return the axes whose actions share means: an action of theirs has some without any of its own."""
    return frozenset(each.axis for each in _shared(dossier) if each.axis is not None and gives(each))


def _shared(dossier: Dossier) -> tuple[SharedMeans, ...]:
    """Return the means that several actions share; the referents are posts of the whole strategy, beside those of its actions."""
    said = dossier.strategy.means if dossier.strategy is not None else ()
    referents = dossier.governance.referents_fte if dossier.governance is not None else None
    return (*said, SharedMeans(title=REFERENTS, fte=referents)) if referents else said


def missing_of_action(action: Action, axes: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Return what an action lacks to be followed: owner, means (its own, or of one of these axes), indicators, schedule."""
    absent = {
        "owner": action.owner is None,
        "means": not has_means(action) and action.axis not in axes,
        "indicators": not action.indicators,
        "schedule": action.schedule is None or action.schedule.start is None,
    }
    return tuple(name for name, lacks in absent.items() if lacks)


def gather_means(dossier: Dossier, counted: Mapping[str, int] = MappingProxyType({})) -> PlanMeans:
    """Gather the means of the actions of the plan, and those that they share.

    `counted`: by action id, the year in which what it changes was counted; that of reference by default.
    """
    measures = [action for action in dossier.actions if live(action)]
    rows = [_of_action(action, dossier) for action in measures]
    shared = [_of_shared(each, dossier) for each in _shared(dossier)]
    budget: dict[tuple[int, str, str], list[float]] = {}
    funding: dict[tuple[int, str, str], dict[str, None]] = {}
    blocks = [
        block_of(action.means, dossier, action, counted.get(action.id))
        for action in measures
        if action.means is not None
    ]
    blocks += [block_of(each, dossier) for each in _shared(dossier)]
    amounts = [part for block in blocks for part in block.amounts]
    for part in amounts:
        key = (part.year, part.section, part.tax)
        budget.setdefault(key, []).append(part.eur)
        if part.funding:
            funding.setdefault(key, {})[part.funding] = None
    since = first_to_come(dossier)
    return PlanMeans(
        tuple(rows),
        tuple(shared),
        {key: fsum(values) for key, values in sorted(budget.items())},
        {key: tuple(found) for key, found in funding.items()},
        sum_by_tax(part for part in amounts if part.year >= since),
        fsum((each.fte or 0.0) + (each.new_fte or 0.0) for each in blocks),
        fsum(row.savings_per_year or 0.0 for row in rows if row.status != _DONE),
        yearly(blocks, dossier),
        since,
    )


def _of_action(action: Action, dossier: Dossier) -> ActionMeans:
    found = action.means
    return ActionMeans(
        action.id,
        action.title,
        action.themes,
        action.axis or "",
        action.status,
        action.owner or "",
        found.fte if found else None,
        found.new_fte if found else None,
        amounts_of(found.budget, dossier) if found else (),
        found.savings_eur_per_year if found else None,
        (found.contract or "") if found else "",
        (found.partner or "") if found else "",
        missing_of_action(action, axes_with_means(dossier)),
    )


def _of_shared(found: SharedMeans, dossier: Dossier) -> SharedRow:
    return SharedRow(
        found.axis or "",
        found.title or "",
        found.fte,
        found.new_fte,
        amounts_of(found.budget, dossier),
        found.contract or "",
        found.partner or "",
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
            dossier,
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
    rows = [_covered(of_axis[axis.id], dossier, axis=axis.id, title=axis.title) for axis in own]
    alone = [each for each in dossier.actions if live(each) and each.axis not in of_axis]
    last = _covered(alone, dossier, axis="")
    return (*rows, last) if alone or last.fte or last.by_tax else tuple(rows)


def _covered(
    actions: Sequence[Action],
    dossier: Dossier,
    *,
    theme: int = 0,
    axis: str | None = None,
    title: str = "",
    left_out: str = "",
) -> ThemeCoverage:
    """Return what some actions cover; those of an axis share its means, those of none what the whole strategy shares."""
    blocks = [block_of(each.means, dossier, each) for each in actions if each.means is not None]
    blocks += [block_of(each, dossier) for each in _shared(dossier) if axis is not None and (each.axis or "") == axis]
    return ThemeCoverage(
        theme,
        axis or "",
        title,
        len(actions),
        sum(counts(action) for action in actions),
        len({name for action in actions for name in action.objectives}),
        len({name for action in actions for name in action.indicators}),
        sum(has_means(action) for action in actions),
        fsum((each.fte or 0.0) + (each.new_fte or 0.0) for each in blocks),
        sum_by_tax(part for each in blocks for part in each.amounts if part.year >= first_to_come(dossier)),
        left_out,
    )
