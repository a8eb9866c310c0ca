"""The plan in the words of a document: where it leads, its axes, its levers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.amounts import relative
from snr_cli.documents.figures import bars as stacked, calendar, trajectory
from snr_cli.documents.figures.figure import Figure
from snr_cli.documents.templates import Prose
from snr_cli.documents.views.actions import (
    action_numbers,
    action_sheet,
    costs_table,
    credits_text,
    left_text,
    measures_table,
    savings_text,
    shared_text,
    spent_text,
    staff_text,
)
from snr_cli.documents.views.objectives import (
    aimed_table,
    commitments,
    followed_table,
    moving_target,
    objective_view,
    objectives_table,
    reason_of,
    summary,
    verdict_of,
)
from snr_cli.documents.views.records import ActionView, AxisView, ObjectiveView, Organisation, PlanView
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import cardinal, counted, percent, plural, significant, together
from snr_cli.french.typography import typography
from snr_cli.french.words.terms import ACTION_STATUSES, THEMES, after, estimated_note, mass, mass_between
from snr_cli.model.dossier import Dossier
from snr_cli.model.grouped import in_groups
from snr_cli.model.strategy import Action, Schedule
from snr_cli.plan.calendar import reached
from snr_cli.plan.means import live, money_of, spending_of
from snr_cli.plan.objectives import WITHOUT_LEVERS, Outcome
from snr_cli.plan.plan import Plan
from snr_cli.plan.voted import new_measures
from snr_cli.results.effects import action_effects, objective_verdict, plan_change, plan_extent, plan_is_total
from snr_cli.results.records import Judged, Reserve, Table
from snr_cli.results.sentences.coverage import CATEGORY_UNITS, carried_note, partial_text
from snr_cli.results.sentences.effects import doubt_text, spending_part, unknown_effects
from snr_cli.results.sentences.verdict import (
    NOT_PHYSICAL,
    PLAIN,
    baseline_label,
    baseline_sentence,
    baseline_short,
    cost_sentence,
    means_table,
    partial_outcome,
    posts_sentence,
    spending_table,
    table_notes,
    table_rules,
    trend_label,
    trend_sentence,
    uncosted,
)

# The pictures of a plan: trajectory, gaps to the objectives, themes, calendar; that of the first pages.

_CAUSES = 3  # bars of causes


def essential_figure(organisation: Organisation, plan: Plan) -> Figure:
    """Draw the heaviest causes of the year, then the whole of it, that of the horizon with the actions, and the target."""
    causes = [(part.label, part.value) for part in organisation.groups[:_CAUSES]]
    wholes = list(_wholes(organisation, plan))
    total = organisation.total or 0.0
    drawn = stacked.draw_stacked(
        stacked.StackedBars(
            name="essentiel",
            title="D’où vient l’empreinte de la collectivité"
            + (", où mène le plan" if plan.trajectory.years[-1].actions else ""),
            unit="t CO₂e par an",
            stages=("valeur",),
            bars=tuple(stacked.Bar(label, (value / 1000,)) for label, value in (*causes, *wholes)),
            sentence=_essential_sentence(organisation, plan, causes),
        )
    )
    if drawn.drawing is None or not total:
        return drawn
    return replace(
        drawn,
        table=Table(
            f"{drawn.title} (t CO₂e par an)",
            ("Ce qui est compté", "Valeur", f"Rapportée à {plan.reference_year}"),
            tuple((label, significant(value / 1000), percent(value / total)) for label, value in (*causes, *wholes)),
            (False, True, True),
        ),
    ).alone()


def _wholes(organisation: Organisation, plan: Plan) -> Iterator[tuple[str, float]]:
    """Yield the whole of the year, that of the horizon, and the target of the first objective on it (kg)."""
    partial = " (partiel)" if organisation.total_partial else ""
    if organisation.total:
        yield f"L’ensemble en {plan.reference_year}{partial}", organisation.total
    last = plan.trajectory.years[-1]
    if organisation.total and last.actions and CLIMATE in last.with_actions:
        yield f"L’ensemble en {last.year}, avec toutes les actions{partial}", last.with_actions[CLIMATE]
        reading = plan.money.reading(WITHOUT_LEVERS) if plan.money.saves else None
        if reading is not None and (end := reading.ends()[1]) is not None:
            yield f"Le même, {PLAIN[WITHOUT_LEVERS]}", end
    for outcome in plan.outcomes:
        if (
            outcome.perimeter == "organisation"
            and outcome.category == CLIMATE
            and outcome.target is not None
            and outcome.by_year
        ):
            yield f"La cible de {outcome.by_year}", outcome.target
            return


def _essential_sentence(organisation: Organisation, plan: Plan, causes: list[tuple[str, float]]) -> str:
    if not organisation.total:
        return "L’empreinte de l’organisation n’est pas évaluée."
    named = (
        f"Le plus lourd : {causes[0][0][:1].lower()}{causes[0][0][1:]}, {percent(causes[0][1] / organisation.total)}."
    )
    last = plan.trajectory.years[-1]
    if not last.actions or CLIMATE not in last.with_actions:
        return named
    after, change = last.with_actions[CLIMATE], plan_change(plan)
    said = (relative(after / organisation.total - 1.0), spending_part(change), doubt_text(change))
    partial = " (partiel)" if organisation.total_partial else ""
    return (
        f"{named} Avec toutes les actions, l’empreinte irait de {mass(organisation.total)}{partial} à {mass(after)} en {last.year} "
        f"({' ; '.join(filter(None, said))})."
    )


def trajectory_figure(plan: Plan, dossier: Dossier, numbers: Mapping[str, str]) -> Figure:
    """Draw the two curves, with and without the actions, and the objectives on the footprint (t)."""
    years = [year for year in plan.trajectory.years if CLIMATE in year.baseline]
    targets = tuple(
        trajectory.DrawnTarget(_goal(outcome), _line_to(outcome))
        for outcome in plan.outcomes
        if outcome.perimeter == "organisation"
        and outcome.category == CLIMATE
        and outcome.by_year
        and outcome.target is not None
    )
    moving = {name for year in years for name, contribution in year.actions.items() if contribution.share.get(CLIMATE)}
    begun = in_groups(
        (action.schedule.start, numbers[action.id])
        for action in dossier.actions
        if live(action) and action.id in moving and action.schedule and action.schedule.start
    )
    starts = tuple(
        trajectory.ActionsStart(
            year, f"action {starting[0]}" if len(starting) == 1 else plural(len(starting), "action"), len(starting)
        )
        for year, starting in sorted(begun.items())
        if plan.reference_year <= year <= plan.horizon
    )
    partial = partial_text(plan_extent(plan)) if years else ""
    if years and years[0].baseline[CLIMATE]:
        first, last = years[0].baseline[CLIMATE], years[-1].with_actions[CLIMATE]
        share = last / first - 1.0
        carried = carried_note(plan.carried, plan.reference_year)
        sentence = (
            f"De {years[0].year} à {years[-1].year}, les actions mèneraient l’empreinte de {mass(first)}{estimated_part(plan)} à {mass(last)} par an "
            f"({' ; '.join(part for part in (relative(share), partial, doubt_text(plan_change(plan))) if part)}).{curve_note(plan)}{f' {carried}' if carried else ''}"
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


def _goal(outcome: Outcome) -> str:
    """Name an objective on the curve: objectif 2030, −15 %."""
    if not outcome.reference or outcome.target is None:
        return f"objectif {outcome.by_year}"
    return f"objectif {outcome.by_year}, {relative(outcome.target / outcome.reference - 1.0)}"


def _line_to(outcome: Outcome) -> tuple[tuple[int, float], ...]:
    """Return the points of an objective: where it starts from, where it leads (t)."""
    ends = ((outcome.from_year, outcome.reference), (outcome.by_year, outcome.target))
    return tuple((year, value / 1000) for year, value in ends if year is not None and value is not None)


def gaps_figure(plan: Plan) -> Figure:
    """Draw where the plan leads, objective by objective."""
    return trajectory.draw_gaps(
        trajectory.Gaps(
            name="objectifs",
            title="Où mène le plan, objectif par objectif",
            objectives=tuple(_gap(outcome, plan) for outcome in plan.outcomes),
            sentence=summary(plan),
        )
    )


def _gap(outcome: Outcome, plan: Plan) -> trajectory.DrawnObjective:
    """Return an objective as it is drawn: its values in tonnes and MWh."""
    unit, scale = {"kgCO2e": ("t CO₂e", 1000.0), "kWh": ("MWh", 1000.0)}.get(
        outcome.unit, (after(CATEGORY_UNITS.get(outcome.unit, outcome.unit)), 1.0)
    )

    def shown(value: float | None) -> float | None:
        return None if value is None else value / scale

    return trajectory.DrawnObjective(
        label=typography(outcome.title) + (" (somme partielle)" if partial_outcome(outcome, plan) else ""),
        unit=unit,
        reference=shown(outcome.reference),
        projected=shown(outcome.projected) if outcome.reach.forecast else None,
        target=shown(outcome.target),
        verdict=objective_verdict(outcome).state,
        led=outcome.reach.forecast,
        year=outcome.by_year,
        why=reason_of(outcome),
        said=verdict_of(outcome),
    )


def themes_figure(plan: Plan) -> Figure:
    """Draw what covers each theme of the decree."""
    covered = sum(coverage.actions > 0 for coverage in plan.coverage)
    return calendar.draw_themes(
        calendar.Themes(
            name="themes",
            title="Couverture des six thèmes du décret",
            themes=tuple(
                calendar.DrawnTheme(
                    f"{coverage.theme}. {THEMES[coverage.theme]}",
                    coverage.actions,
                    coverage.objectives,
                    coverage.indicators,
                    coverage.with_means,
                )
                for coverage in plan.coverage
            ),
            sentence="Les actions de la stratégie couvrent les six thèmes."
            if covered == len(THEMES)
            else f"Les actions de la stratégie couvrent {counted(covered, 'thème')} sur six."
            if covered
            else "Aucun des six thèmes n’est encore couvert par une action.",
        )
    )


def _bar(action: Action, horizon: int) -> calendar.CalendarAction:
    """Return an action as the calendar draws it, until the horizon."""
    schedule = action.schedule or Schedule()
    bar = calendar.CalendarAction(
        label=typography(action.title),
        start=schedule.start,
        end=schedule.end,
        status=ACTION_STATUSES[action.status],
        begun=int(action.started_on[:4]) if action.started_on else None,
        years=schedule.said_years,
    )
    years = range(bar.first, horizon + 1) if bar.first is not None else ()
    return replace(bar, parts={year: reached(action, year) for year in years})


def calendar_figure(dossier: Dossier, plan: Plan) -> Figure:
    """Draw when each action runs."""
    bars = tuple(_bar(action, plan.horizon) for action in dossier.actions if live(action))
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
    done = sum(action.status == "done" for action in dossier.actions)
    text = f", dont {cardinal(done, feminine=True)} {'terminée' if done == 1 else 'terminées'}" if done else ""
    out = [
        counted(count, *words, feminine=True)
        for status, words in (("idea", ("idée", "idées")), ("abandoned", ("action abandonnée", "actions abandonnées")))
        if (count := sum(action.status == status for action in dossier.actions))
    ]
    return f"{text} ; {together(out)} en plus, hors du plan" if out else text


_RESIDENTS: Final = 5  # theme of the decree: citizens and inclusion
_LEADING: Final = 3  # levers spoken of


_SMALL: Final = 0.05  # share of the footprint under which a group is no lever


_ACRONYM: Final = re.compile(r"\b[A-Z]{2,}\b")
NO_AXIS: Final = "Actions hors des axes"


UNDER_WAY: Final = ("under_way", "done")


NO_ACTION: Final = "Aucune action n’est écrite : la trajectoire n’est pas calculée."


def plan_view(plan: Plan, dossier: Dossier, tables: Tables, organisation: Organisation) -> PlanView:
    """Return the plan as templates see it.

    Args:
        plan: the plan.
        dossier: the dossier, inventories read.
        tables: the factor tables.
        organisation: its footprint, of which mail and meetings are a part.
    """
    names = indicator_names(dossier, tables)
    numbers = action_numbers(dossier)
    effects = action_effects(plan)
    actions = tuple(
        action_sheet(action, plan, dossier, names, numbers, effects[action.id])
        for action in filter(live, dossier.actions)
    )
    by_id = {action.id: action for action in actions}
    before, after, saved = _ends(plan)
    levers = tuple(by_id[name] for name, effect in effects.items() if effect.rank is not None and name in by_id)
    objectives = tuple(objective_view(outcome, plan, dossier, names, numbers) for outcome in plan.outcomes)
    said = _said(plan, dossier, levers, organisation)
    spending, posts = _spending(plan, dossier)
    return PlanView(
        horizon=plan.horizon,
        axes=_axes(dossier, actions),
        actions=actions,
        under_way=tuple(
            by_id[action.id] for action in dossier.actions if action.id in by_id and action.status in UNDER_WAY
        ),
        levers=levers,
        besides=", hors dépenses en moins" if _is_larger(levers) else "",
        objectives=objectives,
        saved=saved,
        saved_share=1.0 - after / before if before and after is not None else None,
        at_horizon=after,
        fte=plan.means.fte,
        staff=staff_text(plan),
        savings_per_year=plan.means.savings_per_year,
        savings=savings_text(plan, dossier, numbers),
        cost=cost_sentence(plan.means),
        left=left_text(plan),
        basis=plan.means.yearly.whole.upper(),
        credits=credits_text(plan),
        uncosted=" ".join(uncosted(plan.means.yearly)),
        spending=spending,
        posts=posts,
        commitments=commitments(objectives),
        aims=objectives_table(objectives),
        spent=spent_text(plan),
        trajectory=trajectory_figure(plan, dossier, numbers).alone(),
        gaps=gaps_figure(plan),
        themes=themes_figure(plan),
        calendar=calendar_figure(dossier, plan),
        budget=means_table(plan.means.yearly),
        costs=costs_table(plan, dossier, numbers),
        budget_notes=tuple(table_notes(plan.means.yearly)),
        budget_rules=tuple(table_rules(plan.means.yearly, money_of(dossier).eur_per_fte_source or "")),
        shared_means=tuple(shared_text(plan, dossier)),
        indicators=followed_table(plan, dossier),
        aimed=aimed_table(plan, dossier),
        themed=tuple(
            (name, tuple(action for action in actions if theme in action.themes)) for theme, name in THEMES.items()
        ),
        uncovered=tuple(
            (THEMES[theme_left_out.theme], theme_left_out.why)
            for theme_left_out in (dossier.strategy.themes_left_out if dossier.strategy else ())
        ),
        sentences=said.lines("where") if actions else (NO_ACTION,),
        local=tuple(action for action in actions if _for_residents(action, objectives)),
        local_aims=tuple(filter(_for_everyone, objectives)),
        rests_on=_rests_on(actions, plan),
        readings=tuple(plan_sentences(plan)) if actions else (),
        lever_sentences=said.lines("first_levers") if actions else (),
        no_lever=said.text("no_lever"),
        unknown=tuple(unknown_effects(effects, {action.id: action.title for action in dossier.actions})),
        reserve=doubt_text(plan_change(plan)),
        baseline=baseline_sentence(plan.growth, tables),
        trend=trend_sentence(plan.trend, plan.horizon) if plan.trend is not None else "",
        money_clause=deliberation_note(plan),
    )


def _spending(plan: Plan, dossier: Dossier) -> tuple[Table | None, str]:
    """Return the four figures of money, and what of it pays posts that exist; where no vote is known, what has not begun is new."""
    voted = new_measures(dossier)
    new = {action.id for action in dossier.actions if action.status not in UNDER_WAY} if voted is None else voted
    spending = spending_of(plan.means, new)
    if spending is None:
        return None, ""
    return spending_table(spending, plan.means.yearly, voted=voted is not None), posts_sentence(spending)


def _axes(dossier: Dossier, actions: Sequence[ActionView]) -> tuple[AxisView, ...]:
    """Return the axes of the strategy with their actions, then what belongs to none."""
    axes = dossier.strategy.axes if dossier.strategy else ()
    views = [
        _axis(axis.id, axis.title, axis.text or "", tuple(action for action in actions if action.axis == axis.id))
        for axis in axes
    ]
    rest = tuple(action for action in actions if all(action.axis != axis.id for axis in axes))
    return (*views, *([_axis("", NO_AXIS if axes else "Actions", "", rest)] if rest else []))


def _axis(name: str, title: str, text: str, actions: tuple[ActionView, ...]) -> AxisView:
    return AxisView(id=name, title=title, text=text, actions=actions, table=measures_table(actions))


def _ends(plan: Plan) -> tuple[float | None, float | None, float | None]:
    """Return the footprint of the first year, that of the horizon with the actions, and what they save then; None when not assessed."""
    first, last = plan.trajectory.years[0], plan.trajectory.years[-1]
    after = last.with_actions.get(CLIMATE)
    return first.baseline.get(CLIMATE), after, None if after is None else last.baseline[CLIMATE] - after


def _said(
    plan: Plan,
    dossier: Dossier,
    levers: Sequence[ActionView],
    organisation: Organisation,
) -> Prose:
    """Return the sentences on where the plan leads, and on what is told first of it."""
    first, after, saved = _ends(plan)
    change = plan_change(plan)
    return Prose(
        "plan",
        first=first,
        after=after,
        saved=saved,
        what="l’empreinte" if plan_is_total(plan) else "ce qui est évalué (partiel) de l’empreinte",
        estimated=estimated_part(plan),
        year=plan.reference_year,
        horizon=plan.horizon,
        doubt=doubt_text(change),
        between=_between_saved(change, plan.growth) if change.bounds is not None else "",
        moving=any(moving_target(*pair) for pair in zip(plan.outcomes, dossier.objectives, strict=True)),
        partly=Reserve.NOT_ASSESSED in change.reserves,
        levers=levers,
        larger=_is_larger(levers),
        spoken=_LEADING,
        mail=next((group.share for group in organisation.groups if group.id == "communication"), None),
        small=_SMALL,
    )


def _is_larger(levers: Sequence[ActionView]) -> bool:
    """Say whether more is saved by less spending, which comes after what comes first."""
    first, rest = levers[:_LEADING], levers[_LEADING:]
    return any((view.saving or 0.0) > (last.saving or 0.0) for view in rest for last in first[-1:])


def indicator_names(dossier: Dossier, tables: Tables) -> dict[str, str]:
    """Return the French name of every indicator: the dossier's own words first, else the catalogue's."""
    return {key: indicator.title for key, indicator in tables.indicators.items()} | {
        indicator.id: indicator.title for indicator in dossier.indicators if indicator.title
    }


def _for_residents(action: ActionView, objectives: Sequence[ObjectiveView]) -> bool:
    """Say whether residents meet an action: its theme is theirs or it acts on the territory, and it is told without any acronym.

    The objective that it is linked to is not enough: printing less in the offices may serve one of the territory.
    """
    local = {objective.number for objective in objectives if objective.perimeter == "territory"}
    met = action.on_territory is not None or _RESIDENTS in action.themes
    return not local.isdisjoint(action.aims) and met and action.status != "done" and not _ACRONYM.search(action.title)


def _for_everyone(objective: ObjectiveView) -> bool:
    """Say whether an objective is one for the territory that everyone reads: told without any acronym, not its footprint."""
    return objective.perimeter == "territory" and not objective.by_household and not _ACRONYM.search(objective.title)


def _rests_on(actions: Sequence[ActionView], plan: Plan) -> str:
    """Say how much of what the actions change on the territory one hypothesis makes; empty when nothing is computed of it."""
    most = max(actions, key=lambda action: action.assumed_share or 0.0, default=None)
    if most is None or not most.assumed_share or not most.hypotheses or len(plan.territory.effects) < 2:
        return ""
    return f"l’hypothèse de la mesure {most.number} fait {percent(most.assumed_share)} de l’effet"


def _between_saved(change: Judged, growth: Mapping[str, float]) -> str:
    """Say what the plan saves a year, between two bounds; what both curves share cancels."""
    if Reserve.MAY_BE_NOTHING in change.reserves or change.bounds is None:
        return f"L’écart de {change.year} avec une collectivité {baseline_short(growth)} est dans la marge d’incertitude : il n’est pas significatif."
    part = spending_part(change)
    return (
        f"À source de données égale, il y a neuf chances sur dix qu’elles évitent, en {change.year}, {mass_between(-change.bounds.high, -change.bounds.low, change.value)} par an"
        f"{f', {part}' if part else ''}."
    )


# What a plan is without what is in euros.


def plan_sentences(plan: Plan) -> Iterable[str]:
    """Say where the plan leads under each of the two readings; nothing when no line is in euros."""
    parts: list[str] = []
    doubt = doubt_text(plan_change(plan))
    for reading in plan.money.readings:
        first, last = reading.ends()
        if reading.code == WITHOUT_LEVERS and not plan.money.saves:
            continue
        if first and last is not None:
            verb = "" if parts else "l’empreinte passerait "
            said = " ; ".join(filter(None, (relative(last / first - 1.0), doubt)))
            parts.append(f"{PLAIN[reading.code]}, {verb}de {mass(first)} à {mass(last)} ({said})")
    if parts:
        text = " ; ".join(parts)
        tail = f" {NOT_PHYSICAL[:1].upper()}{NOT_PHYSICAL[1:]}." if plan.money.saves else ""
        yield f"{text[:1].upper()}{text[1:]}.{tail}"


def curve_note(plan: Plan) -> str:
    """Say where the curve would end without the levers in euros; empty when there is none."""
    end, name = _without_levers(plan), PLAIN[WITHOUT_LEVERS]
    return f" {name[:1].upper()}{name[1:]} : {end}." if end else ""


def deliberation_note(plan: Plan) -> str:
    """Say in a whereas clause what the saving is without the levers in euros; empty when there is none."""
    end = _without_levers(plan)
    what = "sans compter ce qui n’est qu’une dépense en moins, et non une baisse physique, l’empreinte serait de"
    return f" ; {what} {end}" if end else ""


def _without_levers(plan: Plan) -> str:
    """Say where the plan ends without the levers in euros: 293 t CO2e (−11 %); empty when there is none."""
    reading = plan.money.reading(WITHOUT_LEVERS)
    first, last = reading.ends() if reading is not None and plan.money.saves else (None, None)
    return f"{mass(last)} ({relative(last / first - 1.0)})" if first and last is not None else ""
