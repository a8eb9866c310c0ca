"""The plan on a screen: the curve, the objectives, what each action changes, what it costs, what is not covered."""

from collections.abc import Mapping
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.french.escape import printable
from snr_cli.french.numbers import number, percent, plural, significant
from snr_cli.french.words.estimated import estimated_note
from snr_cli.french.words.plan import OBJECTIVE_WHYS, STARTS
from snr_cli.french.words.results import NOT_ASSESSED, PROGRESS
from snr_cli.french.words.units import mass
from snr_cli.model.dossier import Dossier
from snr_cli.outputs.indicators_table import show_indicators
from snr_cli.outputs.means_table import show_coverage, show_means
from snr_cli.outputs.plan_aside import show_electricity, show_idle, show_public, show_storage
from snr_cli.outputs.plan_intervals import (
    SETTLED,
    outcome_text,
    range_text,
    show_actions,
    show_lives,
    show_worlds,
    show_years,
)
from snr_cli.outputs.plan_money import show_indicators_money, show_levers, show_readings
from snr_cli.outputs.screen import Screen
from snr_cli.plan.amounts import money_of
from snr_cli.plan.calendar import undated
from snr_cli.plan.electricity import ElectricityCurve
from snr_cli.plan.objectives import ProgressMade, Reach
from snr_cli.plan.participation import KEPT_LONGER, participation_of
from snr_cli.plan.plan import Plan
from snr_cli.results.effects import ActionEffect, EffectState, action_effects, plan_change
from snr_cli.results.plan_sums import plan_extent, plan_is_total
from snr_cli.results.records import Reserve, moves
from snr_cli.results.sentences.base import advice, amount_text, base_sentences, left
from snr_cli.results.sentences.baseline import baseline_sentence
from snr_cli.results.sentences.carried import carried_note
from snr_cli.results.sentences.coverage import partial_text
from snr_cli.results.sentences.effects import doubt_text, unknown_text
from snr_cli.results.sentences.notices import notice_text
from snr_cli.results.sentences.partial import outcome_mark, partial_outcome
from snr_cli.results.sentences.participation import participants
from snr_cli.results.sentences.supposed import lives_supposed
from snr_cli.results.sentences.territory import territory_text
from snr_cli.results.sentences.trend import trend_sentence
from snr_cli.results.sentences.verdict import verdict
from snr_cli.results.territory import readings_of_territory
from snr_cli.results.verdicts import objective_verdict

_BAR: Final = 24


def plan_text(
    plan: Plan,
    dossier: Dossier,
    assessment: Assessment,
    tables: Tables,
    *,
    width: int,
    color: bool,
    curve: ElectricityCurve | None = None,
) -> str:
    """Return the plan as text; `curve`: a path of electricity to show apart."""
    screen = Screen(width, color)
    name = printable(str(assessment.facts["name"].value))
    screen.say(f"{name} — plan de {plan.reference_year} à {plan.horizon}")
    screen.say(
        f"Facteurs figés ({assessment.factor_set}, version {assessment.factors_sha256[:12]}), électricité de l’année de référence. "
        "Une action change des quantités physiques, jamais des tonnes."
    )
    for each in assessment.notices:
        if each.code == "pooled_in_full":
            screen.say(notice_text(each))
    _curve(screen, plan, tables, counted=bool(assessment.organisation.lines))
    if curve is not None:
        show_electricity(screen, curve, plan.growth)
    _outcomes(screen, plan)
    _actions(screen, plan, dossier)
    show_storage(screen, plan.storage, dossier)
    show_idle(screen, plan.idle, dossier)
    show_public(screen, plan.public, dossier, plan.growth)
    _territory(screen, plan, dossier, assessment)
    show_indicators(screen, plan.indicators, plan.reference_year, plan.horizon)
    show_indicators_money(screen, plan)
    show_means(screen, plan, money_of(dossier).eur_per_fte_source or "")
    show_coverage(screen, plan)
    return screen.text()


def _curve(screen: Screen, plan: Plan, tables: Tables, *, counted: bool) -> None:
    screen.title("TRAJECTOIRE DE L’ORGANISATION (changement climatique)")
    years = [year for year in plan.trajectory.years if CLIMATE in year.baseline]
    if not years:
        why = (
            "aucune ligne de l’inventaire n’est évaluée"
            if counted
            else "le dossier ne contient ni équipement ni service"
        )
        screen.say(f"Non évaluée : {why}.", 2)
        return
    if partial := partial_text(plan_extent(plan)):
        screen.say(f"{partial[:1].upper()}{partial[1:]}.", 2)
    top = max(max(year.baseline[CLIMATE], year.with_actions[CLIMATE]) for year in years)
    trend = plan.trend if plan.trend is not None and plan.trend.per_year is not None else None
    rows = [("Année", "sans action", *(("tendance",) if trend else ()), "avec", "écart", "")]
    for year in years:
        prolonged = trend.at(year.year) if trend else None
        before, after = year.baseline[CLIMATE], year.with_actions[CLIMATE]
        bar = "█" * max(1, round(after / top * _BAR)) if after > 0 else ""
        change = mass(after - before) if round(after - before) else "—"
        rows.append(
            (str(year.year), mass(before), *(() if prolonged is None else (mass(prolonged),)), mass(after), change, bar)
        )
    screen.table(rows, wide=8)
    screen.say(baseline_sentence(plan.growth, tables), 2)
    if plan.trend is not None:
        screen.say(trend_sentence(plan.trend, plan.horizon), 2)
    if note := estimated_note(plan.estimated):
        screen.say(f"Départ {note}.", 2)
    if note := carried_note(plan.carried, plan.reference_year):
        screen.say(f"{note} Les actions y comptent depuis leur année.", 2)
    if plan_is_total(plan):  # a partial sum has no interval
        show_years(screen, years, plan.growth)
    last, first = years[-1], years[0]
    power = f"{NOT_ASSESSED}e"
    if ELECTRICITY in last.with_actions and ELECTRICITY in first.baseline:
        moved = last.with_actions[ELECTRICITY] - first.baseline[ELECTRICITY]
        if round(moved) or not plan.trajectory.lacks.get(ELECTRICITY):  # what is not known is no zero
            power = f"{_more(moved / 1000)} MWh par an"
    before, after = first.baseline[CLIMATE], last.with_actions[CLIMATE]
    change = _signed(after / before - 1.0) if before else f"de {mass(before)} à {mass(after)}"  # of nothing, no share
    if plan.trajectory.lacks.get(CLIMATE) and not round(after - before):
        change = NOT_ASSESSED
    doubt = f" ({doubt})" if (doubt := doubt_text(plan_change(plan))) else ""
    screen.say(f"De {first.year} à {last.year} : {change}{doubt} ; électricité {power}.", 2)
    unknown = sum(CLIMATE in each.share and ELECTRICITY not in each.share for each in last.actions.values())
    if unknown and ELECTRICITY in last.with_actions:
        screen.say(f"L’électricité ne compte pas {plural(unknown, 'action')} où elle n’est pas évaluée.", 2)
    show_readings(screen, plan)
    if held := plan.trajectory.held.get(CLIMATE):
        lines = ", ".join(printable(line) for line in held)
        screen.say(
            f"Il manque un facteur, une durée de vie ou une consommation à ce que deviennent {lines} : ce qui n’est pas évalué y "
            "garde sa valeur d’aujourd’hui, et n’est pas compté comme une baisse.",
            2,
        )
    if plan.trajectory.in_order:
        lines = ", ".join(printable(line) for line in plan.trajectory.in_order)
        screen.say(
            f"Plus de douze actions sur {lines} : leur part y suit l’ordre du dossier, ce qu’elles changent en dernier n’y est pas "
            "calculé, et une année où elles sont à mi-chemin y est approchée : chacune, à son avancement, s’ajoute aux précédentes à plein effet.",
            2,
        )


def _outcomes(screen: Screen, plan: Plan) -> None:
    screen.title("OBJECTIFS")
    if not plan.outcomes:
        screen.say("Aucun objectif : le décret en demande (snr rule REEN-14).", 2)
    for each in plan.outcomes:
        judged = objective_verdict(each)
        dates = f" ({each.from_year} → {each.by_year})" if each.from_year and each.by_year else ""
        screen.say(f"{verdict(judged)} : {printable(each.title)}{dates}", 4, "- ")
        if each.projected is not None and each.target is not None:
            unit = each.unit
            brought = f"valeur de {each.last_year}" if each.last_year is not None else "prévu"
            parts = [f"cible {amount_text(each.target, unit)}", f"{brought} {amount_text(each.projected, unit)}"]
            if each.reference is not None:
                parts.insert(0, f"départ {amount_text(each.reference, unit)}")
            gap = each.gap
            if gap is not None and each.progress is not None:
                way = f", {PROGRESS[ProgressMade.ON_THE_WAY]}" if each.progress is ProgressMade.ON_THE_WAY else ""
                late = each.reach is Reach.MISSED  # the year is past: nothing is on its way any more
                parts.append(
                    f"il manque {left(abs(gap), unit)}" if late else f"il reste {left(abs(gap), unit)} à trouver{way}"
                )
            screen.say(" ; ".join(parts) + ".", 6)
            partial = partial_outcome(each, plan) or outcome_mark(each, plan).strip(" ()")
            if partial:
                screen.say(f"{partial[:1].upper()}{partial[1:]}.", 6)
            if text := outcome_text(judged):
                screen.say(text, 6)
            if each.id in plan.lives.objectives:
                screen.say(f"{SETTLED}.", 6)
        show_worlds(screen, judged, amount_text)
        if each.why:
            screen.say(OBJECTIVE_WHYS[each.why][:1].upper() + OBJECTIVE_WHYS[each.why][1:] + ".", 6)
        if each.reach is Reach.NOT_COMPARABLE and each.projected is not None:
            when = f"valeur de {each.last_year}" if each.last_year is not None else f"prévu en {each.by_year}"
            screen.say(f"{when[:1].upper()}{when[1:]} : {amount_text(each.projected, each.unit)}.", 6)
        for sentence in (*base_sentences(each, plan.reference_year), advice(each, plan.reference_year)):
            if sentence:
                screen.say(sentence, 6)


def _actions(screen: Screen, plan: Plan, dossier: Dossier) -> None:
    last, in_order = plan.trajectory.years[-1], plan.trajectory.in_order
    titles = {row.id: row for row in plan.means.actions}
    effects = action_effects(plan)
    moving = [
        (effect, last.actions[name])
        for name, effect in effects.items()
        if effect.state is not EffectState.NONE and (effect.saved is not None or effect.saved_kwh is not None)
    ]
    screen.title(f"CE QUE CHANGE CHAQUE ACTION EN {plan.horizon} (en CO2e)")
    if not moving:
        unknown = any(each.state is EffectState.UNKNOWN for each in effects.values())
        what = "l’empreinte d’une ligne évaluée" if unknown else "une quantité de l’inventaire"
        screen.say(f"Aucune action ne change {what} en {plan.horizon}.", 2)
        _others(screen, plan, dossier, effects, set())
        return
    rows = [("Action", "sa part", "seule", "en dernier", "électricité", "")]
    largest = max((abs(effect.saved) for effect, _ in moving if effect.saved is not None), default=0.0) or 1.0
    for effect, found in moving:
        title = printable(titles[effect.action].title) if effect.action in titles else effect.action
        kwh = effect.saved_kwh
        power = NOT_ASSESSED if kwh is None else f"{_more(0.0 - kwh / 1000)} MWh" if moves(kwh) else "—"
        if effect.saved is None:
            rows.append((title, NOT_ASSESSED, NOT_ASSESSED, "—", power, ""))
            continue
        bar = "█" * max(1, round(effect.saved / largest * 10)) if effect.gains else "alourdit" if effect.weighs else ""
        if Reserve.MAY_BE_NOTHING in effect.reserves:
            bar = "incertain"  # no bar: it is no gain
        last_in = _bare(found.last_in[CLIMATE]) if CLIMATE in found.last_in else "—"
        rows.append((title, _bare(0.0 - effect.saved), _bare(found.alone[CLIMATE]), last_in, power, bar))
    screen.table(rows, wide=max(24, screen.width - 56))
    apart = f" ; sauf sur {', '.join(map(printable, in_order))}, dans l’ordre du dossier" if in_order else ""
    screen.say(
        f"Sa part : moyenne sur tous les ordres possibles (valeur de Shapley{apart}) ; les parts font exactement l’écart entre les deux courbes. "
        "Seule : sans les autres. En dernier : quand les autres agissent déjà.",
        2,
    )
    show_levers(screen, plan)
    shown = {name: printable(row.title) for name, row in titles.items()}
    told = {effect.action for effect, _ in moving}
    show_actions(screen, [effect for effect, _ in moving], shown)
    show_lives(screen, plan.lives.actions, shown)
    for each in dossier.actions:
        if each.id in told and (supposed := lives_supposed(each, dossier)):
            screen.say(f"Hypothèse de « {printable(each.title)} » : {' ; '.join(supposed)}.", 2)
    _others(screen, plan, dossier, effects, told)


def _others(
    screen: Screen, plan: Plan, dossier: Dossier, effects: Mapping[str, ActionEffect], moving: set[str]
) -> None:
    """Say why the other actions are not in the table: they ended, they start later, their effects do nothing, they have none."""
    public = {action for year in plan.public[-1:] for action, found in year.actions.items() if found.share}
    told = moving | public | {effect.action for effect in plan.territory.effects}
    rest = [row for row in plan.means.actions if row.id not in told]
    actions = {action.id: action for action in dossier.actions}
    for row in rest:
        schedule, title = actions[row.id].schedule, printable(row.title)
        start, end = (schedule.start, schedule.end) if schedule is not None else (None, None)
        if not actions[row.id].effects:
            continue
        if undated(actions[row.id]):
            screen.say(
                f"{title} : terminée, sans date ; comptée comme déjà dans l’inventaire de {plan.reference_year}, sans effet à venir. "
                "Donnez started_on, ou schedule.",
                4,
                "- ",
            )
        elif actions[row.id].status in ("done", "under_way") and not any(
            year.progress.get(row.id) for year in plan.trajectory.years
        ):
            shown = (
                "mais l’inventaire de {} ne le montre pas (snr rule SNR623)"
                if row.id in plan.contradicted
                else "déjà dans l’inventaire de {}"
            )
            state = "terminée" if actions[row.id].status == "done" else "à plein effet"
            screen.say(f"{title} : {state}, {shown.format(plan.reference_year)}.", 4, "- ")
        elif end is not None and end < plan.horizon and (saved := plan.saved(row.id)):
            way = "de moins" if saved > 0 else "de plus"
            euros = saved - (plan.saved_physically(row.id) or 0.0) if plan.money.readings else 0.0
            part = f", dont {mass(euros)} de dépenses en moins" if saved > 0 and moves(euros) else ""
            screen.say(f"{title} : finie en {end}, {mass(abs(saved))} {way} en tout jusque-là{part}.", 4, "- ")
        elif start is not None and start > plan.horizon:
            screen.say(f"{title} : commence en {start}, après le plan.", 4, "- ")
        elif effects[row.id].state is EffectState.UNKNOWN:
            screen.say(unknown_text(title, effects[row.id]), 4, "- ")
        else:
            screen.say(f"{title} : ses effets ne changent rien en {plan.horizon}.", 4, "- ")
    still = [row for row in rest if not actions[row.id].effects]
    if still:
        one = len(still) == 1
        screen.say(
            f"{plural(len(still), 'action')} sans effet chiffré (sensibilisation, achats, données…) : un coût et des indicateurs ; "
            f"effet sur l’empreinte nul tant {'qu’elle ne change' if one else 'qu’elles ne changent'} aucune quantité.",
            2,
        )


def _territory(screen: Screen, plan: Plan, dossier: Dossier, assessment: Assessment) -> None:
    if not (plan.territory.effects or any(each.perimeter == "territory" for each in plan.outcomes)):
        return
    screen.title("TERRITOIRE")
    screen.say(f"Son numérique se lit de deux façons : {territory_text(readings_of_territory(assessment))}.", 2)
    screen.say("Les actions font bouger la lecture par ménage ; l’autre, une moyenne nationale, ne les suit pas.", 2)
    titles = {action.id: printable(action.title) for action in dossier.actions}
    supposed = {action.id: participation_of(action) for action in dossier.actions}
    for effect in plan.territory.effects:
        text = titles.get(effect.action, effect.action)
        value = (
            f"{mass(effect.value)} par an à plein effet{range_text(effect, effect.value)}"
            if effect.value
            else OBJECTIVE_WHYS.get(effect.why, "effet nul")
        )
        if effect.value and effect.start and effect.before is not None and effect.after is not None:
            counted = f"{number(effect.before, 0)} appareils l’année de référence ({STARTS[effect.start]})"
            value += f" ; de {counted} à {number(effect.after, 0)}, chaque achat neuf évité valant un smartphone"
        who = supposed.get(effect.action)
        if effect.value and who is not None and effect.parameter == KEPT_LONGER:
            value += f" ; suppose {participants(who.share)}, gardés {plural(who.years, 'an')}"
        screen.say(f"{text} : {value}", 4, "- ")
    if plan.territory.years and any(effect.value is not None for effect in plan.territory.effects):
        last = plan.territory.years[-1]
        screen.say(
            f"Par ménage en {last.year} : {mass(last.baseline)} sans action (parc constant), {mass(last.with_actions)} avec ({mass(last.with_actions - last.baseline)}{range_text(last, last.with_actions - last.baseline)}).",
            2,
        )


def _bare(kilograms: float) -> str:
    """Write a mass in a table whose title says of what."""
    return mass(kilograms).removesuffix(" CO2e")


def _signed(share: float) -> str:
    return ("+" if share > 0 else "") + percent(share)


def _more(value: float) -> str:
    return ("+" if value > 0 else "") + significant(value)
