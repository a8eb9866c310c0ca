"""The pictures of a plan: trajectory, gaps to the objectives, themes, calendar."""

from collections.abc import Mapping

from snr_cli.documents.agreement import cardinal, counted
from snr_cli.documents.amounts import relative
from snr_cli.documents.figures import calendar, gaps, themes, trajectory
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.money import curve_note
from snr_cli.documents.verdicts import (
    summary,
)
from snr_cli.documents.views.objectives import reason_of, verdict_of
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import plural, together
from snr_cli.french.typography import typography
from snr_cli.french.words.estimated import estimated_note
from snr_cli.french.words.measures import after
from snr_cli.french.words.plan import ACTION_STATUSES
from snr_cli.french.words.units import mass
from snr_cli.model.dossier import Dossier
from snr_cli.plan.means import live
from snr_cli.plan.objectives import Outcome
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import plan_change
from snr_cli.results.plan_sums import plan_extent
from snr_cli.results.sentences.baseline import baseline_label
from snr_cli.results.sentences.carried import carried_note
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, partial_text
from snr_cli.results.sentences.effects import doubt_text
from snr_cli.results.sentences.partial import partial_outcome
from snr_cli.results.sentences.trend import trend_label
from snr_cli.results.verdicts import objective_verdict
from snr_cli.rules.strategy import THEMES


def trajectory_figure(plan: Plan, dossier: Dossier, numbers: Mapping[str, str]) -> Figure:
    """Draw the two curves, with and without the actions, and the objectives on the footprint (t)."""
    years = [year for year in plan.trajectory.years if CLIMATE in year.baseline]
    targets = tuple(
        trajectory.DrawnTarget(_goal(each), _line_to(each))
        for each in plan.outcomes
        if each.perimeter == "organisation" and each.category == CLIMATE and each.by_year and each.target is not None
    )
    moving = {name for year in years for name, found in year.actions.items() if found.share.get(CLIMATE)}
    begun: dict[int, list[str]] = {}
    for each in dossier.actions:
        if live(each) and each.id in moving and each.schedule and each.schedule.start:
            begun.setdefault(each.schedule.start, []).append(numbers[each.id])
    starts = tuple(
        trajectory.ActionsStart(
            year, f"action {found[0]}" if len(found) == 1 else plural(len(found), "action"), len(found)
        )
        for year, found in sorted(begun.items())
        if plan.reference_year <= year <= plan.horizon
    )
    partial = partial_text(plan_extent(plan)) if years else ""
    if years and years[0].baseline[CLIMATE]:
        first, last = years[0].baseline[CLIMATE], years[-1].with_actions[CLIMATE]
        share = last / first - 1.0
        carried = carried_note(plan.carried, plan.reference_year)
        sentence = (
            f"De {years[0].year} à {years[-1].year}, les actions mèneraient l’empreinte de {mass(first)}{estimated_part(plan)} à {mass(last)} par an "
            f"({' ; '.join(each for each in (relative(share), partial, doubt_text(plan_change(plan))) if each)}).{curve_note(plan)}{f' {carried}' if carried else ''}"
        )
    elif dossier.equipment or dossier.services:
        sentence = "La trajectoire n’est pas évaluée : aucune ligne de l’inventaire ne l’est."
    else:
        sentence = "La trajectoire n’est pas évaluée : l’organisation n’a ni équipement ni service."
    return trajectory.draw(
        trajectory.DrawnTrajectory(
            name="trajectoire",
            title="Trajectoire de l’empreinte de l’organisation",
            unit="t CO₂e",
            years=tuple(
                trajectory.DrawnYear(
                    year.year,
                    year.baseline[CLIMATE] / 1000,
                    year.with_actions[CLIMATE] / 1000,
                    *(
                        (bound / 1000 for bound in year.intervals[CLIMATE].with_actions)
                        if CLIMATE in year.intervals and not partial
                        else (None, None)
                    ),
                )
                for year in years
            ),
            targets=targets,
            starts=starts,
            sentence=sentence,
            baseline=baseline_label(plan.growth),
            trend=_trend(plan),
        )
    )


def _trend(plan: Plan) -> trajectory.DrawnTarget | None:
    """Return the second curve without action, when two inventories compare (t)."""
    points = [(year.year, plan.trend.at(year.year)) for year in plan.trajectory.years] if plan.trend else []
    drawn = tuple((year, value / 1000) for year, value in points if value is not None)
    return trajectory.DrawnTarget(trend_label(plan.trend), drawn) if plan.trend and drawn else None


def estimated_part(plan: Plan) -> str:
    """Say, after the start, how much of it is estimated."""
    note = estimated_note(plan.estimated)
    return f" ({note})" if note else ""


def _goal(found: Outcome) -> str:
    """Name an objective on the curve: objectif 2030, −15 %."""
    if not found.reference or found.target is None:
        return f"objectif {found.by_year}"
    return f"objectif {found.by_year}, {relative(found.target / found.reference - 1.0)}"


def _line_to(found: Outcome) -> tuple[tuple[int, float], ...]:
    """Return the points of an objective: where it starts from, where it leads (t)."""
    points = []
    if found.from_year is not None and found.reference is not None:
        points.append((found.from_year, found.reference / 1000))
    if found.by_year is not None and found.target is not None:
        points.append((found.by_year, found.target / 1000))
    return tuple(points)


def gaps_figure(plan: Plan) -> Figure:
    """Draw where the plan leads, objective by objective."""
    return gaps.draw(
        gaps.Gaps(
            "objectifs",
            "Où mène le plan, objectif par objectif",
            tuple(_gap(each, plan) for each in plan.outcomes),
            summary(plan),
        )
    )


def _gap(found: Outcome, plan: Plan) -> gaps.DrawnObjective:
    """Return an objective as it is drawn: its values in tonnes and MWh."""
    unit, scale = {"kgCO2e": ("t CO₂e", 1000.0), "kWh": ("MWh", 1000.0)}.get(
        found.unit, (after(CATEGORY_UNITS.get(found.unit, found.unit)), 1.0)
    )

    def shown(value: float | None) -> float | None:
        return None if value is None else value / scale

    return gaps.DrawnObjective(
        label=typography(found.title) + (" (somme partielle)" if partial_outcome(found, plan) else ""),
        unit=unit,
        reference=shown(found.reference),
        projected=shown(found.projected) if found.reach.forecast else None,
        target=shown(found.target),
        verdict=objective_verdict(found).state,
        led=found.reach.forecast,
        year=found.by_year,
        why=reason_of(found),
        said=verdict_of(found),
    )


def themes_figure(plan: Plan) -> Figure:
    """Draw what covers each theme of the decree."""
    covered = sum(each.actions > 0 for each in plan.coverage)
    return themes.draw(
        themes.Themes(
            "themes",
            "Couverture des six thèmes du décret",
            tuple(
                themes.DrawnTheme(
                    f"{each.theme}. {THEMES[each.theme]}",
                    each.actions,
                    each.objectives,
                    each.indicators,
                    each.with_means,
                )
                for each in plan.coverage
            ),
            "Les actions de la stratégie couvrent les six thèmes."
            if covered == len(THEMES)
            else f"Les actions de la stratégie couvrent {counted(covered, 'thème')} sur six."
            if covered
            else "Aucun des six thèmes n’est encore couvert par une action.",
        )
    )


def calendar_figure(dossier: Dossier, plan: Plan) -> Figure:
    """Draw when each action runs."""
    bars = tuple(
        calendar.CalendarAction(
            label=typography(each.title),
            start=each.schedule.start if each.schedule else None,
            full=each.schedule.full if each.schedule else None,
            end=each.schedule.end if each.schedule else None,
            status=ACTION_STATUSES[each.status],
            begun=int(each.started_on[:4]) if each.started_on else None,
        )
        for each in dossier.actions
        if live(each)
    )
    return calendar.draw(
        calendar.Calendar(
            name="calendrier",
            title="Calendrier des actions",
            first=min(
                (bar.first for bar in bars if bar.start is not None and bar.first is not None),
                default=plan.reference_year,
            ),
            last=plan.horizon,
            actions=bars,
            sentence=f"{plural(len(bars), 'action')}, de leur début à leur plein effet{_kinds(dossier)}."
            if bars
            else "Le dossier n’a pas d’action.",
        )
    )


def _kinds(dossier: Dossier) -> str:
    """Say which actions are finished, and how many are left out of the plan."""
    done = sum(each.status == "done" for each in dossier.actions)
    text = f", dont {cardinal(done, feminine=True)} {'terminée' if done == 1 else 'terminées'}" if done else ""
    out = [
        counted(count, *words, feminine=True)
        for status, words in (("idea", ("idée", "idées")), ("abandoned", ("action abandonnée", "actions abandonnées")))
        if (count := sum(each.status == status for each in dossier.actions))
    ]
    return f"{text} ; {together(out)} en plus, hors du plan" if out else text
