"""The plan on a screen: the curve, the objectives, what each action changes, what it costs, what is not covered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import fsum
from typing import Final

from snr_cli.catalog.tables import Tables
from snr_cli.engine.organisation import WITHOUT_LINES
from snr_cli.engine.records import CLIMATE, ELECTRICITY, Assessment
from snr_cli.french.numbers import (
    WIDE,
    between,
    listed,
    number,
    percent,
    plural,
    printable,
    signed,
    significant,
    things,
    together,
    whole,
)
from snr_cli.french.words.idle import IDLE, IN_PART
from snr_cli.french.words.terms import (
    LACKS,
    NOT_ASSESSED,
    OBJECTIVE_WHYS,
    POOLED,
    PROGRESS,
    SPENDING_RANGE,
    STARTS,
    STORAGE_METHODS,
    THEMES,
    apart,
    estimated_note,
    mass,
    mass_between,
    measured,
    term,
    titled_term,
)
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Effect
from snr_cli.outputs.plan_grids import show_indicators
from snr_cli.outputs.screen import Screen
from snr_cli.plan.audit import AGES, FLEET, PURCHASES, RETIREMENTS, WHOLE_FLEET, AuditRow, Overcharge
from snr_cli.plan.calendar import undated
from snr_cli.plan.effects import Idle
from snr_cli.plan.means import ActionMeans, BlockMeans, ByTax, ThemeCoverage, euros_per_tonne, money_of
from snr_cli.plan.objectives import CLIMATE_TOTALS, ProgressMade, Reach, WorldOutcome
from snr_cli.plan.plan import Plan
from snr_cli.plan.suggest import KEPT_LONGER, participation_of
from snr_cli.plan.territory import TerritoryEffect, TerritoryYear
from snr_cli.plan.trajectory import ElectricityCurve, Year
from snr_cli.results.effects import (
    ActionEffect,
    EffectState,
    ObjectiveVerdict,
    action_effects,
    gap_bounds,
    objective_verdict,
    plan_change,
    plan_extent,
    plan_is_total,
    territory_bounds,
)
from snr_cli.results.records import Reserve, Table, moves, readings_of_territory
from snr_cli.results.sentences.coverage import (
    NOT_SIGNIFICANT,
    ONE_SOURCE,
    ONE_SOURCE_FIRST,
    carried_note,
    notice_text,
    partial_text,
    territory_text,
)
from snr_cli.results.sentences.effects import bounds_text, doubt_text, lives_supposed, participants, unknown_text
from snr_cli.results.sentences.verdict import (
    HOW,
    NAMES,
    NOT_PHYSICAL,
    Amounts,
    advice,
    amount_text,
    base_sentences,
    baseline_label,
    baseline_sentence,
    baseline_short,
    ends_text,
    left,
    means_table,
    outcome_mark,
    partial_outcome,
    table_notes,
    table_rules,
    trend_sentence,
    verdict,
    world_sentence,
)

EVIDENCE: Final = {
    PURCHASES: "achats",
    RETIREMENTS: "réformes",
    AGES: "dates",
    FLEET: "âge moyen",
}


def audit_text(
    rows: Sequence[AuditRow], tables: Tables, over: Sequence[Overcharge] = (), *, width: int, color: bool
) -> str:
    """Return the audit as text."""
    screen = Screen(width, color)
    screen.title("DURÉES DE VIE : ce qui est compté, ce qui est observé")
    if not rows:
        screen.say(
            "Rien à observer : donnez les achats par an (purchases[].units ou purchased_in_year), l’âge à la réforme "
            "(end_of_use) ou les dates d’achat de l’inventaire.",
            2,
        )
        _overcharged(screen, over, tables)
        return screen.text()
    screen.say(
        "Dans un parc stable, la durée de vie est le nombre d’appareils en service divisé par les achats d’une année. La dernière "
        "colonne de chiffres est ce qui est compté en trop chaque année ; négative, en moins.",
        2,
    )
    cells: list[tuple[str, ...]] = [("Type", "parc", "comptée", "observée", "d’après", "kg CO2e/an", "")]
    for row in rows:
        mark = "trop peu" if not row.enough else "" if not row.beyond else "écart" if row.proved else "à suivre"
        stake = "" if row.kg_at_stake is None else number(round(row.kg_at_stake))
        observed = "sans achat" if row.observed is None else f"{number(row.observed, 1)} ans"
        cells.append(
            (
                _label(row, tables),
                whole(row.units),
                f"{number(row.declared, 1)} ans",
                observed,
                EVIDENCE[row.evidence],
                stake,
                mark,
            )
        )
    screen.table(cells, wide=max(18, screen.width - 61))
    screen.say(
        "écart : plus de 20 % ; à suivre : une seule année d’achats peut l’expliquer (moins de moitié) ; trop peu : moins de dix "
        "appareils renouvelés, rien n’est prouvé.",
        2,
    )
    early = [(row, lost) for row in rows if (lost := row.unamortised_kg) and round(lost)]
    if early:
        screen.gap()
        screen.say("Reste non amorti des appareils sortis plus tôt que compté, par an (à part, jamais ajouté) :", 2)
        screen.each((f"{_label(row, tables)} : {mass(lost)}" for row, lost in early), bullet="- ")
    _overcharged(screen, over, tables)
    return screen.text()


def _overcharged(screen: Screen, over: Sequence[Overcharge], tables: Tables) -> None:
    """Say what the dated lines were charged beyond their whole manufacture."""
    said = [row for row in over if round(row.kg)]
    if not said:
        return
    screen.gap()
    screen.say(
        "Compté en trop depuis l’achat, la durée déclarée étant trop courte (un bilan par an depuis l’année de l’achat, aux facteurs "
        "et à la durée d’aujourd’hui) :",
        2,
    )
    screen.each(
        (
            f"{_label(row, tables)} : {mass(row.kg)}, en {number(round(row.reports))} années-appareils comptées après la fabrication "
            f"entière ({things(row.units, 'appareil')})."
            for row in said
        ),
        bullet="- ",
    )


def _label(row: AuditRow | Overcharge, tables: Tables) -> str:
    if row.type == WHOLE_FLEET:
        return "Ensemble du parc"
    known = tables.equipment_types.get(row.type)
    return known.label if known is not None else printable(row.type)


# The intervals of a plan, on a screen and as data.


LIVES = (
    "Non significatif parce que la durée de vie d’aujourd’hui est celle du catalogue : tapez la vraie avec sa source (lifetime_years, "
    "lifetime_source). Si elle est la même, l’écart devient sûr"
)
SETTLED = "Sans certitude parce que des durées de vie sont celles du catalogue : taper les vraies, avec leur source, lèverait le doute si elles sont les mêmes"


def show_years(screen: Screen, years: list[Year], growth: Mapping[str, float]) -> None:
    """Say the intervals of the two curves and of what separates them, year by year."""
    known = [(year, year.intervals[CLIMATE]) for year in years if CLIMATE in year.intervals]
    if not known:
        return
    large = max(year_intervals.baseline[1] for _, year_intervals in known) >= 1000
    scale = 1000 if large else 1

    def text(low: float, high: float) -> str:
        return between(low / scale, high / scale)

    rows = [("Année", "sans action", "avec", "écart", "")]
    for year, intervals in known:
        bounds = gap_bounds(year)
        gap = text(*bounds) if bounds is not None else "—"
        unsure = NOT_SIGNIFICANT if bounds is not None and bounds.holds_zero else ""
        rows.append((str(year.year), text(*intervals.baseline), text(*intervals.with_actions), gap, unsure))
    under = f"{ONE_SOURCE_FIRST}, en {'t' if large else 'kg'} CO2e ({baseline_short(growth)}) :"
    screen.table(rows, wide=8, under=under)
    screen.say("L’écart est mieux connu que les courbes : ce qu’elles partagent (facteurs, quantités) s’y annule.", 2)


def show_actions(screen: Screen, shown: Iterable[ActionEffect], titles: Mapping[str, str]) -> None:
    """Say the intervals of the shares of actions, and what has to be said beside."""
    rows = [("Action", "sa part, neuf chances sur dix", "")]
    rows += [
        (
            titles.get(effect.action, printable(effect.action)),
            bounds_text(effect),
            NOT_SIGNIFICANT if Reserve.MAY_BE_NOTHING in effect.reserves else "",
        )
        for effect in shown
        if effect.bounds is not None
    ]
    if len(rows) > 1:
        screen.gap()
        screen.table(rows, wide=max(20, screen.width - 58))


def show_lives(screen: Screen, actions: Sequence[str], titles: Mapping[str, str]) -> None:
    """Say which gains typing the real lifetimes would make sure."""
    if actions:
        named = " ; ".join(f"« {titles.get(action, printable(action))} »" for action in actions)
        screen.say(f"{LIVES} : {named}.", 2)


def range_text(found: TerritoryEffect | TerritoryYear, beside: float) -> str:
    """Write the range of a difference of the territory, after its value; empty when it is not known."""
    bounds = territory_bounds([found])
    return "" if bounds is None else f", {mass_between(*bounds, beside)}, {ONE_SOURCE}"


def outcome_text(verdict: ObjectiveVerdict) -> str:
    """Write the intervals of what is forecast and of what separates it from the target; empty when they are not known."""
    gap, unit = verdict.gap_bounds, verdict.outcome.unit
    if gap is None:
        return ""
    bounds = verdict.projected_bounds
    what = "valeur" if verdict.outcome.last_year is not None else "prévu"  # of a past year, nothing is forecast
    text = f"{what} {_amounts(*bounds, unit, verdict.outcome.projected)} ; " if bounds is not None else ""
    of_gap = (
        apart(between(*gap), unit, max(map(abs, gap)))
        if unit.startswith("%")
        else _amounts(*gap, unit, verdict.outcome.projected)
    )
    return f"{ONE_SOURCE_FIRST} : {text}écart à la cible {of_gap}{f' ({NOT_SIGNIFICANT})' if gap.holds_zero else ''}."


def show_worlds(screen: Screen, verdict: ObjectiveVerdict, amounts: Amounts) -> None:
    """Say an objective in each world that changes its figures."""
    moved = (world for world in verdict.outcome.worlds or () if world.outcome is not WorldOutcome.SAME)
    screen.each((world_sentence(world, verdict.outcome.unit, amounts) for world in moved), 6)


def _amounts(low: float, high: float, unit: str, beside: float | None) -> str:
    if unit == "kgCO2e":
        return mass_between(low, high, beside)
    if unit == "kWh":
        return f"{between(low / 1000, high / 1000)}{WIDE}MWh"
    return measured(between(low, high), printable(unit))


# What the plan costs, and what it covers, on a screen: budget, staff, themes of the decree, axes of the authority.

TAXES: Final = ("ht", "ttc")


def show_means(screen: Screen, plan: Plan, source: str = "") -> None:
    """Show the means by year, then by action, what a tonne costs, and what is missing; `source`: of the cost of staff."""
    screen.title("MOYENS")
    means = plan.means
    if not means.actions and not means.shared:
        screen.say("Aucune action.", 2)
        return
    table = means_table(means.yearly, short=True)
    if table.rows:
        screen.say(f"{table.caption} (n. c. : non chiffré ; ETP : {term('fte', 2)}).", 2)
        screen.drawn(_aligned(table), wide=26)
        screen.each(map(printable, (*table_notes(means.yearly), *table_rules(means.yearly, source))))
    spent = ", ".join(
        f"{number(eur, 0)} € {tax.upper()} en {year}"
        for (year, _, tax), eur in means.budget.items()
        if eur and year < means.since
    )
    staff = f"{number(means.fte)} {term('fte', means.fte)}, hors actions terminées" if means.fte else "ETP non dits"
    savings = f"{number(means.savings_per_year, 0)} € par an" if means.savings_per_year else "non dites"
    paid = listed(tuple(dict.fromkeys(printable(name) for funders in means.funding.values() for name in funders)))
    screen.each(
        (
            spent and f"Déjà budgété, hors de ces totaux : {spent}.",
            f"{staff} ; économies attendues à plein effet : {savings}.",
            paid and f"Financement : {paid}.",
        )
    )
    _by_action(screen, plan)
    lacking = (row for row in means.actions if row.missing)
    told = (f"{printable(row.title)} : il manque {', '.join(LACKS[name] for name in row.missing)}" for row in lacking)
    screen.each(told, 4, "- ")


def _aligned(table: Table) -> Table:
    """Return a table whose last column, which a screen leaves as it is, is aligned right as the others."""
    wide = max(len(row[-1]) for row in (table.columns, *table.rows))
    return replace(
        table,
        columns=(*table.columns[:-1], table.columns[-1].rjust(wide)),
        rows=tuple((*row[:-1], row[-1].rjust(wide)) for row in table.rows),
    )


def _by_action(screen: Screen, plan: Plan) -> None:
    """Show the means of each action that says some; the cost of a tonne where there is a budget and a saving."""
    costs = {row.id: euros_per_tonne(row, plan.saved_physically(row.id), plan.horizon) for row in plan.means.actions}
    said = [
        row for row in plan.means.actions if _staff(row) is not None or row.amounts or row.savings_per_year is not None
    ]
    if not said and not plan.means.shared:
        return
    screen.gap()
    rows = [("Action", "ETP", "€ HT", "€ TTC", "économies/an", "€ par t évitée")]
    rows += [(printable(row.title), *_cells(row), _cost(costs[row.id])) for row in said]
    rows += [(printable(row.title or row.axis or "Toute la stratégie"), *_cells(row), "") for row in plan.means.shared]
    screen.table(rows, wide=max(24, screen.width - 64))
    if any(costs.values()):
        screen.say(
            f"€ par t CO2e évitée : budget dit jusqu’en {plan.horizon}, sur les tonnes évitées de {plan.reference_year} à {plan.horizon}, "
            "sans actualisation"
            + (
                ", hors dépenses en euros : dépenser moins n’est pas une baisse physique." if plan.money.levers else "."
            ),
            2,
        )


def _cells(row: BlockMeans) -> tuple[str, str, str, str]:
    budget, staff = row.by_tax, _staff(row)
    ht, ttc = (number(budget[tax], 0) if tax in budget else "—" for tax in TAXES)
    saved = row.savings_per_year if isinstance(row, ActionMeans) else None
    savings = "—" if saved is None else number(saved, 0)
    return "—" if staff is None else number(staff, 2), ht, ttc, savings


def _staff(row: BlockMeans) -> float | None:
    """Return the posts of a block, those to create included."""
    said = [posts for posts in (row.fte, row.new_fte) if posts is not None]
    return fsum(said) if said else None


def _cost(costs: ByTax) -> str:
    return " ; ".join(f"{significant(cost)} {tax.upper()}" for tax, cost in costs.items())


def _both(budget: ByTax) -> str:
    return " ; ".join(f"{number(budget[tax], 0)} € {tax.upper()}" for tax in TAXES if tax in budget) or "—"


def show_coverage(screen: Screen, plan: Plan) -> None:
    """Show what serves each theme of the decree; beside them, each axis of the authority."""
    screen.title("SIX THÈMES DU DÉCRET")
    _matrix(screen, "Thème", [(f"{coverage.theme}. {THEMES[coverage.theme]}", coverage) for coverage in plan.coverage])
    screen.say("Une action qui sert plusieurs thèmes compte dans chacun : les lignes ne s’additionnent pas.", 2)
    left = (coverage for coverage in plan.coverage if coverage.left_out)
    screen.each(
        (f"Thème {coverage.theme} laissé de côté : {printable(coverage.left_out)}" for coverage in left), 4, "- "
    )
    if not plan.axes:
        return
    screen.title("AXES PROPRES À LA COLLECTIVITÉ")
    _matrix(screen, "Axe", [(printable(axis.title or "(sans axe)"), axis) for axis in plan.axes])


def _matrix(screen: Screen, head: str, found: Sequence[tuple[str, ThemeCoverage]]) -> None:
    rows = [(head, "actions", "chiffrées", "objectifs", "indicateurs", "moyens", "ETP", "budget")]
    rows += [
        (
            label,
            str(coverage.actions),
            str(coverage.acting),
            str(coverage.objectives),
            str(coverage.indicators),
            str(coverage.with_means),
            number(coverage.fte, 2) if coverage.fte else "—",
            _both(coverage.by_tax),
        )
        for label, coverage in found
    ]
    screen.table(rows, wide=max(20, screen.width - 84))
    empty = sum(not coverage.actions for _, coverage in found)
    screen.each([f"{plural(empty, 'ligne')} sans aucune action." if empty else ""])


# What a plan shows beside its curve: another path of electricity, the traffic of the public, effects that do nothing.


def show_electricity(screen: Screen, curve: ElectricityCurve, growth: Mapping[str, float]) -> None:
    """Show the second curve: its factors are the user's, no verdict uses it."""
    screen.title(f"SCÉNARIO D’ÉLECTRICITÉ « {printable(curve.title)} » (à part)")
    screen.say(
        f"Facteur de {printable(curve.place)} : {significant(curve.frozen)} kgCO2e/kWh l’année de référence, puis celui du scénario ; "
        f"entre deux années données, en ligne droite. Source : {printable(curve.source)}.",
        2,
    )
    rows = [("Année", "facteur", "sans action", "avec", "")]
    rows += [
        (str(year.year), f"{significant(year.factor)} kg/kWh", mass(year.baseline), mass(year.with_actions), "")
        for year in curve.years
    ]
    screen.table(rows, wide=8)
    screen.say(
        f"{baseline_label(growth)}. La trajectoire, les objectifs et la part de chaque action gardent le facteur figé.",
        2,
    )


def show_public(screen: Screen, years: tuple[Year, ...], dossier: Dossier, growth: Mapping[str, float]) -> None:
    """Show what actions change of the traffic of websites."""
    if not years:
        return
    screen.title("TRAFIC DU PUBLIC SUR LES SITES (hors total)")
    last = years[-1]
    before, after = last.baseline.get(CLIMATE), last.with_actions.get(CLIMATE)
    if before is None or after is None:
        screen.say(f"{titled_term('not_assessed')}.", 2)
        return
    screen.say(
        f"En {last.year} : {mass(before)} {baseline_short(growth)} ; {mass(after)} avec ({mass(after - before)}).", 2
    )
    titles = {action.id: printable(action.title) for action in dossier.actions}
    shares = {name: contribution.share.get(CLIMATE) for name, contribution in last.actions.items()}
    screen.each((f"{titles.get(name, name)} : {mass(share)}" for name, share in shares.items() if share), 4, "- ")


def show_storage(screen: Screen, moves: tuple[str, ...], dossier: Dossier) -> None:
    """Say of which actions the effect on storage compares two methods."""
    if moves:
        titles = [f"« {printable(action.title)} »" for action in dossier.actions if action.id in moves]
        screen.say(f"{together(titles)} : {STORAGE_METHODS[:1].lower()}{STORAGE_METHODS[1:]}", 2)


def show_idle(screen: Screen, found: tuple[Idle, ...], dossier: Dossier) -> None:
    """Say which parameters do nothing, and why."""
    if not found:
        return
    screen.title("CE QUI N’AGIT PAS")
    titles = {action.id: printable(action.title) for action in dossier.actions}
    for idle in found:
        part = ", en partie" if idle.why in IN_PART else ""
        aim = f" sur « {printable(idle.line)} »" if idle.line else ""
        words = f"« {Effect.model_fields[idle.parameter].title} » ({idle.parameter})"
        screen.say(f"{titles[idle.action]} : {words}{aim}{part} : {IDLE[idle.why][0]}", 4, "- ")
    screen.say("Le détail : snr explain SNR607.", 2)


# What a plan owes to euros: the two readings beside the whole, the levers that are money, the verdicts that rest on it.


def show_readings(screen: Screen, plan: Plan) -> None:
    """Say the two readings under the curve."""
    if not plan.money.readings:
        return
    screen.say(
        f"Une part de ces courbes est un ratio par euro dépensé, dont la vraie valeur va {SPENDING_RANGE}, et non une quantité physique. Lues sans elle :",
        2,
    )
    readings = (
        f"{NAMES[reading.code]} ({HOW[reading.code]}) : {ends_text(reading)}." for reading in plan.money.readings
    )
    screen.each(readings, 4, "- ")


def show_levers(screen: Screen, plan: Plan) -> None:
    """Name the actions whose effect is on lines in euros."""
    titles = {row.id: printable(row.title) for row in plan.means.actions}
    said = " ; ".join(
        f"{titles.get(action, action)} ({mass(share[CLIMATE])})"
        for action, share in plan.money.levers.items()
        if round(share.get(CLIMATE, 0.0))
    )
    screen.each([said and f"Sur des dépenses en euros : {said}. Ces tonnes sont un ratio par euro : {NOT_PHYSICAL}."])


def show_indicators_money(screen: Screen, plan: Plan) -> None:
    """Say what of the indicators of the footprint is told in euros."""
    followed = [row.indicator.id for row in plan.indicators if row.followed and row.indicator.id in CLIMATE_TOTALS]
    reading = plan.money.reading(WITHOUT_LINES)
    if not followed or reading is None:
        return
    whole, rest = plan.trajectory.years[0].baseline.get(CLIMATE), reading.ends()[0]
    if whole:
        share = 1.0 - (rest or 0.0) / whole
        screen.say(
            f"{together(followed)} : {percent(share)} de la valeur est un ratio par euro, et non une mesure.", 4, "- "
        )


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
    screen.each((notice_text(notice) for notice in assessment.notices if notice.code in POOLED), 0)
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
        screen.say(f"{titled_term('not_assessed', feminine=True)} : {why}.", 2)
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
    estimated, carried = estimated_note(plan.estimated), carried_note(plan.carried, plan.reference_year)
    screen.each(
        (
            baseline_sentence(plan.growth, tables),
            trend_sentence(plan.trend, plan.horizon) if plan.trend is not None else "",
            f"Départ {estimated}." if estimated else "",
            f"{carried} Les actions y comptent depuis leur année." if carried else "",
        )
    )
    if plan_is_total(plan):  # a partial sum has no interval
        show_years(screen, years, plan.growth)
    last, first = years[-1], years[0]
    power = f"{NOT_ASSESSED}e"
    if ELECTRICITY in last.with_actions and ELECTRICITY in first.baseline:
        moved = last.with_actions[ELECTRICITY] - first.baseline[ELECTRICITY]
        if round(moved) or not plan.trajectory.lacks.get(ELECTRICITY):  # what is not known is no zero
            power = f"{signed(moved, significant(moved / 1000))} MWh par an"
    before, after = first.baseline[CLIMATE], last.with_actions[CLIMATE]
    change = (
        signed(after / before - 1.0, percent(after / before - 1.0)) if before else f"de {mass(before)} à {mass(after)}"
    )  # of nothing, no share
    if plan.trajectory.lacks.get(CLIMATE) and not round(after - before):
        change = NOT_ASSESSED
    doubt = f" ({doubt})" if (doubt := doubt_text(plan_change(plan))) else ""
    screen.say(f"De {first.year} à {last.year} : {change}{doubt} ; électricité {power}.", 2)
    unknown = sum(CLIMATE in action.share and ELECTRICITY not in action.share for action in last.actions.values())
    if unknown and ELECTRICITY in last.with_actions:
        screen.say(f"L’électricité ne compte pas {plural(unknown, 'action')} où elle n’est pas évaluée.", 2)
    show_readings(screen, plan)
    if held := ", ".join(map(printable, plan.trajectory.held.get(CLIMATE, ()))):
        screen.say(
            f"Il manque un facteur, une durée de vie ou une consommation à ce que deviennent {held} : ce qui n’est pas évalué y "
            "garde sa valeur d’aujourd’hui, et n’est pas compté comme une baisse.",
            2,
        )
    if in_order := ", ".join(map(printable, plan.trajectory.in_order)):
        screen.say(
            f"Plus de douze actions sur {in_order} : leur part y suit l’ordre du dossier, ce qu’elles changent en dernier n’y est pas "
            "calculé, et une année où elles sont à mi-chemin y est approchée : chacune, à son avancement, s’ajoute aux précédentes à plein effet.",
            2,
        )


def _outcomes(screen: Screen, plan: Plan) -> None:
    screen.title("OBJECTIFS")
    if not plan.outcomes:
        screen.say("Aucun objectif : le décret en demande (snr explain REEN-14).", 2)
    for outcome in plan.outcomes:
        judged = objective_verdict(outcome)
        dates = f" ({outcome.from_year} → {outcome.by_year})" if outcome.from_year and outcome.by_year else ""
        screen.say(f"{verdict(judged)} : {printable(outcome.title)}{dates}", 4, "- ")
        if outcome.projected is not None and outcome.target is not None:
            unit = outcome.unit
            brought = f"valeur de {outcome.last_year}" if outcome.last_year is not None else "prévu"
            parts = [f"cible {amount_text(outcome.target, unit)}", f"{brought} {amount_text(outcome.projected, unit)}"]
            if outcome.reference is not None:
                parts.insert(0, f"départ {amount_text(outcome.reference, unit)}")
            gap = outcome.gap
            if gap is not None and outcome.progress is not None:
                way = f", {PROGRESS[ProgressMade.ON_THE_WAY]}" if outcome.progress is ProgressMade.ON_THE_WAY else ""
                late = outcome.reach is Reach.MISSED  # the year is past: nothing is on its way any more
                parts.append(
                    f"il manque {left(abs(gap), unit)}" if late else f"il reste {left(abs(gap), unit)} à trouver{way}"
                )
            screen.say(" ; ".join(parts) + ".", 6)
            partial = partial_outcome(outcome, plan) or outcome_mark(outcome, plan).strip(" ()")
            settled = f"{SETTLED}." if outcome.id in plan.lives.objectives else ""
            screen.each((partial and f"{partial[:1].upper()}{partial[1:]}.", outcome_text(judged), settled), 6)
        show_worlds(screen, judged, amount_text)
        if outcome.why:
            screen.say(OBJECTIVE_WHYS[outcome.why][:1].upper() + OBJECTIVE_WHYS[outcome.why][1:] + ".", 6)
        if outcome.reach is Reach.NOT_COMPARABLE and outcome.projected is not None:
            when = f"valeur de {outcome.last_year}" if outcome.last_year is not None else f"prévu en {outcome.by_year}"
            screen.say(f"{when[:1].upper()}{when[1:]} : {amount_text(outcome.projected, outcome.unit)}.", 6)
        screen.each((*base_sentences(outcome, plan.reference_year), advice(outcome, plan.reference_year)), 6)


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
        unknown = any(effect.state is EffectState.UNKNOWN for effect in effects.values())
        what = "l’empreinte d’une ligne évaluée" if unknown else "une quantité de l’inventaire"
        screen.say(f"Aucune action ne change {what} en {plan.horizon}.", 2)
        _others(screen, plan, dossier, effects, set())
        return
    rows = [("Action", "sa part", "seule", "en dernier", "électricité", "")]
    largest = max((abs(effect.saved) for effect, _ in moving if effect.saved is not None), default=0.0) or 1.0
    for effect, contribution in moving:
        title = printable(titles[effect.action].title) if effect.action in titles else effect.action
        kwh = effect.saved_kwh
        power = (
            NOT_ASSESSED
            if kwh is None
            else f"{signed(0.0 - kwh, significant(0.0 - kwh / 1000))} MWh"
            if moves(kwh)
            else "—"
        )
        if effect.saved is None:
            rows.append((title, NOT_ASSESSED, NOT_ASSESSED, "—", power, ""))
            continue
        bar = "█" * max(1, round(effect.saved / largest * 10)) if effect.gains else "alourdit" if effect.weighs else ""
        if Reserve.MAY_BE_NOTHING in effect.reserves:
            bar = "incertain"  # no bar: it is no gain
        last_in = _bare(contribution.last_in[CLIMATE]) if CLIMATE in contribution.last_in else "—"
        rows.append((title, _bare(0.0 - effect.saved), _bare(contribution.alone[CLIMATE]), last_in, power, bar))
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
    screen.each(
        f"Hypothèse de « {printable(action.title)} » : {' ; '.join(supposed)}."
        for action in dossier.actions
        if action.id in told and (supposed := lives_supposed(action, dossier))
    )
    _others(screen, plan, dossier, effects, told)


def _others(
    screen: Screen, plan: Plan, dossier: Dossier, effects: Mapping[str, ActionEffect], moving: set[str]
) -> None:
    """Say why the other actions are not in the table: they ended, they start later, their effects do nothing, they have none."""
    public = {
        action for year in plan.public[-1:] for action, contribution in year.actions.items() if contribution.share
    }
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
                "mais l’inventaire de {} ne le montre pas (snr explain SNR623)"
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
    if not (plan.territory.effects or any(outcome.perimeter == "territory" for outcome in plan.outcomes)):
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
