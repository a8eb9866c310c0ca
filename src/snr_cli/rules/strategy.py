"""REEN-12 to REEN-19 but REEN-15, REEN-23: the strategy — objectives, measures, means."""

from collections.abc import Sequence
from typing import Final

from snr_cli.findings.finding import Severity
from snr_cli.french import plural
from snr_cli.model.strategy import Action, Objective
from snr_cli.plan.base_year import published_footprint
from snr_cli.plan.means import axes_with_means, coverage, has_means
from snr_cli.rules.case import LAW_DATE, Case, Rule, always, claims_strategy
from snr_cli.rules.verdict import Remark, Verdict, judged, late, missing, not_applicable, satisfied, to_check

_DEADLINE: Final = "2025-01-01"
THEMES: Final = {
    1: "commande publique locale et durable",
    2: "cycle de vie du matériel",
    3: "écoconception des sites et services",
    4: "sensibilisation des élus et agents, sécurité",
    5: "sensibilisation des citoyens, inclusion",
    6: "territoire connecté et durable, données ouvertes",
}
_INFO, _WARNING = Severity.INFO, Severity.WARNING


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
    remarks: list[Remark] = []
    too_late: Verdict | None = None
    if strategy.adopted_on > _DEADLINE:
        text = f"stratégie adoptée le {strategy.adopted_on}, après l’échéance du 1er janvier 2025"
        too_late = late(path, text, "aucune sanction n’est prévue : dites-le dans la stratégie")
        remarks += too_late.remarks
    if strategy.period is None:
        remarks.append(
            Remark(
                ("strategy",),
                "stratégie sans période",
                "ajoutez, avec vos valeurs, strategy.period: {start: 2025, end: 2030}",
                _WARNING,
            )
        )
    elif strategy.period.end < strategy.period.start:
        remarks.append(
            Remark(
                ("strategy", "period"),
                "la période finit avant de commencer",
                "vérifiez start et end, des années",
                _WARNING,
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
            text = f"objectif « {objective.id} » sans constat"
            help_text = "ajoutez finding: le constat du bilan dont il part, en une phrase"
            remarks.append(Remark(("objectives", index), text, help_text))
        elif help_text := _no_departure(case, index):
            text = f"objectif « {objective.id} » : un constat, mais aucune valeur de départ"
            remarks.append(Remark(("objectives", index, "finding"), text, help_text))
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
    findings = [_plain(each) for each in kept.findings] if kept is not None else []
    founded = sum(any(each in _plain(objective.finding or "") for each in findings) for objective in objectives)
    if founded == len(objectives):
        return satisfied(f"{said}, repris de ceux du programme", ("objectives",))
    return to_check(
        ("objectives",),
        f"{said}, dont {founded} repris de ceux du programme",
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
        kept = any(each.dossier.reference_year == start for each in case.kept)
        if kept or published_footprint(objective, case.dossier, start) is not None:
            return ""
        organisation = objective.perimeter == "organisation"
        return f"donnez baseline, ou footprint au bilan annuel de {start}" if organisation else "donnez baseline"
    assessed = case.assessment
    if objective.perimeter == "organisation":
        known = assessed.organisation.totals.get(objective.category) is not None
        return "" if known else f"rien n’est évalué en {objective.category} : décrivez equipment et services"
    household = objective.measured_on == "bottom_up"
    totals = assessed.territory.household_totals if household else assessed.territory.totals
    if objective.category in totals:
        return ""
    return "donnez territory.households" if household else "donnez territory.siren, ou territory.population.municipale"


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
    territory = [(index, each) for index, each in enumerate(case.dossier.objectives) if each.perimeter == "territory"]
    whys = [(index, each, _not_a_reduction(each)) for index, each in territory]
    sound = [(index, each) for index, each, why in whys if not why]
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
    return {each.id for each in case.plan.outcomes if each.why == "no_action" and not each.reach.at_target}


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
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » sans mesure",
            f"nommez-le dans une action décidée : objectives: [{objective.id}]",
        )
        for index, objective in enumerate(dossier.objectives)
        if objective.id not in served
    ]
    remarks += [
        Remark(
            ("objectives", index),
            f"objectif « {objective.id} » : d’après le plan calculé, aucune mesure ne le fait bouger",
            "donnez des effects à une action qui le sert, ou revoyez l’objectif ; voyez snr plan",
            _WARNING,
        )
        for index, objective in enumerate(dossier.objectives)
        if objective.id in served & still
    ]
    remarks += [
        Remark(
            ("actions", index),
            f"action « {act.id} » : ne sert aucun objectif (bonne pratique, que la loi n’impose pas)",
            "ajoutez objectives: [identifiant d’un objectif]",
            _WARNING,
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
            text = f"action « {act.id} » sans pilote"
            remarks.append(Remark(("actions", index), text, "ajoutez owner: une direction ou une fonction", _WARNING))
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
            f"objectif « {each.id} » : annuel ou pluriannuel ?",
            "ajoutez frequency: annual ou multi_year",
        )
        for index, each in enumerate(dossier.objectives)
        if each.frequency is None
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
    years = {each.id: each.by for each in objectives if each.start is None or (each.by or 0) > each.start}
    remarks = []
    for index, act in found:
        start = act.schedule.start if act.schedule else None
        for name in act.objectives:
            by = years.get(name)
            if start is not None and by is not None and start > by:
                text = f"action « {act.id} » : commence en {start}, après l’année cible ({by}) de l’objectif « {name} »"
                remarks.append(Remark(("actions", index, "schedule"), text, "avancez start, ou retirez cet objectif"))
    return remarks


def themes(case: Case) -> Verdict:
    """REEN-19: coverage of the six themes. « Peuvent notamment » : information, never an error."""
    if not case.dossier.actions:
        return not_applicable("attend une action (REEN-16)")
    covered = {each.theme for each in coverage(case.dossier) if each.actions}
    strategy = case.dossier.strategy
    justified = {each.theme for each in strategy.themes_left_out} if strategy else set()
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
    severity, when = (_INFO, ", au plus tard à sa révision (à vérifier)") if old else (None, "")
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
                path, "aucune action de ce dossier liée au PCAET", "ajoutez plans.pcaet.actions: [identifiants]", _INFO
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
)
