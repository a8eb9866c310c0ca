"""The plan in the words of a document: where it leads, its axes, its levers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.documents.agreement import cardinal
from snr_cli.documents.money import deliberation_note, plan_sentences
from snr_cli.documents.verdicts import moving_target
from snr_cli.documents.views.action_sheets import action_sheet
from snr_cli.documents.views.costs import costs_table
from snr_cli.documents.views.followed import aimed_table, followed_table
from snr_cli.documents.views.means import (
    budget_rules_of,
    budget_table,
    cost_text,
    credits_text,
    left_text,
    savings_text,
    shared_text,
    spent_text,
    staff_text,
    uncosted_text,
)
from snr_cli.documents.views.numbers import action_numbers
from snr_cli.documents.views.objectives import objective_view
from snr_cli.documents.views.plan_figures import (
    calendar_figure,
    estimated_part,
    gaps_figure,
    themes_figure,
    trajectory_figure,
)
from snr_cli.documents.views.records import ActionView, AxisView, ObjectiveView, PlanView
from snr_cli.documents.views.review_done import by_number
from snr_cli.engine.records import CLIMATE
from snr_cli.french.numbers import percent
from snr_cli.french.words.units import mass, mass_between
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Objective
from snr_cli.plan.means import live
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import action_effects, plan_change
from snr_cli.results.plan_sums import plan_is_total
from snr_cli.results.records import Judged, Reserve
from snr_cli.results.sentences.baseline import baseline_sentence, baseline_short
from snr_cli.results.sentences.effects import doubt_text, spending_part, unknown_effects
from snr_cli.results.sentences.means import table_notes
from snr_cli.results.sentences.trend import trend_sentence
from snr_cli.rules.strategy import THEMES

_RESIDENTS: Final = 5  # theme of the decree: citizens and inclusion
_LEADING: Final = 3  # levers spoken of
_MOST_MEASURES: Final = 10  # told on the first pages


_SMALL: Final = 0.05  # share of the footprint under which a group is no lever


_ACRONYM: Final = re.compile(r"\b[A-Z]{2,}\b")
NO_AXIS: Final = "Actions hors des axes"


UNDER_WAY: Final = ("under_way", "done")


NO_ACTION: Final = "Aucune action n’est écrite : la trajectoire n’est pas calculée."


def plan_view(plan: Plan, dossier: Dossier, tables: Tables, mail_share: float | None = None) -> PlanView:
    """Return the plan as templates see it.

    Args:
        plan: the plan.
        dossier: the dossier, inventories read.
        tables: the factor tables.
        mail_share: share of the footprint of the organisation that mail and meetings carry; None when they are not counted.
    """
    titles = {each.id: each.title or each.id for each in dossier.objectives}
    names = indicator_names(dossier, tables)
    numbers = action_numbers(dossier)
    effects = action_effects(plan)
    change = plan_change(plan)
    actions = tuple(
        action_sheet(each, plan, dossier, titles, names, numbers, effects[each.id])
        for each in dossier.actions
        if live(each)
    )
    by_id = {each.id: each for each in actions}
    axes = [
        AxisView(axis.id, axis.title, axis.text or "", tuple(each for each in actions if each.axis == axis.id))
        for axis in (dossier.strategy.axes if dossier.strategy else ())
    ]
    known = {axis.id for axis in axes}
    rest = tuple(each for each in actions if each.axis not in known)
    if rest:
        axes.append(AxisView("", NO_AXIS if known else "Actions", "", rest))
    first, last = plan.trajectory.years[0], plan.trajectory.years[-1]
    before, after = first.baseline.get(CLIMATE), last.with_actions.get(CLIMATE)
    saved = last.baseline[CLIMATE] - after if after is not None else None
    levers = tuple(by_id[name] for name, each in effects.items() if each.rank is not None and name in by_id)
    objectives = tuple(objective_view(each, plan, dossier, names, numbers) for each in plan.outcomes)
    leading = _leading_measures(actions, levers, objectives)
    return PlanView(
        horizon=plan.horizon,
        axes=tuple(axes),
        actions=actions,
        under_way=tuple(by_id[each.id] for each in dossier.actions if each.id in by_id and each.status in UNDER_WAY),
        levers=levers,
        leading=leading,
        leading_order=_leading_order(leading, levers),
        besides=_besides(levers),
        objectives=objectives,
        saved=saved,
        saved_share=1.0 - after / before if before and after is not None else None,
        at_horizon=after,
        fte=plan.means.fte,
        staff=staff_text(plan),
        savings_per_year=plan.means.savings_per_year,
        savings=savings_text(plan, dossier, numbers),
        cost=cost_text(plan),
        left=left_text(plan),
        basis=plan.means.yearly.whole.upper(),
        credits=credits_text(plan),
        uncosted=uncosted_text(plan),
        spent=spent_text(plan),
        trajectory=trajectory_figure(plan, dossier, numbers),
        gaps=gaps_figure(plan),
        themes=themes_figure(plan),
        calendar=calendar_figure(dossier, plan),
        budget=budget_table(plan),
        costs=costs_table(plan, dossier, numbers),
        budget_notes=tuple(table_notes(plan.means.yearly)),
        budget_rules=tuple(budget_rules_of(plan, dossier)),
        shared_means=tuple(shared_text(plan, dossier)),
        indicators=followed_table(plan, dossier),
        aimed=aimed_table(plan, dossier),
        themed=tuple((name, tuple(each for each in actions if theme in each.themes)) for theme, name in THEMES.items()),
        uncovered=tuple(
            (THEMES[each.theme], each.why) for each in (dossier.strategy.themes_left_out if dossier.strategy else ())
        ),
        sentences=tuple(_plan_sentences(before, after, change, plan, dossier.objectives)) if actions else (NO_ACTION,),
        local=tuple(each for each in actions if _for_residents(each, objectives)),
        local_aims=tuple(
            each
            for each in objectives
            if each.perimeter == "territory" and not each.by_household and not _ACRONYM.search(each.title)
        ),
        rests_on=_rests_on(actions, plan),
        readings=tuple(plan_sentences(plan)) if actions else (),
        lever_sentences=tuple(_lever_sentences(levers, saved, mail_share)) if actions else (),
        no_lever=_no_lever(levers, change),
        unknown=tuple(unknown_effects(effects, {each.id: each.title for each in dossier.actions})),
        reserve=doubt_text(change),
        baseline=baseline_sentence(plan.growth, tables),
        trend=trend_sentence(plan.trend, plan.horizon) if plan.trend is not None else "",
        money_clause=deliberation_note(plan),
    )


def _leading_measures(
    actions: Sequence[ActionView], levers: Sequence[ActionView], objectives: Sequence[ObjectiveView]
) -> tuple[ActionView, ...]:
    """Return ten measures at most: what reduces most here, what reduces on the territory, then one for each objective that none serves yet.

    Objectives for the territory are served first: nobody reads of himself in the eleventh. The order is that `_leading_order` tells.
    """
    told = {each.number: each for each in levers[:_LEADING]}
    told |= {each.number: each for each in actions if each.on_territory}
    order = {each.number: each for each in (*levers, *actions)}
    for aim in sorted(objectives, key=lambda each: each.perimeter != "territory"):
        if not any(aim.number in each.aims for each in told.values()):
            live_ones = [each for each in order.values() if aim.number in each.aims and each.status != "done"]
            told |= {each.number: each for each in live_ones[:1]}
    kept = list(told.values())[:_MOST_MEASURES]
    first = [each for each in levers[:_LEADING] if each in kept]
    there = sorted(
        (each for each in kept if each.on_territory and each not in first), key=lambda each: -(each.on_territory or 0.0)
    )
    rest = sorted(
        (each for each in kept if each not in first and each not in there), key=lambda each: by_number(each.number)
    )
    return (*first, *there, *rest)


def _leading_order(leading: Sequence[ActionView], levers: Sequence[ActionView]) -> str:
    """Say in which order the first measures are; empty for one, or when nothing is computed."""
    here = sum(each in levers[:_LEADING] for each in leading)
    there = sum(bool(each.on_territory) and each not in levers[:_LEADING] for each in leading)
    places = [name for name, found in (("dans la collectivité", here), ("sur le territoire", there)) if found]
    rest = " ; ensuite une mesure par autre objectif, par numéro" if len(leading) - here - there else ""
    first = f"Le plus de carbone évité d’abord{_besides(levers)}"
    return f"{first}, {', puis '.join(places)}{rest}." if len(leading) > 1 and places else ""


def _besides(levers: Sequence[ActionView]) -> str:
    """Say, after what comes first, that more is saved by less spending, which comes after; empty when nothing is."""
    first, rest = levers[:_LEADING], levers[_LEADING:]
    larger = any((each.saving or 0.0) > (last.saving or 0.0) for each in rest for last in first[-1:])
    return ", hors dépenses en moins" if larger else ""


def indicator_names(dossier: Dossier, tables: Tables) -> dict[str, str]:
    """Return the French name of every indicator: the dossier's own words first, else the catalogue's."""
    return {key: each.title for key, each in tables.indicators.items()} | {
        each.id: each.title for each in dossier.indicators if each.title
    }


def _plan_sentences(
    first: float | None,
    after: float | None,
    change: Judged,
    plan: Plan,
    objectives: Sequence[Objective],
) -> Iterable[str]:
    """Say where the plan leads the organisation, and what its targets in proportion are measured against."""
    year = plan.reference_year
    what = "l’empreinte" if plan_is_total(plan) else "ce qui est évalué (partiel) de l’empreinte"
    if first and after is not None and after < first:
        yield (
            f"Le plan mène {what} de l’organisation de {mass(first)}{estimated_part(plan)} en {year} à {mass(after)} en {plan.horizon}, soit "
            f"{percent(1 - after / first)} de moins{f' ({doubt})' if (doubt := doubt_text(change)) else ''}, si toutes les actions sont menées au calendrier prévu."
        )
        if change.bounds is not None:
            yield _between_saved(change, plan.growth)
            if any(moving_target(found, said) for found, said in zip(plan.outcomes, objectives, strict=True)):
                yield (
                    "Une cible en pourcentage se mesure sur la valeur de départ, elle-même incertaine : plus celle-ci est basse, "
                    "moins il faut éviter."
                )
    elif first and after is not None:
        known = "Ce que l’on connaît du" if Reserve.NOT_ASSESSED in change.reserves else "Le"
        yield f"{known} plan ne réduit pas {what} de l’organisation : {mass(first)}{estimated_part(plan)} en {year}, {mass(after)} en {plan.horizon}."


def _for_residents(action: ActionView, objectives: Sequence[ObjectiveView]) -> bool:
    """Say whether residents meet an action: its theme is theirs or it acts on the territory, and it is told without any acronym.

    The objective that it is linked to is not enough: printing less in the offices may serve one of the territory.
    """
    local = {each.number for each in objectives if each.perimeter == "territory"}
    met = action.on_territory is not None or _RESIDENTS in action.themes
    return not local.isdisjoint(action.aims) and met and action.status != "done" and not _ACRONYM.search(action.title)


def _rests_on(actions: Sequence[ActionView], plan: Plan) -> str:
    """Say how much of what the actions change on the territory one hypothesis makes; empty when nothing is computed of it."""
    most = max(actions, key=lambda each: each.assumed_share or 0.0, default=None)
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


def _no_lever(levers: Sequence[ActionView], change: Judged) -> str:
    """Say that no action reduces the footprint, or none for sure, or none of those whose effect is known; empty when one does."""
    if any(each.gains for each in levers):
        return ""
    if not levers and Reserve.NOT_ASSESSED in change.reserves:
        return "Aucun effet connu ne réduit l’empreinte."
    return f"Aucune action écrite ne réduit l’empreinte{' de façon certaine' if levers else ''}."


def _lever_sentences(levers: Sequence[ActionView], saved: float | None, mail_share: float | None) -> Iterable[str]:
    """Say which actions save most, and what sorting mail weighs: little."""
    if levers and saved and saved > 0:
        leading = levers[:_LEADING]
        share = fsum(each.saving or 0.0 for each in leading) / saved
        named = " ; ".join(
            f"{each.number} ({mass(each.saving or 0.0)}{f', {each.reserve}' if each.reserve else ''})"
            for each in leading
        )
        head = (
            "Le premier levier est l’action"
            if len(leading) == 1
            else f"Les {cardinal(len(leading))} premiers leviers sont les actions"
        )
        yield f"{head} {named}{_besides(levers)}. {'Il fait' if len(leading) == 1 else 'Ils font'} {percent(share)} de l’écart."
    if mail_share is not None and mail_share < _SMALL:
        yield (
            f"La messagerie et la visioconférence pèsent {percent(mail_share)} de l’empreinte : trier ses courriels est une "
            "bonne habitude d’organisation, pas un levier de réduction."
        )
