"""REEN-12 to REEN-19 but REEN-15, REEN-23: the strategy — objectives, measures, means."""

from collections.abc import Iterator, Sequence
from typing import Final

from snr_cli.french.numbers import plural, together
from snr_cli.french.words.terms import THEMES, mass, term
from snr_cli.model.dossier import Dossier
from snr_cli.model.strategy import Action, Objective
from snr_cli.plan.means import axes_with_means, coverage, has_means
from snr_cli.plan.objectives import HOUSEHOLDS_INDICATOR, Outcome, Reach, unmeasured
from snr_cli.plan.past_years import published_footprint
from snr_cli.results.organisation import assessed_categories
from snr_cli.rules.case import (
    INFO,
    LAW_DATE,
    STRATEGY_DEADLINE,
    WARNING,
    Case,
    Path,
    Remark,
    Rule,
    Verdict,
    always,
    claims_strategy,
    finds,
    holds,
    judged,
    late,
    missing,
    not_applicable,
    satisfied,
    to_check,
    to_come,
)

# SNR614: an objective that starts from a figure which nothing ties to what is computed.

_REASONS: Final = {
    "published_base": "le total publié de {year} n’est pas un calcul de snr",
    "given_base": "la valeur donnée de {year} n’est pas un calcul de snr",
    "other_figure": "la valeur donnée de {year} n’est pas celle que snr calcule{own}",
    "other_authority": "le résultat gardé de {year} est celui d’une autre collectivité",
    "other_perimeter": "les inventaires de {year} et d’aujourd’hui ne comptent pas les mêmes groupes",
    "result_unusable": "le résultat gardé de {year} ne se recalcule pas",
    "given_and_computed": "la valeur de {year} est donnée et la suivante calculée, ou l’inverse",
}
_KEEP: Final = "donnez au bilan de {year} son résultat complet (result), ou partez de {now} sans baseline (from: {now})"
_HELP: Final = {
    "other_figure": "retirez baseline : le calcul donne le départ",
    "other_perimeter": "inventoriez les mêmes groupes les deux années, ou partez de {now} (from: {now})",
    "given_and_computed": "donnez les deux valeurs de la même mesure, ou partez de {now} sans baseline (from: {now})",
}


def comparable(case: Case) -> Sequence[Remark]:
    """SNR614: the start and the end of an objective are of one method, one perimeter and the same factors."""
    return [
        _remark(index, outcome, case.dossier)
        for index, outcome in enumerate(case.plan.outcomes)
        if outcome.reach is Reach.NOT_COMPARABLE
    ]


def _remark(index: int, outcome: Outcome, dossier: Dossier) -> Remark:
    objective, base, now = dossier.objectives[index], outcome.base, dossier.reference_year
    year = base.year if base is not None else now
    own = base.own if base is not None and outcome.unit == "kgCO2e" else None
    words = {"year": year, "now": now, "own": f" ({mass(own)})" if own is not None else ""}
    key = "baseline" if objective.baseline is not None else "from"
    path: Path = (
        ("objectives", index, key) if key == "baseline" or objective.start is not None else ("objectives", index)
    )
    return Remark(
        path,
        f"objectif « {outcome.id} » : non comparable, {_REASONS[outcome.why].format(**words)}",
        _HELP.get(outcome.why, _KEEP).format(**words),
    )


# REEN-15, SNR610: each objective has an indicator that measures it; what is followed has a value when one is due.

DEFINITION: Final = {"unit": "unité", "formula": "formule", "source": "source", "frequency": "fréquence"}


def follows(dossier: Dossier) -> bool:
    """Say whether the dossier has begun to follow indicators: a strategy or a yearly account, and what they name."""
    begun = dossier.strategy is not None or bool(dossier.annual_reviews)
    return begun and bool(dossier.indicators or dossier.objectives)


def indicators(case: Case) -> Verdict:
    """REEN-15: every objective has a follow-up indicator, defined and not late on its own frequency.

    An indicator of the catalogue takes there the unit, the formula, the source and the frequency that the dossier leaves out.
    """
    dossier = case.dossier
    if not dossier.objectives:
        return missing(
            (),
            "le dossier ne contient ni objectif ni indicateur de suivi",
            "ajoutez indicators, et nommez-les dans les objectifs",
        )
    remarks = [
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » sans indicateur de suivi",
            "ajoutez-lui indicators: [identifiant], et définissez-le dans la liste indicators",
        )
        for index, objective in enumerate(dossier.objectives)
        if not objective.indicators
    ]
    remarks += [
        Remark(
            ("objectives", index, "indicators"),
            f"objectif « {objective.id} » : aucun de ses indicateurs ne le mesure, il se lit par ménage",
            f"ajoutez {HOUSEHOLDS_INDICATOR} (l’empreinte lue par ménage) en tête de ses indicators, et à la liste indicators",
            WARNING,
        )
        for index, objective in enumerate(dossier.objectives)
        if unmeasured(objective, case.tables.indicators)
    ]
    used = {name for objective in dossier.objectives for name in objective.indicators}
    known = {row.indicator.id: row.indicator for row in case.plan.indicators} if used else {}
    for index, indicator in enumerate(dossier.indicators):
        if indicator.id not in used:
            continue
        indicator_value = known[indicator.id]
        absent = [key for key in DEFINITION if not getattr(indicator_value, key)]
        if absent:
            remarks.append(
                Remark(
                    ("indicators", index),
                    f"indicateur « {indicator.id} » sans {', '.join(DEFINITION[key] for key in absent)}",
                    f"ajoutez {', '.join(absent)}",
                    WARNING,
                )
            )
        if indicator_value.late and indicator_value.last is not None:
            remarks.append(
                Remark(
                    ("indicators", index),
                    f"indicateur « {indicator.id} » : dernière valeur de {indicator_value.last.year}, fréquence {indicator_value.frequency}",
                    "ajoutez une valeur plus récente à values, ou au bilan annuel",
                    WARNING,
                )
            )
    return judged(
        remarks, f"{plural(len(dossier.objectives), 'objectif')}, un indicateur au moins pour chacun", ("objectives",)
    )


def values_due(case: Case) -> Iterator[Remark]:
    """SNR610: an indicator that is followed without a value of the reference year; a target year that passes without one.

    Followed: an objective names it, or it has a target. What snr computes is a value. An indicator of an objective that is late on its own frequency is told by REEN-15.
    """
    dossier = case.dossier
    places = {indicator.id: index for index, indicator in enumerate(dossier.indicators)}
    of_objectives = {name for objective in dossier.objectives for name in objective.indicators}
    for row in case.plan.indicators:
        name = row.indicator.id
        if name not in places:
            continue
        path: Path = ("indicators", places[name])
        if row.value is None and not row.objectives and row.indicator.target is None:
            continue  # named by an action, or for later: nothing is aimed at yet
        if row.value is None:
            yield Remark(
                path,
                f"indicateur « {name} » suivi, sans valeur de {dossier.reference_year} : {term('not_assessed')}",
                f"ajoutez, avec votre valeur, values: {{{dossier.reference_year}: 0}}, ou retirez-le",
            )
        elif row.indicator.late and name not in of_objectives and row.indicator.last is not None:
            last, frequency = row.indicator.last.year, row.indicator.frequency
            yield Remark(
                path,
                f"indicateur « {name} » : dernière valeur de {last}, fréquence {frequency}",
                "ajoutez une valeur plus récente à values, ou au bilan annuel",
            )
    for index, (objective, outcome) in enumerate(zip(dossier.objectives, case.plan.outcomes, strict=True)):
        # a review publishes the footprint of the organisation only: that of the territory has no place to be written
        writable = objective.category is None or objective.perimeter == "organisation"
        due = outcome.why == "past" and writable and published_footprint(objective, dossier, objective.by) is None
        if outcome.why == "no_value_at_target_year" or due:
            yield Remark(
                ("objectives", index, "by"),
                f"objectif « {objective.id} » : son année cible ({objective.by}) est passée, sans valeur de cette année",
                (
                    f"donnez la valeur de {objective.by} : footprint au bilan annuel"
                    if objective.category
                    else f"donnez la valeur de {objective.by} à son indicateur, ou au bilan annuel"
                ),
            )


# REEN-16 to REEN-18: the measures of the strategy, their means and their calendar.


def _measures(case: Case) -> list[tuple[int, Action]]:
    """Return what is decided: an idea is not a measure yet, an abandoned action is none any more."""
    return [(index, act) for index, act in enumerate(case.dossier.actions) if act.status not in ("idea", "abandoned")]


def _to_carry_out(case: Case) -> list[tuple[int, Action]]:
    """Return the measures of the strategy itself, without those that the programme only recalls (REEN-07)."""
    programme = case.dossier.programme
    date = programme.date if programme else None
    return [
        (index, act)
        for index, act in _measures(case)
        if not (act.status == "done" and date and act.started_on and act.started_on <= date)
    ]


def _unmoved(case: Case) -> set[str]:
    """Return the objectives that the plan computes and that no action changes; under the threshold SNR606 says them."""
    if case.standing != "due":
        return set()
    return {outcome.id for outcome in case.plan.outcomes if outcome.why == "no_action" and not outcome.reach.at_target}


def _without_measure(aim: Objective, actions: Sequence[Action]) -> tuple[str, str]:
    """Say that no decided action serves an objective, and which ideas do: they do not count."""
    ideas = [f"« {act.title} »" for act in actions if act.status == "idea" and aim.id in act.objectives]
    if not ideas:
        return f"objectif « {aim.id} » sans mesure", f"nommez-le dans une action décidée : objectives: [{aim.id}]"
    verb, state = (
        ("le servent", "des idées, qui ne comptent pas") if ideas[1:] else ("le sert", "une idée, qui ne compte pas")
    )
    return (
        f"objectif « {aim.id} » sans mesure décidée : {together(ideas)} {verb}, mais {'ce sont' if ideas[1:] else 'c’est'} {state}",
        "quand c’est décidé, passez le statut (status) de « idée » à « prévue » (planned) ; ou nommez l’objectif dans une autre action",
    )


def measures(case: Case) -> Verdict:
    """REEN-16: every objective has a measure that moves it, as the plan computes it, and no measure is an orphan."""
    dossier, found = case.dossier, _measures(case)
    if not found:
        return missing(
            (),
            "le dossier ne contient aucune mesure décidée : la loi demande les mesures qui permettent d’atteindre les objectifs",
            "ajoutez, avec vos valeurs, actions: [{id: duree-portables, title: Garder les portables sept ans, themes: [2], "
            "status: planned, owner: DSI, means: {fte: 0.3}, schedule: {start: 2026}, objectives: [ges-territoire]}]",
        )
    served = {name for _, act in found for name in act.objectives}
    still = _unmoved(case) if dossier.objectives else set()
    remarks = [
        Remark(("objectives", index), *_without_measure(objective, dossier.actions))
        for index, objective in enumerate(dossier.objectives)
        if objective.id not in served
    ]
    remarks += [
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » : d’après le plan calculé, aucune mesure ne le fait bouger",
            "donnez des effects à une action qui le sert, ou revoyez l’objectif ; voyez snr plan",
            WARNING,
        )
        for index, objective in enumerate(dossier.objectives)
        if objective.id in served & still
    ]
    remarks += [
        Remark(
            ("actions", index),
            f"action « {act.id} » : ne sert aucun objectif (bonne pratique, que la loi n’impose pas)",
            "ajoutez objectives: [identifiant d’un objectif]",
            WARNING,
        )
        for index, act in _to_carry_out(case)
        if not act.objectives
    ]
    return judged(
        remarks, f"{plural(len(found), 'mesure')} pour {plural(len(dossier.objectives), 'objectif')}", ("actions",)
    )


def means(case: Case) -> Verdict:
    """REEN-17: staff, budget, contract or partner of each measure, or of its axis; and who carries it. Savings are not means."""
    found_measures = _to_carry_out(case)
    if not found_measures:
        return missing(
            (),
            "le dossier ne contient aucune mesure à mener, donc aucun moyen",
            "ajoutez actions, chacune avec owner: DSI et means: {fte: 0.3} (ou budget, contract, partner)",
        )
    shared, remarks = axes_with_means(case.dossier), []
    for index, act in found_measures:
        if not has_means(act) and act.axis not in shared:
            remarks.append(
                Remark(
                    ("actions", index, "means"),
                    f"action « {act.id} » sans moyens",
                    "ajoutez means: au moins fte, budget, contract ou partner (les économies n’en sont pas)",
                )
            )
        if act.owner is None:
            remarks.append(
                Remark(
                    ("actions", index),
                    f"action « {act.id} » sans pilote",
                    "ajoutez owner: une direction ou une fonction",
                    WARNING,
                )
            )
    return judged(
        remarks, f"{plural(len(found_measures), 'mesure')} à mener, des moyens et un pilote pour chacune", ("actions",)
    )


def calendar(case: Case) -> Verdict:
    """REEN-18: annual or multi-year character of objectives and measures."""
    dossier, found = case.dossier, _to_carry_out(case)
    if not dossier.objectives and not found:
        return not_applicable("attend un objectif ou une mesure (REEN-14, REEN-16)")
    remarks = [
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » : annuel ou pluriannuel ?",
            "ajoutez frequency: annual ou multi_year",
        )
        for index, objective in enumerate(dossier.objectives)
        if objective.frequency is None
    ]
    remarks += [
        Remark(
            ("actions", index, "schedule"),
            f"action « {act.id} » sans calendrier",
            "ajoutez schedule: {start: 2026, full: 2028} (début, plein effet)",
        )
        for index, act in found
        if act.schedule is None or act.schedule.start is None
    ]
    remarks += _too_late(dossier.objectives, found)
    return judged(remarks, "temporalité dite pour chaque objectif et chaque mesure", ("objectives",))


def _too_late(objectives: Sequence[Objective], found: Sequence[tuple[int, Action]]) -> list[Remark]:
    """Return the measures that begin after the year aimed at by an objective that they serve."""
    years = {
        objective.id: objective.by
        for objective in objectives
        if objective.start is None or (objective.by or 0) > objective.start
    }
    remarks = []
    for index, act in found:
        start = act.schedule.start if act.schedule else None
        for name in act.objectives:
            by = years.get(name)
            if start is not None and by is not None and start > by:
                remarks.append(
                    Remark(
                        ("actions", index, "schedule"),
                        f"action « {act.id} » : commence en {start}, après l’année cible ({by}) de l’objectif « {name} »",
                        "avancez start, ou retirez cet objectif",
                    )
                )
    return remarks


def strategy_exists(case: Case) -> Verdict:
    """REEN-12: a strategy exists; by 1 January 2025 (lateness is said, never an error)."""
    strategy = case.dossier.strategy
    if strategy is None:
        return missing(
            (),
            "le dossier ne contient pas de stratégie numérique responsable",
            'ajoutez, avec vos valeurs, strategy: {adopted_on: "2024-12-12", deliberation: "2024-118", period: {start: 2025, end: 2030}}',
        )
    path = ("strategy", "adopted_on")
    if strategy.adopted_on is None:
        return missing(
            path, "stratégie sans date d’adoption", 'ajoutez strategy.adopted_on: "AAAA-MM-JJ" une fois adoptée'
        )
    if expected := to_come(case, path, strategy.adopted_on, "adoption"):
        return expected
    remarks: list[Remark] = []
    too_late: Verdict | None = None
    if strategy.adopted_on > STRATEGY_DEADLINE:
        too_late = late(
            path,
            f"stratégie adoptée le {strategy.adopted_on}, après l’échéance du 1er janvier 2025",
            "aucune sanction n’est prévue : dites-le dans la stratégie",
        )
        remarks += too_late.remarks
    if strategy.period is None:
        remarks.append(
            Remark(
                ("strategy",),
                "stratégie sans période",
                "ajoutez, avec vos valeurs, strategy.period: {start: 2025, end: 2030}",
                WARNING,
            )
        )
    elif strategy.period.end < strategy.period.start:
        remarks.append(
            Remark(
                ("strategy", "period"),
                "la période finit avant de commencer",
                "vérifiez start et end, des années",
                WARNING,
            )
        )
    if too_late and len(remarks) == 1:
        return too_late
    return judged(remarks, f"adoptée le {strategy.adopted_on}", path)


def findings_traced(case: Case) -> Verdict:
    """REEN-13: each objective starts from a finding of the programme: a sentence, and the figure that it starts from.

    The figure is the one that snr computes, or that the dossier gives: words alone are no finding of a footprint.
    """
    objectives = case.dossier.objectives
    if not objectives:
        return not_applicable("attend un objectif (REEN-14)")
    remarks = []
    for index, objective in enumerate(objectives):
        if objective.finding is None:
            remarks.append(
                Remark(
                    ("objectives", index),
                    f"objectif « {objective.id} » sans constat",
                    "ajoutez finding: le constat du bilan dont il part, en une phrase",
                )
            )
        elif help_text := _no_departure(case, index):
            remarks.append(
                Remark(
                    ("objectives", index, "finding"),
                    f"objectif « {objective.id} » : un constat, mais aucune valeur de départ",
                    help_text,
                )
            )
    return judged(remarks, "", ("objectives",)) if remarks else _founded(case)


def _founded(case: Case) -> Verdict:
    """Say how many objectives start from a finding of the programme: those of an act of a past year are what it kept."""
    objectives, programme = case.dossier.objectives, case.dossier.programme
    said = f"{plural(len(objectives), 'objectif')}, un constat chiffré pour chacun"
    kept = programme.figures if programme is not None else None
    if programme is None or (
        kept is None and (programme.date is None or int(programme.date[:4]) >= case.dossier.reference_year)
    ):
        return satisfied(said, ("objectives",))  # the programme says the findings of the objectives themselves
    findings = [_plain(finding) for finding in kept.findings] if kept is not None else []
    founded = sum(any(finding in _plain(objective.finding or "") for finding in findings) for objective in objectives)
    if founded == len(objectives):
        return satisfied(f"{said}, qui reprend un constat du programme", ("objectives",))
    return to_check(
        ("objectives",),
        f"{said}, dont {founded} reprennent un constat du programme",
        "reprenez dans finding la phrase de programme.figures.findings dont part chaque objectif",
    )


def _plain(text: str) -> str:
    """Return a sentence as it is compared: without its capital, its full stop and what it is spaced with."""
    return " ".join(text.split()).rstrip(".").casefold()


def _no_departure(case: Case, index: int) -> str:
    """Say what would give the figure that an objective starts from; empty when there is one."""
    objective = case.dossier.objectives[index]
    if objective.baseline is not None:
        return ""
    if objective.category is None or objective.measured_on not in (None, "bottom_up"):
        # an objective that names no indicator has none to lack: REEN-15 says it
        known = any(row.value is not None for row in case.plan.indicators if row.indicator.id in objective.indicators)
        return "" if known or not objective.indicators else "donnez baseline, ou une valeur à son indicateur"
    start = case.dossier.reference_year if objective.start is None else objective.start
    if start < case.dossier.reference_year:
        kept = any(result.dossier.reference_year == start for result in case.kept)
        if kept or published_footprint(objective, case.dossier, start) is not None:
            return ""
        organisation = objective.perimeter == "organisation"
        return f"donnez baseline, ou footprint au bilan annuel de {start}" if organisation else "donnez baseline"
    assessed = case.assessment
    if objective.perimeter == "organisation":
        known = objective.category in assessed_categories(assessed)
        return "" if known else f"rien n’est évalué en {objective.category} : décrivez equipment et services"
    household = objective.measured_on == "bottom_up"
    totals = assessed.territory.household_totals if household else assessed.territory.totals
    if objective.category in totals:
        return ""
    people = "territory.population.municipale"
    return f"donnez territory.households et {people}" if household else f"donnez territory.siren, ou {people}"


def _not_a_reduction(objective: Objective) -> str:
    """Say why a territory objective is not a dated reduction of the footprint; empty when it is one."""
    if objective.category is None:
        return "il ne porte pas sur l’empreinte : ajoutez-en un avec category: climate_change"
    falls = objective.target is not None and objective.baseline is not None and objective.target < objective.baseline
    if not falls and not objective.reduction:
        return "il n’a pas de baisse chiffrée : donnez reduction: 3 %"
    if objective.start is None or objective.by is None:
        return "il n’a pas ses deux années : donnez from et by"
    if objective.by <= objective.start:
        return f"son année cible ({objective.by}) n’est pas après son année de référence ({objective.start}) : corrigez by ou from"
    return ""


def territory_reduction(case: Case) -> Verdict:
    """REEN-14: at least one objective of reduction of the footprint of the territory."""
    territory = [
        (index, objective)
        for index, objective in enumerate(case.dossier.objectives)
        if objective.perimeter == "territory"
    ]
    whys = [(index, objective, _not_a_reduction(objective)) for index, objective in territory]
    sound = [(index, objective) for index, objective, why in whys if not why]
    if sound:
        return satisfied(f"objectif « {sound[0][1].id} »", ("objectives", sound[0][0]))
    help_text = (
        "ajoutez, avec vos valeurs, objectives: [{id: ges-territoire, perimeter: territory, category: climate_change, "
        "reduction: 3 %, from: 2025, by: 2030}]"
    )
    if not case.dossier.objectives:
        return missing(
            (),
            "le dossier ne contient aucun objectif : le décret demande des objectifs de réduction du territoire",
            help_text,
        )
    if not territory:
        return missing(("objectives",), "aucun objectif ne porte sur le territoire", help_text)
    index, nearest, why = next((found for found in whys if found[1].category is not None), whys[0])
    return missing(
        ("objectives", index),
        f"aucun objectif de réduction du territoire ; « {nearest.id} » n’en est pas un",
        why,
    )


def themes(case: Case) -> Verdict:
    """REEN-19: coverage of the six themes. « Peuvent notamment » : information, never an error."""
    if not case.dossier.actions:
        return not_applicable("attend une action (REEN-16)")
    covered = {theme_coverage.theme for theme_coverage in coverage(case.dossier) if theme_coverage.actions}
    strategy = case.dossier.strategy
    justified = {theme_left_out.theme for theme_left_out in strategy.themes_left_out} if strategy else set()
    remarks = [
        Remark(
            ("strategy", "themes_left_out") if strategy else (),
            f"thème {theme} ({label}) : aucune action, aucune justification",
            f"facultatif ; une action avec themes: [{theme}], ou strategy.themes_left_out: [{{theme: {theme}, why: …}}]",
        )
        for theme, label in THEMES.items()
        if theme not in covered | justified
    ]
    return judged(remarks, f"{plural(len(covered), 'thème couvert', 'thèmes couverts')} sur 6", ("actions",))


def climate_plan(case: Case) -> Verdict:
    """REEN-23: consistency with the PCAET when there is one."""
    plan = case.dossier.plans.pcaet if case.dossier.plans else None
    if plan is None:
        if case.fact("kind") == "commune":
            return not_applicable("commune : le PCAET est celui de l’EPCI")
        return to_check(
            ("plans",) if case.dossier.plans else (),
            "PCAET : le dossier ne dit pas s’il y en a un",
            'ajoutez, avec vos valeurs, plans.pcaet: {date: "2023-12-14", includes_digital: true, waste_heat: studied}, ou plans.pcaet: {exists: false}',
        )
    if not plan.exists:
        return not_applicable("pas de PCAET")
    path = ("plans", "pcaet")
    # a plan older than the law, whose article 34 added the digital footprint to it, could not know: it is for its revision
    old = plan.date is not None and plan.date < LAW_DATE
    severity, when = (INFO, ", au plus tard à sa révision (à vérifier)") if old else (None, "")
    remarks = []
    if not plan.includes_digital:
        says = "le PCAET ne dit rien" if plan.includes_digital is False else "on ne sait pas si le PCAET traite"
        remarks.append(
            Remark(
                path,
                f"{says} de l’empreinte du numérique",
                f"includes_digital: true s’il en traite ; sinon reprenez-y les objectifs numériques{when}",
                severity,
            )
        )
    if plan.waste_heat not in ("studied", "not_applicable"):
        remarks.append(
            Remark(
                path,
                "potentiel de chaleur fatale des centres de données non traité dans le PCAET",
                f"étudiez-le{when}, puis écrivez waste_heat: studied, ou not_applicable sans centre de données",
                severity,
            )
        )
    if not plan.actions and plan.includes_digital:
        remarks.append(
            Remark(
                path, "aucune action de ce dossier liée au PCAET", "ajoutez plans.pcaet.actions: [identifiants]", INFO
            )
        )
    heat = {"studied": "potentiel de chaleur fatale étudié"}.get(plan.waste_heat or "", "chaleur fatale sans objet")
    return judged(remarks, f"empreinte du numérique traitée, {heat}", path)


RULES: Final = (
    Rule("REEN-12", always, strategy_exists),
    Rule("REEN-13", claims_strategy, findings_traced),
    Rule("REEN-14", always, territory_reduction),
    Rule("REEN-16", always, measures),
    Rule("REEN-17", always, means),
    Rule("REEN-18", claims_strategy, calendar),
    Rule("REEN-19", claims_strategy, themes),
    Rule("REEN-23", claims_strategy, climate_plan),
    Rule("REEN-15", always, indicators),
    Rule("SNR610", follows, finds(values_due, "chaque indicateur suivi a sa valeur", "indicators")),
    Rule(
        "SNR614",
        holds("objectives"),
        finds(comparable, "chaque objectif part d’une valeur qui se compare", "objectives"),
    ),
)
