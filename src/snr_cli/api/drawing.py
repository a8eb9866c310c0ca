"""The plan of a dossier as a page shows it: its trajectory drawn, where each objective stands, what each action changes."""

from dataclasses import replace
from os import PathLike
from typing import TypedDict

from snr_cli.api.assessing import assess_opened
from snr_cli.api.checking import plan_findings
from snr_cli.api.planning import plan_of
from snr_cli.api.sheets import OpenDossier, opened
from snr_cli.documents.page import figure_page
from snr_cli.documents.views.actions import action_numbers, action_sheet
from snr_cli.documents.views.objectives import objective_view, summary, verdict_of
from snr_cli.documents.views.plan import NO_ACTION, indicator_names, trajectory_figure
from snr_cli.engine.records import CLIMATE
from snr_cli.french.typography import typography
from snr_cli.plan.means import live
from snr_cli.plan.plan import possible_horizon
from snr_cli.results.effects import action_effects


class ObjectiveEntry(TypedDict):
    """An objective in words: where it starts, what it aims at, where the plan leads, and the verdict; `notes` are sentences.

    `projected` is empty where nothing computes it: `verdict` then says what its indicator does.
    """

    id: str
    title: str
    years: str
    start: str
    target: str
    projected: str
    verdict: str
    notes: list[str]


class ActionEntry(TypedDict):
    """An action in words: when it runs, what it changes at the horizon.

    `kg` is its share of the gap between the curves in kgCO2e, negative when it saves; None when that is not assessed.
    """

    id: str
    number: str
    title: str
    status: str
    calendar: str
    effect: str
    kg: float | None


class DrawnPlan(TypedDict):
    """A plan: `page` is a page of HTML that holds the figure, and its table folded; `sentence` and `summary` say what to read in it.

    Without any action `page` is empty. `actions` are those of the plan, in the order of the dossier: an idea or one that is
    abandoned is not in it. `findings`: what `snr check --select SNR6` finds in it; a curve alone would look sound.
    """

    reference_year: int
    horizon: int
    page: str
    sentence: str
    summary: str
    objectives: list[ObjectiveEntry]
    actions: list[ActionEntry]
    findings: list[str]


def drawn_plan(dossier: str | PathLike[str] | OpenDossier) -> DrawnPlan:
    """Return the plan of a dossier in the words and the figure of its documents; climate change and the aims alone have bounds.

    Args:
        dossier: its folder, its file, or what `open_dossier` gave.

    Raises:
        UsageError, DossierError: as `plan_actions`.
    """
    opened_dossier = opened(dossier)
    assessed = assess_opened(opened_dossier)
    said = assessed.dossier
    plan = plan_of(assessed, opened_dossier.tables, possible_horizon(said), (CLIMATE,))
    wrong = plan_findings(opened_dossier.read, assessed.result, plan, opened_dossier.tables, "SNR6")
    names, numbers = indicator_names(said, opened_dossier.tables), action_numbers(said)
    figure = trajectory_figure(plan, said, numbers)
    objectives: list[ObjectiveEntry] = []
    for outcome in plan.outcomes:
        seen = objective_view(outcome, plan, said, names, numbers)
        notes = [seen.spread, seen.gap, seen.why, seen.sentence if seen.decided else "", *seen.base]
        objectives.append(
            {
                "id": seen.id,
                "title": typography(seen.title),
                "years": f"{seen.from_year} → {seen.by_year}" if seen.from_year and seen.by_year else "",
                "start": typography(seen.reference),
                "target": typography(seen.target),
                "projected": typography(seen.projected) if seen.computed else "",
                "verdict": typography(verdict_of(outcome)),
                "notes": [typography(note) for note in notes if note],
            }
        )
    actions: list[ActionEntry] = []
    effects = action_effects(plan)
    for action in said.actions:
        if live(action):
            sheet = action_sheet(action, plan, said, names, numbers, effects[action.id])
            actions.append(
                {
                    "id": sheet.id,
                    "number": sheet.number,
                    "title": typography(sheet.title),
                    "status": sheet.status_label,
                    "calendar": sheet.calendar,
                    "effect": typography(sheet.effect or "sans effet chiffré"),
                    "kg": None if sheet.saving is None else -sheet.saving,
                }
            )
    return {
        "reference_year": plan.reference_year,
        "horizon": plan.horizon,
        "page": figure_page(replace(figure, sentence="")) if actions else "",
        "sentence": typography(figure.sentence) if actions else NO_ACTION,
        "summary": typography(summary(plan)),
        "objectives": objectives,
        "actions": actions,
        "findings": [typography(finding.message) for finding in wrong],
    }
