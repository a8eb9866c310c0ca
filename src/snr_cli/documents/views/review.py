"""The yearly account of the strategy: what was asked for, what moved, what the report holds."""

from collections.abc import Mapping
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.targets import figures_of, measured_by, target_of
from snr_cli.documents.views.numbers import action_numbers
from snr_cli.documents.views.obligations import facts_since, obligations
from snr_cli.documents.views.review_actions import (
    account_said,
    actions_table,
    in_both_parts,
    part_view,
    progress_text,
    sheets,
    spending_table,
    unsaid_actions,
    unsaid_money,
)
from snr_cli.documents.views.review_change import change_table, footprint_change
from snr_cli.documents.views.review_indicators import (
    MIXED,
    aims_table,
    citizen_lines,
    indicators_table,
    kept_values,
    verdict_of,
)
from snr_cli.documents.views.review_records import GoalView, ReviewView
from snr_cli.engine.records import Assessment
from snr_cli.model.dossier import Dossier
from snr_cli.model.review import AnnualReview
from snr_cli.model.strategy import Action, ActionStatus
from snr_cli.plan.comparison import Comparison
from snr_cli.plan.objectives import Reach
from snr_cli.plan.plan import Plan

# code de l’environnement, L110-1, III; the numbers are those of `annual_reviews[].goals`
GOALS: Final = {
    1: "la lutte contre le changement climatique",
    2: "la préservation de la biodiversité, des milieux et des ressources",
    3: "la cohésion sociale et la solidarité entre les territoires et les générations",
    4: "l’épanouissement de tous les êtres humains",
    5: "la transition vers une économie circulaire",
}


# what tells that an action goes the way of a goal, when the account does not: its themes of the decree; for the climate, its objective
_GOAL_THEMES: Final = {2: {2}, 3: {5}, 4: {4}, 5: {1, 2}}


def previous_review(dossier: Dossier) -> AnnualReview | None:
    """Return the review before the last one; None when there are not two."""
    years = sorted(dossier.annual_reviews, key=lambda each: each.year)
    return years[-2] if len(years) > 1 else None


def review_view(
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    plan: Plan,
    comparison: Comparison | None = None,
    as_of: str = "",
) -> ReviewView:
    """Return the last annual review of a dossier, as templates see it.

    Args:
        dossier: the dossier, inventories read.
        assessment: its footprint.
        tables: the factor tables.
        plan: its plan, for the values of the indicators.
        comparison: the previous review against the assessment; None when the previous one says nothing of the footprint.
        as_of: the day of the factors that the footprint is computed with.
    """
    last = max(dossier.annual_reviews, key=lambda each: each.year, default=None)
    before = previous_review(dossier)
    year = last.year if last else None
    at = year if year is not None else dossier.reference_year
    rows = [row for row in plan.indicators if row.followed]
    assessed = year == assessment.reference_year
    kept = kept_values(comparison if assessed else None)
    measured = measured_by(dossier.objectives, plan.outcomes)
    # what the objective that an indicator measures does not compare, the indicator does not either
    apart = {name for name, found in measured.items() if found.reach is Reach.NOT_COMPARABLE}
    targets = {row.indicator.id: target_of(row.indicator, measured) for row in rows}
    figures = {row.indicator.id: figures_of(measured.get(row.indicator.id)) for row in rows}
    verdicts = {
        row.indicator.id: MIXED
        if row.indicator.id in apart and row.indicator.at(at) is not None
        else verdict_of(row, targets[row.indicator.id][0], dossier, before, at, kept)
        for row in rows
    }
    report = last.report if last else None
    # an account that was noted tells nothing later than the day it was presented
    noted = (report.presented_on or "") if report and report.deliberation else ""
    states = {each.id: state_of(each, last, noted) for each in dossier.actions}
    numbers = action_numbers(dossier)
    said = account_said(dossier, states, before, rows, verdicts, at)
    slipped, going = sheets(dossier, states, last, numbers)
    change, not_compared = footprint_change(last, before, comparison if assessed else None, tables)
    return ReviewView(
        year=year,
        previous=before.year if before else None,
        assessed=assessed,
        comment=(last.comment if last else None) or "",
        presented_on=(report.presented_on if report else None) or "",
        budget_debate_on=(report.budget_debate_on if report else None) or "",
        presented_first=bool(report and report.presented_first),
        deliberation=(report.deliberation if report else None) or "",
        aims=aims_table(plan, dossier, at, before, verdicts, kept),
        indicators=indicators_table(
            [row for row in rows if row.objectives and row.indicator.id not in measured],
            verdicts,
            targets,
            figures,
            before,
            at,
            kept,
        ),
        followed=indicators_table(rows, verdicts, targets, figures, before, at, kept),
        indicator_sentences=said.lines("indicators"),
        progress=progress_text(said, verdicts),
        actions=actions_table(dossier, states, last, before, numbers),
        action_sentences=said.lines("actions"),
        engaged=said.text("engaged"),
        slipped=slipped,
        going=going,
        unsaid=unsaid_actions(dossier, states, last, before),
        spending=spending_table(dossier, plan, last, numbers),
        unsaid_money=unsaid_money(dossier, plan, states, last),
        citizens=(last.citizens if last else None) or "",
        citizen_lines=tuple(citizen_lines(plan, dossier, before, at)),
        design=(last.design if last else None) or "",
        conduct=(last.conduct if last else None) or "",
        evaluation=(last.evaluation if last else None) or "",
        change=tuple(change),
        change_table=change_table(comparison if assessed else None),
        not_compared=tuple(not_compared),
        obligations=obligations(dossier, at, noted),
        internal=part_view("internal", dossier, states, last, plan, numbers, said),
        territory=part_view("territory", dossier, states, last, plan, numbers, said),
        in_both=said.text("in_both", in_both_parts(dossier)),
        recomputed=as_of if noted and assessed and as_of > noted else "",
        since=facts_since(dossier, at, noted) + (last.since if last and noted else ()),
        goals=tuple(_goal(rank, name, dossier, states, last, numbers) for rank, name in GOALS.items()),
    )


def state_of(action: Action, review: AnnualReview | None, noted: str = "") -> ActionStatus:
    """Return the state of an action in a review; that of the dossier where the review does not speak of it.

    `noted`: the day that the review was presented, when it was noted: what began later was planned then.
    """
    later = noted and action.started_on is not None and action.started_on > noted
    return "planned" if later else action.status if review is None else review.states.get(action.id, action.status)


def _goal(
    rank: int,
    name: str,
    dossier: Dossier,
    states: Mapping[str, ActionStatus],
    last: AnnualReview | None,
    numbers: Mapping[str, str],
) -> GoalView:
    """Return a goal, and what serves it: the words of the account, else the actions begun that go its way."""
    said = [each for each in last.goals if each.goal == rank] if last is not None else []
    on_footprint = {each.id for each in dossier.objectives if each.category is not None}
    themes = _GOAL_THEMES.get(rank, set())
    serving = [
        numbers[each.id]
        for each in dossier.actions
        if each.id in numbers
        and states[each.id] in ("under_way", "done")
        and (themes & set(each.themes) or (rank == 1 and on_footprint & set(each.objectives)))
    ]
    text = next((each.text for each in said if each.text), "") or ""
    return GoalView(rank, name, bool(said), text, () if text else tuple(serving))
